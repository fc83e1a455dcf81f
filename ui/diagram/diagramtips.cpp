// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/diagramtips.h"

#include "diagram/sourcegaps.h"
#include "numbertext.h"
#include "totext.h"

#include <QCoreApplication>
#include <QStringList>

namespace playhead {
namespace {

QString translated(const char *source, int n = -1)
{
    return QCoreApplication::translate("DiagramView", source, nullptr, n);
}

QString gapTip(const Log &log, const Step &step, const QString &text)
{
    QStringList lines;
    lines << QStringLiteral("#%1  %2").arg(exactNumber(step.position.value()), text);
    if (const auto reason = log.reason(step.position); reason && !reason->empty())
        lines << toText(*reason);
    lines << toText(formatTimestamp(step.time));
    return lines.join(QLatin1Char('\n'));
}

} // namespace

QString stepTip(const Log &log, Position position)
{
    const auto step = log.at(position);
    if (const SourceGaps gaps(log); gaps.has(step)) return gapTip(log, step, gaps.text(log, step));
    auto kind = toText(stepKindName(step.kind));
    if (step.isRetry()) kind = translated("retry %1").arg(step.attempt);
    QStringList lines;
    lines << QStringLiteral("#%1  %2  %3")
                 .arg(exactNumber(position.value()), kind, toText(log.name(step.type)));
    lines << QStringLiteral("%1 \u2192 %2")
                 .arg(toText(log.participantName(step.sender)),
                      toText(log.participantName(step.receiver)));
    if (step.subject.isValid())
        lines << translated("subject %1").arg(toText(log.name(step.subject)));
    lines << QString::fromStdString(formatTimestamp(step.time));
    if (step.evidence == Evidence::Inferred)
        lines << translated("inferred: no record says so, it follows from others");
    return lines.join(QLatin1Char('\n'));
}

QString rangeTip(const Log &log, Position first, Position last, std::uint64_t shown)
{
    const auto summary = log.density().summarize(log.index(), first, last);
    const auto count = [&](StepKind kind) { return summary.kinds[static_cast<std::size_t>(kind)]; };
    QStringList parts;
    parts << (shown == 1 ? translated("1 step") : translated("%1 steps").arg(exactNumber(shown)));
    if (count(StepKind::Nack) > 0)
        parts << translated("%1 nacks").arg(exactNumber(count(StepKind::Nack)));
    if (count(StepKind::DeadLetter) > 0)
        parts << translated("%1 dead letters").arg(exactNumber(count(StepKind::DeadLetter)));
    if (const auto gaps = SourceGaps(log).lostIn(summary); gaps > 0)
        parts << (gaps == 1 ? translated("1 time that a source was lost")
                            : translated("%1 times that a source was lost").arg(exactNumber(gaps)));
    if (summary.retries > 0) parts << translated("%1 retries").arg(exactNumber(summary.retries));
    parts << QString::fromStdString(formatTimeOfDay(summary.minTime));
    return translated("#%1 to #%2").arg(exactNumber(first.value()), exactNumber(last.value()))
           + QLatin1Char('\n') + parts.join(QStringLiteral(" \u00b7 "));
}

QString standingTip(const Log &log, const ConsumerStanding &standing)
{
    const auto name = toText(log.participantName(standing.consumer));
    QStringList lines;
    if (standing.event.isValid())
        lines << translated("%1 has acknowledged up to #%2 %3 (ack at #%4)")
                     .arg(name, exactNumber(standing.event.value()),
                          toText(log.name(log.at(standing.event).type)),
                          exactNumber(standing.ack.value()));
    else
        lines << translated("%1 has acknowledged nothing yet").arg(name);
    if (standing.behind == 0)
        lines << translated("At the playhead it has all that was published to it");
    else
        lines << (standing.behind == 1 ? translated("At the playhead it is 1 event behind")
                                       : translated("At the playhead it is %1 events behind")
                                             .arg(exactNumber(standing.behind)));
    return lines.join(QLatin1Char('\n'));
}

} // namespace playhead
