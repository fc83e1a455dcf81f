// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "transports/kafka/kafkaproperties.h"

#include <memory>
#include <string>

#include <librdkafka/rdkafka.h>

namespace playhead {

/// Calls the function of librdkafka that ends a thing.
template <auto end> struct KafkaEnd
{
    template <class Thing> void operator()(Thing *thing) const { end(thing); }
};

// What librdkafka hands out, each ended when it goes out of scope.
using KafkaConfPtr = std::unique_ptr<rd_kafka_conf_t, KafkaEnd<rd_kafka_conf_destroy>>;
using KafkaTopicPtr = std::unique_ptr<rd_kafka_topic_t, KafkaEnd<rd_kafka_topic_destroy>>;
using KafkaQueuePtr = std::unique_ptr<rd_kafka_queue_t, KafkaEnd<rd_kafka_queue_destroy>>;
using KafkaEventPtr = std::unique_ptr<rd_kafka_event_t, KafkaEnd<rd_kafka_event_destroy>>;
using KafkaMessagePtr = std::unique_ptr<rd_kafka_message_t, KafkaEnd<rd_kafka_message_destroy>>;
using KafkaPartitionListPtr = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                              KafkaEnd<rd_kafka_topic_partition_list_destroy>>;

/// A client of a cluster. Prints nothing; what goes wrong with the connections is kept here until
/// it is asked for. One thread, but that lookups (kafkasurvey.h) may run on another.
class KafkaClient
{
public:
    /// Fails for a property that librdkafka does not know or cannot do, naming it.
    static Result<std::unique_ptr<KafkaClient>> create(rd_kafka_type_t type,
                                                       const KafkaProperties &properties);
    /// Closes all connections; milliseconds.
    ~KafkaClient();
    KafkaClient(const KafkaClient &) = delete;
    KafkaClient &operator=(const KafkaClient &) = delete;

    [[nodiscard]] rd_kafka_t *handle() const { return m_handle; }

    /// Takes in what the connections have to tell (and delivery reports, for a producer).
    void look(int waitMilliseconds = 0);
    /// No broker is connected any more, as of the last look().
    [[nodiscard]] bool isDown() const { return m_isDown; }
    /// What went wrong last was TLS, the user or the password.
    [[nodiscard]] bool isRefused() const { return m_isRefused; }
    /// What went wrong last, as librdkafka says it; empty: nothing did.
    [[nodiscard]] const std::string &reason() const { return m_reason; }

    /// Forgets what went wrong before a connection came about.
    void forgetFaults();

    using Delivered = void (*)(const rd_kafka_message_t &message, void *context);
    /// Told of each message that a producer delivered or gave up, in look().
    void onDelivered(Delivered delivered, void *context);

private:
    KafkaClient() = default;
    static void handleError(rd_kafka_t *handle, int error, const char *reason, void *self);
    static void handleDelivery(rd_kafka_t *handle, const rd_kafka_message_t *message, void *self);

    rd_kafka_t *m_handle = nullptr;
    bool m_isDown = false;
    bool m_isRefused = false;
    std::string m_reason;
    Delivered m_delivered = nullptr;
    void *m_deliveredContext = nullptr;
};

/// Sets properties; fails naming the first that cannot be set, never with its value.
[[nodiscard]] Result<KafkaConfPtr> kafkaConfiguration(const KafkaProperties &properties);

} // namespace playhead
