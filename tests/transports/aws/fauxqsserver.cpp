// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/fauxqsserver.h"
#include "support/eventually.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QtTest>

#include <algorithm>
#include <span>

#include <fmt/format.h>

namespace playhead::test {
namespace {

/// A test that cannot prepare its server has nothing to say.
template <class Value> Value required(AwsResult<Value> result, const char *what)
{
    if (!result) qFatal("%s", explained(result.error(), what).c_str());
    if constexpr (!std::is_void_v<Value>) return std::move(*result);
}

} // namespace

FauxqsServer::~FauxqsServer()
{
    m_process.closeWriteChannel();
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(patience))
        m_process.kill();
}

QString FauxqsServer::start()
{
    const QString packages = QStringLiteral(PLAYHEAD_NODE_PACKAGES);
    if (QStandardPaths::findExecutable("node").isEmpty()) return "node is not installed";
    if (!QFileInfo::exists(packages + "/node_modules/fauxqs"))
        return "fauxqs is not there: tools/test installs it into " + packages;
    return launch(0);
}

QString FauxqsServer::launch(int port)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start("node",
                    {PLAYHEAD_FAUXQS_SCRIPT, PLAYHEAD_NODE_PACKAGES, QString::number(port)});
    while (!m_process.canReadLine())
        if (!m_process.waitForReadyRead(patience)) return "fauxqs does not start with this node";
    m_port = m_process.readLine().trimmed().toInt();
    m_admin = std::make_unique<AwsSession>(url("sqs", "admin"), environment());
    return m_admin->open() ? QString() : "no credentials";
}

void FauxqsServer::kill()
{
    m_process.kill();
    m_process.waitForFinished(patience);
}

bool FauxqsServer::startAgain()
{
    return launch(m_port).isEmpty();
}

std::string FauxqsServer::endpoint() const
{
    return fmt::format("http://127.0.0.1:{}", m_port);
}

SourceUrl FauxqsServer::url(std::string_view scheme, std::string_view name,
                            std::string_view options) const
{
    return *parseSourceUrl(fmt::format("{}://127.0.0.1:{}/{}{}{}", scheme, m_port, name,
                                       options.empty() ? "" : "?", options));
}

AwsEnvironment FauxqsServer::environment() const
{
    return [](const char *name) {
        const std::string_view wanted = name;
        if (wanted == "AWS_ACCESS_KEY_ID") return std::string("AKIDTEST");
        if (wanted == "AWS_SECRET_ACCESS_KEY") return std::string("secretTEST");
        return std::string();
    };
}

std::string FauxqsServer::makeQueue(std::string_view name,
                                    const std::map<std::string, std::string> &attributes)
{
    auto all = attributes;
    if (name.ends_with(".fifo")) all["FifoQueue"] = "true";
    return required(m_admin->sqs.createQueue(name, all, {}), "Making a queue");
}

std::string FauxqsServer::makeTopic(std::string_view name)
{
    std::string form = fmt::format("Name={}", name);
    if (name.ends_with(".fifo"))
        form += "&Attributes.entry.1.key=FifoTopic&Attributes.entry.1.value=true";
    required(m_admin->caller.call({AwsCall::Service::Sns, "CreateTopic", form}, {}),
             "Making a topic");
    return required(m_admin->sns.topicArn({{}, {}, std::string(name)}, {}), "Finding the topic");
}

void FauxqsServer::makeQueueWithDeadLetters(const std::string &name, const std::string &deadLetters,
                                            int mostReceives)
{
    const auto dead = required(m_admin->sqs.facts(makeQueue(deadLetters), {}), "Looking");
    makeQueue(name, {{"RedrivePolicy",
                      fmt::format(R"({{"deadLetterTargetArn":"{}","maxReceiveCount":{}}})",
                                  dead.arn, mostReceives)},
                     {"VisibilityTimeout", "0"}});
}

void FauxqsServer::send(std::string_view queue, const std::vector<std::string> &bodies,
                        const std::string &group)
{
    const auto url = queueUrl(queue);
    inBatches(bodies, group, [&](std::span<const OutgoingMessage> batch, auto handler) {
        m_admin->sqs.startSend(url, batch, handler);
    });
}

void FauxqsServer::publish(std::string_view topicArn, const std::vector<std::string> &bodies,
                           const std::string &group)
{
    inBatches(bodies, group, [&](std::span<const OutgoingMessage> batch, auto handler) {
        m_admin->sns.startPublish(topicArn, batch, handler);
    });
}

template <class Start>
void FauxqsServer::inBatches(const std::vector<std::string> &bodies, const std::string &group,
                             Start start)
{
    for (std::size_t i = 0; i < bodies.size(); i += mostInBatch) {
        std::vector<OutgoingMessage> batch;
        for (std::size_t k = i; k < std::min(i + mostInBatch, bodies.size()); ++k) {
            batch.push_back({bodies[k], {}, group, {}});
            if (!group.empty()) batch.back().deduplication = fmt::format("sent-{}", ++m_sent);
        }
        bool isDone = false;
        start(std::span<const OutgoingMessage>(batch), [&](const AwsResult<BatchOutcome> &outcome) {
            if (!outcome || !std::ranges::all_of(outcome->entries, &BatchOutcome::Entry::isDone))
                qFatal("Sending failed");
            isDone = true;
        });
        while (!isDone)
            m_admin->http.run(std::chrono::milliseconds(200));
    }
}

std::vector<SqsMessage> FauxqsServer::receive(std::string_view queue, std::chrono::seconds hidden)
{
    return required(m_admin->sqs.receive(queueUrl(queue), {std::chrono::seconds(0), hidden}, {}),
                    "Receiving");
}

void FauxqsServer::remove(std::string_view queue, const SqsMessage &message)
{
    required(m_admin->sqs.remove(queueUrl(queue), message.receipt, {}), "Deleting");
}

QByteArray FauxqsServer::ask(const QByteArray &question)
{
    m_process.write(question + '\n');
    while (!m_process.canReadLine())
        if (!m_process.waitForReadyRead(patience)) qFatal("fauxqs does not answer");
    return m_process.readLine();
}

QStringList FauxqsServer::queues()
{
    QStringList names;
    for (const auto &name : QJsonDocument::fromJson(ask("queues")).array())
        names.push_back(name.toString());
    return names;
}

QJsonArray FauxqsServer::subscriptions()
{
    return QJsonDocument::fromJson(ask("subscriptions")).array();
}

QJsonArray FauxqsServer::messages(const QString &queue)
{
    const auto all = inspected(queue);
    auto messages = all["ready"].toArray();
    for (const auto &entry : all["inflight"].toArray())
        messages.push_back(entry.toObject()["message"]);
    return messages;
}

int FauxqsServer::hidden(const QString &queue)
{
    return static_cast<int>(inspected(queue)["inflight"].toArray().size());
}

qint64 FauxqsServer::hiddenUntil(const QString &queue)
{
    const auto first = inspected(queue)["inflight"].toArray().first();
    return first.toObject()["visibilityDeadline"].toInteger();
}

QJsonObject FauxqsServer::inspected(const QString &queue)
{
    const auto found = QJsonDocument::fromJson(ask("queue " + queue.toUtf8())).object();
    return found["messages"].toObject();
}

std::string FauxqsServer::queueUrl(std::string_view name)
{
    return required(m_admin->sqs.queueUrl({{}, {}, std::string(name)}, {}), "Finding the queue");
}

} // namespace playhead::test
