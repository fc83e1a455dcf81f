// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/rabbitmqdeadletters.h"

#include "transports/rabbitmq/amqpbytes.h"
#include "transports/rabbitmq/amqptable.h"
#include "transports/rabbitmq/rabbitmqmessage.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr amqp_channel_t takingChannel = 1;
constexpr amqp_channel_t publishingChannel = 2; // confirms disturb who takes
constexpr std::chrono::seconds longestConfirm(10);

amqp_table_t headersOf(const amqp_envelope_t &envelope)
{
    const auto &properties = envelope.message.properties;
    return (properties._flags & AMQP_BASIC_HEADERS_FLAG) != 0 ? properties.headers
                                                              : amqp_empty_table;
}

void addOnce(std::vector<std::string> &reasons, std::string reason)
{
    if (std::ranges::find(reasons, reason) == reasons.end()) reasons.push_back(std::move(reason));
}

} // namespace

RabbitMqDeadLetters::RabbitMqDeadLetters(RabbitMqSettings settings)
    : m_settings(std::move(settings)), m_events(m_settings.naming)
{}

AmqpOutcome RabbitMqDeadLetters::connect()
{
    m_alike.clear();
    m_publisher.reset();
    auto opened = AmqpConnection::open(m_settings, "Playhead, dead letters");
    if (!opened) return opened.error();
    m_connection = std::move(*opened);
    return m_connection->openChannel(takingChannel);
}

/// By what is in the message, and how many alike lie before it: passes over the same queue find the
/// same handles.
std::string RabbitMqDeadLetters::handleOf(const amqp_envelope_t &envelope)
{
    const auto fingerprint = RabbitMqMessage::received(envelope).fingerprint();
    return fmt::format("{:016x}-{}", fingerprint, ++m_alike[fingerprint]);
}

std::optional<RabbitMqDeadLetters::Destination>
RabbitMqDeadLetters::destinationOf(const amqp_envelope_t &envelope) const
{
    const auto headers = headersOf(envelope);
    const auto deaths = deathsOf(headers);
    const auto *first = firstDeath(deaths, headers);
    if (!first) return {};
    if (m_settings.redrivesToQueue || first->exchange.empty()) return Destination{{}, first->queue};
    return Destination{first->exchange, first->routingKey};
}

DeadLetter RabbitMqDeadLetters::read(const amqp_envelope_t &envelope, std::string handle)
{
    const auto message = RabbitMqMessage::received(envelope);
    const auto source =
        message.appId.empty() ? std::string_view(m_settings.queue) : message.appId;
    DeadLetter letter;
    letter.event = readEvent(m_events, message, handle, source);
    letter.handle = std::move(handle);
    for (const auto &death : message.deaths)
        letter.count += death.count;
    letter.reason = message.deaths.empty() ? "it was put into this queue"
                                           : fmt::format("{} in {}", message.deaths.front().text(),
                                                         message.deaths.front().queue);
    if (const auto origin = destinationOf(envelope))
        letter.origin = origin->exchange.empty()
                            ? origin->routingKey
                            : fmt::format("{} via {}", origin->exchange, origin->routingKey);
    letter.redriven = textField(headersOf(envelope), redrivenAttribute);
    return letter;
}

Result<std::vector<DeadLetter>> RabbitMqDeadLetters::list(std::size_t most,
                                                          const std::stop_token &stop)
{
    std::vector<DeadLetter> letters;
    auto fault = connect();
    AmqpEnvelope envelope;
    while (!fault && letters.size() < most && !stop.stop_requested()) {
        const auto got = m_connection->fetch(takingChannel, m_settings.queue, envelope);
        if (!got) fault = got.error();
        if (!got || !*got) break;
        letters.push_back(read(*envelope, handleOf(*envelope)));
    }
    // The end of the connection gives everything back, as the end of the channel does.
    if (!fault) fault = m_connection->closeChannel(takingChannel);
    m_connection.reset();
    if (fault) return failure(fault->message);
    return letters;
}

Result<RedriveReport> RabbitMqDeadLetters::redrive(const std::vector<std::string> &handles,
                                                   const RedriveObserver &observer,
                                                   const std::stop_token &stop)
{
    RedriveReport report;
    Wanted wanted(handles.begin(), handles.end());
    const auto asked = wanted.size();
    auto fault = connect();
    if (!fault) {
        m_publisher = std::make_unique<ConfirmedPublisher>(*m_connection, publishingChannel);
        fault = m_publisher->open();
    }
    if (!fault) fault = redriveAll(wanted, observer, stop, report);
    if (!fault) {
        observer("give back", {});
        fault = m_connection->closeChannel(takingChannel);
    }
    m_publisher.reset();
    m_connection.reset();
    if (fault)
        return failure(fmt::format("{} ({} redriven; the others are in {} still, and one of them "
                                   "perhaps in its original queue as well.)",
                                   fault->message, report.redriven, m_settings.queue));
    report.kept = asked - report.redriven;
    if (!wanted.empty())
        addOnce(report.reasons, stop.stop_requested() ? "it was stopped before"
                                                      : "it is not in the queue any more");
    return report;
}

AmqpOutcome RabbitMqDeadLetters::redriveAll(Wanted &wanted, const RedriveObserver &observer,
                                            const std::stop_token &stop, RedriveReport &report)
{
    const auto counts = m_connection->queueCounts(takingChannel, m_settings.queue);
    if (!counts) return counts.error();
    // What is put into the queue meanwhile, perhaps by this, is not looked at.
    auto left = counts->ready;
    AmqpEnvelope envelope;
    while (!wanted.empty() && left-- > 0 && !stop.stop_requested()) {
        const auto got = m_connection->fetch(takingChannel, m_settings.queue, envelope);
        if (!got) return got.error();
        if (!*got) break;
        const auto handle = handleOf(*envelope);
        const auto found = wanted.find(handle);
        if (found == wanted.end()) continue;
        wanted.erase(found);
        observer("take", handle);
        if (stop.stop_requested()) {
            addOnce(report.reasons, "it was stopped before");
            break;
        }
        if (auto fault = redriveOne(*envelope, handle, observer, report)) return fault;
        m_connection->releaseMemory();
    }
    return {};
}

AmqpOutcome RabbitMqDeadLetters::redriveOne(const amqp_envelope_t &envelope,
                                            const std::string &handle,
                                            const RedriveObserver &observer, RedriveReport &report)
{
    const auto destination = destinationOf(envelope);
    if (!destination) {
        addOnce(report.reasons, "it does not say where it came from");
        return {};
    }
    const auto refusedBefore = m_publisher->refused();
    observer("publish", handle);
    if (auto fault = publishMarked(envelope, handle, *destination)) return fault;
    observer("confirm", handle);
    // Not ended early: once it is published, it is better taken out than left in both queues.
    const auto until = std::chrono::steady_clock::now() + longestConfirm;
    while (m_publisher->pending() > 0) {
        if (std::chrono::steady_clock::now() >= until)
            return AmqpFault{
                fmt::format("{} did not confirm what was published", m_settings.address()), 0,
                false, true};
        if (auto fault = m_publisher->listen(std::chrono::milliseconds(100))) return fault;
    }
    if (m_publisher->refused() > refusedBefore) {
        addOnce(report.reasons, m_publisher->refusal());
        return {};
    }
    observer("acknowledge", handle);
    if (auto fault = m_connection->acknowledge(takingChannel, envelope.delivery_tag, false))
        return fault;
    ++report.redriven;
    return {};
}

AmqpOutcome RabbitMqDeadLetters::publishMarked(const amqp_envelope_t &envelope,
                                               const std::string &handle,
                                               const Destination &destination)
{
    const auto headers = headersOf(envelope);
    const auto mark = fmt::format("{}-{:x}", handle, currentTime());
    std::vector<amqp_table_entry_t> entries;
    for (const auto &entry : std::span(headers.entries, std::size_t(headers.num_entries)))
        if (textOf(entry.key) != redrivenAttribute) entries.push_back(entry);
    auto &marking = entries.emplace_back();
    marking.key = bytesOf(redrivenAttribute);
    marking.value.kind = AMQP_FIELD_KIND_UTF8;
    marking.value.value.bytes = bytesOf(mark);

    auto properties = envelope.message.properties;
    properties.headers = {static_cast<int>(entries.size()), entries.data()};
    properties._flags |= AMQP_BASIC_HEADERS_FLAG;
    // The server takes a message in somebody's name from that user only.
    if ((properties._flags & AMQP_BASIC_USER_ID_FLAG) != 0
        && textOf(properties.user_id) != m_settings.user)
        properties._flags &= ~amqp_flags_t(AMQP_BASIC_USER_ID_FLAG);
    return m_publisher->publish(destination.exchange, destination.routingKey, properties,
                                textOf(envelope.message.body));
}

} // namespace playhead
