// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/kafka/kafkagroupprogress.h"
#include "transports/kafka/kafkahandles.h"
#include "transports/kafka/kafkapartitions.h"
#include "transports/kafka/kafkasettings.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>

namespace playhead {

/// Asks for the committed offsets of consumer groups (OffsetFetch) without joining any, and for the
/// list of groups (ListGroups) where patterns were given. All requests are asynchronous: run()
/// never waits. Clients of its own, and one for the list alone: on some servers an administrative
/// request that is not known spoils the connection for others.
///
/// Groups that have committed something are asked for every KafkaSettings::poll, others every
/// KafkaSettings::refresh. One thread.
class KafkaGroupPoll
{
public:
    /// All must outlive this.
    KafkaGroupPoll(const KafkaSettings &settings, const KafkaPartitions &partitions,
                   KafkaGroupProgress &progress)
        : m_settings(settings), m_partitions(partitions), m_progress(progress)
    {}

    /// Connects, where there is something to ask for.
    Result<void> open();
    /// Ends the connections; what is known of the groups stays for the next open().
    void close();

    /// Sends what is due, and takes in the answers that have come.
    void run();

    /// What does not work, in sentences for a person; empty: all does.
    [[nodiscard]] std::string problem() const;

private:
    using Clock = std::chrono::steady_clock;
    struct Group
    {
        bool isNamed = false;     ///< by the person
        bool wasThere = true;     ///< before Playhead was
        bool wasLookedAt = false; ///< an answer has come
        bool hasCommitted = false;
        bool isAsked = false; ///< the answer has not come yet
        Clock::time_point due;
        std::string error;
    };

    using Groups = std::map<std::string, Group>; ///< never removed from: requests point into it

    void askForList();
    void askFor(Groups::value_type &group);
    void takeList(rd_kafka_event_t &event);
    void takeOffsets(rd_kafka_event_t &event);
    void takeGroup(const rd_kafka_group_result_t &result, Groups::value_type &entry);

    const KafkaSettings &m_settings;
    const KafkaPartitions &m_partitions;
    KafkaGroupProgress &m_progress;

    std::unique_ptr<KafkaClient> m_client;
    std::unique_ptr<KafkaClient> m_listClient;
    KafkaQueuePtr m_answers; // after the clients: ends before them
    KafkaQueuePtr m_lists;
    Groups m_groups;
    std::size_t m_asked = 0;
    bool m_isListAsked = false;
    bool m_wasListed = false;
    Clock::time_point m_listDue;
    std::string m_listError;
};

} // namespace playhead
