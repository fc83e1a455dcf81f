// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/output.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

constexpr std::size_t longestLine = 100;

std::string scalarText(const Json &value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Appends the one-line form; gives up (false) once the line is too long.
bool appendOneLine(const Json &value, std::string &line)
{
    if (line.size() > longestLine) return false;
    if (!value.is_structured()) {
        line += scalarText(value);
        return line.size() <= longestLine;
    }
    line += value.is_object() ? '{' : '[';
    bool first = true;
    for (auto item = value.begin(); item != value.end(); ++item) {
        if (!first) line += ", ";
        first = false;
        if (value.is_object()) line += scalarText(Json(item.key())) + ": ";
        if (!appendOneLine(*item, line)) return false;
    }
    line += value.is_object() ? '}' : ']';
    return line.size() <= longestLine;
}

} // namespace

int complain(const Error &error, ExitStatus status)
{
    std::fprintf(stderr, "playhead: %s\n", error.message.c_str());
    return status;
}

Error markedError(std::string_view what, std::string_view expression, const FilterError &error)
{
    return {fmt::format("{}: {}.\n  {}\n  {}{}", what, error.message, expression,
                        std::string(error.offset, ' '),
                        std::string(std::max<std::size_t>(error.length, 1), '^'))};
}

void tellLog(const std::string &path, Position position, std::string_view text)
{
    if (position.isValid())
        fmt::print(stderr, "{}: position {}: {}\n", path, position.value(), text);
    else
        fmt::print(stderr, "{}: {}\n", path, text);
}

std::string jsonText(const Json &value)
{
    std::string line;
    if (appendOneLine(value, line)) return line;
    return value.dump(2, ' ', false, Json::error_handler_t::replace);
}

void printJson(const Json &value)
{
    const auto text = jsonText(value);
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputc('\n', stdout);
}

} // namespace playhead::cli
