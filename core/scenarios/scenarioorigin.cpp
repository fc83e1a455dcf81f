// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/scenarioorigin.h"

#include "log/casereader.h"
#include "scenarios/knobs.h"
#include "scenarios/scenario.h"

#include <fmt/format.h>

#include <utility>

namespace playhead {
namespace {

constexpr const char *setting = "origin";

Result<void> turnKnobs(const Json &what, Scenario &scenario, KnobValues &knobs)
{
    if (!what.is_object()) return failure("The knobs that were turned are no JSON object.");
    for (const auto &[name, value] : what.items()) {
        if (!value.is_number() || !knobs.set(name, value.get<double>()))
            return failure(fmt::format("The knob '{}' cannot be turned to {}.", name,
                                       value.dump(-1, ' ', false, Json::error_handler_t::replace)));
    }
    scenario.applyKnobs();
    return {};
}

/// A member that must be there and be of the type that `is` asks for.
template <class Value, class Is>
Result<void> take(const Json &json, const char *name, Is is, Value &value)
{
    const auto found = json.find(name);
    if (found == json.end() || !((*found).*is)())
        return failure(fmt::format("its '{}' is missing or of the wrong type", name));
    value = found->get<Value>();
    return {};
}

Result<Timestamp> timeFrom(const Json &json, const char *name)
{
    std::string text;
    if (auto taken = take(json, name, &Json::is_string, text); !taken)
        return tl::unexpected(taken.error());
    const auto time = parseTimestamp(text);
    if (!time) return failure(fmt::format("its '{}' is no ISO 8601 time", name));
    return *time;
}

Json inputToJson(const ScenarioInput &input)
{
    return {{"tasks", input.tasks},
            {"time", formatTimestamp(input.time)},
            {"kind", input.kind},
            {"what", input.what}};
}

Result<ScenarioInput> inputFromJson(const Json &json)
{
    if (!json.is_object()) return failure("it is no JSON object");
    ScenarioInput input;
    if (auto taken = take(json, "tasks", &Json::is_number_unsigned, input.tasks); !taken)
        return tl::unexpected(taken.error());
    if (auto taken = take(json, "kind", &Json::is_string, input.kind); !taken)
        return tl::unexpected(taken.error());
    const auto time = timeFrom(json, "time");
    if (!time) return tl::unexpected(time.error());
    input.time = *time;
    input.what = json.value("what", Json());
    return input;
}

Result<ScenarioOrigin> originFrom(const Json &json)
{
    if (!json.is_object()) return failure("it is no JSON object");
    ScenarioOrigin origin;
    if (auto taken = take(json, "scenario", &Json::is_string, origin.scenario); !taken)
        return tl::unexpected(taken.error());
    if (auto taken = take(json, "seed", &Json::is_number_unsigned, origin.seed); !taken)
        return tl::unexpected(taken.error());
    const auto start = timeFrom(json, "start");
    if (!start) return tl::unexpected(start.error());
    origin.start = *start;
    const auto knobs = json.value("knobs", Json::object());
    if (!knobs.is_object()) return failure("its 'knobs' are no JSON object");
    for (const auto &[name, value] : knobs.items()) {
        if (!value.is_number()) return failure(fmt::format("its knob '{}' is no number", name));
        origin.knobs[name] = value.get<double>();
    }
    const auto inputs = json.value("inputs", Json::array());
    if (!inputs.is_array()) return failure("its 'inputs' are no list");
    for (const auto &item : inputs) {
        auto input = inputFromJson(item);
        if (!input) {
            return failure(
                fmt::format("of input {}: {}", origin.inputs.size() + 1, input.error().message));
        }
        origin.inputs.push_back(std::move(*input));
    }
    const auto bridges = json.value("bridges", Json::array());
    if (!bridges.is_array()) return failure("its 'bridges' are no list");
    for (const auto &bridge : bridges) {
        if (!bridge.is_string()) return failure("one of its 'bridges' is no text");
        origin.bridges.push_back(bridge.get<std::string>());
    }
    return origin;
}

} // namespace

Result<void> repeatInput(const ScenarioInput &input, Scenario &scenario, KnobValues &knobs)
{
    if (input.kind == ScenarioInput::knobs) return turnKnobs(input.what, scenario, knobs);
    const bool isCommand = input.kind == ScenarioInput::command;
    if (!isCommand && input.kind != ScenarioInput::query) {
        const auto taken = scenario.takeInput(input.kind, input.what);
        return taken ? Result<void>() : tl::unexpected(taken.error());
    }
    std::string name;
    std::string data;
    for (auto [member, text] : {std::pair("name", &name), std::pair("data", &data)}) {
        if (!input.what.is_object()) return failure("A request is no JSON object.");
        if (auto taken = take(input.what, member, &Json::is_string, *text); !taken)
            return failure(fmt::format("A request cannot be sent: {}.", taken.error().message));
    }
    if (isCommand)
        static_cast<void>(scenario.sendCommand(name, data));
    else
        static_cast<void>(scenario.ask(name, data));
    return {};
}

Json ScenarioOrigin::toJson() const
{
    auto list = Json::array();
    for (const auto &input : inputs)
        list.push_back(inputToJson(input));
    Json json = {{"scenario", scenario},
                 {"seed", seed},
                 {"start", formatTimestamp(start)},
                 {"knobs", knobs},
                 {"inputs", std::move(list)}};
    if (!bridges.empty()) json["bridges"] = bridges;
    return json;
}

Result<void> ScenarioOrigin::checkRepeatable() const
{
    if (bridges.empty()) return {};
    return failure(
        fmt::format("The scenario cannot be run again: it was tied to other systems ({}), "
                    "and what they did is theirs. Its log can be replayed, folded and "
                    "compared as any other.",
                    fmt::join(bridges, ", ")));
}

Result<ScenarioOrigin> ScenarioOrigin::fromJson(const Json &json)
{
    auto origin = originFrom(json);
    if (!origin) {
        return failure(fmt::format("The scenario that a log came from cannot be read: {}.",
                                   origin.error().message));
    }
    return origin;
}

Result<std::optional<ScenarioOrigin>> CaseOrigin::load() const
{
    const auto text = CaseSettings(m_path).value(setting);
    if (!text) return tl::unexpected(text.error());
    if (text->empty()) return std::nullopt;
    auto origin = ScenarioOrigin::fromJson(Json::parse(*text, nullptr, false));
    if (!origin) return failure(fmt::format("{}: {}", m_path, origin.error().message));
    return std::move(*origin);
}

Result<void> CaseOrigin::save(const ScenarioOrigin &origin)
{
    return CaseSettings(m_path).setValue(
        setting, origin.toJson().dump(-1, ' ', false, Json::error_handler_t::replace));
}

} // namespace playhead
