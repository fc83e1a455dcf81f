// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkagroupprogress.h"

#include <algorithm>
#include <functional>
#include <utility>

#include <fmt/format.h>

namespace playhead {

void KafkaGroupProgress::commit(const std::string &group, std::size_t partition,
                                std::optional<std::int64_t> committed, bool isFirstLook)
{
    auto &place = m_groups[group].places[partition];
    place.committed = committed;
    if (!committed) return;
    if (!place.hasCommitted) {
        const auto &read = m_partitions.at(partition);
        place.hasCommitted = true;
        if (isFirstLook)
            place.acknowledged = place.highest = *committed;
        else
            place.acknowledged = *committed < read.endAtAttach ? read.first : read.endAtAttach;
    }
    place.acknowledged = std::min(place.acknowledged, *committed);
}

ParticipantId KafkaGroupProgress::participantOf(const std::string &name, SourceFeed &feed) const
{
    // A group may be called like a topic, which is another participant.
    const bool isTopic = std::ranges::any_of(
        m_partitions.all(), [&](const KafkaPartition &known) { return known.topic == name; });
    return feed.participant(isTopic ? name + " group" : name, Role::Consumer);
}

std::int64_t KafkaGroupProgress::ready(const Place &place, std::size_t partition) const
{
    if (!place.committed) return place.acknowledged;
    const auto &read = m_partitions.at(partition);
    return read.isDone ? *place.committed : std::min(*place.committed, read.next);
}

bool KafkaGroupProgress::collect(std::vector<TapStep> &steps, SourceFeed &feed, Timestamp now,
                                 std::size_t most)
{
    auto left = most;
    for (auto &[name, group] : m_groups) {
        for (auto &[partition, place] : group.places) {
            if (place.acknowledged >= ready(place, partition)) continue;
            if (left == 0) return true;
            if (!group.id) group.id = participantOf(name, feed);
            const Way way{feed.participant(m_partitions.at(partition).topic, Role::Channel),
                          group.id, now};
            left -= collectPlace(place, partition, way, steps, left);
        }
    }
    return left == 0;
}

std::size_t KafkaGroupProgress::collectPlace(Place &place, std::size_t partition, const Way &way,
                                             std::vector<TapStep> &steps, std::size_t most)
{
    const auto until = ready(place, partition);
    const auto &records = m_kept.of(partition);
    // Offsets have holes, so only those before all that is kept are known to be missing.
    const auto firstKept = records.empty() ? until : std::min(records.front().offset, until);
    if (place.acknowledged < firstKept)
        m_unseen += static_cast<std::uint64_t>(firstKept - place.acknowledged);
    auto record =
        std::ranges::lower_bound(records, place.acknowledged, {}, &KafkaKept::Record::offset);
    std::size_t made = 0;
    for (; record != records.end() && record->offset < until && made < most; ++record, ++made) {
        TapStep step;
        step.time = way.time;
        step.event = record->event;
        step.evidence = Evidence::Inferred;
        step.attempt = record->offset < place.highest ? 2 : 1;
        step.kind = StepKind::Deliver;
        step.sender = way.channel;
        step.receiver = way.group;
        steps.push_back(step);
        step.kind = StepKind::Ack;
        std::swap(step.sender, step.receiver);
        steps.push_back(std::move(step));
    }
    const bool isAll = record == records.end() || record->offset >= until;
    place.acknowledged = isAll ? until : record->offset;
    place.highest = std::max(place.highest, place.acknowledged);
    return made;
}

std::string KafkaGroupProgress::lagText() const
{
    constexpr std::size_t mostShown = 6;
    struct Lag
    {
        std::int64_t records;
        std::string text;
    };
    std::vector<Lag> lags;
    for (const auto &[name, group] : m_groups) {
        for (const auto &[partition, place] : group.places) {
            const auto &read = m_partitions.at(partition);
            if (!place.committed || *place.committed >= read.end) continue;
            const auto records = read.end - *place.committed;
            lags.push_back({records, fmt::format("{} is {} behind in {}/{}", name, records,
                                                 read.topic, read.partition)});
        }
    }
    if (lags.empty()) return {};
    std::ranges::stable_sort(lags, std::ranges::greater(), &Lag::records);
    std::string text = "Groups: ";
    for (std::size_t i = 0; i < std::min(lags.size(), mostShown); ++i)
        text += fmt::format("{}{}", i == 0 ? "" : ", ", lags[i].text);
    if (lags.size() > mostShown)
        text += fmt::format(", and so in {} more partitions", lags.size() - mostShown);
    return text + '.';
}

} // namespace playhead
