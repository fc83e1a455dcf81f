// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "model/timestamp.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace playhead {

/// What a server knows of a partition.
struct KafkaBounds
{
    std::int64_t low = 0;  ///< the first offset that is still there
    std::int64_t high = 0; ///< the next offset to be written
    /// The first offset at or after the time that was asked for; empty: there is none yet.
    std::optional<std::int64_t> atTime;
};

/// Where in every partition reading starts or ends.
struct KafkaPlace
{
    enum class Kind : std::uint8_t { Beginning, End, Offset, FromEnd, Time };
    Kind kind = Kind::End;
    std::int64_t offset = 0; ///< Offset; FromEnd: how many before the end
    Timestamp time = 0;      ///< Time

    /// The offset that this is in a partition; where it lies outside of what is there, the nearer
    /// end. Pure: a place in time is tested by it, as the servers of tests cannot seek by time.
    [[nodiscard]] std::int64_t in(const KafkaBounds &bounds) const;
};

/// Reads `beginning`, `end`, an offset (`8412`), a number of records before the end (`-100`), a
/// time (RFC 3339) or one before `now` (`-30s`). `option` is named where it is none of these.
[[nodiscard]] Result<KafkaPlace> parseKafkaPlace(std::string_view text, std::string_view option,
                                                 Timestamp now);

} // namespace playhead
