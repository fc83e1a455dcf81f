// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/fieldmapping.h"

#include "formats/jsontext.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <simdjson.h>

namespace playhead {

const std::array<FieldMapping::Field, 9> &FieldMapping::fields()
{
    static const std::array<Field, 9> all = {{{"type", &FieldMapping::type},
                                              {"time", &FieldMapping::time},
                                              {"source", &FieldMapping::source},
                                              {"subject", &FieldMapping::subject},
                                              {"id", &FieldMapping::id},
                                              {"correlation", &FieldMapping::correlation},
                                              {"causation", &FieldMapping::causation},
                                              {"channel", &FieldMapping::channel},
                                              {"data", &FieldMapping::data}}};
    return all;
}

std::string FieldMapping::toJson() const
{
    std::string json = "{";
    for (const auto &field : fields()) {
        const auto &path = this->*field.path;
        if (path.empty()) continue;
        if (json.size() > 1) json += ", ";
        appendJsonString(json, field.name);
        json += ": ";
        appendJsonString(json, path);
    }
    return json + "}";
}

Result<FieldMapping> FieldMapping::fromJson(std::string_view json)
{
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(json.data(), json.size()).get_object().get(object) != simdjson::SUCCESS)
        return failure("The mapping is not a JSON object such as {\"type\": \"name\", \"time\": "
                       "\"ts\"}.");
    FieldMapping mapping;
    for (const auto [name, value] : object) {
        const auto *field = std::ranges::find(fields(), name, &Field::name);
        if (field == fields().end()) {
            return failure("The mapping names '" + std::string(name)
                           + "'; it can name type, time, source, subject, id, correlation, "
                             "causation, channel and data.");
        }
        std::string_view path;
        if (value.get_string().get(path) != simdjson::SUCCESS)
            return failure("The mapping of '" + std::string(name) + "' is not a text.");
        mapping.*field->path = path;
    }
    return mapping;
}

std::optional<Timestamp> logTimeFromNumber(double number)
{
    if (!(number > 0)) return std::nullopt;
    const double size = number;
    // From 1990 to the end of the range, each unit has sizes of its own.
    constexpr double since1990 = 631152000;
    for (const double unit : {1e9, 1e6, 1e3, 1.0}) {
        const double seconds = size * unit / 1e9;
        if (seconds >= since1990 && seconds < 9.2e9) return std::llround(size * unit);
    }
    return std::nullopt;
}

std::optional<Timestamp> parseLogTime(std::string_view text)
{
    if (const auto time = parseTimestamp(text)) return time;
    if (const auto comma = text.find(','); comma != std::string_view::npos && comma >= 19) {
        std::string point(text);
        point[comma] = '.';
        if (const auto time = parseTimestamp(point)) return time;
    }
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (error == std::errc() && end == text.data() + text.size() && whole > 0) {
        for (const std::int64_t unit : {1'000'000'000, 1'000'000, 1'000, 1}) {
            const auto seconds = whole / (1'000'000'000 / unit);
            if (seconds >= 631152000 && seconds < 9'200'000'000) return whole * unit;
        }
        return std::nullopt;
    }
    double number = 0;
    const auto fraction = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fraction.ec != std::errc() || fraction.ptr != text.data() + text.size())
        return std::nullopt;
    return logTimeFromNumber(number);
}

} // namespace playhead
