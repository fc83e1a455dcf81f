// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkaplace.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace playhead {
namespace {

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t number = 0;
    const auto *end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (text.starts_with('-') || error != std::errc() || stopped != end) return std::nullopt;
    return number;
}

} // namespace

std::int64_t KafkaPlace::in(const KafkaBounds &bounds) const
{
    switch (kind) {
    case Kind::Beginning: return bounds.low;
    case Kind::End: return bounds.high;
    case Kind::Offset: return std::clamp(offset, bounds.low, bounds.high);
    case Kind::FromEnd:
        return offset > bounds.high - bounds.low ? bounds.low : bounds.high - offset;
    case Kind::Time:
        return std::clamp(bounds.atTime.value_or(bounds.high), bounds.low, bounds.high);
    }
    return bounds.high;
}

Result<KafkaPlace> parseKafkaPlace(std::string_view text, std::string_view option, Timestamp now)
{
    using Kind = KafkaPlace::Kind;
    if (text == "beginning") return KafkaPlace{Kind::Beginning, 0, 0};
    if (text == "end") return KafkaPlace{Kind::End, 0, 0};
    if (const auto offset = wholeNumber(text)) return KafkaPlace{Kind::Offset, *offset, 0};
    if (text.starts_with('-')) {
        if (const auto count = wholeNumber(text.substr(1)))
            return KafkaPlace{Kind::FromEnd, *count, 0};
        if (const auto ago = parseDuration(text.substr(1)))
            return KafkaPlace{Kind::Time, 0, now - *ago};
    }
    if (const auto time = parseTimestamp(text)) return KafkaPlace{Kind::Time, 0, *time};
    return failure(fmt::format("'{}={}' says no place in a topic. Write beginning, end, an offset "
                               "such as 8412, -100 for a hundred records before the end, a time "
                               "such as 2024-05-01T12:00:00Z, or -30s for half a minute ago.",
                               option, text));
}

} // namespace playhead
