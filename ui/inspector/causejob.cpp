// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/causejob.h"

#include "inspector/inspectortext.h"

#include <algorithm>

namespace playhead {
namespace {

/// More than a person reads; a step along the tree shows what lies behind.
constexpr CauseBounds bounds{100, 300, 50};

CauseRow makeRow(const Log &log, EventNumber event, Position position, Evidence evidence,
                 Timestamp origin)
{
    CauseRow row{event, position, {}, {}, {}, 0, evidence};
    if (position.isValid()) {
        const auto step = log.at(position);
        row.type = step.type;
        row.typeName = toText(log.name(step.type));
        row.route = toText(log.participantName(step.sender)) + QStringLiteral(" \u2192 ")
                    + toText(log.participantName(step.receiver));
        row.away = step.time - origin;
    } else if (const auto read = log.event(event)) {
        row.type = log.names().find(read->type);
        row.typeName = toText(read->type);
        row.away = read->time - origin;
    }
    return row;
}

Timestamp timeOf(const Log &log, EventNumber event, Position position)
{
    if (position.isValid()) return log.at(position).time;
    const auto read = log.event(event);
    return read ? read->time : Timestamp();
}

} // namespace

bool CauseAnswer::sameContent(const CauseAnswer &other) const
{
    return log == other.log && event == other.event && causes == other.causes
           && effects == other.effects && hasMoreCauses == other.hasMoreCauses
           && missing == other.missing && unreadable == other.unreadable;
}

CauseAnswer answerCauses(const LogPtr &log, const CauseFinderPtr &finder, EventNumber event,
                         Position upTo, JobProgress &progress, const std::stop_token &stop)
{
    CauseAnswer answer;
    answer.log = log;
    answer.event = event;
    answer.upTo = upTo;
    const bool isComplete =
        finder->update(stop, [&progress](std::uint64_t done, std::uint64_t total) {
            progress.total = total;
            progress.done = done;
        });
    if (!isComplete) return answer;
    const auto tree = finder->tree(event, bounds, stop);
    if (stop.stop_requested()) return answer;
    const auto origin = timeOf(*log, event, tree.effects.front().position);
    for (const auto &cause : tree.chain.causes)
        answer.causes.push_back(makeRow(*log, cause.event, cause.position, cause.evidence, origin));
    std::ranges::reverse(answer.causes);
    for (const auto &effect : tree.effects)
        answer.effects.push_back(
            {makeRow(*log, effect.event, effect.position, effect.evidence, origin), effect.parent,
             effect.more});
    answer.hasMoreCauses = tree.chain.hasMore;
    answer.missing = toText(tree.chain.missing);
    answer.unreadable = finder->index().unreadable();
    return answer;
}

} // namespace playhead
