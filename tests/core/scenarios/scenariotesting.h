// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/virtualscheduler.h"
#include "replay/projection.h"
#include "scenarios/knobs.h"
#include "scenarios/scenariolist.h"
#include "scenarios/scenariorunner.h"

#include <QTest>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// QCOMPARE for Json, which Qt cannot print.
#define COMPARE_JSON(actual, expected)                                                             \
    do {                                                                                           \
        const playhead::Json actualJson = actual;                                                  \
        const playhead::Json expectedJson = expected;                                              \
        const auto shown = actualJson.dump() + " is not " + expectedJson.dump();                   \
        QVERIFY2(actualJson == expectedJson, shown.c_str());                                       \
    } while (false)

namespace playhead {

inline constexpr Duration second = nanosecondsPerSecond;

/// All that a headless run said.
struct Recorded
{
    ParticipantTable participants;
    std::vector<TapStep> steps;
    RunSummary summary;

    [[nodiscard]] std::size_t count(StepKind kind) const
    {
        return static_cast<std::size_t>(std::ranges::count(steps, kind, &TapStep::kind));
    }
    /// Published events of a type.
    [[nodiscard]] std::vector<const TapStep *> published(std::string_view type) const
    {
        std::vector<const TapStep *> found;
        for (const auto &step : steps)
            if (step.kind == StepKind::Publish && step.event->type == type) found.push_back(&step);
        return found;
    }
    /// What the merge projection makes of the published events, by subject.
    [[nodiscard]] std::map<std::string, Json> states() const
    {
        std::map<std::string, Json> states;
        const auto merge = mergeReducer();
        for (const auto &step : steps) {
            if (step.kind != StepKind::Publish) continue;
            static_cast<void>(merge->apply(states[step.event->subject], *step.event));
        }
        return states;
    }
};

inline std::unique_ptr<Recorded> record(const ScenarioRun &run)
{
    auto recorded = std::make_unique<Recorded>();
    const auto summary = runScenario(
        run,
        [&recorded](std::span<TapStep> steps) {
            std::ranges::move(steps, std::back_inserter(recorded->steps));
        },
        recorded->participants);
    if (!summary) return nullptr;
    recorded->summary = *summary;
    return recorded;
}

/// Everything that a run said, a line a step.
inline std::string textOf(const Recorded &recorded)
{
    std::string text;
    for (const auto &step : recorded.steps) {
        const auto &event = *step.event;
        text += std::to_string(step.time) + ' ' + std::string(stepKindName(step.kind)) + ' '
                + std::string(recorded.participants.name(step.sender)) + ' '
                + std::string(recorded.participants.name(step.receiver)) + ' '
                + std::to_string(step.attempt) + ' ' + (step.reason ? *step.reason : "") + ' '
                + event.id + ' ' + event.type + ' ' + event.source + ' ' + event.subject + ' '
                + std::to_string(event.time) + ' ' + event.correlation + ' ' + event.causation + ' '
                + event.data + '\n';
    }
    return text;
}

inline void addScenarioNames()
{
    QTest::addColumn<QString>("name");
    for (const auto &scenario : scenarios())
        QTest::newRow(scenario.name.c_str()) << QString::fromStdString(scenario.name);
}

/// A scenario in virtual time that a test drives by hand. Its own traffic is off (`rate` 0).
class Driven
{
public:
    explicit Driven(std::string_view name, const std::map<std::string, double> &knobs = {})
        : m_knobs(findScenario(name)->knobs)
    {
        m_knobs.set("rate", 0);
        for (const auto &[knob, value] : knobs)
            m_knobs.set(knob, value);
        scenario = makeScenario(name, {scheduler, participants, m_knobs, 7});
        scenario->setTap([this](std::span<TapStep> taken) {
            std::ranges::move(taken, std::back_inserter(steps));
        });
        scenario->applyKnobs();
        scenario->start();
    }

    void turn(std::string_view knob, double value)
    {
        m_knobs.set(knob, value);
        scenario->applyKnobs();
    }
    bool send(std::string_view name, std::string_view json)
    {
        return scenario->sendCommand(name, json).has_value();
    }
    /// Null: there is no answer.
    Json ask(std::string_view name, std::string_view json)
    {
        const auto answer = scenario->ask(name, json);
        return answer ? Json::parse(*answer) : Json(nullptr);
    }

    VirtualScheduler scheduler;
    ParticipantTable participants;
    std::vector<TapStep> steps;

private:
    KnobValues m_knobs;

public:
    std::unique_ptr<Scenario> scenario;
};

} // namespace playhead
