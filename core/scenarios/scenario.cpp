// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/scenario.h"

#include <fmt/format.h>

#include <cassert>
#include <utility>

namespace playhead {

namespace {

/// The bus throws for each delivery on its own, so that none depends on another.
RandomSource busDice(Seed seed, const ParticipantTable &participants)
{
    return [seed = seed.with("bus"), &participants](const DeliveryThrow &what) {
        return seed.with(what.event.id)
            .with(what.channel.text)
            .with(participants.name(what.consumer))
            .with(std::uint64_t(what.purpose) | std::uint64_t(what.duplicate) << 8U
                  | std::uint64_t(what.attempt) << 32U)
            .dice()
            .unit();
    };
}

Result<Json> objectFrom(std::string_view text)
{
    if (text.empty()) return Json::object();
    auto json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return failure(fmt::format("This is no JSON object: {}", text));
    return json;
}

} // namespace

Scenario::Scenario(const ScenarioContext &context, std::string_view client)
    : m_scheduler(context.scheduler),
      m_knobs(context.knobs),
      m_seed(context.seed),
      m_bus(context.scheduler, context.participants, busDice(m_seed, context.participants)),
      m_commands(m_bus),
      m_queries(m_bus),
      m_client(m_bus.participant(client))
{}

void Scenario::setTap(Tap tap)
{
    if (!tap) {
        m_bus.setTap({});
        return;
    }
    m_bus.setTap([this, tap = std::move(tap)](std::span<TapStep> steps) {
        for (const auto &step : steps) {
            ++m_steps;
            if (step.kind != StepKind::Ack) continue;
            const auto sender = std::size_t(step.sender.value());
            if (sender >= m_acknowledged.size()) m_acknowledged.resize(sender + 1);
            m_acknowledged[sender] = Position(m_steps);
        }
        tap(steps);
    });
}

Result<CommandOutcome> Scenario::sendCommand(std::string_view name, std::string_view json)
{
    auto data = objectFrom(json);
    if (!data) return tl::unexpected(data.error());
    auto events = command(m_client, name, std::move(*data));
    if (!events) return tl::unexpected(events.error());
    return CommandOutcome{std::move(*events)};
}

Result<std::string> Scenario::ask(std::string_view name, std::string_view json)
{
    auto data = objectFrom(json);
    if (!data) return tl::unexpected(data.error());
    return query(m_client, name, std::move(*data));
}

Result<std::vector<EventPtr>> Scenario::command(ParticipantId sender, std::string_view name,
                                                Json data)
{
    return m_commands.send(sender, message(sender, name, std::move(data)));
}

Result<std::string> Scenario::query(ParticipantId sender, std::string_view name, Json data)
{
    return m_queries.ask(sender, message(sender, name, std::move(data)));
}

std::optional<ReadModelPlace> Scenario::readModelOf(std::string_view name) const
{
    const auto handler = m_queries.handlerOf(std::string(name));
    if (!handler.isValid()) return {};
    ReadModelPlace place;
    bool consumes = false;
    for (const auto &subscription : m_bus.subscriptions()) {
        if (subscription.consumer() != handler) continue;
        consumes = true;
        place.behind += subscription.counters().pending;
    }
    if (!consumes) return {};
    place.consumer = m_bus.participants().name(handler);
    if (handler.value() < m_acknowledged.size())
        place.acknowledged = m_acknowledged[handler.value()];
    return place;
}

std::string Scenario::idFor(const Event &event)
{
    return newId(
        m_seed.with(event.causation).with(event.type).with(event.source).with(event.subject));
}

std::string Scenario::newId(Seed purpose)
{
    return purpose.with(++m_ids[purpose.value()]).dice().uuid();
}

Dice Scenario::dice(std::string_view purpose, const Event &cause, std::uint32_t attempt) const
{
    return m_seed.with(purpose).with(cause.id).with(attempt).dice();
}

Event Scenario::message(ParticipantId sender, std::string_view name, Json data)
{
    Event message;
    message.type = name;
    message.source = m_bus.participants().name(sender);
    message.scope = EventScope::Request;
    message.encoding = DataEncoding::Json;
    prepare(message, data);
    message.id = newId(m_seed.with(name).with(message.source).with(message.subject));
    message.data = data.dump(-1, ' ', false, Json::error_handler_t::replace);
    return message;
}

Event Scenario::event(std::string_view type, std::string_view source, std::string_view subject,
                      const Json &data, const Event *cause)
{
    Event event;
    event.type = type;
    event.source = source;
    event.subject = subject;
    event.time = m_scheduler.now();
    if (cause) {
        event.correlation = cause->correlation;
        event.causation = cause->id;
    }
    event.id = idFor(event);
    event.encoding = DataEncoding::Json;
    event.data = data.dump(-1, ' ', false, Json::error_handler_t::replace);
    return event;
}

Faults Scenario::faults() const
{
    Faults faults;
    const auto latency = m_knobs.value("latency") * nanosecondsPerMillisecond;
    faults.latency = static_cast<Duration>(latency);
    faults.latencyJitter = faults.latency / 3;
    faults.loss = m_knobs.value("loss") / 100;
    faults.duplicates = m_knobs.value("duplicates") / 100;
    return faults;
}

bool Scenario::turned(std::initializer_list<std::string_view> knobs)
{
    bool any = false;
    for (const auto name : knobs) {
        const auto value = m_knobs.value(name);
        const auto [stood, isNew] = m_stood.try_emplace(std::string(name), value);
        any = any || isNew || stood->second != value;
        stood->second = value;
    }
    return any;
}

void Scenario::setCrashed(Subscription &subscription, bool crashed)
{
    if (crashed == (subscription.state() == ConsumerState::Crashed)) return;
    crashed ? subscription.crash() : subscription.restart();
}

void Scenario::setPaused(Subscription &subscription, bool paused)
{
    if (subscription.state() == ConsumerState::Crashed) return;
    if (paused == (subscription.state() == ConsumerState::Paused)) return;
    paused ? subscription.pause() : subscription.resume();
}

void Scenario::keep(Result<Registration> registration)
{
    assert(registration);
    m_registrations.push_back(std::move(*registration));
}

Subscription Scenario::taken(Result<Subscription> subscription)
{
    assert(subscription);
    return std::move(*subscription);
}

void Scenario::after(Duration delay, std::function<void()> task)
{
    m_scheduler.schedule(delay, std::move(task));
}

Json jsonData(const Event &event)
{
    if (event.encoding != DataEncoding::Json) return nullptr;
    auto json = Json::parse(event.data, nullptr, false);
    return json.is_discarded() ? Json(nullptr) : json;
}

} // namespace playhead
