// SPDX-License-Identifier: GPL-3.0-or-later
// Which events two logs do not share.
#include "replay/logcomparison.h"

#include "replay/eventfeed.h"
#include "replay/shownstep.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>

namespace playhead {
namespace {

struct Known
{
    Position position;
    std::size_t content;
    bool isShared = false;
};

std::size_t mixed(std::size_t hash, std::string_view text)
{
    return (hash ^ std::hash<std::string_view>()(text)) * 0x9e3779b97f4a7c15U;
}

std::size_t identityOf(const Event &event)
{
    return mixed(mixed(0, event.source), event.id);
}

/// Everything but the time and the order of extensions.
std::size_t contentOf(const Event &event)
{
    std::size_t hash =
        static_cast<std::size_t>(event.encoding) << 8U | static_cast<std::size_t>(event.scope);
    for (const auto *text : {&event.type, &event.subject, &event.correlation, &event.causation,
                             &event.data, &event.contentType, &event.schema})
        hash = mixed(hash, *text);
    std::size_t extensions = 0;
    for (const auto &[name, value] : event.extensions)
        extensions += mixed(mixed(1, name), value);
    return hash + extensions;
}

/// Calls visit(event, position) for each event with an id, in order; false: asked to stop.
template <class Visit>
Result<bool> forEachEvent(const LogPtr &log, const std::stop_token &stop, Visit visit)
{
    auto sequence = EventSequence::make(log, {}, stop);
    if (!sequence) return tl::unexpected(sequence.error());
    if (!sequence->extend(log->watermark(), stop)) return false;
    SequenceNumbers numbers;
    EventFeed feed(*sequence, numbers, 0, sequence->countUpTo(log->watermark()));
    while (!stop.stop_requested()) {
        const auto batch = feed.next();
        if (!batch) return tl::unexpected(batch.error());
        if (!*batch) return true;
        for (const auto &event : (*batch)->folded)
            if (!event.event->id.empty()) visit(*event.event, event.position);
    }
    return false;
}

EventDivergence divergenceOf(const Event &event)
{
    EventDivergence divergence;
    divergence.id = event.id;
    divergence.type = event.type;
    divergence.subject = event.subject;
    return divergence;
}

/// Says what differs between an event of both logs, the time aside.
Result<EventDivergence> changeOf(const Log &log, Position position, const Event &other,
                                 Position otherPosition)
{
    auto event = log.event(log.at(position).event);
    if (!event) return tl::unexpected(event.error());
    auto divergence = divergenceOf(*event);
    divergence.position = position;
    divergence.other = otherPosition;
    event->time = other.time;
    divergence.what = eventDifference(*event, other);
    return divergence;
}

} // namespace

Result<std::vector<EventDivergence>> compareEvents(const LogPtr &log, const LogPtr &other,
                                                   const std::stop_token &stop)
{
    std::vector<EventDivergence> found;
    std::unordered_map<std::size_t, Known> known;
    auto read = forEachEvent(log, stop, [&known](const Event &event, Position position) {
        known.try_emplace(identityOf(event), Known{position, contentOf(event)});
    });
    if (!read) return tl::unexpected(read.error());
    if (!*read) return found;

    std::vector<EventDivergence> onlyOther;
    Result<void> status;
    read = forEachEvent(other, stop, [&](const Event &event, Position position) {
        const auto same = known.find(identityOf(event));
        if (same == known.end()) {
            onlyOther.push_back(divergenceOf(event));
            onlyOther.back().other = position;
            return;
        }
        if (std::exchange(same->second.isShared, true)) return;
        if (same->second.content == contentOf(event)) return;
        auto change = changeOf(*log, same->second.position, event, position);
        if (change)
            found.push_back(std::move(*change));
        else
            status = tl::unexpected(change.error());
    });
    if (!read) return tl::unexpected(read.error());
    if (!status) return tl::unexpected(status.error());
    if (!*read) return found;

    for (const auto &[identity, entry] : known) {
        if (entry.isShared) continue;
        const auto event = log->event(log->at(entry.position).event);
        if (!event) return tl::unexpected(event.error());
        found.push_back(divergenceOf(*event));
        found.back().position = entry.position;
    }
    std::ranges::sort(found, {}, &EventDivergence::position);
    std::ranges::move(onlyOther, std::back_inserter(found));
    return found;
}

} // namespace playhead
