// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "model/event.h"
#include "model/result.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

class RequestTable;

/// Keeps the handler of a command or query registered until it is destroyed. A call that is running
/// meanwhile finishes. Move-only.
class Registration
{
public:
    Registration() = default;
    ~Registration();
    Registration(Registration &&other) noexcept = default;
    Registration &operator=(Registration &&other) noexcept;
    Registration(const Registration &) = delete;
    Registration &operator=(const Registration &) = delete;

private:
    friend class RequestTable;
    Registration(std::weak_ptr<RequestTable> table, std::string name);
    void end();

    std::weak_ptr<RequestTable> m_table;
    std::string m_name;
};

/// Decides about a command: the events that follow from it, or why it is rejected. An exception is
/// a rejection with its text.
using CommandHandler = std::function<Result<std::vector<Event>>(const Event &command)>;

/// Takes commands to the one handler that decides about each. Steps: the command from sender to
/// handler, what the handler itself does, the publishing of its events, the reply from handler to
/// sender. A command without a handler goes to the participant that stands for this bus, which
/// rejects it.
///
/// Thread-safe; handlers run on the sender's thread, several at once if there are several senders.
/// The bus must outlive this object.
class CommandBus
{
public:
    explicit CommandBus(Bus &bus, std::string_view name = "commands");
    ~CommandBus();
    CommandBus(const CommandBus &) = delete;
    CommandBus &operator=(const CommandBus &) = delete;

    /// Fails if `name` has a handler already. The events that it returns are published on
    /// `channel` before the reply; empty: they are only returned.
    Result<Registration> registerHandler(std::string_view name, ParticipantId handler,
                                         CommandHandler handle, std::string_view channel = {});

    /// Sends a command; its type is the command's name. What it lacks is filled in: id, time, scope
    /// Request. What its events lack, too: id (`<command's id>-1`, ...), time, source (the
    /// handler), correlation (the command's, else its id) and causation (its id). The events, or
    /// why there are none.
    Result<std::vector<EventPtr>> send(ParticipantId sender, Event command);

private:
    Bus &m_bus;
    std::shared_ptr<RequestTable> m_table;
};

} // namespace playhead
