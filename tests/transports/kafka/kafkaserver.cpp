// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkaserver.h"

#include <QString>

namespace playhead::test {
namespace {

constexpr int limit = 30'000; // milliseconds

QByteArray lineOf(QProcess &process)
{
    while (!process.canReadLine())
        if (!process.waitForReadyRead(limit)) return {};
    return process.readLine().trimmed();
}

} // namespace

KafkaServer::KafkaServer(int brokers)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QStringLiteral(PLAYHEAD_MOCK_KAFKA), {QString::number(brokers)});
    if (m_process.waitForStarted(limit)) m_address = lineOf(m_process).toStdString();
}

KafkaServer::~KafkaServer()
{
    m_process.closeWriteChannel(); // it ends with its input
    if (!m_process.waitForFinished(limit)) m_process.kill();
}

SourceUrl KafkaServer::url(const std::string &rest) const
{
    const auto text = "kafka://" + m_address + '/' + rest;
    auto url = parseSourceUrl(text);
    if (!url) qFatal("%s", url.error().message.c_str());
    return *url;
}

bool KafkaServer::makeTopic(const std::string &name, int partitions)
{
    return tell("topic " + name + ' ' + std::to_string(partitions));
}

bool KafkaServer::makeLeader(const std::string &topic, int partition, int broker)
{
    return tell("lead " + topic + ' ' + std::to_string(partition) + ' ' + std::to_string(broker));
}

bool KafkaServer::goDown(int broker)
{
    return tell(broker == allBrokers ? "down" : "down " + std::to_string(broker));
}

bool KafkaServer::comeUp(int broker)
{
    return tell(broker == allBrokers ? "up" : "up " + std::to_string(broker));
}

bool KafkaServer::tell(const std::string &command)
{
    m_process.write((command + '\n').c_str());
    return lineOf(m_process) == "ok";
}

} // namespace playhead::test
