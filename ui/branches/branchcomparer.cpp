// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/branchcomparer.h"

#include <algorithm>

namespace playhead {
namespace {

/// While a log grows, comparing takes at most a part of the time.
constexpr qint64 restFactor = 4;
constexpr qint64 shortestRest = 250; // milliseconds
/// What takes longer is given up for what is asked for now.
constexpr qint64 longWork = 1000;

} // namespace

BranchComparer::BranchComparer(const ViewState &view, const BranchList &branches, QObject *parent)
    : QObject(parent),
      m_view(view),
      m_branches(branches),
      m_pace(view, [this] { requestHere(); }),
      m_endJob([this](const BranchAnswerPtr &answer) {
          if (answer->wasStopped) return;
          m_growth.setInterval(
              static_cast<int>(std::max(shortestRest, m_askedEnd.elapsed() * restFactor)));
          m_answer = answer;
          if (answer->question.at != m_view.watermark()) m_growth.start();
          emit changed();
      }),
      m_hereJob([this](const Here &here) {
          if (here.at == m_view.playhead() || m_view.isFollowing()) m_here = here.changes;
          emit changed();
      })
{
    m_growth.setSingleShot(true);
    m_growth.setInterval(static_cast<int>(shortestRest));
    connect(&m_growth, &QTimer::timeout, this, &BranchComparer::requestEnd);
    connect(&branches, &BranchList::changed, this, &BranchComparer::restart);
    const auto startAnew = [this] {
        m_shelf.reset();
        restart();
    };
    connect(&view, &ViewState::logChanged, this, startAnew);
    connect(&view, &ViewState::observerChanged, this, startAnew);
    connect(&view, &ViewState::observerIdempotentChanged, this, startAnew);
    connect(&view, &ViewState::watermarkChanged, this, &BranchComparer::grown);
    connect(&view, &ViewState::playheadChanged, &m_pace, &LivePace::wish);
}

void BranchComparer::setProjection(const ProjectionPtr &projection)
{
    if (projection == m_projection) return;
    m_projection = projection;
    m_shelf.reset();
    restart();
}

void BranchComparer::setWaiting(bool waiting)
{
    if (waiting == m_waiting) return;
    m_waiting = waiting;
    restart();
}

void BranchComparer::cancel()
{
    m_endJob.cancel();
    m_hereJob.cancel();
    m_growth.stop();
    m_cancelled = true;
    emit changed();
}

void BranchComparer::again()
{
    m_cancelled = false;
    requestEnd();
    requestHere();
}

Observer BranchComparer::observer() const
{
    return {m_view.observer(), m_view.isObserverIdempotent()};
}

std::optional<BranchQuestion> BranchComparer::question(Position at) const
{
    const auto log = m_view.log();
    if (m_waiting || m_cancelled || !log || !m_projection || !m_branches.snapshot()
        || !at.isValid())
        return {};
    return BranchQuestion{log, m_branches.snapshot(), m_projection, observer(), at, m_shelf};
}

/// Something else is asked for: what is under way is of no use.
void BranchComparer::restart()
{
    m_endJob.cancel();
    m_hereJob.cancel();
    m_growth.stop();
    m_cancelled = false;
    if (!m_shelf) m_shelf = std::make_shared<SnapshotShelf>();
    m_here.reset();
    const auto asked = question(m_view.watermark());
    if (!asked || (m_answer && m_answer->question.log != asked->log)) m_answer.reset();
    again();
    emit changed();
}

void BranchComparer::requestEnd()
{
    const auto asked = question(m_view.watermark());
    if (!asked) return;
    m_askedEnd.start();
    m_endJob.request([asked](const std::stop_token &stop) { return answerBranch(*asked, stop); });
    emit started();
}

void BranchComparer::requestHere()
{
    const auto asked = question(m_view.playhead());
    if (!asked) return;
    if (m_hereJob.isBusy() && m_askedHere.elapsed() > longWork) m_hereJob.cancel();
    if (!m_hereJob.isBusy() || m_askedHere.elapsed() > longWork) m_askedHere.start();
    m_hereJob.request([asked](const std::stop_token &stop) {
        return Here{asked->at, countChanges(*asked, stop)};
    });
}

bool BranchComparer::isOutdated() const
{
    return m_answer
           && (m_answer->question.branch != m_branches.snapshot()
               || m_answer->question.projection != m_projection
               || m_answer->question.observer != observer());
}

void BranchComparer::grown()
{
    if (!m_growth.isActive() && !m_endJob.isBusy()) m_growth.start();
}

} // namespace playhead
