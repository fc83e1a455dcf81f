// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/compression.h"
#include "log/varint.h"
#include "model/event.h"
#include "model/nametable.h"
#include "model/step.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace playhead {

// The bytes of a block
// ====================
//
// Numbers are varints (varint.h) unless said otherwise; "difference" is a zigzag varint against the
// value before it, the first one against 0.
//
// columns:
//   first position, steps, first event, events, first name, names   (the row has them too)
//   names    length of each, then their bytes
//   keys     for each event of the block: type, difference of subject, difference of correlation
//            against the subject; all as name ids
//   foreign  how many events of earlier blocks the steps refer to; for each, in ascending order:
//            number less the one before, type, subject, correlation. So no block needs another.
//   steps    kind and flags: a byte each, as in FlowIndex
//            attempt: a byte each
//            width in bytes of a participant id (1 or 2), then all senders, then all receivers,
//            fixed width, little-endian
//            unit of time in nanoseconds, then the difference of each time in that unit
//            event number: the difference of each
//
// payload:
//   events, reasons, lengths of the four parts that follow
//   facts    for each event: byte of scope (2 bits), encoding (2 bits) and which of content type,
//            schema, causation, extensions there are (4 bits); difference of time; id length;
//            source; then what the bits announce, in that order; data length. Source, content type
//            and schema are the number of a text said before in this block, or 0 and the length of
//            a new one; at most 64 texts are remembered, for all three together. for each reason:
//            index of its step less the one before, length
//   ids, texts (source, content type, schema, causation, extensions), data, reasons
//            the bytes that the lengths speak of

/// The names that a step takes from its event.
struct EventKeys
{
    std::uint32_t type = 0;
    std::uint32_t subject = 0;
    std::uint32_t correlation = 0;
};

/// Where a block lies in the log.
struct BlockRange
{
    std::uint64_t firstPosition = 1;
    std::uint64_t steps = 0;
    std::uint64_t firstEvent = 1;
    std::uint64_t events = 0;
    std::uint64_t firstName = 1;
    std::uint64_t names = 0;

    [[nodiscard]] bool operator==(const BlockRange &) const = default;
};

/// The parts of a payload while it grows, and when it is read.
struct PayloadParts
{
    std::string_view facts;
    std::string_view ids;
    std::string_view texts;
    std::string_view data;
    std::string_view reasons;
    std::uint64_t events = 0;
    std::uint64_t reasonCount = 0;
};

/// The block that is being filled.
class BlockBuilder
{
public:
    static constexpr std::size_t maxSteps = 1000;
    static constexpr std::size_t maxEvents = 4000;
    static constexpr std::size_t maxPayload = std::size_t(256) << 10U;

    /// Begins an empty block behind the last one.
    void begin(const BlockRange &range);

    void addEvent(const EventView &event, const EventKeys &keys);
    /// `keys` are the step's own, from its event wherever that is stored.
    void addStep(const Step &step, const EventKeys &keys);
    /// A reason for the step added last.
    void addReason(std::string_view reason);

    [[nodiscard]] const BlockRange &range() const { return m_range; }
    [[nodiscard]] bool isEmpty() const { return m_range.steps == 0 && m_range.events == 0; }
    [[nodiscard]] bool isFull() const
    {
        return m_range.steps >= maxSteps || m_range.events >= maxEvents
               || m_data.size() + m_texts.size() + m_reasons.size() >= maxPayload;
    }
    [[nodiscard]] const EventKeys &keys(std::uint64_t index) const { return m_keys[index]; }

    /// Counts the names up to the table's end among the block's own.
    void endNames(const NameTable &names) { m_range.names = names.size() + 1 - m_range.firstName; }

    /// The block as bytes, with the names that endNames() counted; may reorder, for the next time.
    /// Others may read range(), keys() and parts() meanwhile.
    void encodeColumns(const NameTable &names, ByteBuffer &out);
    void encodePayload(ByteBuffer &out) const;

    /// What there is so far; valid until the next change.
    [[nodiscard]] PayloadParts parts() const;

private:
    struct Foreign
    {
        std::uint32_t event;
        EventKeys keys;
    };

    void putText(std::string_view text);

    BlockRange m_range;
    std::vector<EventKeys> m_keys;
    std::vector<Foreign> m_foreign;
    std::vector<Step> m_steps;
    ByteBuffer m_facts;
    ByteBuffer m_reasonFacts;
    ByteBuffer m_ids;
    ByteBuffer m_texts;
    ByteBuffer m_data;
    ByteBuffer m_reasons;
    mutable ByteBuffer m_allFacts;
    struct Remembered
    {
        std::size_t offset; // in m_texts
        std::size_t size;
    };
    std::vector<Remembered> m_remembered;
    std::uint64_t m_reasonCount = 0;
    std::uint64_t m_lastReasonStep = 0;
    Timestamp m_lastTime = 0;
};

/// The columns of one block, decoded; reused from block to block.
struct BlockColumns
{
    BlockRange range;
    std::vector<std::string_view> names; ///< into the raw bytes
    std::vector<EventKeys> keys;
    std::vector<Step> steps;

    /// Decodes and checks everything; fails for bytes that are no block.
    [[nodiscard]] Result<void> decode(const FixedBytes &raw);
    /// Decodes only `range` and `keys`.
    [[nodiscard]] Result<void> decodeKeys(const FixedBytes &raw);

private:
    bool decodeHead(ByteReader &in);
    bool decodeSteps(ByteReader &in);

    struct Foreign
    {
        std::uint32_t event;
        EventKeys keys;
    };
    std::vector<Foreign> m_foreign;
};

/// The events of one block, found again. Views point into the bytes that were given.
class BlockPayload
{
public:
    [[nodiscard]] Result<void> decode(const FixedBytes &raw);
    [[nodiscard]] Result<void> decode(const PayloadParts &parts);

    [[nodiscard]] std::size_t eventCount() const { return m_events.size(); }
    /// The event at an index; its type, subject and correlation are empty.
    [[nodiscard]] const EventView &event(std::size_t index) const { return m_events[index]; }
    /// The reason of the block's step at an index; empty where there is none.
    [[nodiscard]] std::string_view reason(std::uint64_t step) const;

private:
    struct Reason
    {
        std::uint64_t step;
        std::string_view text;
    };
    std::vector<EventView> m_events;
    std::vector<Reason> m_reasons;
};

} // namespace playhead
