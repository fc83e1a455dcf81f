// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/filtercondition.h"
#include "query/filternode.h"

#include <string>

namespace playhead {

// Conditions on columns: no payload is read.

enum class FilterNameColumn { Type, Subject, Correlation };
FilterNodePtr filterOnName(FilterNameColumn column, FilterCondition condition);

/// On the word of the kind; a retry is both `deliver` and `retry`.
FilterNodePtr filterOnKind(FilterCondition condition);

enum class FilterParticipant {
    Sender,
    Receiver,
    Consumer, ///< who receives a delivery, a command or a query, or answers it
    Channel   ///< of a publish, a delivery, its answer, or a dead letter (then either channel)
};
FilterNodePtr filterOnParticipant(FilterParticipant which, FilterCondition condition);

enum class FilterNumber {
    StepNumber,
    Attempt,
    Time,      ///< nanoseconds since `base`
    TimeOfDay, ///< nanoseconds since midnight, UTC
    Latency    ///< nanoseconds since the log first showed the step's event; nothing for that step
};
/// `base` is subtracted from times before they become a `double`, so that no nanosecond is lost.
FilterNodePtr filterOnNumber(FilterNumber number, FilterCondition condition, Timestamp base = 0);

// Conditions on payloads: each event is read at most once in an evaluation.

enum class FilterAttribute { Id, Source };
FilterNodePtr filterOnAttribute(FilterAttribute attribute, FilterCondition condition);

/// On the member of the data that the path names (`a.b.0`); without a condition: that it is there.
FilterNodePtr filterOnData(std::string path, std::optional<FilterCondition> condition);

/// The word occurs in a name, an attribute or the data, upper and lower case alike.
FilterNodePtr filterOnAnything(std::string word);

} // namespace playhead
