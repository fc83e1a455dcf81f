// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branchmark.h"
#include "log/log.h"
#include "rowmap.h"

#include <QObject>
#include <QSet>
#include <QString>
#include <QVector>

#include <optional>

namespace playhead {

/// A place in the log that a person named.
struct Bookmark
{
    Position position;
    QString label;

    bool operator==(const Bookmark &) const = default;
};

/// A step that the diagram lights up, as part of a path that an answer tells of.
struct LitStep
{
    Position position;
    Evidence evidence = Evidence::Observed; ///< how it is known to belong to the path

    bool operator==(const LitStep &) const = default;
};

/// How much a row of the diagram stands for.
enum class DetailLevel {
    Full,        ///< a row a step
    Folded,      ///< a row an event, with its deliveries, tries, time and fate on it
    Conversation ///< a row a correlation id
};

/// How far rows are apart.
enum class RowSpacing { ByPosition, ByTime };

/// What the person left out by hand, in the explorer: applied together with the filter.
struct Visibility
{
    QSet<std::uint16_t> hiddenParticipants; ///< ParticipantId values
    QSet<std::uint32_t> hiddenTypes;        ///< NameId values

    [[nodiscard]] bool isEverything() const
    {
        return hiddenParticipants.isEmpty() && hiddenTypes.isEmpty();
    }
    bool operator==(const Visibility &) const = default;
};

/// The one truth about where the person is and what they see: every view reads it, and changes
/// things only through it. There is one cursor: the playhead is also the selected step, so that
/// whatever is clicked, stepped or played, all views follow.
///
/// Lives on the interface thread. A setter that changes nothing emits nothing.
class ViewState : public QObject
{
    Q_OBJECT

public:
    explicit ViewState(QObject *parent = nullptr);
    ~ViewState() override;

    // The log on view; null while nothing is open. Set by the session.
    [[nodiscard]] LogPtr log() const { return m_log; }
    void setLog(LogPtr log);

    /// The end of the log as of this frame; advances at most once a frame while steps arrive.
    [[nodiscard]] Position watermark() const { return m_watermark; }
    void setWatermark(Position watermark);

    /// The position at which the person is looking; none while the log is empty, else 1 to
    /// watermark() (values outside are clamped).
    [[nodiscard]] Position playhead() const { return m_playhead; }

    /// Live: the playhead follows the end of the log. Moving the playhead by hand stops it.
    [[nodiscard]] bool isFollowing() const { return m_following; }

    /// Which steps are shown: all, or those that filter and visibility leave. Set by the filter
    /// job; follows the watermark a little later.
    [[nodiscard]] RowMapPtr rows() const { return m_rows; }
    void setRows(RowMapPtr rows);

    /// While a filter is being typed: the steps that match it. The others are drawn dimmed. Null:
    /// nothing is being typed.
    [[nodiscard]] RowMapPtr preview() const { return m_preview; }
    void setPreview(RowMapPtr preview);

    /// The filter in force, as text of the filter language; empty: none.
    [[nodiscard]] QString filter() const { return m_filter; }
    [[nodiscard]] const Visibility &visibility() const { return m_visibility; }

    [[nodiscard]] DetailLevel detailLevel() const { return m_detailLevel; }
    [[nodiscard]] RowSpacing rowSpacing() const { return m_rowSpacing; }

    /// First and last position that the diagram shows now; both none before it was ever shown.
    [[nodiscard]] Position firstVisible() const { return m_firstVisible; }
    [[nodiscard]] Position lastVisible() const { return m_lastVisible; }

    /// Sorted by position, at most one a position.
    [[nodiscard]] const QVector<Bookmark> &bookmarks() const { return m_bookmarks; }

    /// The subject whose state the inspector shows; none: that of the event at the playhead.
    [[nodiscard]] NameId pinnedSubject() const { return m_pinnedSubject; }

    /// Through whose eyes the state is seen; none: the log's.
    [[nodiscard]] ParticipantId observer() const { return m_observer; }
    /// Whether a consumer's redeliveries count once, as if it recognised them; else again.
    [[nodiscard]] bool isObserverIdempotent() const { return m_observerIdempotent; }

    /// The steps that are lit in the diagram, while the others are quieter: sorted by position, at
    /// most one a position. Empty: no path is lit.
    [[nodiscard]] const QVector<LitStep> &litPath() const { return m_litPath; }

    /// What the branch at hand makes different; the diagram shows it.
    [[nodiscard]] const BranchMarks &branchMarks() const { return m_branchMarks; }

public slots:
    void setPlayhead(playhead::Position position);
    /// As setPlayhead, without ending to follow: for the session and the player.
    void movePlayhead(playhead::Position position);
    void setFollowing(bool following);
    void setFilter(const QString &filter);
    void setVisibility(const playhead::Visibility &visibility);
    void setDetailLevel(playhead::DetailLevel level);
    void setRowSpacing(playhead::RowSpacing spacing);
    /// What the diagram shows, told by it.
    void setVisibleRange(playhead::Position first, playhead::Position last);
    /// Asks the diagram to show this range (the timeline's brush, "fit", the zoom buttons).
    void requestRange(playhead::Position first, playhead::Position last);
    void setBookmarks(const QVector<playhead::Bookmark> &bookmarks);
    /// Sets a bookmark at the position, or removes the one that is there.
    void toggleBookmark(playhead::Position position, const QString &label = {});
    void setPinnedSubject(playhead::NameId subject);
    void setObserver(playhead::ParticipantId observer);
    void setObserverIdempotent(bool idempotent);
    void setLitPath(const QVector<playhead::LitStep> &path);
    void setBranchMarks(const playhead::BranchMarks &marks);

    // Moves of the playhead. Each answers false, and moves nothing, where there is no such step.
    // They move among the shown rows only.
    bool stepBy(qint64 rows);
    bool goFirst();
    bool goLast();
    /// The next (or previous) shown step that has the same type, subject or correlation.
    bool goSameType(bool forward);
    bool goSameSubject(bool forward);
    bool goSameCorrelation(bool forward);
    bool goFailure(bool forward);
    bool goBookmark(bool forward);

signals:
    void logChanged();
    void watermarkChanged(playhead::Position watermark);
    void playheadChanged(playhead::Position playhead);
    void followingChanged(bool following);
    void rowsChanged();
    void previewChanged();
    void filterChanged(const QString &filter);
    void visibilityChanged();
    void detailLevelChanged(playhead::DetailLevel level);
    void rowSpacingChanged(playhead::RowSpacing spacing);
    void visibleRangeChanged(playhead::Position first, playhead::Position last);
    void rangeRequested(playhead::Position first, playhead::Position last);
    void bookmarksChanged();
    void pinnedSubjectChanged(playhead::NameId subject);
    void observerChanged(playhead::ParticipantId observer);
    void observerIdempotentChanged(bool idempotent);
    void litPathChanged();
    void branchMarksChanged();

private:
    template <class Matches> bool goMatching(bool forward, Matches matches);
    void place(Position position);

    LogPtr m_log;
    Position m_watermark;
    Position m_playhead;
    bool m_following = false;
    RowMapPtr m_rows = RowMap::all(Position());
    RowMapPtr m_preview;
    QString m_filter;
    Visibility m_visibility;
    DetailLevel m_detailLevel = DetailLevel::Full;
    RowSpacing m_rowSpacing = RowSpacing::ByPosition;
    Position m_firstVisible;
    Position m_lastVisible;
    QVector<Bookmark> m_bookmarks;
    NameId m_pinnedSubject;
    ParticipantId m_observer;
    bool m_observerIdempotent = false;
    QVector<LitStep> m_litPath;
    BranchMarks m_branchMarks;
};

} // namespace playhead
