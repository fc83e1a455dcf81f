// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/findingswatch.h"

#include <QElapsedTimer>

#include <algorithm>

namespace playhead {
namespace {

constexpr qint64 sliceTime = 250; // ms
constexpr std::uint64_t stepsAtOnce = 1U << 18;

} // namespace

FindingsWatch::FindingsWatch(const ViewState &view, QObject *parent)
    : QObject(parent),
      m_view(view),
      m_pace(view, [this] { request(); }),
      m_job([this](const Slice &slice) { take(slice); })
{
    connect(&view, &ViewState::logChanged, this, &FindingsWatch::restart);
    connect(&view, &ViewState::watermarkChanged, &m_pace, &LivePace::wishGrown);
    request();
}

bool FindingsWatch::isBehind() const
{
    return m_view.log() && (!m_findings || m_findings->upTo < m_end);
}

double FindingsWatch::progress() const
{
    if (!m_findings || !m_end.isValid()) return 0;
    return static_cast<double>(m_findings->upTo.value()) / static_cast<double>(m_end.value());
}

void FindingsWatch::restart()
{
    m_findings.reset();
    checkAnew();
}

void FindingsWatch::setLimits(const FindingLimits &limits)
{
    if (m_limits == limits) return;
    m_limits = limits;
    checkAnew();
}

void FindingsWatch::checkAnew()
{
    m_job.cancel();
    m_checker.reset();
    m_end = {};
    request();
}

void FindingsWatch::request()
{
    const auto log = m_view.log();
    if (!log) return;
    if (!m_checker) m_checker = std::make_shared<FindingChecker>(log, m_limits);
    m_job.request([checker = m_checker, end = m_view.watermark()](const std::stop_token &stop) {
        return checkOn(*checker, end, stop);
    });
}

FindingsWatch::Slice FindingsWatch::checkOn(FindingChecker &checker, Position end,
                                            const std::stop_token &stop)
{
    QElapsedTimer time;
    time.start();
    while (checker.checked() < end && time.elapsed() < sliceTime) {
        const Position next(std::min(checker.checked().value() + stepsAtOnce, end.value()));
        if (!checker.advance(next, stop)) return {};
    }
    return {checker.findings(), end};
}

void FindingsWatch::take(const Slice &slice)
{
    if (!slice.findings) return;
    m_findings = slice.findings;
    m_end = slice.end;
    if (m_findings->upTo < m_view.watermark()) m_pace.wishGrown();
    emit changed();
}

} // namespace playhead
