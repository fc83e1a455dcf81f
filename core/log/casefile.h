// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/database.h"

#include <cstdint>
#include <string>

namespace playhead {

// The case file
// =============
//
// A case is one SQLite 3 file (https://www.sqlite.org/fileformat2.html) with pages of 16 KiB.
//
//   application_id  0x504C4844, "PLHD": tells a case from any other SQLite file
//   user_version    the version of what follows, from 1; a newer one is refused
//
//   meta(key, value)          `format`: name of the format the log was read from;
//                             `skipped`: how many records of the input were left out
//   participants(id, name, role)  id as in the steps, role as Role is numbered
//   blocks(id, first_position, steps, first_event, events, first_name, names, columns, payload)
//   skipped(id, line, offset, reason)   the first thousand records that were left out
//   settings(key, value)      what the person keeps besides the log: JSON text by key
//   snapshots(id, projection, sequence, events, position, prefix, problems, state)   since version
//                             2: states of projections, to be had without folding everything; may
//                             be dropped at any time. casesnapshots.h has their meaning
//
// The log itself is in `blocks`, ids from 1 without gaps; block n + 1 goes on where block n ends,
// in positions, event numbers and name ids alike. A block holds about a thousand steps, the events
// that are first met in them, and the names (types, subjects, correlations) that are new in it, so
// that reading the blocks in order gives every name the id it had. Both blobs are zstd frames with
// their checksum, level 1. `columns` is all that the flow index needs, without a look at any other
// block; `payload` is what Log::event() reads. blockcodec.h has their bytes.
//
// Blocks are final, except the last one: while it fills it is written anew under the same id, with
// the same beginning and more behind it, so that a slow log is durable without a million tiny rows.
// Whoever reads along therefore looks at the last block again.
//
// Writing happens in write-ahead-log mode (readers never wait, a kill leaves a state that SQLite
// recovers by itself), in short transactions, so that settings find their turn. When a case is
// finished it goes back to the rollback journal, so that a closed case is one file, also on media
// that cannot be written.

inline constexpr std::int64_t caseApplicationId = 0x504C4844;
inline constexpr std::int64_t caseVersion = 2;

/// Makes a new case file, empty and ready to be written.
Result<Database> createCaseFile(const std::string &path, bool durable);

/// Opens a case to write its log, and brings it to the newest version first.
Result<Database> openCaseForWriting(const std::string &path, bool durable);

/// Opens a case read-only: one that is being written elsewhere, one that was cut off, and one on
/// media that cannot be written.
Result<Database> openCaseForReading(const std::string &path);

/// Opens a case to change what it keeps besides the log, beside whoever writes that, and brings it
/// to the newest version first.
Result<Database> openCaseBeside(const std::string &path);

/// Ends write-ahead-log mode if nobody else has the file open.
void leaveWriteAheadLog(Database &database);

} // namespace playhead
