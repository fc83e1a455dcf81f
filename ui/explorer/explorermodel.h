// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/findingrow.h"
#include "explorer/findingswatch.h"
#include "explorer/logcounts.h"
#include "latestjob.h"
#include "viewstate.h"

#include <QAbstractListModel>
#include <QSet>
#include <QTimer>

namespace playhead {

/// What a row of the explorer is about.
enum class ExplorerRow {
    Caption,
    Group,
    Participant,
    Type,
    Finding, ///< what the checker found
    Counted, ///< steps that are counted without a judgement
    Bookmark,
    Hint
};

/// The ids of the captions, from top to bottom.
enum class ExplorerPart { Participants, Types, Findings, Bookmarks };

/// What the explorer counts beside the findings.
enum class CountedSteps { Nacks, Retries, Rejected, Skipped };

/// The rows of the explorer: participants by role, event types, findings, bookmarks. Follows the
/// ViewState; counts come from a worker, a few times a second at most. Interface thread.
class ExplorerModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Roles {
        RowRole = Qt::UserRole, ///< ExplorerRow
        IdRole,       ///< ParticipantId, NameId, Role, FindingRow::id(), CountedSteps or position
        CountRole,    ///< quint64
        HiddenRole,   ///< left out by hand
        ShareRole,    ///< of the largest count of its kind, 0 to 1
        OpenRole,     ///< of a group: its rows are listed
        SeverityRole, ///< Severity of a finding or of counted steps
        LinkRole      ///< of a caption: what a click on it leads to; empty: nothing
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

    /// What the checker found in the whole log, whatever is shown.
    [[nodiscard]] const FindingsWatch &findings() const { return m_watch; }
    void setFindingLimits(const FindingLimits &limits) { m_watch.setLimits(limits); }
    /// Null: there is no such row (any more).
    [[nodiscard]] const FindingRow *findingRow(std::uint64_t id) const;

    /// The next shown step of that kind behind the playhead, from the start again past the end;
    /// none: there is none. Cost: a scan of the shown rows at worst.
    [[nodiscard]] Position nextStepOf(CountedSteps kind) const;

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
    void requestFindingRows();
    void takeFindingRows(const std::vector<FindingRow> &rows);
    void rebuild();
    [[nodiscard]] static Row caption(ExplorerPart part, const QString &text);
    void addParticipants(std::vector<Row> &rows) const;
    void addTypes(std::vector<Row> &rows) const;
    void addFindings(std::vector<Row> &rows) const;
    void addFindingHints(std::vector<Row> &rows) const;
    void addBookmarks(std::vector<Row> &rows) const;
    [[nodiscard]] bool nameMatches(const QString &name) const;
    [[nodiscard]] std::uint64_t countOf(const Row &row) const;
    [[nodiscard]] bool isHidden(const Row &row) const;
    [[nodiscard]] static bool isLimitsCaption(const Row &row);
    [[nodiscard]] double shareOf(const Row &row) const;
    [[nodiscard]] Severity severityOf(const Row &row) const;
    [[nodiscard]] QString toolTip(const Row &row) const;
    [[nodiscard]] QString findingToolTip(const Row &row) const;
    [[nodiscard]] QString accessibleText(const Row &row) const;

    ViewState &m_view;
    std::vector<Row> m_rows;
    LogCountsPtr m_counts;
    QString m_nameFilter;
    QSet<int> m_folded;
    FindingsWatch m_watch;
    std::vector<FindingRow> m_findingRows; ///< what they count follows the shown steps
    bool m_findingsFollow = false;         ///< they count less than all
    QTimer m_timer;                        ///< bundles requests
    LatestJob<LogCountsPtr> m_job;
    LatestJob<std::vector<FindingRow>> m_findingJob;
};

} // namespace playhead
