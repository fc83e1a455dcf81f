// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/rerun.h"

#include "replay/shownstep.h"
#include "scenarios/rerunplan.h"
#include "scenarios/scenariostage.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <utility>

namespace playhead {
namespace {

constexpr std::size_t batchSize = 4096;

/// One run: drives the stage, and stands at the gate of its bus.
class Rerun
{
public:
    Rerun(LogPtr log, RerunPlan plan, ScenarioStage &stage, ParticipantTable &participants)
        : m_log(std::move(log)),
          m_plan(std::move(plan)),
          m_stage(stage),
          m_participants(participants),
          m_recorded(m_log),
          m_isPlaced(m_plan.placements.size())
    {
        m_stage.scenario().bus().setGate(
            [this](Publication publication) { return admit(std::move(publication)); });
    }
    ~Rerun() { m_stage.scenario().bus().setGate({}); }
    Rerun(const Rerun &) = delete;
    Rerun &operator=(const Rerun &) = delete;

    Result<RerunSummary> run(Timestamp start, const StepSink &sink, const std::stop_token &stop);

private:
    using Placement = RerunPlan::Placement;

    std::vector<Publication> admit(Publication publication);
    void admitBeside(const std::string &id, BranchEdit::Side side,
                     std::vector<Publication> &admitted);
    void publishDue();
    [[nodiscard]] bool isDue(const Placement &placement) const;
    std::optional<Publication> publicationOf(const Placement &placement);
    [[nodiscard]] bool isSkipped(const std::string &id) const
    {
        const auto fate = m_plan.fates.find(id);
        return fate != m_plan.fates.end() && fate->second.isSkipped;
    }
    void part();
    void compare();
    void reportUnreached();

    [[nodiscard]] std::uint64_t happened() const { return m_handedOn + m_stage.steps().size(); }

    const LogPtr m_log;
    const RerunPlan m_plan;
    ScenarioStage &m_stage;
    ParticipantTable &m_participants;
    StepReader m_recorded;
    std::uint64_t m_handedOn = 0;
    std::uint64_t m_compared = 0;                          ///< steps that were found equal
    bool m_parted = false;                                 ///< an edit has had its effect
    std::vector<bool> m_isPlaced;                          ///< by index of the placement
    std::map<std::string, Publication, std::less<>> m_met; ///< changed, by id in the log
    const Event *m_placing = nullptr;                      ///< is not asked about at the gate
    std::vector<UnreachedEdit> m_unreached;
    Result<void> m_status;
};

void Rerun::part()
{
    if (m_parted) return;
    compare(); // up to here
    m_parted = true;
}

void Rerun::compare()
{
    const auto end = std::min(happened(), m_log->watermark().value());
    while (!m_parted && m_status && m_compared < end) {
        const Position position(m_compared + 1);
        const auto recorded = m_recorded.at(position);
        if (!recorded) {
            m_status = tl::unexpected(recorded.error());
            return;
        }
        const auto &step = m_stage.steps()[static_cast<std::size_t>(m_compared - m_handedOn)];
        const auto what = stepDifference(*recorded, shown(step, m_participants));
        if (what.empty()) {
            ++m_compared;
            continue;
        }
        m_status = failure(fmt::format(
            "At position {} the run is not what was recorded: {}. The log does not come from this "
            "scenario as it is now, and cannot be run again.",
            position.value(), what));
    }
}

std::optional<Publication> Rerun::publicationOf(const Placement &placement)
{
    auto event = placement.event;
    const auto met = m_met.find(placement.original);
    if (met != m_met.end()) {
        event = *met->second.event;
    } else if (!placement.original.empty()
               && (!placement.isEarly || isSkipped(placement.event.causation))) {
        m_unreached.push_back({placement.edit, "its event does not happen any more"});
        return {};
    }
    if (!placement.hasTime) event.time = m_stage.scheduler().now();
    return Publication{placement.channel, m_stage.scenario().bus().participant(placement.producer),
                       std::make_shared<const Event>(std::move(event))};
}

void Rerun::admitBeside(const std::string &id, BranchEdit::Side side,
                        std::vector<Publication> &admitted)
{
    for (std::size_t i = 0; i < m_plan.placements.size(); ++i) {
        const auto &placement = m_plan.placements[i];
        if (m_isPlaced[i] || placement.anchor.empty() || placement.anchor != id
            || placement.side != side)
            continue;
        m_isPlaced[i] = true;
        part();
        if (auto publication = publicationOf(placement))
            admitted.push_back(std::move(*publication));
    }
}

std::vector<Publication> Rerun::admit(Publication publication)
{
    std::vector<Publication> admitted;
    const auto id = publication.event->id;
    if (publication.event.get() == m_placing) {
        admitted.push_back(std::move(publication));
        return admitted;
    }
    admitBeside(id, BranchEdit::Side::Before, admitted);
    const auto found = m_plan.fates.find(id);
    if (found == m_plan.fates.end()) {
        admitted.push_back(std::move(publication));
    } else {
        const auto &fate = found->second;
        if (fate.isGone() || !fate.changes.empty()) part();
        if (!fate.changes.empty()) {
            auto event = *publication.event;
            event.mark = {};
            for (const auto *change : fate.changes)
                change->applyTo(event);
            publication.event = std::make_shared<const Event>(std::move(event));
        }
        m_met.insert_or_assign(id, publication);
        if (!fate.isGone()) admitted.push_back(std::move(publication));
    }
    admitBeside(id, BranchEdit::Side::After, admitted);
    return admitted;
}

bool Rerun::isDue(const Placement &placement) const
{
    const bool isBefore = placement.side == BranchEdit::Side::Before;
    if (!m_parted) return happened() + (isBefore ? 1 : 0) >= placement.target.value();
    const auto next = m_stage.scheduler().nextTime();
    return !next || *next > placement.time || (isBefore && *next == placement.time);
}

void Rerun::publishDue()
{
    auto &scheduler = m_stage.scheduler();
    for (std::size_t i = 0; i < m_plan.placements.size(); ++i) {
        const auto &placement = m_plan.placements[i];
        if (m_isPlaced[i] || !placement.anchor.empty() || !isDue(placement)) continue;
        m_isPlaced[i] = true;
        part();
        scheduler.advance(std::min(placement.time, scheduler.nextTime().value_or(placement.time)));
        auto publication = publicationOf(placement);
        if (!publication) continue;
        m_placing = publication->event.get();
        m_stage.scenario().bus().publish(publication->channel, publication->producer,
                                         publication->event);
        m_placing = nullptr;
    }
}

void Rerun::reportUnreached()
{
    for (const auto &[id, fate] : m_plan.fates) {
        if (m_met.contains(id)) continue;
        for (const auto edit : fate.edits)
            m_unreached.push_back({edit, "its event does not happen any more"});
    }
    for (std::size_t i = 0; i < m_plan.placements.size(); ++i) {
        if (!m_isPlaced[i]) {
            m_unreached.push_back({m_plan.placements[i].edit,
                                   "the event beside which it belongs does not happen any more"});
        }
    }
    std::ranges::sort(m_unreached, {}, &UnreachedEdit::edit);
}

Result<RerunSummary> Rerun::run(Timestamp start, const StepSink &sink, const std::stop_token &stop)
{
    const auto end = m_log->at(m_log->watermark()).time;
    auto &steps = m_stage.steps();
    const auto last = m_log->watermark().value();
    const auto handOn = [&] {
        // A log may end in the middle of what happened at its last moment.
        const auto count =
            m_parted ? steps.size() : std::min<std::uint64_t>(steps.size(), last - m_handedOn);
        if (count > 0) sink(std::span(steps).first(static_cast<std::size_t>(count)));
        m_handedOn += count;
        steps.clear();
    };
    m_stage.start();
    bool goesOn = true;
    while (goesOn && !stop.stop_requested()) {
        publishDue();
        const auto more = m_stage.next(end);
        if (!more) return tl::unexpected(more.error());
        compare();
        if (!m_status) return tl::unexpected(m_status.error());
        goesOn = *more;
        if (steps.size() >= batchSize) handOn();
    }
    handOn();
    if (!goesOn && !m_parted && m_compared < last) {
        return failure(fmt::format("The run ends after {} steps, and the log has {}: it does not "
                                   "come from this scenario as it is now.",
                                   m_compared, last));
    }
    if (!goesOn) reportUnreached();
    return RerunSummary{m_handedOn, m_stage.scheduler().now() - start, Position(m_compared),
                        std::move(m_unreached)};
}

} // namespace

Result<RerunSummary> runAgain(const ScenarioOrigin &origin, const LogPtr &log, const Branch &branch,
                              const StepSink &sink, ParticipantTable &participants,
                              std::stop_token stop, const ScenarioExtension &extension)
{
    if (auto repeatable = origin.checkRepeatable(); !repeatable)
        return tl::unexpected(repeatable.error());
    if (!log->watermark().isValid()) return failure("A log without steps cannot be run again.");
    auto plan = RerunPlan::make(*log, branch);
    if (!plan) return tl::unexpected(plan.error());
    const auto stage = ScenarioStage::make(origin, participants);
    if (!stage) return tl::unexpected(stage.error());
    if (extension) extension((*stage)->scenario());
    return Rerun(log, std::move(*plan), **stage, participants).run(origin.start, sink, stop);
}

} // namespace playhead
