// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/kafka/kafkakept.h"
#include "transports/kafka/kafkapartitions.h"
#include "transports/sourceconnection.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// Makes steps of the committed offsets of consumer groups. Kafka has no acknowledgement of a
/// record, so each is *inferred*: a group that moves its committed offset on has been delivered the
/// records in between, and is done with them.
///
/// - Where a group stands when Playhead first looks is no acknowledgement. A group that had
///   committed nothing then is taken to have begun at the beginning where its first commit lies
///   within what was there, else where the partition ended.
/// - A record that Playhead has not handed on yet is acknowledged once it has been.
/// - Records that Playhead never read, or keeps no more (KafkaKept), give no step, and are counted.
/// - A group that is set back is delivered records again: a retry.
///
/// No I/O. One thread.
class KafkaGroupProgress
{
public:
    /// Both must outlive this.
    KafkaGroupProgress(const KafkaPartitions &partitions, const KafkaKept &kept)
        : m_partitions(partitions), m_kept(kept)
    {}

    /// Takes in the answer to one look at a group: its committed offset in a partition; empty:
    /// none. `isFirstLook`: at this group, which was there before Playhead was.
    void commit(const std::string &group, std::size_t partition,
                std::optional<std::int64_t> committed, bool isFirstLook);

    /// Appends delivers and acks at `now` for what groups have moved past, of about `most` records;
    /// the rest comes with the next call. Answers whether there is a rest.
    bool collect(std::vector<TapStep> &steps, SourceFeed &feed, Timestamp now, std::size_t most);

    /// Records that groups acknowledged without a step.
    [[nodiscard]] std::uint64_t unseen() const { return m_unseen; }
    /// How far groups are behind, in sentences for a person; empty: none is.
    [[nodiscard]] std::string lagText() const;

private:
    struct Place
    {
        std::optional<std::int64_t> committed;
        bool hasCommitted = false;     ///< once, as far as Playhead saw
        std::int64_t acknowledged = 0; ///< all below is told, or was before
        std::int64_t highest = 0;      ///< below it, a delivery is a retry
    };
    using Places = std::map<std::size_t, Place>; ///< by partition
    struct Group
    {
        ParticipantId id;
        Places places;
    };
    /// Between whom, and when, what is collected goes.
    struct Way
    {
        ParticipantId channel;
        ParticipantId group;
        Timestamp time = 0;
    };
    ParticipantId participantOf(const std::string &name, SourceFeed &feed) const;
    [[nodiscard]] std::int64_t ready(const Place &place, std::size_t partition) const;
    std::size_t collectPlace(Place &place, std::size_t partition, const Way &way,
                             std::vector<TapStep> &steps, std::size_t most);

    const KafkaPartitions &m_partitions;
    const KafkaKept &m_kept;
    std::map<std::string, Group> m_groups;
    std::uint64_t m_unseen = 0;
};

} // namespace playhead
