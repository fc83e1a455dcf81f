// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "model/timestamp.h"
#include "transports/kafka/kafkanames.h"
#include "transports/kafka/kafkaplace.h"
#include "transports/kafka/kafkaproperties.h"
#include "transports/messageevents.h"
#include "transports/sourceurl.h"

#include <optional>
#include <string>

namespace playhead {

/// A `kafka://` URL, read: see KafkaTransport for what there is. A value; holds the password.
struct KafkaSettings
{
    std::string servers; ///< for messages: `localhost:9092`
    KafkaNames topics;
    KafkaPlace from;
    std::optional<KafkaPlace> to; ///< exclusive; empty: goes on for ever
    KafkaNames groups;
    Duration poll = 500 * nanosecondsPerMillisecond; ///< of the groups' committed offsets
    Duration refresh = 10 * nanosecondsPerSecond;    ///< of the lists of topics and of groups
    MessageNaming naming;
    /// How to connect, from the file and the URL: brokers, TLS, SASL.
    KafkaProperties connection;

    /// Reads the file of properties too, and has librdkafka check them. Times such as `-30s` are
    /// before `now`. Does not ask for topics: see `topics`.
    static Result<KafkaSettings> fromUrl(const SourceUrl &url, Timestamp now);

    /// The properties of a client: those of the connection, then `own`, which win.
    [[nodiscard]] KafkaProperties with(const KafkaProperties &own) const;
};

} // namespace playhead
