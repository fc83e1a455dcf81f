// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/jsonnode.h"

#include <QAbstractItemModel>

namespace playhead {

/// A JSON tree for a view: key and value in two columns, or in three with the value that it is
/// compared with. The top's members are the first rows; a top that is no container is one row of
/// its own. Interface thread.
class JsonModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { KeyColumn, ValueColumn, OtherColumn, ColumnCount };
    enum Role {
        ChangeRole = Qt::UserRole, ///< JsonChange as int
        OldTextRole,
        PathRole,
        TypeRole,  ///< Json::value_t as int
        MatchRole, ///< bool: what is searched for is in it
        SummaryRole,
        KeysRole, ///< QStringList: the keys from the top to here
        SidesRole ///< bool: both values have a column of their own
    };

    explicit JsonModel(QObject *parent = nullptr);

    void setTree(JsonTreePtr tree);
    [[nodiscard]] const JsonTreePtr &tree() const { return m_tree; }

    /// Shows both values side by side under these titles; empty titles: one column of values.
    void setSides(const QString &shown, const QString &other);
    [[nodiscard]] bool hasSides() const { return !m_sides.isEmpty(); }

    /// Marks keys and values that contain this text, in whatever case; empty: none.
    void setSearch(const QString &text);
    /// The rows that match, from the top down.
    [[nodiscard]] QModelIndexList matches() const;
    [[nodiscard]] QModelIndex indexOf(const QString &path) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] const JsonNode *node(const QModelIndex &index) const;
    [[nodiscard]] QString text(const JsonNode &node, int column) const;
    [[nodiscard]] bool matchesSearch(const JsonNode &node) const;
    void collect(const JsonNode &node, QModelIndexList &found) const;

    JsonTreePtr m_tree;
    QString m_search;
    QStringList m_sides; ///< titles of the two columns of values; empty: there is one
};

} // namespace playhead
