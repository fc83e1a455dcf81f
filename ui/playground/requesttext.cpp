// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/requesttext.h"

#include "numbertext.h"

#include <QCoreApplication>

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
    const auto behind = place->behind == 0 ? tr("up to date")
                        : place->behind == 1
                            ? tr("1 event behind")
                            : tr("%1 events behind").arg(exactNumber(place->behind));
    const auto who = QString::fromStdString(place->consumer);
    if (!place->acknowledged.isValid())
        return tr("%1 answered before its first event, %2").arg(who, behind);
    return tr("%1 answered from #%2, %3")
        .arg(who, exactNumber(place->acknowledged.value()), behind);
}

} // namespace

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

RequestAnswer answerOf(const Result<ScenarioAnswer> &answer)
{
    if (!answer)
        return {true, tr("No answer: %1").arg(QString::fromStdString(answer.error().message)), {}};
    return {false, readableJson(answer->json), placeText(answer->readModel)};
}

} // namespace playhead
