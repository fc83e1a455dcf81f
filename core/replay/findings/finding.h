// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"
#include "model/timestamp.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// What a checker can notice. FindingChecker says when each is one.
enum class FindingKind : std::uint8_t {
    DuplicateDelivery, ///< an event came to a consumer again after it had acknowledged it
    NotIdempotent,     ///< handling an event again changed the state
    Unacknowledged,    ///< a delivery without an answer for too long
    NeverDelivered,    ///< published, and brought to nobody
    OrderBroken,       ///< a consumer got a subject's events in another order than was published
    RetriesFailed,     ///< no attempt to bring an event to a consumer succeeded
    DeadLetter,        ///< an event was given up
    SagaCompensated,   ///< a conversation failed, and what had been done was undone
    SagaHalfDone,      ///< a conversation failed, and was neither undone nor completed
    EffectBeforeCause, ///< by its time an effect precedes its cause: clocks disagree
    SequenceGap,       ///< numbers are missing from a sequence
    ReadModelLag       ///< a consumer trails behind its channel
};

inline constexpr std::size_t findingKindCount = 12;
inline constexpr std::array<FindingKind, findingKindCount> allFindingKinds = {
    FindingKind::DuplicateDelivery, FindingKind::NotIdempotent,   FindingKind::Unacknowledged,
    FindingKind::NeverDelivered,    FindingKind::OrderBroken,     FindingKind::RetriesFailed,
    FindingKind::DeadLetter,        FindingKind::SagaCompensated, FindingKind::SagaHalfDone,
    FindingKind::EffectBeforeCause, FindingKind::SequenceGap,     FindingKind::ReadModelLag};

/// `duplicate-delivery`, `not-idempotent`, ...: for files and programs; never changes.
[[nodiscard]] std::string_view findingKindName(FindingKind kind);
[[nodiscard]] std::optional<FindingKind> findingKindFromName(std::string_view name);
/// `Duplicate deliveries`, ...: a heading for a person.
[[nodiscard]] std::string_view findingKindTitle(FindingKind kind);

enum class Severity : std::uint8_t {
    Note,    ///< as it should be, and worth knowing
    Warning, ///< may be wrong, or is going to be
    Error    ///< something was lost or is wrong
};

/// `note`, `warning`, `error`.
[[nodiscard]] std::string_view severityName(Severity severity);

/// Something a checker noticed. A value; describe() puts it into words.
struct Finding
{
    FindingKind kind = FindingKind::DuplicateDelivery;
    Severity severity = Severity::Warning;
    /// The steps involved, in the order in which they tell the story; at least one, at most
    /// `maxPositions`. The first is where to go to look at it.
    std::vector<Position> positions;
    /// Who took part; the first is the one it is about.
    std::vector<ParticipantId> participants;
    NameId type;        ///< of the event; none: several
    NameId subject;     ///< none: several
    NameId correlation; ///< none: several
    /// How often it happened; more than once where the kind is reported once for all.
    std::uint64_t times = 1;
    // The figures of this case. What they are depends on the kind; see describe().
    Duration duration = 0;
    std::uint64_t count = 0;
    std::uint64_t total = 0;
    std::string detail; ///< such as the field that changed

    static constexpr std::size_t maxPositions = 16;

    /// Adds a position where there is room.
    void add(Position position)
    {
        if (positions.size() < maxPositions && position.isValid()) positions.push_back(position);
    }
    bool operator==(const Finding &) const = default;
};

using FindingPtr = std::shared_ptr<const Finding>;

/// What was found in a log up to a position. Immutable; any thread.
struct Findings
{
    struct Group
    {
        std::uint64_t count = 0;        ///< findings of that kind
        std::vector<FindingPtr> listed; ///< the first of them, by position
    };

    Position upTo;
    std::array<Group, findingKindCount> groups;
    /// Steps that could not be followed: more were in flight at once than are kept. What they
    /// would have shown is missing.
    std::uint64_t unfollowed = 0;
    /// Events that could not be read where a check needed their data.
    std::uint64_t unreadable = 0;

    [[nodiscard]] const Group &of(FindingKind kind) const
    {
        return groups[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] std::uint64_t count() const
    {
        std::uint64_t sum = 0;
        for (const auto &group : groups)
            sum += group.count;
        return sum;
    }
};

using FindingsPtr = std::shared_ptr<const Findings>;

} // namespace playhead
