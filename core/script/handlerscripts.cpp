// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/handlerscripts.h"

#include "bus/pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace playhead {
namespace {

/// So often handlers may answer what handlers published at one moment.
constexpr std::size_t mostEchoes = 10'000;

} // namespace

std::vector<HandlerStatus> HandlerBoard::list() const
{
    std::vector<HandlerStatus> list;
    const std::lock_guard lock(m_mutex);
    for (const auto &[name, status] : m_status)
        list.push_back(status);
    return list;
}

void HandlerBoard::change(const std::string &name,
                          const std::function<void(HandlerStatus &)> &change)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_status.find(name); found != m_status.end()) change(found->second);
}

void HandlerBoard::reset(const std::string &name)
{
    const std::lock_guard lock(m_mutex);
    m_status[name] = HandlerStatus();
    m_status[name].name = name;
}

void HandlerBoard::remove(const std::string &name)
{
    const std::lock_guard lock(m_mutex);
    m_status.erase(name);
}

struct HandlerScripts::Script : std::enable_shared_from_this<Script>
{
    std::string name;
    std::unique_ptr<HandlerScript> program;
    std::vector<Subscription> subscriptions;
    std::map<std::size_t, TaskId> beats; ///< by rule
    bool isStopped = false;
};

HandlerScripts::HandlerScripts(HandlerSystem system, ScriptLimits limits, Log log)
    : m_system(std::move(system)),
      m_limits(limits),
      m_log(std::move(log)),
      m_board(std::make_shared<HandlerBoard>())
{}

HandlerScripts::~HandlerScripts()
{
    for (const auto &[name, script] : m_scripts)
        takeOff(*script);
}

tl::expected<void, ScriptError>
HandlerScripts::put(const std::string &name, const std::string &source, const std::string &file)
{
    const auto found = m_scripts.find(name);
    const auto old = found == m_scripts.end() ? nullptr : found->second;
    auto loaded = HandlerScript::load(
        file, name, source, m_limits,
        [this, name](std::string_view line) {
            if (m_log) m_log(name, m_system.position(), line);
        },
        old ? old->program->state() : std::string());
    if (!loaded) return tl::unexpected(std::move(loaded.error()));
    const auto script = std::make_shared<Script>();
    script->name = name;
    script->program = std::move(*loaded);
    for (std::size_t rule = 0; rule < script->program->definition().rules.size(); ++rule) {
        if (auto done = start(script, rule); !done) {
            takeOff(*script);
            return done;
        }
    }
    if (old) {
        keepFaults(*old, *script);
        takeOff(*old);
    }
    m_scripts[name] = script;
    m_board->reset(name);
    return {};
}

void HandlerScripts::remove(const std::string &name)
{
    const auto found = m_scripts.find(name);
    if (found == m_scripts.end()) return;
    takeOff(*found->second);
    m_scripts.erase(found);
    m_board->remove(name);
}

const HandlerDefinition *HandlerScripts::definition(const std::string &name) const
{
    const auto found = m_scripts.find(name);
    return found == m_scripts.end() ? nullptr : &found->second->program->definition();
}

tl::expected<void, ScriptError> HandlerScripts::start(const ScriptPtr &script, std::size_t number)
{
    const auto &rule = script->program->definition().rules[number];
    const auto &participants = m_system.bus.participants();
    const auto known = participants.find(rule.participant);
    if (known.isValid() && participants.role(known) == Role::Channel) {
        return tl::unexpected(ScriptError{
            fmt::format("'{}' is a channel; who handles or produces events needs another name.",
                        rule.participant),
            rule.line, 1});
    }
    if (rule.isPeriodic) {
        beatLater(script, number);
        return {};
    }
    auto subscribed = m_system.bus.subscribe(
        rule.channels, rule.participant,
        [this, weak = std::weak_ptr(script), number](const Delivery &delivery) {
            const auto self = weak.lock();
            return self ? handle(*self, number, delivery) : ack();
        },
        rule.policy);
    if (!subscribed)
        return tl::unexpected(ScriptError{subscribed.error().message + ".", rule.line, 1});
    script->subscriptions.push_back(std::move(*subscribed));
    return {};
}

void HandlerScripts::keepFaults(const Script &old, Script &script)
{
    for (auto &subscription : script.subscriptions) {
        const auto same =
            std::ranges::find(old.subscriptions, subscription.consumer(), &Subscription::consumer);
        if (same == old.subscriptions.end()) continue;
        subscription.setFaults(same->faults());
        subscription.setState(same->state());
    }
}

void HandlerScripts::beatLater(const ScriptPtr &script, std::size_t number)
{
    const auto period = script->program->definition().rules[number].period;
    script->beats[number] =
        m_system.bus.scheduler().schedule(period, [this, weak = std::weak_ptr(script), number] {
            const auto self = weak.lock();
            if (!self) return;
            self->beats.erase(number);
            beat(*self, number);
            if (!self->isStopped) beatLater(self, number);
        });
}

void HandlerScripts::beat(Script &script, std::size_t number)
{
    const auto reply = script.program->beat(number, m_system.bus.scheduler().now());
    if (!reply) {
        stop(script, reply.error());
        return;
    }
    publish(script, number, *reply, nullptr);
    if (!reply->nack) return;
    m_board->change(script.name, [&](HandlerStatus &status) {
        ++status.failed;
        status.lastFailure = *reply->nack;
    });
}

Outcome HandlerScripts::handle(Script &script, std::size_t number, const Delivery &delivery)
{
    if (isEndless(delivery.event())) {
        const auto line = script.program->definition().rules[number].line;
        stop(script,
             {fmt::format("Handlers answered each other {} times while no time passed. Does "
                          "one publish what it listens to itself?",
                          mostEchoes),
              line, 1});
    }
    if (script.isStopped) return nack("the script was stopped");
    auto reply = script.program->handle(number, delivery.event(), delivery.channel(),
                                        delivery.attempt(), m_system.bus.scheduler().now());
    if (!reply) {
        auto reason = reply.error().message;
        stop(script, std::move(reply.error()));
        return nack(std::move(reason));
    }
    m_board->change(script.name, [&](HandlerStatus &status) {
        ++status.handled;
        status.failed += reply->nack ? 1U : 0U;
        if (reply->nack) status.lastFailure = *reply->nack;
    });
    publish(script, number, *reply, &delivery.event());
    if (reply->delay > 0) return answerLater(delivery, std::move(*reply));
    return reply->nack ? nack(std::move(*reply->nack)) : ack();
}

Outcome HandlerScripts::answerLater(const Delivery &delivery, HandlerReply reply)
{
    m_system.bus.scheduler().schedule(
        reply.delay, [answer = delivery.acknowledger(), reason = std::move(reply.nack)]() mutable {
            if (reason)
                answer.nack(std::move(*reason));
            else
                answer.ack();
        });
    return later();
}

void HandlerScripts::publish(Script &script, std::size_t number, const HandlerReply &reply,
                             const Event *cause)
{
    auto &bus = m_system.bus;
    const auto &self = script.program->definition().rules[number].participant;
    for (const auto &said : reply.published) {
        if (!isChannelName(said.channel)) {
            m_board->change(script.name, [&](HandlerStatus &status) {
                status.lastFailure =
                    fmt::format("'{}' cannot be the name of a channel.", said.channel);
            });
            continue;
        }
        Event event;
        event.type = said.type;
        event.source = said.source.empty() ? self : said.source;
        event.subject = said.subject.value_or(cause ? cause->subject : std::string());
        event.time = bus.scheduler().now();
        if (cause) event.causation = cause->id;
        event.id = m_system.idFor(event);
        event.correlation = !cause                       ? event.id
                            : cause->correlation.empty() ? cause->id
                                                         : cause->correlation;
        if (cause) m_answers.insert(event.id);
        event.encoding = DataEncoding::Json;
        event.data = said.data;
        const auto producer = bus.participant(event.source);
        bus.publish(said.channel, producer, std::move(event));
    }
    m_board->change(script.name,
                    [&](HandlerStatus &status) { status.published += reply.published.size(); });
}

bool HandlerScripts::isEndless(const Event &event)
{
    const auto now = m_system.bus.scheduler().now();
    if (now != m_moment) {
        m_moment = now;
        m_answers.clear();
        m_echoes = 0;
    }
    return m_answers.contains(event.id) && ++m_echoes > mostEchoes;
}

void HandlerScripts::stop(Script &script, ScriptError error)
{
    // Once the event at hand has got its nack, which is a step.
    script.isStopped = true;
    m_system.bus.scheduler().schedule(0, [this, weak = script.weak_from_this()] {
        if (const auto self = weak.lock()) takeOff(*self);
    });
    m_board->change(script.name, [&](HandlerStatus &status) {
        status.stopped = std::move(error);
        status.stoppedAt = m_system.position();
    });
}

void HandlerScripts::takeOff(Script &script)
{
    script.isStopped = true;
    script.subscriptions.clear();
    for (const auto &[rule, task] : script.beats)
        m_system.bus.scheduler().cancel(task);
    script.beats.clear();
}

} // namespace playhead
