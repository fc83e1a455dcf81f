// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/sourcegaps.h"

#include "totext.h"
#include "transports/livesource.h"

#include <QCoreApplication>

#include <algorithm>

namespace playhead {
namespace {

/// How many failures of others are passed over to find where a gap began.
constexpr int reach = 256;

std::uint32_t countOf(const DensitySummary &summary, NameId type)
{
    if (!type.isValid()) return 0;
    const auto found = std::ranges::lower_bound(summary.types, type, {}, &DensitySummary::Type::type);
    return found == summary.types.end() || found->type != type ? 0 : found->count;
}

} // namespace

SourceGaps::SourceGaps(const Log &log)
    : m_lost(log.names().find(sourceLostType)), m_back(log.names().find(sourceBackType))
{}

bool SourceGaps::has(const Step &step) const
{
    return any() && step.sender == step.receiver && (step.type == m_lost || step.type == m_back);
}

std::uint32_t SourceGaps::lostIn(const DensitySummary &summary) const
{
    return countOf(summary, m_lost);
}

std::uint32_t SourceGaps::toldIn(const DensitySummary &summary) const
{
    return countOf(summary, m_lost) + countOf(summary, m_back);
}

Timestamp SourceGaps::lostAt(const Log &log, const Step &back) const
{
    auto at = back.position;
    for (int i = 0; i < reach; ++i) {
        at = log.density().nextFailure(log.index(), at, false);
        if (!at.isValid()) break;
        const auto step = log.at(at);
        if (step.type == m_lost && step.sender == back.sender) return step.time;
    }
    return 0;
}

QString SourceGaps::text(const Log &log, const Step &step) const
{
    const auto name = toText(log.participantName(step.sender));
    if (step.type == m_lost) return QCoreApplication::translate("DiagramView", "%1 lost").arg(name);
    const auto since = lostAt(log, step);
    if (since == 0) return QCoreApplication::translate("DiagramView", "%1 is back").arg(name);
    return QCoreApplication::translate("DiagramView", "%1 lost for %2")
        .arg(name, toText(formatDuration(step.time - since)));
}

} // namespace playhead
