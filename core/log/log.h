// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/contributionindex.h"
#include "log/densitypyramid.h"
#include "log/eventstore.h"
#include "log/flowindex.h"
#include "log/logsink.h"
#include "model/nametable.h"
#include "model/participanttable.h"
#include "model/result.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace playhead {

/// One log as everybody reads it: the columns of all steps in memory, the payloads on demand.
///
/// A Log is filled by exactly one writer (a LogWriter that records, or a CaseReader that loads) and
/// read by anybody through a std::shared_ptr<const Log>. All const functions are thread-safe.
class Log
{
public:
    /// Makes an empty log; `store` answers event() and reason(), null for a log without payloads.
    explicit Log(std::shared_ptr<EventStore> store = {});

    [[nodiscard]] const FlowIndex &index() const { return m_index; }
    [[nodiscard]] const NameTable &names() const { return m_names; }
    [[nodiscard]] const ParticipantTable &participants() const { return m_participants; }
    [[nodiscard]] const DensityPyramid &density() const { return m_density; }

    /// The last readable position.
    [[nodiscard]] Position watermark() const { return m_index.watermark(); }
    [[nodiscard]] Step at(Position position) const { return m_index.at(position); }
    [[nodiscard]] std::string_view name(NameId id) const { return m_names.text(id); }
    [[nodiscard]] std::string_view participantName(ParticipantId id) const
    {
        return m_participants.name(id);
    }

    /// The event with its payload. Reads and decompresses a block where it is not cached: p99 below
    /// a millisecond. Fails for a number that is not there and for a block that cannot be read.
    [[nodiscard]] Result<Event> event(EventNumber number) const;

    /// Why the step at `position` is a nack, a dead letter or a rejection; empty if it gives none.
    /// Cost as event().
    [[nodiscard]] Result<std::string> reason(Position position) const;

    /// Reads several events at once, into `out`, whose memory is used again; as many as `numbers`.
    /// Much cheaper than one by one where they follow each other in the log: a scan reads each
    /// block once.
    Result<void> readEvents(std::span<const EventNumber> numbers, std::span<Event> out) const;

    /// What an observer folds, by position and subject: made when first asked for, shared by all
    /// readers, kept for the eight observers asked for last. See there for what it costs.
    [[nodiscard]] std::shared_ptr<const ContributionIndex> contributions(Observer observer) const;

    /// How many events (and request messages) there are.
    [[nodiscard]] std::uint64_t eventCount() const
    {
        return m_eventCount.load(std::memory_order_acquire);
    }

    /// Records of the input that were left out; the list holds the first 1,000.
    [[nodiscard]] std::uint64_t skippedCount() const;
    [[nodiscard]] std::vector<SkippedRecord> skipped() const;

    /// Name of the format that the log was read from, `case` for a recording.
    [[nodiscard]] std::string format() const;

    /// Unique within the process, from 1; the tag of RecordMark.
    [[nodiscard]] std::uint32_t tag() const { return m_tag; }

    // What follows is for the one writer.
    FlowIndex &writableIndex() { return m_index; }
    NameTable &writableNames() { return m_names; }
    ParticipantTable &writableParticipants() { return m_participants; }
    DensityPyramid &writableDensity() { return m_density; }
    void setEventCount(std::uint64_t count)
    {
        m_eventCount.store(count, std::memory_order_release);
    }
    void addSkipped(SkippedRecord record);
    /// Counts records of which nothing more is known.
    void addUnlistedSkipped(std::uint64_t count);
    void setFormat(std::string format);

private:
    static constexpr std::size_t maxSkippedListed = 1000;
    static constexpr std::size_t maxContributionIndexes = 8;

    FlowIndex m_index;
    NameTable m_names;
    ParticipantTable m_participants;
    DensityPyramid m_density;
    std::shared_ptr<EventStore> m_store;
    std::atomic<std::uint64_t> m_eventCount{0};
    std::uint32_t m_tag;
    mutable std::mutex m_mutex; // guards what follows
    std::uint64_t m_skippedCount = 0;
    std::vector<SkippedRecord> m_skipped;
    std::string m_format = "case";
    /// The most recently used last.
    mutable std::vector<std::shared_ptr<const ContributionIndex>> m_contributions;
};

using LogPtr = std::shared_ptr<const Log>;

} // namespace playhead
