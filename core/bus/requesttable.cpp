// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/requesttable.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

namespace playhead {

RequestTable::RequestTable(Bus &bus, std::string_view name, StepKind kind)
    : m_bus(bus), m_kind(kind), m_name(name), m_id(bus.participant(name, Role::Channel))
{}

Result<Registration> RequestTable::add(std::string_view name, ParticipantId handler,
                                       std::shared_ptr<const void> work)
{
    const std::lock_guard lock(m_mutex);
    const auto [place, isNew] =
        m_entries.try_emplace(std::string(name), Entry{handler, std::move(work)});
    if (!isNew) {
        return failure(fmt::format("“{}” is handled by “{}” already, and there can be one only",
                                   name, m_bus.participants().name(place->second.handler)));
    }
    return Registration(weak_from_this(), place->first);
}

void RequestTable::remove(const std::string &name)
{
    decltype(m_entries)::node_type removed; // a user's handler: destroyed without the lock
    const std::lock_guard lock(m_mutex);
    removed = m_entries.extract(name);
}

std::optional<RequestTable::Entry> RequestTable::find(const std::string &name)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(name);
    if (found == m_entries.end()) return {};
    return found->second;
}

ParticipantId RequestTable::handlerOf(const std::string &name)
{
    const auto entry = find(name);
    return entry ? entry->handler : ParticipantId();
}

EventPtr RequestTable::complete(Event request)
{
    request.scope = EventScope::Request;
    if (request.time == 0) request.time = m_bus.scheduler().now();
    if (request.id.empty()) request.id = fmt::format("{}-{}", m_name, ++m_lastId);
    return std::make_shared<const Event>(std::move(request));
}

void RequestTable::step(StepKind kind, const EventPtr &event, ParticipantId from, ParticipantId to,
                        std::shared_ptr<const std::string> rejection)
{
    TapStep step;
    step.time = m_bus.scheduler().now();
    step.event = event;
    step.failed = rejection != nullptr;
    step.reason = std::move(rejection);
    step.sender = from;
    step.receiver = to;
    step.kind = kind;
    m_bus.tap().hand(std::move(step));
}

Result<std::string>
RequestTable::run(ParticipantId sender, const EventPtr &request,
                  const std::function<Result<std::string>(const Entry &)> &handle)
{
    const auto entry = find(request->type);
    const auto handler = entry ? entry->handler : m_id;
    const bool tapped = m_bus.tap().isOpen();
    if (tapped) step(m_kind, request, sender, handler, {});

    Result<std::string> answer;
    if (!entry) {
        answer = failure(fmt::format("“{}” has no handler", request->type));
    } else {
        try {
            answer = handle(*entry);
        } catch (const std::exception &exception) {
            answer = failure(exception.what());
        } catch (...) {
            answer = failure("The handler threw something that is no exception");
        }
    }

    if (tapped) {
        Event reply;
        reply.id = request->id + "-reply";
        reply.type = request->type + ".reply";
        reply.source = m_bus.participants().name(handler);
        reply.subject = request->subject;
        reply.time = m_bus.scheduler().now();
        reply.correlation = request->correlation.empty() ? request->id : request->correlation;
        reply.causation = request->id;
        reply.scope = EventScope::Request;
        if (answer && !answer->empty()) {
            reply.encoding = DataEncoding::Json;
            reply.data = *answer;
        }
        step(StepKind::Reply, std::make_shared<const Event>(std::move(reply)), handler, sender,
             answer ? nullptr : std::make_shared<const std::string>(answer.error().message));
    }
    return answer;
}

Registration::Registration(std::weak_ptr<RequestTable> table, std::string name)
    : m_table(std::move(table)), m_name(std::move(name))
{}

Registration::~Registration()
{
    end();
}

Registration &Registration::operator=(Registration &&other) noexcept
{
    if (this != &other) {
        end();
        m_table = std::exchange(other.m_table, {});
        m_name = std::move(other.m_name);
    }
    return *this;
}

void Registration::end()
{
    if (const auto table = std::exchange(m_table, {}).lock()) table->remove(m_name);
}

} // namespace playhead
