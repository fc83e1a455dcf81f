// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does to a running scenario by hand, beside commands, queries and knobs.
#include "bus/pattern.h"
#include "scenarios/consumersettings.h"
#include "scenarios/scenario.h"
#include "scenarios/scenarioorigin.h"

#include <fmt/format.h>

#include <utility>

namespace playhead {

namespace {

std::string textIn(const Json &what, const char *name)
{
    const auto found = what.find(name);
    return found != what.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

std::vector<ConsumerStatus> Scenario::consumers() const
{
    std::map<std::string, ConsumerStatus> byName;
    for (const auto &subscription : m_bus.subscriptions()) {
        const std::string name(m_bus.participants().name(subscription.consumer()));
        const auto counters = subscription.counters();
        const auto [place, isNew] = byName.try_emplace(name);
        auto &status = place->second;
        if (isNew)
            status = {name, subscription.state(), subscription.faults(), counters};
        else
            status.counters += counters;
    }
    std::vector<ConsumerStatus> list;
    for (auto &[name, status] : byName)
        list.push_back(std::move(status));
    return list;
}

Result<Json> Scenario::takeInput(std::string_view kind, const Json &what)
{
    if (const auto known = m_inputs.find(kind); known != m_inputs.end()) return known->second(what);
    if (!what.is_object()) return failure(fmt::format("The input '{}' is no object.", kind));
    if (kind == ScenarioInput::publish) return publishByHand(what);
    if (kind == ScenarioInput::consumer) {
        const auto changed =
            changeConsumer(textIn(what, "name"), what.value("settings", Json::object()));
        if (!changed) return tl::unexpected(changed.error());
        return Json();
    }
    return failure(fmt::format(
        "What was done to the scenario includes '{}', which cannot be done here.", kind));
}

Result<void> Scenario::changeConsumer(const std::string &name, const Json &settings)
{
    auto changed = playhead::changeConsumer(m_bus, name, settings);
    if (!changed) return changed;
    auto &known = m_byHand.try_emplace(name, Json::object()).first->second;
    known.update(settings);
    return {};
}

void Scenario::addInput(std::string kind, InputHandler handler)
{
    m_inputs[std::move(kind)] = std::move(handler);
}

Result<Json> Scenario::publishByHand(const Json &what)
{
    const auto type = textIn(what, "type");
    const auto channel = textIn(what, "channel");
    auto source = textIn(what, "source");
    if (type.empty()) return failure("An event needs a type.");
    if (!isChannelName(channel)) {
        return failure(fmt::format("'{}' cannot be the name of a channel: it needs words without "
                                   "blanks, '*' and '#', separated by single dots.",
                                   channel));
    }
    const auto producer = source.empty() ? m_client : m_bus.participant(source);
    if (source.empty()) source = m_bus.participants().name(m_client);
    auto made = event(type, source, textIn(what, "subject"), what.value("data", Json::object()));
    made.correlation = made.id;
    auto answer = Json{{"id", made.id}};
    answer["subscriptions"] = m_bus.publish(channel, producer, std::move(made)).subscriptions;
    return answer;
}

} // namespace playhead
