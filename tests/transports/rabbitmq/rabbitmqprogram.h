// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/rabbitmq/amqpconnection.h"
#include "transports/rabbitmq/rabbitmqserver.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace playhead::test {

/// What a program publishes, or gets.
struct TestMessage
{
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string contentType;
    std::string messageId;
    std::string appId;
    bool isPersistent = true;

    // Of what it gets:
    bool isRedelivered = false;
    std::uint64_t tag = 0;
};

/// A program of a system that is looked at: declares, publishes and consumes, by plain librabbitmq
/// (and the connection of what is tested). Fails the test run where the server refuses something.
class RabbitMqProgram
{
public:
    /// `name`: what it calls its connection; empty: nothing.
    explicit RabbitMqProgram(const RabbitMqServer &server, const std::string &name = {});
    /// Ends as a program does that crashes: what it did not acknowledge goes back.
    ~RabbitMqProgram() = default;

    void makeExchange(const std::string &name, const std::string &type, bool isDurable = true);
    /// With `deadTo`, what it gives up goes to that exchange. `type`: what is in a `quorum` queue
    /// is on the disk.
    void makeQueue(const std::string &name, const std::string &deadTo = {},
                   const std::string &type = "classic");
    void bind(const std::string &queue, const std::string &exchange, const std::string &key);
    void remove(const std::string &queue);

    void publish(const std::string &exchange, const std::string &key, const TestMessage &message);
    /// Waits until the server has taken all that was published.
    void settle();

    /// Starts to consume; at most `ahead` are not acknowledged.
    void consume(const std::string &queue, std::uint16_t ahead = 1);
    /// The next message of the consumers; empty: none came in a long time.
    std::optional<TestMessage> next();
    void acknowledge(const TestMessage &message);
    void reject(const TestMessage &message, bool requeue);

    /// Messages that are ready in a queue; empty: there is no such queue.
    std::optional<std::uint64_t> count(const std::string &queue);
    /// Takes all messages that are ready, for good.
    std::vector<TestMessage> drain(const std::string &queue);

private:
    void expectAnswer(const char *what);
    TestMessage read(const amqp_envelope_t &envelope) const;

    std::unique_ptr<AmqpConnection> m_connection;
};

} // namespace playhead::test
