// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/causefinder.h"

#include <algorithm>
#include <unordered_set>

namespace playhead {
namespace {

constexpr std::size_t maxConversations = 256;

/// An id that more events share than this names none of them.
constexpr std::size_t maxAlike = 100;

} // namespace

CauseFinder::CauseFinder(LogPtr log) : m_log(std::move(log)), m_index(m_log) {}

bool CauseFinder::update(const std::stop_token &stop, const CauseIndex::ProgressCallback &progress)
{
    if (m_seen != m_log->watermark()) m_conversations.clear();
    m_seen = m_log->watermark();
    return m_index.update(stop, progress);
}

EventNumber CauseFinder::named(const Event &event, EventNumber number) const
{
    EventNumber best;
    bool bestIsOfConversation = false;
    const auto candidates = m_index.withId(event.causation, maxAlike + 1);
    if (candidates.size() > maxAlike) return best;
    for (const auto candidate : candidates) {
        if (candidate == number) continue; // nothing causes itself
        const auto other = m_log->event(candidate);
        const bool isOfConversation = other && other->correlation == event.correlation;
        const bool isBetter = !best.isValid() || (isOfConversation && !bestIsOfConversation)
                              || (isOfConversation == bestIsOfConversation && candidate < number);
        if (!isBetter) continue;
        best = candidate;
        bestIsOfConversation = isOfConversation;
    }
    return best;
}

CauseFinder::Found CauseFinder::causeOf(EventNumber number, const std::stop_token &stop)
{
    const auto event = m_log->event(number);
    if (!event) return {};
    Found found;
    if (!event->causation.empty()) {
        found.cause = named(*event, number);
        if (found.cause.isValid() || event->causation == event->id) return found;
        found.missing = event->causation;
    }
    found.cause = conversation(event->correlation, stop).causeOf(number);
    found.evidence = Evidence::Inferred;
    return found;
}

std::vector<CauseFinder::Link> CauseFinder::effectsOf(EventNumber number, std::size_t limit,
                                                      std::uint64_t &total,
                                                      const std::stop_token &stop)
{
    std::vector<Link> links;
    total = 0;
    const auto event = m_log->event(number);
    if (!event) return links;
    const auto alike = m_index.withId(event->id, maxAlike + 1).size();
    // Where others have the same id, each must be asked whom it means.
    const bool isOnlyOne = alike < 2;
    std::vector<EventNumber> naming;
    if (alike <= maxAlike)
        naming = m_index.naming(event->id, isOnlyOne ? limit : m_index.eventCount(), total);
    for (const auto effect : naming) {
        if (stop.stop_requested()) break;
        if (effect == number || (!isOnlyOne && causeOf(effect, stop).cause != number))
            --total;
        else
            links.push_back({effect, Evidence::Observed});
    }
    // A copy: asking for causes may let conversations go.
    const auto inferred = conversation(event->correlation, stop).effectsOf(number);
    for (const auto effect : inferred) {
        if (stop.stop_requested()) break;
        const auto found = causeOf(effect, stop);
        if (found.cause != number || found.evidence == Evidence::Observed) continue;
        ++total;
        links.push_back({effect, Evidence::Inferred});
    }
    std::ranges::stable_sort(links, {}, [this](const Link &link) {
        return std::pair(m_index.firstShown(link.effect), link.effect);
    });
    if (links.size() > limit) links.resize(limit);
    return links;
}

const Conversation &CauseFinder::conversation(std::string_view correlation,
                                              const std::stop_token &stop)
{
    const auto id = m_log->names().find(correlation);
    const auto known = m_conversations.find(id);
    if (known != m_conversations.end()) return known->second;
    if (m_conversations.size() >= maxConversations) m_conversations.clear();
    return m_conversations.emplace(id, Conversation(*m_log, id, stop)).first->second;
}

CauseChain CauseFinder::causes(EventNumber event, const CauseBounds &bounds,
                               const std::stop_token &stop)
{
    CauseChain chain;
    std::unordered_set<EventNumber> met{event};
    while (!stop.stop_requested()) {
        const auto found = causeOf(event, stop);
        chain.missing = found.missing;
        if (!found.cause.isValid() || !met.insert(found.cause).second) break;
        if (chain.causes.size() == bounds.causes) {
            chain.hasMore = true;
            break;
        }
        event = found.cause;
        chain.causes.push_back({event, m_index.firstShown(event), found.evidence});
    }
    if (stop.stop_requested()) m_conversations.clear(); // one of them may be incomplete
    return chain;
}

CauseTree CauseFinder::tree(EventNumber event, const CauseBounds &bounds,
                            const std::stop_token &stop)
{
    CauseTree tree;
    tree.chain = causes(event, bounds, stop);
    auto &nodes = tree.effects;
    nodes.push_back({event, m_index.firstShown(event), Evidence::Observed, 0, 0, {}, 0});
    std::unordered_set<EventNumber> met{event};
    for (std::size_t at = 0; at < nodes.size() && !stop.stop_requested(); ++at) {
        const auto room = nodes.size() < bounds.effects && nodes[at].depth < bounds.depth
                              ? bounds.effects - nodes.size()
                              : 0;
        std::uint64_t total = 0;
        // The circle's end is no effect that was left out; one more, so that it takes no room.
        const auto links = effectsOf(nodes[at].event, room + 1, total, stop);
        std::size_t added = 0;
        for (const auto &link : links) {
            if (met.contains(link.effect)) {
                --total;
                continue;
            }
            if (added == room) break;
            met.insert(link.effect);
            ++added;
            const auto depth = nodes[at].depth + 1;
            nodes[at].effects.push_back(nodes.size());
            nodes.push_back(
                {link.effect, m_index.firstShown(link.effect), link.evidence, at, depth, {}, 0});
        }
        nodes[at].more = total - added;
    }
    if (stop.stop_requested()) m_conversations.clear();
    return tree;
}

} // namespace playhead
