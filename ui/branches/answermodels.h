// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branches/branchjob.h"

#include <QAbstractTableModel>

namespace playhead {

/// The states that end differently, a row each. Interface thread.
class ChangeModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { PartitionColumn, FromColumn, SummaryColumn, ColumnCount };

    /// `summaryTitle`: what is compared, such as `Log → branch`.
    explicit ChangeModel(const QString &summaryTitle, QObject *parent = nullptr)
        : QAbstractTableModel(parent), m_summaryTitle(summaryTitle)
    {}

    void setChanges(const ChangeRowsPtr &changes);
    /// Null: there is no such row.
    [[nodiscard]] const ChangeRow *at(int row) const;
    /// -1: it does not end differently.
    [[nodiscard]] int rowOf(const QString &partition) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString m_summaryTitle;
    ChangeRowsPtr m_changes;
};

/// The recorded events that are in doubt, a row each. Interface thread.
class DoubtModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { EventColumn, CauseColumn, EvidenceColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setAnswer(const BranchAnswerPtr &answer);
    [[nodiscard]] const DoubtRow *at(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    BranchAnswerPtr m_answer;
};

} // namespace playhead
