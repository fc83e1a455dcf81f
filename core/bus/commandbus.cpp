// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/commandbus.h"

#include "bus/pattern.h"
#include "bus/requesttable.h"

#include <fmt/format.h>

#include <utility>

namespace playhead {

namespace {

struct CommandWork
{
    CommandHandler handle;
    std::string channel;
};

/// What the events of a command lack, from the command.
std::vector<EventPtr> completed(std::vector<Event> events, const Event &command,
                                std::string_view handler, Timestamp now)
{
    std::vector<EventPtr> result;
    for (auto &event : events) {
        if (event.id.empty()) event.id = fmt::format("{}-{}", command.id, result.size() + 1);
        if (event.time == 0) event.time = now;
        if (event.source.empty()) event.source = handler;
        if (event.correlation.empty())
            event.correlation = command.correlation.empty() ? command.id : command.correlation;
        if (event.causation.empty()) event.causation = command.id;
        result.push_back(std::make_shared<const Event>(std::move(event)));
    }
    return result;
}

} // namespace

CommandBus::CommandBus(Bus &bus, std::string_view name)
    : m_bus(bus), m_table(std::make_shared<RequestTable>(bus, name, StepKind::Command))
{}

CommandBus::~CommandBus() = default;

Result<Registration> CommandBus::registerHandler(std::string_view name, ParticipantId handler,
                                                 CommandHandler handle, std::string_view channel)
{
    if (!channel.empty() && !isChannelName(channel))
        return failure(fmt::format("“{}” cannot be the name of a channel", channel));
    return m_table->add(
        name, handler,
        std::make_shared<const CommandWork>(CommandWork{std::move(handle), std::string(channel)}));
}

Result<std::vector<EventPtr>> CommandBus::send(ParticipantId sender, Event command)
{
    const auto request = m_table->complete(std::move(command));
    std::vector<EventPtr> events;
    auto answer =
        m_table->run(sender, request, [&](const RequestTable::Entry &entry) -> Result<std::string> {
            const auto &work = *static_cast<const CommandWork *>(entry.work.get());
            auto decided = work.handle(*request);
            if (!decided) return tl::unexpected(std::move(decided.error()));
            events = completed(std::move(*decided), *request,
                               m_bus.participants().name(entry.handler), m_bus.scheduler().now());
            if (!work.channel.empty()) {
                for (const auto &event : events)
                    m_bus.publish(work.channel, entry.handler, event);
            }
            return std::string();
        });
    if (!answer) return tl::unexpected(std::move(answer.error()));
    return events;
}

} // namespace playhead
