// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/causejob.h"

#include "inspector/inspectortext.h"

#include <algorithm>

namespace playhead {
namespace {

/// More than a person reads; a step along the tree shows what lies behind.
constexpr CauseBounds bounds{100, 300, 50};
constexpr std::uint64_t deliveryReach = 65'536; ///< steps before an effect

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

/// The delivery by which `cause` reached the sender of `effect`; none: the log shows none near it.
Position deliveryBetween(const Log &log, const CauseRow &cause, const CauseRow &effect)
{
    const auto worker = log.at(effect.position).sender;
    auto position = effect.position.value();
    const auto first = position > deliveryReach ? position - deliveryReach : 0;
    for (--position; position > std::max(first, cause.position.value()); --position) {
        const Position at(position);
        if (log.index().eventAt(at) != cause.event || log.index().kindAt(at) != StepKind::Deliver)
            continue;
        if (log.at(at).receiver == worker) return at;
    }
    return {};
}

/// How `cause` led to `effect`.
void addLink(QVector<LitStep> &path, const Log &log, const CauseRow &cause, const CauseRow &effect,
             Evidence evidence)
{
    if (!cause.position.isValid() || !effect.position.isValid()) return;
    const auto delivery = deliveryBetween(log, cause, effect);
    if (delivery.isValid()) path.append({delivery, evidence});
}

QVector<LitStep> pathOf(const Log &log, const CauseAnswer &answer)
{
    QVector<LitStep> path;
    const auto &self = answer.effects.front().row;
    if (self.position.isValid()) path.append({self.position, Evidence::Observed});
    for (std::size_t i = 0; i < answer.causes.size(); ++i) {
        const auto &cause = answer.causes[i];
        const bool isLast = i + 1 == answer.causes.size();
        if (cause.position.isValid()) path.append({cause.position, cause.evidence});
        addLink(path, log, cause, isLast ? self : answer.causes[i + 1], cause.evidence);
    }
    for (std::size_t i = 1; i < answer.effects.size(); ++i) {
        const auto &effect = answer.effects[i];
        if (effect.row.position.isValid()) path.append({effect.row.position, effect.row.evidence});
        addLink(path, log, answer.effects[effect.parent].row, effect.row, effect.row.evidence);
    }
    return path;
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
    answer.path = pathOf(*log, answer);
    return answer;
}

} // namespace playhead
