// SPDX-License-Identifier: GPL-3.0-or-later
// What the firehose reports: https://www.rabbitmq.com/docs/firehose
#include "transports/rabbitmq/amqpbytes.h"
#include "transports/rabbitmq/amqptable.h"
#include "transports/rabbitmq/brokerview.h"
#include "transports/rabbitmq/messagebook.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::string_view publishKey = "publish.";
constexpr std::string_view deliverKey = "deliver.";

ReportedConnection connectionOf(const amqp_table_t &report)
{
    return {textField(report, "connection"), textField(report, "user")};
}

void addPublish(std::vector<TapStep> &steps, MessageBook &book, const amqp_table_t &report,
                const RabbitMqMessage &message)
{
    auto queues = textsField(report, "routed_queues");
    std::erase_if(queues, [](std::string_view name) { return name.starts_with(ownQueuePrefix); });
    TapStep step;
    step.receiver = book.names.published(message);
    step.event = book.event(message, connectionOf(report));
    const auto number = book.ledger.add(message.fingerprint(), step.event, queues);
    (void)book.ledger.newDeaths(number, message.deaths); // of its life before
    step.time = currentTime();
    step.sender = book.names.producer(message, *step.event);
    step.kind = StepKind::Publish;
    // Answers to who waits for one go past all queues.
    if (queues.empty() && !message.routingKey.starts_with("amq.rabbitmq.reply-to"))
        step.reason = std::make_shared<const std::string>(
            message.exchange.empty()
                ? fmt::format("unroutable: there is no queue {}", message.routingKey)
                : fmt::format("unroutable: no queue is bound to {} for {}", message.exchange,
                              message.routingKey));
    steps.push_back(std::move(step));
}

std::uint64_t attemptOf(const RabbitMqMessage &message, const MessageLedger::Match &match,
                        std::string_view queue, bool redelivered)
{
    std::uint64_t deaths = 0;
    for (const auto &death : message.deaths)
        if (death.queue == queue) deaths += death.count;
    return std::max({match.attempts, deaths, message.deliveries, std::uint64_t(redelivered)}) + 1;
}

void addDelivery(std::vector<TapStep> &steps, MessageBook &book, const amqp_table_t &report,
                 const RabbitMqMessage &message, std::string_view queue)
{
    const auto connection = connectionOf(report);
    const bool redelivered = numberField(report, "redelivered").value_or(0) != 0;
    const auto fingerprint = message.fingerprint();
    auto match = book.ledger.deliver(fingerprint, queue, redelivered);
    if (match.number == 0) { // published before we came
        // The connection is the consumer's: who published it is not known.
        book.ledger.add(fingerprint, book.event(message, {}), {queue});
        match = book.ledger.deliver(fingerprint, queue, redelivered);
    }
    const auto place = book.names.queue(queue);
    if (redelivered) book.acks.takeBack(queue, match.event.get());
    book.addDeaths(steps, match.number, match.event, message.deaths, place);

    OpenDelivery open;
    open.event = match.event;
    open.queue = place;
    open.consumer = book.names.consumer(queue, connection);
    open.attempt = static_cast<std::uint8_t>(
        std::min<std::uint64_t>(255, attemptOf(message, match, queue, redelivered)));
    open.time = currentTime();
    open.connection = std::hash<std::string_view>()(connection.name);
    open.channel = open.connection
                   ^ (static_cast<std::uint64_t>(numberField(report, "channel").value_or(0)) + 1)
                         * 0x9e3779b97f4a7c15U;
    TapStep step;
    step.time = open.time;
    step.event = open.event;
    step.sender = place;
    step.receiver = open.consumer;
    step.kind = StepKind::Deliver;
    step.evidence = match.isGuess ? Evidence::Inferred : Evidence::Observed;
    step.attempt = open.attempt;
    steps.push_back(std::move(step));
    book.acks.delivered(queue, std::move(open), redelivered);
}

} // namespace

bool isFirehose(const amqp_envelope_t &envelope)
{
    return textOf(envelope.exchange) == "amq.rabbitmq.trace";
}

void addReported(std::vector<TapStep> &steps, MessageBook &book, const amqp_envelope_t &envelope)
{
    const auto &properties = envelope.message.properties;
    if ((properties._flags & AMQP_BASIC_HEADERS_FLAG) == 0) return;
    const auto &report = properties.headers;
    const auto key = textOf(envelope.routing_key);
    if (key.starts_with(publishKey)) {
        addPublish(steps, book, report,
                   RabbitMqMessage::reported(report, envelope.message.body));
    } else if (key.starts_with(deliverKey)) {
        const auto queue = key.substr(deliverKey.size());
        if (queue.starts_with(ownQueuePrefix)) return;
        addDelivery(steps, book, report,
                    RabbitMqMessage::reported(report, envelope.message.body), queue);
    }
}

} // namespace playhead
