// SPDX-License-Identifier: GPL-3.0-or-later
#include "replaying/replaytext.h"

#include "numbertext.h"
#include "totext.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <utility>
#include <vector>

namespace playhead {
namespace {

constexpr std::size_t mostChannels = 4; ///< that are named

QString tr(const char *text)
{
    return QCoreApplication::translate("ReplayText", text);
}

/// `orders 100, payments 20, and 3 more`: where most goes first.
QString channelsText(const ReplayChoice &choice)
{
    std::vector<std::pair<std::string, std::uint64_t>> channels(choice.channels.begin(),
                                                                choice.channels.end());
    std::ranges::stable_sort(channels, std::greater(), &decltype(channels)::value_type::second);
    QStringList parts;
    for (const auto &[name, count] : channels) {
        if (parts.size() == mostChannels) {
            parts << tr("and %1 more").arg(channels.size() - mostChannels);
            break;
        }
        parts << tr("%1 %2").arg(toText(name), exactNumber(count));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

QString choiceText(const ReplayChoice &choice, double speed)
{
    QStringList lines;
    const auto count = exactNumber(choice.positions.size());
    if (choice.positions.empty())
        lines << tr("Nothing is published: no published event is chosen.");
    else if (speed == 0)
        lines << tr("Publishes %1 events, as fast as possible.").arg(count);
    else
        lines << tr("Publishes %1 events within %2.")
                     .arg(count, toText(formatDuration(choice.lengthAt(speed))));
    if (!choice.channels.empty())
        lines << tr("In the log they went to: %1.").arg(channelsText(choice));
    if (choice.replayed > 0)
        lines << tr("Left out: %1 that a replay or a bridge has published already.")
                     .arg(exactNumber(choice.replayed));
    if (choice.notes > 0)
        lines << tr("Left out: %1 by which sources told of themselves.")
                     .arg(exactNumber(choice.notes));
    return lines.join(QLatin1Char('\n'));
}

QString progressText(const ReplayProgress &progress)
{
    const auto numbers = tr("%1 of %2 published, %3 confirmed")
                             .arg(exactNumber(progress.sent), exactNumber(progress.total),
                                  exactNumber(progress.confirmed));
    const auto upTo =
        progress.position.isValid() && progress.sent < progress.total
            ? tr(" The last one was that of #%1.").arg(exactNumber(progress.position.value()))
            : QString();
    switch (progress.state) {
    case ReplayState::Connecting: return tr("Connecting\u2026");
    case ReplayState::Publishing: return numbers + QLatin1Char('.');
    case ReplayState::Paused: return tr("Paused: %1.").arg(numbers);
    case ReplayState::Done: return tr("Done: %1.").arg(numbers);
    case ReplayState::Cancelled: return tr("Cancelled: %1.").arg(numbers) + upTo;
    case ReplayState::Failed: return tr("%1 (%2.)").arg(toText(progress.reason), numbers) + upTo;
    }
    return {};
}

} // namespace playhead
