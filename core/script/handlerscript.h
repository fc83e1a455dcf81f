// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "script/handlerreply.h"
#include "script/scripthost.h"
#include "script/scriptprojection.h"
#include "script/scriptthread.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace playhead {

/// A JavaScript file with handlers of events, loaded:
///
///     on("order.*", e => publish("audit.noted", { about: e.type }));
///     on("order.placed", { consumer: "billing", attempts: 5 }, e => { ... });
///     every(500, { producer: "web" }, () => publish("order.placed", { amount: 3 }));
///
/// The pattern of on() is over the types of events, as Pattern is over channels: `*` is one word,
/// `#` any number; `order.*` is `order.placed` on whichever channel. Its settings: `consumer` (who
/// is seen to receive; else the script by its name), `channel` (a pattern; else all but those for
/// dead letters), `attempts` (3), `backOff` (300 ms, doubling), `timeout` (10 000 ms),
/// `deadLetters` (a channel), `remember` (ids of events that are not handled again).
///
/// In a handler: `publish(type, data, { channel, subject, source })` (the channel `events`, the
/// subject of the event at hand and the consumer where none is given; correlation and causation are
/// the event's), `ack()`, `nack(reason)`, `delay(ms)` (the acknowledgement comes so much later, by
/// the scenario's clock), `log(...)`, and `state`, an object that is kept over events and reloads.
/// An exception is a nack with its text and place, and nothing of what was published before it
/// counts.
///
/// The event: `id, type, source, subject, data, correlation, causation, channel, attempt,
/// extensions`, and as ISO 8601 `time`, when it was published, and `now`.
///
/// `script(name, state => { ... })` holds one script of several in a file; `scenario({...})` makes
/// the file a scenario of its own (ScenarioHeader). What a script may not reach is as for
/// projections (loadScript); exceeding a limit ends the script.
class HandlerScript
{
public:
    /// Hears what the script logs, on the thread that calls.
    using Log = std::function<void(std::string_view)>;

    /// `file` is for messages, `name` the consumer where none is named. `state`: what an earlier
    /// one answered to state(); empty: none.
    static tl::expected<std::unique_ptr<HandlerScript>, ScriptError>
    load(std::string file, std::string name, const std::string &source, ScriptLimits limits = {},
         Log log = {}, const std::string &state = {});
    ~HandlerScript();
    HandlerScript(const HandlerScript &) = delete;
    HandlerScript &operator=(const HandlerScript &) = delete;

    [[nodiscard]] const HandlerDefinition &definition() const { return m_definition; }

    /// Calls the handler of a rule; fails where it exceeded a limit, and then has let go of the
    /// script: what follows fails too. One thread at a time. Cost: about 100 us.
    tl::expected<HandlerReply, ScriptError> handle(std::size_t rule, const Event &event,
                                                   std::string_view channel, std::uint32_t attempt,
                                                   Timestamp now);
    /// The same for an every().
    tl::expected<HandlerReply, ScriptError> beat(std::size_t rule, Timestamp now);

    /// The states as JSON text; empty: they cannot be kept.
    [[nodiscard]] std::string state();

private:
    class Realm;
    HandlerScript(std::string file, ScriptLimits limits, Log log);
    tl::expected<HandlerReply, ScriptError> call(std::size_t rule, const std::string &envelope,
                                                 std::string_view data);
    tl::expected<std::string, ScriptError>
    run(const std::function<tl::expected<std::string, ScriptTrouble>(Realm &)> &work);

    std::string m_file;
    ScriptLimits m_limits;
    Log m_log;
    HandlerDefinition m_definition;
    std::unique_ptr<ScriptThread> m_thread;
    std::unique_ptr<Realm> m_realm; ///< null: stopped
    ScriptError m_whyStopped;
};

} // namespace playhead
