// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/kafka/kafkahandles.h"
#include "transports/kafka/kafkasettings.h"
#include "transports/kafka/kafkasurvey.h"
#include "transports/target.h"

#include <cstdint>
#include <memory>
#include <string>

namespace playhead {

/// Publishes to a topic with an idempotent producer: in order within a partition, and each event
/// once, whatever the connection does. See KafkaTransport for topic and key.
class KafkaTarget : public Target
{
public:
    /// `path`: the topic; `{channel}` in it stands for the channel of an event; empty: that alone.
    KafkaTarget(KafkaSettings settings, std::string path);
    /// Drops what was not delivered yet.
    ~KafkaTarget() override;

    /// Fails too where the topic is not there: none is made.
    Result<void> connect() override;
    Result<void> publish(const Event &event, std::string_view channel,
                         const std::stop_token &stop) override;
    Result<void> flush(const std::stop_token &stop) override;
    [[nodiscard]] std::uint64_t confirmed() const override { return m_confirmed; }

private:
    static void takeReport(const rd_kafka_message_t &message, void *self);
    Result<void> checkTopic(const std::string &topic);
    Result<void> send(const Event &event, const std::string &topic, const std::stop_token &stop);
    Result<void> takeRefusals();

    const KafkaSettings m_settings;
    const std::string m_path;
    std::unique_ptr<KafkaClient> m_client;
    KafkaTopicSizes m_topics;
    std::uint64_t m_confirmed = 0;
    std::uint64_t m_refused = 0; ///< since the last error
    std::string m_refusal;       ///< why the first of these was
};

} // namespace playhead
