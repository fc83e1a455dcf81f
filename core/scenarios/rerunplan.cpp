// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/rerunplan.h"

#include "scenarios/dice.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace playhead {
namespace {

using Kind = BranchEdit::Kind;

/// An event of the log, and the step that published it.
struct Published
{
    Event event;
    Step step;
};

Result<Published> publishedAt(const Log &log, const BranchEdit &edit)
{
    const auto number = log.at(edit.position).event;
    for (std::uint64_t p = 1; p <= edit.position.value(); ++p) {
        const auto step = log.at(Position(p));
        if (step.event != number) continue;
        if (step.kind != StepKind::Publish) break;
        auto event = log.event(number);
        if (!event) return tl::unexpected(event.error());
        if (event->id.empty()) break;
        return Published{std::move(*event), step};
    }
    return failure(fmt::format("The branch cannot be run again: {}, but the log does not show who "
                               "published that event, or it has no id.",
                               describe(log, edit)));
}

/// Where events of a kind are published: others of its type, else of its source, else the channel
/// of the step beside it.
std::string channelFor(const Log &log, const Event &event, const Step &beside)
{
    const auto type = log.names().find(event.type);
    const auto source = log.participants().find(event.source);
    std::string channel;
    for (std::uint64_t p = 1; p <= log.watermark().value(); ++p) {
        const auto step = log.at(Position(p));
        if (step.kind != StepKind::Publish) continue;
        const bool isSameType = type.isValid() && step.type == type;
        if (isSameType || (channel.empty() && source.isValid() && step.sender == source))
            channel = log.participantName(step.receiver);
        if (isSameType) return channel;
    }
    if (!channel.empty()) return channel;
    for (const auto side : {beside.sender, beside.receiver}) {
        if (log.participants().role(side) == Role::Channel)
            return std::string(log.participantName(side));
    }
    return {};
}

/// Whether an event that would be published at a place is caused by one that comes after it.
Result<void> checkCause(const Log &log, const BranchEdit &edit, const Published &original)
{
    const auto &cause = original.event.causation;
    const auto first = edit.target.value() + (edit.side == BranchEdit::Side::After ? 1 : 0);
    if (cause.empty()) return {};
    for (auto p = first; p < original.step.position.value(); ++p) {
        const auto step = log.at(Position(p));
        if (!step.event.isValid()) continue;
        const auto event = log.event(step.event);
        if (!event) return tl::unexpected(event.error());
        if (event->id != cause) continue;
        // Seen again later is no harm.
        for (std::uint64_t before = 1; before < first; ++before)
            if (log.at(Position(before)).event == step.event) return {};
        return failure(fmt::format("The branch cannot be run again: {}, but the event is caused by "
                                   "{} at position {}, and cannot come before it.",
                                   describe(log, edit), event->type, p));
    }
    return {};
}

Result<RerunPlan::Placement> placementOf(const Log &log, const BranchEdit &edit)
{
    RerunPlan::Placement placement;
    const auto beside = log.at(edit.target);
    placement.target = edit.target;
    placement.side = edit.side;
    placement.time = beside.time;
    if (beside.kind == StepKind::Publish) {
        const auto event = log.event(beside.event);
        if (!event) return tl::unexpected(event.error());
        placement.anchor = event->id;
    }
    return placement;
}

Result<RerunPlan::Placement> insertionOf(const Log &log, const BranchEdit &edit, std::size_t index)
{
    auto placement = placementOf(log, edit);
    if (!placement) return placement;
    auto &event = placement->event;
    edit.event.applyTo(event);
    if (event.id.empty()) event.id = Seed(index).with("inserted").dice().uuid();
    placement->hasTime = edit.event.time.has_value();
    placement->channel = channelFor(log, event, log.at(edit.target));
    placement->producer = event.source;
    if (placement->channel.empty() || placement->producer.empty()) {
        return failure(fmt::format(
            "The branch cannot be run again: {}, but {}.", describe(log, edit),
            placement->producer.empty() ? "the event has no source that could publish it"
                                        : "the log shows no channel on which it could be"));
    }
    return placement;
}

/// What is moved or published again.
Result<RerunPlan::Placement> copyOf(const Log &log, const BranchEdit &edit,
                                    const Published &original, const RerunPlan::Fate &fate)
{
    auto placement = placementOf(log, edit);
    if (!placement) return placement;
    const auto published = original.step.position;
    placement->isEarly = edit.target < published
                         || (edit.target == published && edit.side == BranchEdit::Side::Before);
    placement->original = original.event.id;
    placement->event = original.event;
    for (const auto *change : fate.changes) {
        change->applyTo(placement->event);
        placement->hasTime = placement->hasTime || change->time.has_value();
    }
    placement->channel = log.participantName(original.step.receiver);
    placement->producer = log.participantName(original.step.sender);
    if (placement->isEarly) {
        auto possible = checkCause(log, edit, original);
        if (!possible) return tl::unexpected(possible.error());
    }
    return placement;
}

/// The events that the edits speak of, by index of the edit.
Result<std::map<std::size_t, Published>> originalsOf(const Log &log, const Branch &branch)
{
    std::map<std::size_t, Published> originals;
    const auto &edits = branch.edits();
    for (std::size_t i = 0; i < edits.size(); ++i) {
        if (edits[i].kind == Kind::Insert) continue;
        auto original = publishedAt(log, edits[i]);
        if (!original) return tl::unexpected(original.error());
        originals.emplace(i, std::move(*original));
    }
    return originals;
}

} // namespace

Result<RerunPlan> RerunPlan::make(const Log &log, const Branch &branch)
{
    if (auto fits = checkBranch(log, branch); !fits) return tl::unexpected(fits.error());
    const auto originals = originalsOf(log, branch);
    if (!originals) return tl::unexpected(originals.error());
    RerunPlan plan;
    const auto &edits = branch.edits();
    for (const auto &[i, original] : *originals) {
        auto &fate = plan.fates[original.event.id];
        if (edits[i].kind == Kind::Skip) fate.isSkipped = true;
        if (edits[i].kind == Kind::Move) fate.move = i;
        if (edits[i].kind == Kind::Edit) fate.changes.push_back(&edits[i].event);
        if (edits[i].kind == Kind::Skip || edits[i].kind == Kind::Edit) fate.edits.push_back(i);
    }
    for (std::size_t i = 0; i < edits.size(); ++i) {
        const auto &edit = edits[i];
        if (edit.kind == Kind::Skip || edit.kind == Kind::Edit) continue;
        Result<Placement> placement;
        if (edit.kind == Kind::Insert) {
            placement = insertionOf(log, edit, i);
        } else {
            const auto &original = originals->at(i);
            const auto &fate = plan.fates[original.event.id];
            if (edit.kind == Kind::Move && (fate.isSkipped || fate.move != i)) continue;
            placement = copyOf(log, edit, original, fate);
        }
        if (!placement) return tl::unexpected(placement.error());
        placement->edit = i;
        plan.placements.push_back(std::move(*placement));
    }
    std::ranges::stable_sort(plan.placements, {}, [](const Placement &placement) {
        return std::tuple(placement.target, placement.side == BranchEdit::Side::After);
    });
    return plan;
}

} // namespace playhead
