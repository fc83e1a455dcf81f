// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/participanttable.h"
#include "model/step.h"

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

namespace playhead {

/// Why there is no connection, or no more.
struct ConnectionError
{
    std::string message; ///< for a person: what happened, to which server, what can be done
    bool mayPass = true; ///< trying again may help; false: wrong password, no such topic
};

/// What a connection may do with what it receives; belongs to the LiveSource that runs it. Only on
/// the thread on which SourceConnection is called, unless it says otherwise.
class SourceFeed
{
public:
    virtual ~SourceFeed() = default;

    /// Hands steps to the recorder, in order; may move from them. `messages`: how many messages of
    /// the server these steps came from; none where they were found out otherwise. Every message
    /// that the server gave is counted by exactly one call, also where it gave no step.
    virtual void hand(std::span<TapStep> steps, std::uint64_t messages) = 0;
    /// Messages that are known to exist and can no longer be read, such as records that the server
    /// removed before they were reached.
    virtual void countDropped(std::uint64_t messages) = 0;
    /// Messages that the server holds for us and has not given yet, as far as it says.
    virtual void setBehind(std::uint64_t messages) = 0;
    /// Something that a person should know while all goes on, such as "The management interface is
    /// off: no topology." Empty: nothing any more.
    virtual void setNote(std::string note) = 0;

    /// Whether the person wants nothing to be read for now. Any thread.
    [[nodiscard]] virtual bool isPaused() const = 0;
    /// Waits until the person wants to read again, or `stop` is asked for; at most 200 ms, so that
    /// a connection can be kept alive meanwhile.
    virtual void waitWhilePaused(const std::stop_token &stop) = 0;

    /// See ParticipantTable::intern. Any thread.
    virtual ParticipantId participant(std::string_view name, Role role) = 0;
};

/// One connection to one server: what differs from broker to broker. LiveSource runs it on a thread
/// of its own, connects again after a loss, and tells the person.
///
/// What has been handed on is never handed on again after a reconnect: the connection remembers how
/// far it had got. Everything is called on the thread of the source, but for wake().
class SourceConnection
{
public:
    using Outcome = std::optional<ConnectionError>; ///< empty: all went well

    virtual ~SourceConnection() = default;

    /// Connects, and makes on the server what it needs (after a crash: removes first what an
    /// earlier run left there).
    virtual Outcome connect(SourceFeed &feed, const std::stop_token &stop) = 0;

    /// Reads until `stop` is asked for or there is nothing more to come (no error), or until the
    /// connection is lost. Looks at `stop` and at SourceFeed::isPaused() at least five times a
    /// second.
    virtual Outcome serve(SourceFeed &feed, const std::stop_token &stop) = 0;

    /// Leaves the server as it was found, as far as it can be reached; takes a few seconds at most.
    /// Called after each connect(), also where that or serve() failed.
    virtual void disconnect(SourceFeed &feed) = 0;

    /// Makes a serve() that waits for the server look around at once. Any thread.
    virtual void wake() {}
};

} // namespace playhead
