// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/transport.h"

namespace playhead {

/// Apache Kafka and what speaks its protocol, by librdkafka:
/// `kafka://user:password@host:port,host:port/orders.*,payments?from=beginning`.
///
/// Reads all partitions of topics, given by names and patterns (`*`, `?`), without a consumer group
/// and without committing anything. A record is an observed publish from its event's source (else
/// `<topic> producer`) to its topic, at the record's time; partition, offset and key are kept as
/// the extensions `kafkapartition`, `kafkaoffset` and `kafkakey`, headers as extensions too.
/// Consumer groups are participants: what they commit is drawn as inferred delivers and acks (see
/// KafkaGroupProgress), how far they are behind is in the source's note.
///
/// - `from` and `to` bound what is read, per partition: `to` is exclusive, and where it is given,
///   the source ends when all before it has been read. So a topic that is larger than this machine
///   is read window by window, and stays on its server.
/// - Only records are read that their producers' transactions committed.
/// - A user without `security` is sent over TLS; `security=sasl_plaintext` sends the password in
///   the clear.
///
/// Publishing: the path of the URL is the topic; `{channel}` in it stands for where an event was
/// published in the log, and an empty path is that alone. CloudEvents in binary mode; the key is
/// that of the record the event came from, else its subject.
///
/// Tested against the cluster that comes with librdkafka, which can do neither seeking by time nor
/// listing groups nor TLS and SASL: for these, what Playhead makes of the answers is tested, and
/// what it asks for is what librdkafka documents.
class KafkaTransport : public Transport
{
public:
    [[nodiscard]] std::string_view scheme() const override;
    [[nodiscard]] std::string_view title() const override;
    [[nodiscard]] std::string_view description() const override;
    [[nodiscard]] std::string_view example() const override;
    [[nodiscard]] std::string_view pathMeaning() const override;
    [[nodiscard]] std::span<const SourceOption> options() const override;
    [[nodiscard]] std::string sourceName(const SourceUrl &url) const override;
    [[nodiscard]] Result<AttachPlan> plan(const SourceUrl &url) const override;
    [[nodiscard]] Result<std::unique_ptr<SourceConnection>>
    connection(const SourceUrl &url) const override;
    [[nodiscard]] bool canPublish() const override { return true; }
    [[nodiscard]] Result<std::unique_ptr<Target>> target(const SourceUrl &url) const override;
};

} // namespace playhead
