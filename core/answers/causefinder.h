// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answers/causeindex.h"
#include "answers/conversation.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// An event that caused another one.
struct Cause
{
    EventNumber event;
    Position position;                      ///< the step that first shows it; none: no step does
    Evidence evidence = Evidence::Observed; ///< how it is known to have caused the next one
};

/// The causes of an event, the nearest first: each the cause of the one before.
struct CauseChain
{
    std::vector<Cause> causes;
    bool hasMore = false; ///< ends at the bound, not at an event without a cause
    /// The causation that the last of them (or the event itself) names and that no event of the log
    /// has; empty: it names none.
    std::string missing;
};

/// An event and what it caused.
struct Effect
{
    EventNumber event;
    Position position;
    Evidence evidence = Evidence::Observed; ///< how it is known to be caused by its parent
    std::size_t parent = 0;                 ///< index in the tree
    std::size_t depth = 0;
    std::vector<std::size_t> effects; ///< indexes in the tree, in order of the log
    std::uint64_t more = 0;           ///< direct effects that the bounds left out
};

struct CauseTree
{
    CauseChain chain;
    std::vector<Effect> effects; ///< the event itself first, then breadth first; never empty
};

struct CauseBounds
{
    std::size_t causes = 1000;  ///< of the chain
    std::size_t effects = 1000; ///< of the tree
    std::size_t depth = 100;    ///< of the tree
};

/// Answers what led to an event and what it led to.
///
/// An event's cause is the event whose id it names as its causation; of several with that id, one
/// of its own correlation is preferred, then the last one before it. Where it names none, or one
/// that the log does not have, the cause is inferred from its correlation and the order of
/// deliveries (see Conversation), and marked so. Messages of commands, queries and replies take
/// part like events. An event is in a tree and in a chain once, so circles end.
///
/// Cost: the first answer builds the index (see CauseIndex); then some microseconds an event, and a
/// scan of the correlation column for each correlation that is met. One thread at a time.
class CauseFinder
{
public:
    explicit CauseFinder(LogPtr log);

    /// Brings the index up to date; to be called before asking. False: asked to stop.
    bool update(const std::stop_token &stop = {},
                const CauseIndex::ProgressCallback &progress = {});

    [[nodiscard]] const CauseIndex &index() const { return m_index; }

    [[nodiscard]] CauseChain causes(EventNumber event, const CauseBounds &bounds = {},
                                    const std::stop_token &stop = {});

    /// What was found so far when asked to stop.
    [[nodiscard]] CauseTree tree(EventNumber event, const CauseBounds &bounds = {},
                                 const std::stop_token &stop = {});

private:
    struct Found
    {
        EventNumber cause;
        Evidence evidence = Evidence::Observed;
        std::string missing;
    };
    struct Link
    {
        EventNumber effect;
        Evidence evidence;
    };

    EventNumber named(const Event &event, EventNumber number) const;
    Found causeOf(EventNumber number, const std::stop_token &stop);
    std::vector<Link> effectsOf(EventNumber number, std::size_t limit, std::uint64_t &total,
                                const std::stop_token &stop);
    const Conversation &conversation(std::string_view correlation, const std::stop_token &stop);

    LogPtr m_log;
    CauseIndex m_index;
    Position m_seen; // the conversations are as of there
    std::map<NameId, Conversation> m_conversations;
};

} // namespace playhead
