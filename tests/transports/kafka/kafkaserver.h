// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/sourceurl.h"

#include <QProcess>

#include <string>

namespace playhead::test {

/// A Kafka-protocol cluster on loopback, for as long as this lives: librdkafka's, in a process of
/// its own (mockkafka.cpp) that ends with this process, however that ends. Ports are free ones, so
/// that tests run side by side. Topics have to be made before they are written to.
///
/// It knows neither seeking by time, nor lists of groups, nor making topics by request, and keeps
/// 5 MiB a partition.
class KafkaServer
{
public:
    static constexpr int allBrokers = -1;

    explicit KafkaServer(int brokers = 1);
    ~KafkaServer();
    KafkaServer(const KafkaServer &) = delete;
    KafkaServer &operator=(const KafkaServer &) = delete;

    /// False: it could not be started.
    [[nodiscard]] bool isRunning() const { return !m_address.empty(); }
    /// `127.0.0.1:40123`, one for each broker, with commas between them.
    [[nodiscard]] const std::string &address() const { return m_address; }
    /// `kafka://ADDRESS/REST`.
    [[nodiscard]] SourceUrl url(const std::string &rest) const;

    /// These answer whether it was done.
    bool makeTopic(const std::string &name, int partitions);
    /// A broker (from 1) becomes the leader of a partition.
    bool makeLeader(const std::string &topic, int partition, int broker);
    /// A broker, or all of them, go away, with their connections; what they hold stays.
    bool goDown(int broker = allBrokers);
    bool comeUp(int broker = allBrokers);

private:
    bool tell(const std::string &command);

    QProcess m_process;
    std::string m_address;
};

} // namespace playhead::test
