// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/diagramlayout.h"

namespace playhead {

// The parts of layoutDiagram(): each adds to a scene whose lifelines stand.

/// Places the rows in view, with gaps where time is silent.
void layoutRows(const DiagramInput &input, DiagramScene &scene);

/// A row a step: arrows and activation boxes.
void layoutFullDetail(const DiagramInput &input, DiagramScene &scene);

/// A row an event, with its deliveries, tries, time and fate on it.
void layoutFolded(const DiagramInput &input, DiagramScene &scene);

/// A row a conversation: who took part, how much was said, how it ended.
void layoutConversations(const DiagramInput &input, DiagramScene &scene);

/// Density between lanes, and every failure.
void layoutDensity(const DiagramInput &input, DiagramScene &scene, DensityCache &cache);

/// Where each consumer stands: on its lifeline, at the event's row, or at an edge.
void layoutStandings(const DiagramInput &input, DiagramScene &scene);

/// Where the branch puts events, between the rows in view.
void layoutAdditions(const DiagramInput &input, DiagramScene &scene);

/// The rows in view of the path that is lit, and the places of all of them.
void layoutLit(const DiagramInput &input, DiagramScene &scene);

/// What the branch at hand makes of an event.
[[nodiscard]] inline BranchMark markOf(const DiagramInput &input, EventNumber event)
{
    if (!input.branch) return BranchMark::None;
    const auto found = input.branch->events.find(event);
    return found == input.branch->events.end() ? BranchMark::None : found->second;
}

/// Adds the band of a row whose step tells that a live source was away; false: it tells nothing of
/// the kind.
bool layoutSourceGap(const DiagramInput &input, DiagramScene &scene, const DiagramScene::Row &row,
                     const Step &step);

/// The signs of the edits of a branch, before the name of the event.
[[nodiscard]] QString withSign(BranchMark mark, const QString &label);

/// Where in its row an arrow lies: low where a label stands above it.
[[nodiscard]] inline double arrowPlace(const DiagramInput &input)
{
    return input.scale.rowHeight >= DiagramScale::labelledRow ? 0.72 : 0.5;
}

/// Whether the person's attention is elsewhere: beside the path that is lit; behind the playhead,
/// or not matching what is being typed.
[[nodiscard]] inline bool isDimmed(const DiagramInput &input, Position position)
{
    if (input.lit) return !input.lit->contains(input.rows->rowShowing(*input.log, position));
    if (!input.following && input.playhead.isValid() && position > input.playhead) return true;
    return input.preview && !input.preview->contains(position);
}

/// The lane's x on the canvas; negative infinity where the participant has none.
[[nodiscard]] double laneX(const DiagramInput &input, ParticipantId participant);

/// Where lanes begin: right of the gutter.
inline constexpr double gutterWidth = 132;

} // namespace playhead
