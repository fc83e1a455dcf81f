// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/requesttext.h"

#include "numbertext.h"

#include <QCoreApplication>

#include <algorithm>

namespace playhead {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("RequestText", text);
}

/// How far a read model had got.
QString placeText(const std::optional<ReadModelPlace> &place)
{
    if (!place) return {};
    const auto behind = place->behind == 0   ? tr("up to date")
                        : place->behind == 1 ? tr("1 event behind")
                                             : tr("%1 events behind").arg(exactNumber(place->behind));
    const auto who = QString::fromStdString(place->consumer);
    if (!place->acknowledged.isValid())
        return tr("%1 answered before its first event, %2").arg(who, behind);
    return tr("%1 answered from #%2, %3")
        .arg(who, exactNumber(place->acknowledged.value()), behind);
}

/// From "[json.exception.parse_error.101] parse error at line 1, column 9: syntax error while
/// parsing object - unexpected end of input; expected '}'" what a person can use.
QString describe(const Json::parse_error &error)
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

std::optional<JsonMistake> jsonMistake(const QString &text)
{
    if (text.trimmed().isEmpty()) return {};
    const auto bytes = text.toUtf8();
    try {
        // The parser that the scenario reads it with.
        if (Json::parse(bytes.cbegin(), bytes.cend()).is_object()) return {};
        return JsonMistake{tr("It must be an object: {…}"), 0};
    } catch (const Json::parse_error &error) {
        const auto read = static_cast<int>(error.byte); // the last of them is the wrong one
        const auto before = QString::fromUtf8(bytes.left(std::max(0, read - 1)));
        const auto line = before.count(QLatin1Char('\n')) + 1;
        const auto column = before.size() - before.lastIndexOf(QLatin1Char('\n'));
        return JsonMistake{tr("Line %1, column %2: %3").arg(line).arg(column).arg(describe(error)),
                           static_cast<int>(before.size())};
    } catch (const Json::exception &) { // such as a number beyond all bounds
        return JsonMistake{tr("A value in it is out of range"), 0};
    }
}

QString readableJson(const std::string &json)
{
    constexpr std::size_t shortLine = 34; // characters that fit into the narrow column
    const auto tree = Json::parse(json, nullptr, false);
    if (tree.is_discarded()) return QString::fromStdString(json);
    constexpr auto replace = Json::error_handler_t::replace;
    const auto line = tree.dump(-1, ' ', false, replace);
    return QString::fromStdString(line.size() <= shortLine ? line
                                                           : tree.dump(2, ' ', false, replace));
}

RequestAnswer answerOf(const Result<CommandOutcome> &outcome)
{
    if (!outcome)
        return {true, tr("Rejected: %1").arg(QString::fromStdString(outcome.error().message)), {}};
    if (outcome->events.empty()) return {false, tr("Accepted. No event came of it."), {}};
    QStringList parts;
    for (const auto &event : outcome->events) {
        auto head = QString::fromStdString(event->type);
        if (!event->subject.empty())
            head += QStringLiteral("  ") + QString::fromStdString(event->subject);
        if (!event->data.empty()) head += QLatin1Char('\n') + readableJson(event->data);
        parts.append(head);
    }
    return {false, parts.join(QLatin1Char('\n')), {}};
}

RequestAnswer answerOf(const Result<QueryAnswer> &answer)
{
    if (!answer)
        return {true, tr("No answer: %1").arg(QString::fromStdString(answer.error().message)), {}};
    return {false, readableJson(answer->json), placeText(answer->readModel)};
}

} // namespace playhead
