// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkahandles.h"

#include <array>

#include <fmt/format.h>

namespace playhead {

Result<KafkaConfPtr> kafkaConfiguration(const KafkaProperties &properties)
{
    KafkaConfPtr conf(rd_kafka_conf_new());
    std::array<char, 512> why{};
    for (const auto &[name, value] : properties) {
        switch (
            rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), why.data(), why.size())) {
        case RD_KAFKA_CONF_OK: break;
        case RD_KAFKA_CONF_UNKNOWN:
            return failure(fmt::format("librdkafka has no property '{}'. Its CONFIGURATION.md "
                                       "lists those it has.",
                                       name));
        case RD_KAFKA_CONF_INVALID:
            // Its own words tell the value: not for what could be a secret.
            return failure(fmt::format("The value of the property '{}' makes no sense to "
                                       "librdkafka {}. Its CONFIGURATION.md says what it may be.",
                                       name, rd_kafka_version_str()));
        }
    }
    return conf;
}

Result<std::unique_ptr<KafkaClient>> KafkaClient::create(rd_kafka_type_t type,
                                                         const KafkaProperties &properties)
{
    auto conf = kafkaConfiguration(properties);
    if (!conf) return tl::unexpected(conf.error());
    auto client = std::unique_ptr<KafkaClient>(new KafkaClient);
    rd_kafka_conf_set_opaque(conf->get(), client.get());
    rd_kafka_conf_set_error_cb(conf->get(), &KafkaClient::handleError);
    rd_kafka_conf_set_log_cb(conf->get(),
                             [](const rd_kafka_t *, int, const char *, const char *) {});
    if (type == RD_KAFKA_PRODUCER)
        rd_kafka_conf_set_dr_msg_cb(conf->get(), &KafkaClient::handleDelivery);
    std::array<char, 512> why{};
    client->m_handle = rd_kafka_new(type, conf->get(), why.data(), why.size());
    if (!client->m_handle)
        return failure(fmt::format("A Kafka client cannot be made: {}", why.data()));
    static_cast<void>(conf->release()); // the handle owns it now
    return client;
}

KafkaClient::~KafkaClient()
{
    if (m_handle) rd_kafka_destroy(m_handle);
}

void KafkaClient::look(int waitMilliseconds)
{
    rd_kafka_poll(m_handle, waitMilliseconds);
}

void KafkaClient::forgetFaults()
{
    look();
    m_isDown = m_isRefused = false;
    m_reason.clear();
}

void KafkaClient::onDelivered(Delivered delivered, void *context)
{
    m_delivered = delivered;
    m_deliveredContext = context;
}

void KafkaClient::handleError(rd_kafka_t * /*handle*/, int error, const char *reason, void *self)
{
    auto &client = *static_cast<KafkaClient *>(self);
    switch (static_cast<rd_kafka_resp_err_t>(error)) {
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
        client.m_isDown = true;
        if (client.m_reason.empty()) client.m_reason = reason;
        return;
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR__SSL: client.m_isRefused = true; break;
    default: client.m_isRefused = false; break;
    }
    client.m_reason = reason;
}

void KafkaClient::handleDelivery(rd_kafka_t * /*handle*/, const rd_kafka_message_t *message,
                                 void *self)
{
    const auto &client = *static_cast<KafkaClient *>(self);
    if (client.m_delivered) client.m_delivered(*message, client.m_deliveredContext);
}

} // namespace playhead
