// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewstate.h"

#include <algorithm>

namespace playhead {
namespace {

/// Sorts by position and keeps the first of each.
template <class Placed> QVector<Placed> oneAPosition(QVector<Placed> places)
{
    std::ranges::stable_sort(places, {}, &Placed::position);
    const auto again = std::ranges::unique(places, {}, &Placed::position);
    places.erase(again.begin(), again.end());
    return places;
}

} // namespace

ViewState::ViewState(QObject *parent) : QObject(parent) {}
ViewState::~ViewState() = default;

void ViewState::setLog(LogPtr log)
{
    if (m_log == log) return;
    m_log = std::move(log);
    m_watermark = m_log ? m_log->watermark() : Position();
    m_playhead = m_watermark.isValid() ? Position(1) : Position();
    m_rows = RowMap::all(m_watermark);
    m_preview.reset();
    m_filter.clear();
    m_visibility = {};
    m_firstVisible = m_lastVisible = Position();
    m_bookmarks.clear();
    m_pinnedSubject = NameId();
    m_observer = ParticipantId();
    m_observerIdempotent = false;
    m_litPath.clear();
    m_branchMarks = {};
    emit logChanged();
    emit filterChanged(m_filter);
    emit visibilityChanged();
    emit previewChanged();
    emit rowsChanged();
    emit bookmarksChanged();
    emit litPathChanged();
    emit watermarkChanged(m_watermark);
    emit playheadChanged(m_playhead);
}

void ViewState::setWatermark(Position watermark)
{
    if (m_watermark == watermark) return;
    m_watermark = watermark;
    if (m_rows->showsAll()) {
        m_rows = RowMap::all(watermark);
        emit rowsChanged();
    }
    emit watermarkChanged(watermark);
    if (m_following)
        place(watermark);
    else if (!m_playhead.isValid())
        place(Position(1));
}

void ViewState::setRows(RowMapPtr rows)
{
    if (m_rows == rows) return;
    m_rows = std::move(rows);
    emit rowsChanged();
}

void ViewState::setPreview(RowMapPtr preview)
{
    if (m_preview == preview) return;
    m_preview = std::move(preview);
    emit previewChanged();
}

void ViewState::place(Position position)
{
    if (m_watermark.isValid())
        position = std::clamp(position, Position(1), m_watermark);
    else
        position = Position();
    if (m_playhead == position) return;
    m_playhead = position;
    emit playheadChanged(position);
}

void ViewState::setPlayhead(Position position)
{
    setFollowing(false);
    place(position);
}

void ViewState::movePlayhead(Position position)
{
    place(position);
}

void ViewState::setFollowing(bool following)
{
    if (m_following == following) return;
    m_following = following;
    emit followingChanged(following);
    if (following) place(m_watermark);
}

void ViewState::setFilter(const QString &filter)
{
    if (m_filter == filter) return;
    m_filter = filter;
    emit filterChanged(filter);
}

void ViewState::setVisibility(const Visibility &visibility)
{
    if (m_visibility == visibility) return;
    m_visibility = visibility;
    emit visibilityChanged();
}

void ViewState::setDetailLevel(DetailLevel level)
{
    if (m_detailLevel == level) return;
    m_detailLevel = level;
    emit detailLevelChanged(level);
}

void ViewState::setRowSpacing(RowSpacing spacing)
{
    if (m_rowSpacing == spacing) return;
    m_rowSpacing = spacing;
    emit rowSpacingChanged(spacing);
}

void ViewState::setVisibleRange(Position first, Position last)
{
    if (m_firstVisible == first && m_lastVisible == last) return;
    m_firstVisible = first;
    m_lastVisible = last;
    emit visibleRangeChanged(first, last);
}

void ViewState::requestRange(Position first, Position last)
{
    emit rangeRequested(first, last);
}

void ViewState::setBookmarks(const QVector<Bookmark> &bookmarks)
{
    const auto sorted = oneAPosition(bookmarks);
    if (m_bookmarks == sorted) return;
    m_bookmarks = sorted;
    emit bookmarksChanged();
}

void ViewState::toggleBookmark(Position position, const QString &label)
{
    if (!position.isValid()) return;
    auto bookmarks = m_bookmarks;
    const auto there = std::find_if(bookmarks.begin(), bookmarks.end(),
                                    [&](const Bookmark &b) { return b.position == position; });
    if (there != bookmarks.end())
        bookmarks.erase(there);
    else
        bookmarks.push_back({position, label});
    setBookmarks(bookmarks);
}

void ViewState::setPinnedSubject(NameId subject)
{
    if (m_pinnedSubject == subject) return;
    m_pinnedSubject = subject;
    emit pinnedSubjectChanged(subject);
}

void ViewState::setObserver(ParticipantId observer)
{
    if (m_observer == observer) return;
    m_observer = observer;
    emit observerChanged(observer);
}

void ViewState::setObserverIdempotent(bool idempotent)
{
    if (m_observerIdempotent == idempotent) return;
    m_observerIdempotent = idempotent;
    emit observerIdempotentChanged(idempotent);
}

void ViewState::setLitPath(const QVector<LitStep> &path)
{
    const auto sorted = oneAPosition(path);
    if (m_litPath == sorted) return;
    m_litPath = sorted;
    emit litPathChanged();
}

void ViewState::setBranchMarks(const BranchMarks &marks)
{
    if (m_branchMarks == marks) return;
    m_branchMarks = marks;
    emit branchMarksChanged();
}

bool ViewState::stepBy(qint64 rows)
{
    const auto count = static_cast<qint64>(m_rows->count());
    if (count == 0 || rows == 0) return false;
    const auto here = static_cast<qint64>(m_rows->rowAtOrBefore(m_playhead));
    auto target = here + rows;
    // From between two shown rows, one step back leads to the row before the playhead.
    if (rows < 0 && !m_rows->contains(m_playhead)) ++target;
    target = std::clamp<qint64>(target, 0, count - 1);
    const auto position = m_rows->positionAt(static_cast<std::uint64_t>(target));
    if (position == m_playhead) return false;
    setPlayhead(position);
    return true;
}

bool ViewState::goFirst()
{
    if (m_rows->count() == 0) return false;
    setPlayhead(m_rows->positionAt(0));
    return true;
}

bool ViewState::goLast()
{
    if (m_rows->count() == 0) return false;
    setPlayhead(m_rows->positionAt(m_rows->count() - 1));
    return true;
}

template <class Matches> bool ViewState::goMatching(bool forward, Matches matches)
{
    if (!m_log || !m_playhead.isValid()) return false;
    const auto rows = m_rows; // stays alive while the signal below runs
    const auto count = static_cast<qint64>(rows->count());
    qint64 row = rows->rowAtOrBefore(m_playhead);
    if (forward)
        ++row;
    else if (rows->contains(m_playhead))
        --row;
    for (; row >= 0 && row < count; row += forward ? 1 : -1) {
        const auto position = rows->positionAt(static_cast<std::uint64_t>(row));
        if (matches(m_log->at(position))) {
            setPlayhead(position);
            return true;
        }
    }
    return false;
}

bool ViewState::goSameType(bool forward)
{
    if (!m_log || !m_playhead.isValid()) return false;
    const auto type = m_log->at(m_playhead).type;
    return goMatching(forward, [type](const Step &step) { return step.type == type; });
}

bool ViewState::goSameSubject(bool forward)
{
    if (!m_log || !m_playhead.isValid()) return false;
    const auto subject = m_log->at(m_playhead).subject;
    return goMatching(forward, [subject](const Step &step) { return step.subject == subject; });
}

bool ViewState::goSameCorrelation(bool forward)
{
    if (!m_log || !m_playhead.isValid()) return false;
    const auto correlation = m_log->at(m_playhead).correlation;
    return goMatching(forward,
                      [correlation](const Step &step) { return step.correlation == correlation; });
}

bool ViewState::goFailure(bool forward)
{
    if (!m_log || !m_playhead.isValid()) return false;
    if (m_rows->showsAll()) {
        const auto found = m_log->density().nextFailure(m_log->index(), m_playhead, forward);
        if (!found.isValid() || found > m_watermark) return false;
        setPlayhead(found);
        return true;
    }
    return goMatching(forward, [](const Step &step) { return step.failed; });
}

bool ViewState::goBookmark(bool forward)
{
    const Bookmark *best = nullptr;
    for (const auto &bookmark : m_bookmarks) {
        if (forward && bookmark.position > m_playhead) {
            best = &bookmark;
            break;
        }
        if (!forward && bookmark.position < m_playhead) best = &bookmark;
    }
    if (!best) return false;
    setPlayhead(best->position);
    return true;
}

} // namespace playhead
