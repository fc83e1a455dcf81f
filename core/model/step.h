// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "model/ids.h"
#include "model/timestamp.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace playhead {

/// What an arrow of the diagram says. The numbers are stored in case files: never renumber.
enum class StepKind : std::uint8_t {
    Command = 0,
    Publish = 1,
    Deliver = 2, ///< a retry where the attempt is greater than 1
    Ack = 3,
    Nack = 4,
    DeadLetter = 5,
    Query = 6,
    Reply = 7
};

inline constexpr std::size_t stepKindCount = 8;
inline constexpr std::array<StepKind, stepKindCount> allStepKinds = {
    StepKind::Command, StepKind::Publish,    StepKind::Deliver, StepKind::Ack,
    StepKind::Nack,    StepKind::DeadLetter, StepKind::Query,   StepKind::Reply};

/// `command`, `publish`, `deliver`, `ack`, `nack`, `dead-letter`, `query`, `reply`.
[[nodiscard]] std::string_view stepKindName(StepKind kind);
[[nodiscard]] std::optional<StepKind> stepKindFromName(std::string_view name);

/// How a step is known.
enum class Evidence : std::uint8_t {
    Observed, ///< a record says so
    Inferred  ///< derived from other records, and drawn so
};

/// A step that failed: a nack, a dead letter, or a reply that rejects (see Step::failed).
[[nodiscard]] constexpr bool isFailure(StepKind kind)
{
    return kind == StepKind::Nack || kind == StepKind::DeadLetter;
}

/// One arrow of the diagram as the flow index holds it: columns only, no text.
struct Step
{
    Position position;
    Timestamp time = 0;
    StepKind kind = StepKind::Publish;
    Evidence evidence = Evidence::Observed;
    /// Set for nacks, dead letters, replies that reject a command or cannot answer a query, and for
    /// a publish by which a source tells that it was lost.
    bool failed = false;
    /// 1 for the first delivery, more for a retry, 0 where the word has no meaning. Saturates at
    /// 255.
    std::uint8_t attempt = 0;
    ParticipantId sender;
    ParticipantId receiver;
    NameId type;        ///< the event's type, or the command's or query's name
    NameId subject;     ///< the event's subject
    NameId correlation; ///< the event's correlation
    EventNumber event;  ///< the event (or request message) it is about; none: 0

    [[nodiscard]] bool isRetry() const { return kind == StepKind::Deliver && attempt > 1; }
};

/// A step whose message is an event; requests and replies carry none.
[[nodiscard]] constexpr bool carriesEvent(StepKind kind)
{
    return kind != StepKind::Command && kind != StepKind::Query && kind != StepKind::Reply;
}

/// A step on its way into a log, from a reader. Type, subject and correlation come from the event.
struct StepRecord
{
    Timestamp time = 0;
    StepKind kind = StepKind::Publish;
    Evidence evidence = Evidence::Observed;
    bool failed = false; ///< nacks and dead letters are failed whatever this says
    std::uint8_t attempt = 0;
    ParticipantId sender;
    ParticipantId receiver;
    EventNumber event;       ///< from LogSink::event()
    std::string_view reason; ///< why a nack, a dead letter or a rejection; kept in the log
};

/// A step on its way into a log, from a live source: shares its event instead of copying it.
struct TapStep
{
    Timestamp time = 0;
    EventPtr event;
    std::shared_ptr<const std::string> reason; ///< null: none
    ParticipantId sender;
    ParticipantId receiver;
    StepKind kind = StepKind::Publish;
    Evidence evidence = Evidence::Observed;
    bool failed = false;
    std::uint8_t attempt = 0;
};

} // namespace playhead
