// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "model/ids.h"
#include "script/handlerscript.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace playhead {

/// What scripts take part in.
struct HandlerSystem
{
    Bus &bus;                                        ///< in virtual time
    std::function<std::string(const Event &)> idFor; ///< for an event that has all else but data
    std::function<Position()> position;              ///< of the latest step
};

/// How a script that was put on a bus is doing.
struct HandlerStatus
{
    std::string name;
    std::uint64_t handled = 0; ///< events, retries included
    std::uint64_t failed = 0;  ///< of those, with a nack
    std::uint64_t published = 0;
    std::string lastFailure; ///< why the last of them failed
    std::optional<ScriptError> stopped;
    Position stoppedAt; ///< the step at which it exceeded a limit
};

/// How scripts are doing, for others to look at. Thread-safe.
class HandlerBoard
{
public:
    /// By name.
    [[nodiscard]] std::vector<HandlerStatus> list() const;
    void change(const std::string &name, const std::function<void(HandlerStatus &)> &change);
    void reset(const std::string &name);
    void remove(const std::string &name);

private:
    mutable std::mutex m_mutex;
    std::map<std::string, HandlerStatus> m_status;
};

/// Scripts that take part in a running system: their handlers subscribe to its bus. A script that
/// exceeds a limit is taken off the bus, and so is one whose handlers answer each other without end
/// while the system's time stands still; the others and the system go on.
///
/// On the thread of the system, outside of handlers. The bus must outlive it.
class HandlerScripts
{
public:
    /// A line of a script's log, at a position.
    using Log = std::function<void(const std::string &name, Position, std::string_view)>;

    explicit HandlerScripts(HandlerSystem system, ScriptLimits limits = {}, Log log = {});
    ~HandlerScripts();
    HandlerScripts(const HandlerScripts &) = delete;
    HandlerScripts &operator=(const HandlerScripts &) = delete;

    /// Loads a script and puts it in the place of the one of that name, whose state it takes over,
    /// and the faults of whose consumers; what that had not dealt with is forgotten. Where it
    /// cannot be loaded or cannot subscribe, the old one stays.
    tl::expected<void, ScriptError> put(const std::string &name, const std::string &source,
                                        const std::string &file);
    /// Takes a script off the bus.
    void remove(const std::string &name);

    /// What a script that was put says of itself; null: there is none of that name.
    [[nodiscard]] const HandlerDefinition *definition(const std::string &name) const;

    /// Stays when this object is gone.
    [[nodiscard]] std::shared_ptr<const HandlerBoard> board() const { return m_board; }

private:
    struct Script;
    using ScriptPtr = std::shared_ptr<Script>;

    tl::expected<void, ScriptError> start(const ScriptPtr &script, std::size_t rule);
    static void keepFaults(const Script &old, Script &script);
    void beatLater(const ScriptPtr &script, std::size_t rule);
    Outcome handle(Script &script, std::size_t rule, const Delivery &delivery);
    void beat(Script &script, std::size_t rule);
    void publish(Script &script, std::size_t rule, const HandlerReply &reply, const Event *cause);
    [[nodiscard]] Outcome answerLater(const Delivery &delivery, HandlerReply reply);
    [[nodiscard]] bool isEndless(const Event &event);
    void stop(Script &script, ScriptError error);
    void takeOff(Script &script);

    HandlerSystem m_system;
    ScriptLimits m_limits;
    Log m_log;
    std::map<std::string, ScriptPtr> m_scripts;
    std::shared_ptr<HandlerBoard> m_board;
    // Of the present moment of the system's time.
    Timestamp m_moment = 0;
    std::unordered_set<std::string> m_answers; ///< ids of events that handlers published
    std::size_t m_echoes = 0;                  ///< how many of them came to a handler
};

} // namespace playhead
