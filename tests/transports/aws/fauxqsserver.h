// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/awssession.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>

#include <map>
#include <memory>
#include <string>

namespace playhead::test {

/// A real SNS and SQS server on a loopback port of its own, for one test: fauxqs, from npm (see
/// tests/transports/node), which keeps everything in memory. Ends with the process that started it,
/// however that ends. It checks no keys, and has no queues by ListDeadLetterSourceQueues.
class FauxqsServer
{
public:
    ~FauxqsServer();

    /// Starts it; where it cannot, says why, for QSKIP: node or the packages are not there.
    [[nodiscard]] QString start();
    /// kill -9. All is lost.
    void kill();
    /// Starts it again on the same port, empty.
    [[nodiscard]] bool startAgain();

    /// `http://127.0.0.1:PORT`.
    [[nodiscard]] std::string endpoint() const;
    /// `sns://127.0.0.1:PORT/NAME?options`.
    [[nodiscard]] SourceUrl url(std::string_view scheme, std::string_view name,
                                std::string_view options = {}) const;
    /// One without files and with a key of its own.
    [[nodiscard]] AwsEnvironment environment() const;

    /// Makes things, failing the test where it cannot. The URL of the queue; the ARN of the topic.
    std::string makeQueue(std::string_view name,
                          const std::map<std::string, std::string> &attributes = {});
    std::string makeTopic(std::string_view name);
    /// A queue that dead-letters to another after so many receives; both are made.
    void makeQueueWithDeadLetters(const std::string &name, const std::string &deadLetters,
                                  int mostReceives);
    /// Sends and publishes bodies without attributes, in the group where one is given.
    void send(std::string_view queue, const std::vector<std::string> &bodies,
              const std::string &group = {});
    void publish(std::string_view topicArn, const std::vector<std::string> &bodies,
                 const std::string &group = {});
    /// Receives up to ten as a consumer would; they are hidden for that long.
    std::vector<SqsMessage> receive(std::string_view queue, std::chrono::seconds hidden);
    void remove(std::string_view queue, const SqsMessage &message);

    /// What is there, without touching it.
    [[nodiscard]] QStringList queues();
    [[nodiscard]] QJsonArray subscriptions();
    /// The messages of a queue, those that are hidden for now too.
    [[nodiscard]] QJsonArray messages(const QString &queue);
    /// Of these, how many are hidden.
    [[nodiscard]] int hidden(const QString &queue);
    /// Until when one of them is, in milliseconds since 1970.
    [[nodiscard]] qint64 hiddenUntil(const QString &queue);

    /// The clients, as an administrator has them.
    [[nodiscard]] AwsSession &admin() { return *m_admin; }

private:
    [[nodiscard]] QString launch(int port);
    template <class Start>
    void inBatches(const std::vector<std::string> &bodies, const std::string &group, Start start);
    QByteArray ask(const QByteArray &question);
    [[nodiscard]] QJsonObject inspected(const QString &queue);
    [[nodiscard]] std::string queueUrl(std::string_view name);

    QProcess m_process;
    int m_port = 0;
    int m_sent = 0;
    std::unique_ptr<AwsSession> m_admin;
};

} // namespace playhead::test
