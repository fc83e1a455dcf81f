// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/rabbitmqprogram.h"

#include "transports/rabbitmq/amqpbytes.h"
#include "transports/rabbitmq/amqptable.h"

#include <QtTest>

#include <array>
#include <span>

namespace playhead::test {
namespace {

constexpr amqp_channel_t channel = 1;
constexpr amqp_channel_t askingChannel = 2;
constexpr std::chrono::seconds patience(60);

RabbitMqSettings settingsOf(const RabbitMqServer &server)
{
    return RabbitMqSettings::fromUrl(server.url()).value();
}

void expect(const AmqpOutcome &outcome)
{
    if (outcome) qFatal("%s", outcome->message.c_str());
}

} // namespace

RabbitMqProgram::RabbitMqProgram(const RabbitMqServer &server, const std::string &name)
{
    auto opened = AmqpConnection::open(settingsOf(server), name);
    if (!opened) qFatal("%s", opened.error().message.c_str());
    m_connection = std::move(*opened);
    expect(m_connection->openChannel(channel));
    expect(m_connection->openChannel(askingChannel));
}

void RabbitMqProgram::expectAnswer(const char *what)
{
    expect(m_connection->checkAnswer(channel, what));
}

void RabbitMqProgram::makeExchange(const std::string &name, const std::string &type, bool isDurable)
{
    amqp_exchange_declare(m_connection->state(), channel, bytesOf(name), bytesOf(type), 0,
                          isDurable, 0, 0, amqp_empty_table);
    expectAnswer("make an exchange");
}

void RabbitMqProgram::makeQueue(const std::string &name, const std::string &deadTo,
                                const std::string &type)
{
    std::array<amqp_table_entry_t, 2> entries{};
    const auto say = [&](std::size_t at, std::string_view key, const std::string &value) {
        entries[at].key = bytesOf(key);
        entries[at].value.kind = AMQP_FIELD_KIND_UTF8;
        entries[at].value.value.bytes = bytesOf(value);
    };
    say(0, "x-queue-type", type);
    say(1, "x-dead-letter-exchange", deadTo);
    amqp_queue_declare(m_connection->state(), channel, bytesOf(name), 0, 1, 0, 0,
                       amqp_table_t{deadTo.empty() ? 1 : 2, entries.data()});
    expectAnswer("make a queue");
}

void RabbitMqProgram::bind(const std::string &queue, const std::string &exchange,
                           const std::string &key)
{
    amqp_queue_bind(m_connection->state(), channel, bytesOf(queue), bytesOf(exchange), bytesOf(key),
                    amqp_empty_table);
    expectAnswer("bind");
}

void RabbitMqProgram::remove(const std::string &queue)
{
    amqp_queue_delete(m_connection->state(), channel, bytesOf(queue), 0, 0);
    expectAnswer("remove a queue");
}

void RabbitMqProgram::publish(const std::string &exchange, const std::string &key,
                              const TestMessage &message)
{
    std::vector<amqp_table_entry_t> entries;
    for (const auto &[name, value] : message.headers) {
        auto &entry = entries.emplace_back();
        entry.key = bytesOf(name);
        entry.value.kind = AMQP_FIELD_KIND_UTF8;
        entry.value.value.bytes = bytesOf(value);
    }
    amqp_basic_properties_t properties{};
    const auto say = [&](amqp_bytes_t &property, amqp_flags_t flag, const std::string &text) {
        if (text.empty()) return;
        property = bytesOf(text);
        properties._flags |= flag;
    };
    say(properties.content_type, AMQP_BASIC_CONTENT_TYPE_FLAG, message.contentType);
    say(properties.message_id, AMQP_BASIC_MESSAGE_ID_FLAG, message.messageId);
    say(properties.app_id, AMQP_BASIC_APP_ID_FLAG, message.appId);
    properties._flags |= AMQP_BASIC_HEADERS_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG;
    properties.headers = {static_cast<int>(entries.size()), entries.data()};
    properties.delivery_mode = message.isPersistent ? 2 : 1;
    expect(m_connection->checkSent(
        amqp_basic_publish(m_connection->state(), channel, bytesOf(exchange), bytesOf(key), 0, 0,
                           &properties, bytesOf(message.body)),
        "publish"));
}

void RabbitMqProgram::settle()
{
    // On the same channel the server answers in order.
    expect(m_connection->findExchange(channel, "amq.direct"));
}

void RabbitMqProgram::consume(const std::string &queue, std::uint16_t ahead)
{
    amqp_basic_qos(m_connection->state(), channel, 0, ahead, 0);
    expectAnswer("set the prefetch");
    amqp_basic_consume(m_connection->state(), channel, bytesOf(queue), amqp_empty_bytes, 0, 0, 0,
                       amqp_empty_table);
    expectAnswer("consume");
}

TestMessage RabbitMqProgram::read(const amqp_envelope_t &envelope) const
{
    const auto &properties = envelope.message.properties;
    TestMessage message;
    message.body = textOf(envelope.message.body);
    if ((properties._flags & AMQP_BASIC_MESSAGE_ID_FLAG) != 0)
        message.messageId = textOf(properties.message_id);
    if ((properties._flags & AMQP_BASIC_CONTENT_TYPE_FLAG) != 0)
        message.contentType = textOf(properties.content_type);
    if ((properties._flags & AMQP_BASIC_HEADERS_FLAG) != 0)
        for (const auto &entry : std::span(properties.headers.entries,
                                           std::size_t(properties.headers.num_entries)))
            message.headers.emplace_back(textOf(entry.key), plainText(entry.value));
    message.isRedelivered = envelope.redelivered != 0;
    message.tag = envelope.delivery_tag;
    return message;
}

std::optional<TestMessage> RabbitMqProgram::next()
{
    AmqpEnvelope envelope;
    const auto got = m_connection->take(envelope, patience);
    if (!got) qFatal("%s", got.error().message.c_str());
    if (!*got) return {};
    auto message = read(*envelope);
    m_connection->releaseMemory();
    return message;
}

void RabbitMqProgram::acknowledge(const TestMessage &message)
{
    expect(m_connection->acknowledge(channel, message.tag, false));
}

void RabbitMqProgram::reject(const TestMessage &message, bool requeue)
{
    expect(m_connection->checkSent(
        amqp_basic_reject(m_connection->state(), channel, message.tag, requeue), "reject"));
}

std::optional<std::uint64_t> RabbitMqProgram::count(const std::string &queue)
{
    const auto counts = m_connection->queueCounts(askingChannel, queue);
    if (counts) return counts->ready;
    expect(m_connection->openChannel(askingChannel));
    return {};
}

std::vector<TestMessage> RabbitMqProgram::drain(const std::string &queue)
{
    std::vector<TestMessage> messages;
    AmqpEnvelope envelope;
    while (m_connection->fetch(channel, queue, envelope).value()) {
        messages.push_back(read(*envelope));
        acknowledge(messages.back());
    }
    return messages;
}

} // namespace playhead::test
