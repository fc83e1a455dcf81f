// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/handlerreply.h"

#include "script/scriptsnapshot.h"

namespace playhead {
namespace {

constexpr const char *defaultChannel = "events";
constexpr double defaultTimeout = 10'000; // milliseconds
constexpr std::uint32_t defaultAttempts = 3;
constexpr double defaultBackOff = 300; // milliseconds

// The driver has checked what is in there.
std::string textOf(const Json &json, const char *name, std::string otherwise = {})
{
    return json.value(name, std::move(otherwise));
}

Duration milliseconds(const Json &json, const char *name, double otherwise)
{
    return Duration(json.value(name, otherwise) * nanosecondsPerMillisecond);
}

HandlerRule ruleFrom(const Json &json, const std::string &name)
{
    HandlerRule rule;
    rule.line = json.value("line", 0);
    const auto part = textOf(json, "part");
    const auto &self = part.empty() ? name : part;
    if (json.value("kind", "") == "every") {
        rule.isPeriodic = true;
        rule.period = milliseconds(json, "period", 1000);
        rule.participant = textOf(json, "producer", self);
        return rule;
    }
    rule.pattern = textOf(json, "pattern");
    rule.channels = textOf(json, "channel", "#");
    rule.participant = textOf(json, "consumer", self);
    auto &policy = rule.policy;
    policy.mode = DeliveryMode::Queued;
    policy.types = rule.pattern;
    policy.hearsDeadLetters = json.contains("channel");
    policy.attempts = json.value("attempts", defaultAttempts);
    policy.backOff.initial = milliseconds(json, "backOff", defaultBackOff);
    policy.acknowledgementTimeout = milliseconds(json, "timeout", defaultTimeout);
    policy.deadLetterChannel = textOf(json, "deadLetters");
    policy.idempotencyWindow = json.value("remember", std::size_t(0));
    return rule;
}

ScenarioHeader headerFrom(const Json &json)
{
    ScenarioHeader header;
    header.name = textOf(json, "name");
    header.title = textOf(json, "title");
    header.description = textOf(json, "description");
    header.base = textOf(json, "base");
    if (json.contains("seed")) header.seed = json["seed"].get<std::uint64_t>();
    header.knobs = json.value("knobs", header.knobs);
    header.consumers = json.value("consumers", header.consumers);
    for (const auto &bridge : json.value("bridges", Json::array()))
        header.bridges.push_back(
            {textOf(bridge, "from"), textOf(bridge, "to"), textOf(bridge, "channel")});
    header.line = json.value("line", 0);
    header.column = json.value("column", 0);
    return header;
}

} // namespace

HandlerDefinition HandlerDefinition::fromJson(std::string_view text, const std::string &name)
{
    const auto json = jsonFromScript(text);
    HandlerDefinition definition;
    if (json["header"].is_object()) definition.header = headerFrom(json["header"]);
    for (const auto &rule : json["rules"])
        definition.rules.push_back(ruleFrom(rule, name));
    definition.body = textOf(json, "body");
    return definition;
}

HandlerReply HandlerReply::fromJson(std::string_view text)
{
    const auto json = jsonFromScript(text);
    HandlerReply reply;
    for (const auto &said : json["published"]) {
        HandlerEvent event;
        event.type = textOf(said, "type");
        event.data = textOf(said, "data");
        event.channel = textOf(said, "channel", defaultChannel);
        if (said.contains("subject")) event.subject = said["subject"].get<std::string>();
        event.source = textOf(said, "source");
        reply.published.push_back(std::move(event));
    }
    if (json["nack"].is_string()) reply.nack = json["nack"].get<std::string>();
    reply.delay = milliseconds(json, "delay", 0);
    return reply;
}

} // namespace playhead
