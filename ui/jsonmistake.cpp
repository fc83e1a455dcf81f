// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonmistake.h"

#include <QCoreApplication>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace playhead {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("JsonMistake", text);
}

/// From "[json.exception.parse_error.101] parse error at line 1, column 9: syntax error while
/// parsing object - unexpected end of input; expected '}'" what a person can use.
QString describe(const nlohmann::json::parse_error &error)
{
    auto text = QString::fromUtf8(error.what());
    const auto dash = text.indexOf(QLatin1String(" - "));
    if (dash < 0) return tr("this is not JSON");
    const bool between = text.left(dash).endsWith(QLatin1String("parsing object"))
                         || text.left(dash).endsWith(QLatin1String("parsing array"));
    text = text.mid(dash + 3).section(QLatin1String("; last read"), 0, 0);
    if (between) text.replace(QLatin1String("; expected "), QLatin1String("; expected ',' or "));
    return text;
}

} // namespace

std::optional<JsonMistake> jsonMistake(const QString &text, JsonNeeded needed)
{
    if (text.trimmed().isEmpty()) return {};
    const auto bytes = text.toUtf8();
    try {
        // The parser that it will be read with.
        const auto json = nlohmann::json::parse(bytes.cbegin(), bytes.cend());
        if (needed == JsonNeeded::Any || json.is_object()) return {};
        return JsonMistake{tr("It must be an object: {…}"), 0};
    } catch (const nlohmann::json::parse_error &error) {
        const auto read = static_cast<int>(error.byte); // the last of them is the wrong one
        const auto before = QString::fromUtf8(bytes.left(std::max(0, read - 1)));
        const auto line = before.count(QLatin1Char('\n')) + 1;
        const auto column = before.size() - before.lastIndexOf(QLatin1Char('\n'));
        return JsonMistake{tr("Line %1, column %2: %3").arg(line).arg(column).arg(describe(error)),
                           static_cast<int>(before.size())};
    } catch (const nlohmann::json::exception &) { // such as a number beyond all bounds
        return JsonMistake{tr("A value in it is out of range"), 0};
    }
}

} // namespace playhead
