// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/livescenario.h"

#include "scenarios/livethread.h"
#include "scenarios/scenariolist.h"

#include <fmt/format.h>

#include <utility>

namespace playhead {

Result<std::unique_ptr<LiveScenario>> LiveScenario::start(std::string_view name, std::uint64_t seed,
                                                          StepSink sink,
                                                          ParticipantTable &participants)
{
    ScenarioRun run;
    run.scenario = name;
    run.seed = seed;
    return start(std::move(run), std::move(sink), participants);
}

Result<std::unique_ptr<LiveScenario>> LiveScenario::start(ScenarioRun run, StepSink sink,
                                                          ParticipantTable &participants)
{
    const auto *info = findScenario(run.scenario);
    if (!info) return failure(fmt::format("There is no scenario '{}'.", run.scenario));
    auto thread = std::make_unique<LiveThread>(*info, run, std::move(sink), participants);
    if (auto started = thread->start(run); !started) return tl::unexpected(started.error());
    return std::unique_ptr<LiveScenario>(new LiveScenario(std::move(thread)));
}

LiveScenario::LiveScenario(std::unique_ptr<LiveThread> thread) : d(std::move(thread)) {}

LiveScenario::~LiveScenario() = default;

const ScenarioInfo &LiveScenario::info() const
{
    return d->info();
}

void LiveScenario::pause()
{
    d->setPaused(true);
}

void LiveScenario::resume()
{
    d->setPaused(false);
}

bool LiveScenario::isPaused() const
{
    return d->isPaused();
}

void LiveScenario::setBrake(ScenarioBrake brake)
{
    d->setBrake(std::move(brake));
}

bool LiveScenario::setKnob(std::string_view name, double value)
{
    return d->setKnob(name, value);
}

double LiveScenario::knob(std::string_view name) const
{
    return d->knob(name);
}

Result<CommandOutcome> LiveScenario::sendCommand(std::string_view name, std::string_view json)
{
    return d->withScenario(ScenarioInput::command, {{"name", name}, {"data", json}},
                           [&](Scenario &scenario) { return scenario.sendCommand(name, json); });
}

Result<ScenarioAnswer> LiveScenario::ask(std::string_view query, std::string_view json)
{
    return d->withScenario(ScenarioInput::query, {{"name", query}, {"data", json}},
                           [&](Scenario &scenario) -> Result<ScenarioAnswer> {
                               auto readModel = scenario.readModelOf(query);
                               auto answer = scenario.ask(query, json);
                               if (!answer) return tl::unexpected(answer.error());
                               return ScenarioAnswer{std::move(*answer), std::move(readModel)};
                           });
}

Result<Json> LiveScenario::takeInput(std::string_view kind, Json what)
{
    return d->withScenario(kind, what,
                           [&](Scenario &scenario) { return scenario.takeInput(kind, what); });
}

std::vector<ConsumerStatus> LiveScenario::consumers() const
{
    return d->look([](Scenario &scenario) { return scenario.consumers(); });
}

std::map<std::string, Json> LiveScenario::consumersByHand() const
{
    return d->look([](Scenario &scenario) { return scenario.consumersByHand(); });
}

std::vector<std::string> LiveScenario::channels() const
{
    return d->look([](Scenario &scenario) { return scenario.bus().channelNames(); });
}

void LiveScenario::fromOutside(const std::function<void(Scenario &)> &task)
{
    d->look([&task](Scenario &scenario) {
        task(scenario);
        return true;
    });
}

ScenarioOrigin LiveScenario::origin() const
{
    return d->origin();
}

std::uint64_t LiveScenario::steps() const
{
    return d->handedOn();
}

} // namespace playhead
