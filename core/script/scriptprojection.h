// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "model/timestamp.h"
#include "replay/projection.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace playhead {

/// What a script may take. Exceeding one stops the fold; it never harms the program.
struct ScriptLimits
{
    /// Live bytes of the script: its objects, texts, arrays and buffers. Looked at every few
    /// milliseconds, so that what one built-in function makes in one call may pass it for a moment;
    /// the calls that could make much are looked at beforehand. At most 4 GiB.
    std::size_t heapBytes = 256U << 20U;
    /// Processor time for one event, for loading the script, and for reading a state or result.
    Duration eventTime = nanosecondsPerSecond;
};

/// Hears what a script writes with log(): the position of the event at hand (none while the script
/// loads) and the text. Called on the thread that calls the fold, after the events of the call.
using ScriptLog = std::function<void(Position, std::string_view)>;

/// Why a script cannot be used.
struct ScriptError
{
    std::string message;
    int line = 0;   ///< from 1; 0: not known
    int column = 0; ///< from 1; 0: not known
};

/// Loads a JavaScript projection, written as for KurrentDB and EventStoreDB: a source (`fromAll`,
/// `fromStream`, `fromStreams`, `fromCategory`), partitions (`foreachStream`, `partitionBy`),
/// handlers (`when`) and results (`transformBy`, `filterBy`, `outputState`). resources/projections
/// has examples.
///
/// A stream is a subject, its category what stands before the first `-`. Under foreachStream(),
/// events without a subject are left out. An event whose type says deleted or removed is its
/// stream's deletion: it goes to the handler of its type, where there is one, and then to
/// $deleted; never to $any, where there is a $deleted.
///
/// A state is JSON: what JSON cannot say (a Date, undefined, a Map, NaN) may come back changed from
/// a snapshot, and what a script keeps in variables of its own is no part of the state.
///
/// A handler that throws is a problem of that event: what it returned or emitted does not count.
/// What it had changed inside the state before it threw stays changed. A fold stopped for time
/// keeps the states so far; one stopped for memory keeps them too, but for that of the partition
/// whose event it was. A stopped fold has let go of the script's heap.
///
/// Scripts reach no file and no network; there is no clock, randomness, time zone (dates are in
/// UTC), locale (en-US) or thread. Promises are not available: nothing may wait.
///
/// The folds that the projection starts have a thread each. Cost of starting one: about a
/// millisecond. `name` is the file's, for messages. Thread-safe.
tl::expected<ProjectionPtr, ScriptError> loadScript(std::string name, std::string source,
                                                    ScriptLimits limits = {}, ScriptLog log = {});

/// The same with an error for a person: `name:line:column: message`.
Result<ProjectionPtr> scriptProjection(std::string name, std::string source,
                                       ScriptLimits limits = {}, ScriptLog log = {});

} // namespace playhead
