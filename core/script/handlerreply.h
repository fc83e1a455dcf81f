// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/policy.h"
#include "model/timestamp.h"
#include "replay/json.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// What a script wants to be called for: an on() or an every().
struct HandlerRule
{
    bool isPeriodic = false;
    std::string pattern;     ///< on: of event types
    std::string channels;    ///< on: pattern of channels
    std::string participant; ///< on: the consumer; every: the producer
    DeliveryPolicy policy;   ///< on: with the types in it
    Duration period = 0;     ///< every
    int line = 0;            ///< from 1
};

/// A channel of a scenario that is tied to a real system: one of `from` and `to` is a URL.
struct ScenarioBridge
{
    std::string from;
    std::string to;
    std::string channel;

    bool operator==(const ScenarioBridge &) const = default;
};

/// What scenario() says of a file: a base scenario and how it is to run.
struct ScenarioHeader
{
    std::string name;
    std::string title;
    std::string description;
    std::string base; ///< empty: nothing but a bus
    std::optional<std::uint64_t> seed;
    std::map<std::string, double> knobs;
    std::map<std::string, Json> consumers; ///< how each is disturbed; see consumerSettings()
    std::vector<ScenarioBridge> bridges;
    int line = 0; ///< of the call, from 1
    int column = 0;
};

/// What a script has said of itself while it was loaded.
struct HandlerDefinition
{
    std::optional<ScenarioHeader> header; ///< a script without one is no scenario by itself
    std::vector<HandlerRule> rules;
    std::string body; ///< the source without its scenario()

    /// Reads what finish() in js/handlers.js wrote. `name`: who consumes where nobody is named.
    static HandlerDefinition fromJson(std::string_view text, const std::string &name);
};

/// An event that a handler publishes.
struct HandlerEvent
{
    std::string type;
    std::string data; ///< JSON
    std::string channel;
    std::optional<std::string> subject;
    std::string source;
};

/// What a handler said.
struct HandlerReply
{
    std::vector<HandlerEvent> published;
    std::optional<std::string> nack; ///< why; empty: it acknowledges
    Duration delay = 0;              ///< until it acknowledges

    /// Reads what handle() in js/handlers.js wrote.
    static HandlerReply fromJson(std::string_view text);
};

} // namespace playhead
