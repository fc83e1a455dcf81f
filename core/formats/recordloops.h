// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/jsonrecords.h"
#include "formats/linechunks.h"
#include "formats/logreader.h"

#include <cstdint>

namespace playhead {

/// Calls `take(record)` for every record, until asked to stop, and tells how far it is.
template <class Take> void takeRecords(const LogInput &input, JsonRecords &records, Take &&take)
{
    std::uint64_t count = 0;
    while (const auto record = records.next()) {
        if ((++count & 1023U) == 0) {
            if (input.stop.stop_requested()) return;
            if (input.progress) input.progress(records.offset());
        }
        take(*record);
    }
}

/// The same for a log of lines, which are parsed ahead (LineChunks). `take(chunk, firstLine)`
/// answers false when it was asked to stop.
template <class Chunk, class Make, class Take>
void takeLineChunks(const LogInput &input, const JsonRecords &records, Make &&make, Take &&take)
{
    const auto begin = records.offset();
    LineChunks<Chunk> chunks(input.text.substr(begin), make);
    auto line = records.line();
    while (const auto *chunk = chunks.next()) {
        if (!take(*chunk, line)) return;
        line += chunk->lines();
        if (input.progress) input.progress(begin + chunks.offset());
    }
}

} // namespace playhead
