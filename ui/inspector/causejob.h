// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answers/causefinder.h"
#include "inspector/busynote.h"
#include "viewstate.h"

#include <QString>

#include <memory>
#include <stop_token>
#include <vector>

namespace playhead {

/// The finder of one log, kept between answers so that events are read once. Used by one worker at
/// a time.
using CauseFinderPtr = std::shared_ptr<CauseFinder>;

/// An event as a row of the tree of causes and effects.
struct CauseRow
{
    EventNumber event;
    Position position; ///< the step that first shows it; none: no step does
    NameId type;
    QString typeName;
    QString route;     ///< `shop → orders`; empty without a position
    Duration away = 0; ///< from the event asked about, by the clocks of the log
    Evidence evidence = Evidence::Observed; ///< of the link towards the event asked about

    bool operator==(const CauseRow &) const = default;
};

/// Causes and effects of an event, as texts.
struct CauseAnswer
{
    struct EffectRow
    {
        CauseRow row;
        std::size_t parent = 0; ///< index among the effects
        std::uint64_t more = 0; ///< direct effects that were left out

        bool operator==(const EffectRow &) const = default;
    };

    LogPtr log;
    EventNumber event;
    Position upTo;                  ///< the end of the log when asked
    std::vector<CauseRow> causes;   ///< the farthest first
    std::vector<EffectRow> effects; ///< the event itself first, parents before their effects
    bool hasMoreCauses = false;
    QString missing;              ///< the id of a cause that the log does not have; empty: none
    std::uint64_t unreadable = 0; ///< events that could not be read
    /// The steps that show these events, and the deliveries by which one led to the next; for
    /// ViewState::setLitPath().
    QVector<LitStep> path;

    /// Says the same, whenever it was asked.
    [[nodiscard]] bool sameContent(const CauseAnswer &other) const;
};

/// For worker threads. Cost: the first answer of a finder reads every event of the log once (see
/// CauseIndex), later ones what has come since. An answer without effects when asked to stop.
[[nodiscard]] CauseAnswer answerCauses(const LogPtr &log, const CauseFinderPtr &finder,
                                       EventNumber event, Position upTo, JobProgress &progress,
                                       const std::stop_token &stop);

} // namespace playhead
