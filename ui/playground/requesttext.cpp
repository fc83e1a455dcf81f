// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/requesttext.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace playhead {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("RequestText", text);
}

QString describe(QJsonParseError::ParseError error)
{
    switch (error) {
    case QJsonParseError::UnterminatedObject: return tr("the object has no }");
    case QJsonParseError::MissingNameSeparator: return tr("a : is missing after a name");
    case QJsonParseError::UnterminatedArray: return tr("the list has no ]");
    case QJsonParseError::MissingValueSeparator: return tr("a comma is missing");
    case QJsonParseError::IllegalValue: return tr("this is no value");
    case QJsonParseError::IllegalNumber: return tr("this is no number");
    case QJsonParseError::TerminationByNumber: return tr("something is missing after this number");
    case QJsonParseError::IllegalEscapeSequence:
        return tr("this is no escape sequence, write \\\\ for a backslash");
    case QJsonParseError::UnterminatedString: return tr("the text has no closing \"");
    case QJsonParseError::MissingObject: return tr("a name or } is missing");
    case QJsonParseError::GarbageAtEnd: return tr("there is something after the end");
    default: return tr("this is not JSON");
    }
}

} // namespace

std::optional<JsonMistake> jsonMistake(const QString &text)
{
    if (text.trimmed().isEmpty()) return {};
    const auto bytes = text.toUtf8();
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(bytes, &error);
    if (error.error == QJsonParseError::NoError) {
        if (document.isObject()) return {};
        return JsonMistake{tr("It must be an object: {…}"), 0};
    }
    const auto before = QString::fromUtf8(bytes.left(error.offset));
    const auto line = before.count(QLatin1Char('\n')) + 1;
    const auto column = before.size() - before.lastIndexOf(QLatin1Char('\n'));
    return JsonMistake{
        tr("Line %1, column %2: %3").arg(line).arg(column).arg(describe(error.error)),
        static_cast<int>(before.size())};
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
        return {true, tr("Rejected: %1").arg(QString::fromStdString(outcome.error().message))};
    if (outcome->events.empty()) return {false, tr("Accepted. No event came of it.")};
    QStringList parts;
    for (const auto &event : outcome->events) {
        auto head = QString::fromStdString(event->type);
        if (!event->subject.empty())
            head += QStringLiteral("  ") + QString::fromStdString(event->subject);
        if (!event->data.empty()) head += QLatin1Char('\n') + readableJson(event->data);
        parts.append(head);
    }
    return {false, parts.join(QLatin1Char('\n'))};
}

RequestAnswer answerOf(const Result<std::string> &answer)
{
    if (!answer)
        return {true, tr("No answer: %1").arg(QString::fromStdString(answer.error().message))};
    return {false, readableJson(*answer)};
}

} // namespace playhead
