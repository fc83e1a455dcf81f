// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "model/timestamp.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// Which member of a JSON record is which attribute of an event. A path names members from the
/// outside in (`info.ts`, `items.0.id`); an empty path: there is none.
struct FieldMapping
{
    std::string type;
    std::string time;
    std::string source;
    std::string subject;
    std::string id;
    std::string correlation;
    std::string causation;
    std::string channel;
    std::string data; ///< empty: the whole record

    bool operator==(const FieldMapping &) const = default;

    /// A field of this struct with its name, for lists and forms.
    struct Field
    {
        std::string_view name;
        std::string FieldMapping::*path;
    };
    static const std::array<Field, 9> &fields();

    /// `{"type": "info.name", ...}`; fields without a path are left out.
    [[nodiscard]] std::string toJson() const;
    /// Fails, saying what is wrong, for text that is not such an object or names other fields.
    static Result<FieldMapping> fromJson(std::string_view json);
};

/// A member that records have, for choosing a mapping.
struct MappablePath
{
    std::string path;
    std::string example;     ///< its first value, as text, shortened
    std::size_t records = 0; ///< how many of the records looked at have it
    std::size_t times = 0;   ///< in how many of them it reads as a time
    std::size_t texts = 0;   ///< in how many it is a short text or a whole number
};

/// The members of the first records, down to three levels, in order of appearance. `text` may be
/// the beginning of a log.
[[nodiscard]] std::vector<MappablePath> mappablePaths(std::string_view text);

/// The mapping that names and values of the first records suggest.
[[nodiscard]] FieldMapping guessMapping(std::string_view text);

/// Reads a time as logs write it: RFC 3339 (also with a comma before the fraction, or without zone:
/// then UTC), or a number since 1970 in seconds, milliseconds, microseconds or nanoseconds, told
/// apart by its size.
[[nodiscard]] std::optional<Timestamp> parseLogTime(std::string_view text);
[[nodiscard]] std::optional<Timestamp> logTimeFromNumber(double number);

} // namespace playhead
