// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/logcounts.h"
#include "latestjob.h"
#include "viewstate.h"

#include <QAbstractListModel>
#include <QSet>
#include <QTimer>

namespace playhead {

/// What a row of the explorer is about.
enum class ExplorerRow { Caption, Group, Participant, Type, Finding, Bookmark, Hint };

/// What the explorer finds in a log.
enum class CountedFinding { Nacks, Retries, DeadLetters, Rejected, Skipped };

/// The rows of the explorer: participants by role, event types, findings, bookmarks. Follows the
/// ViewState; counts come from a worker, a few times a second at most. Interface thread.
class ExplorerModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Roles {
        RowRole = Qt::UserRole, ///< ExplorerRow
        IdRole,     ///< ParticipantId, NameId, Role, CountedFinding or position, as quint64
        CountRole,  ///< quint64
        HiddenRole, ///< left out by hand
        ShareRole,  ///< of the largest count of its kind, 0 to 1
        OpenRole    ///< of a group: its rows are listed
    };

    explicit ExplorerModel(ViewState &view, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

    [[nodiscard]] LogCountsPtr counts() const { return m_counts; }
    /// Participants and types whose name contains the text, whatever its case.
    void setNameFilter(const QString &text);
    /// Lists or folds away the rows of a role.
    void toggleGroup(Role role);
    /// How many participants and types there are.
    [[nodiscard]] std::size_t nameCount() const;

    /// The next shown step of that finding behind the playhead, from the start again past the end;
    /// none: there is none. Cost: a scan of the shown rows at worst.
    [[nodiscard]] Position nextStepOf(CountedFinding kind) const;

signals:
    void countsChanged();

private:
    struct Row
    {
        ExplorerRow kind;
        std::uint64_t id = 0;
        QString text;
        bool operator==(const Row &) const = default;
    };

    void requestCounts();
    void takeCounts(const LogCountsPtr &counts);
    void rebuild();
    void addParticipants(std::vector<Row> &rows) const;
    void addTypes(std::vector<Row> &rows) const;
    void addFindings(std::vector<Row> &rows) const;
    void addBookmarks(std::vector<Row> &rows) const;
    [[nodiscard]] bool nameMatches(const QString &name) const;
    [[nodiscard]] std::uint64_t countOf(const Row &row) const;
    [[nodiscard]] bool isHidden(const Row &row) const;
    [[nodiscard]] double shareOf(const Row &row) const;
    [[nodiscard]] QString toolTip(const Row &row) const;

    ViewState &m_view;
    std::vector<Row> m_rows;
    LogCountsPtr m_counts;
    QString m_nameFilter;
    QSet<int> m_folded;
    QTimer m_timer; ///< bundles requests
    LatestJob<LogCountsPtr> m_job;
};

} // namespace playhead
