// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "model/ids.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace playhead {

class Consumer;
struct ChannelName;

/// What a handler answers. See ack(), nack() and later().
class Outcome
{
public:
    enum class Kind : std::uint8_t { Ack, Nack, Later };

    [[nodiscard]] Kind kind() const { return m_kind; }
    /// Why a nack; null: no reason was given.
    [[nodiscard]] const std::shared_ptr<const std::string> &reason() const { return m_reason; }

private:
    friend Outcome ack();
    friend Outcome nack(std::string reason);
    friend Outcome later();
    explicit Outcome(Kind kind) : m_kind(kind) {}

    std::shared_ptr<const std::string> m_reason;
    Kind m_kind;
};

/// The event has been dealt with.
[[nodiscard]] inline Outcome ack()
{
    return Outcome(Outcome::Kind::Ack);
}

/// The event could not be dealt with; the policy decides what happens to it.
[[nodiscard]] Outcome nack(std::string reason);

/// An Acknowledger answers later. Without one the delivery can only time out.
[[nodiscard]] inline Outcome later()
{
    return Outcome(Outcome::Kind::Later);
}

/// Answers one delivery, once, from any thread and at any time; may outlive the bus. A copy answers
/// the same delivery.
class Acknowledger
{
public:
    Acknowledger() = default; ///< answers nothing

    /// False, and without effect: it was answered, it timed out, the consumer crashed in between,
    /// or the subscription is gone.
    bool ack();
    bool nack(std::string reason);

private:
    friend class Delivery;
    Acknowledger(std::weak_ptr<Consumer> consumer, std::uint64_t token)
        : m_consumer(std::move(consumer)), m_token(token)
    {}

    std::weak_ptr<Consumer> m_consumer;
    std::uint64_t m_token = 0;
};

/// One attempt to hand an event to a handler. Lives as long as the handler's call.
class Delivery
{
public:
    Delivery(const Delivery &) = delete;
    Delivery &operator=(const Delivery &) = delete;

    [[nodiscard]] const EventPtr &eventPtr() const { return m_event; }
    [[nodiscard]] const Event &event() const { return *m_event; }
    [[nodiscard]] std::uint32_t attempt() const { return m_attempt; } ///< from 1
    [[nodiscard]] std::string_view channel() const;
    [[nodiscard]] ParticipantId channelId() const;

    /// For a handler that returns later(). Cost: one lock and one allocation.
    [[nodiscard]] Acknowledger acknowledger() const;

private:
    friend class Consumer;
    Delivery(Consumer &consumer, const EventPtr &event, const ChannelName &channel,
             std::uint32_t attempt, std::uint64_t token)
        : m_event(event),
          m_channel(channel),
          m_consumer(consumer),
          m_token(token),
          m_attempt(attempt)
    {}

    const EventPtr &m_event;
    const ChannelName &m_channel;
    Consumer &m_consumer;
    mutable std::uint64_t m_token; ///< 0: this delivery is not in the consumer's books
    std::uint32_t m_attempt;
};

/// Deals with one delivery. An exception is a nack with its text.
using Handler = std::function<Outcome(const Delivery &)>;

} // namespace playhead
