// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/densitycache.h"
#include "diagram/detailrows.h"
#include "diagram/diagramscale.h"
#include "diagram/diagramscene.h"
#include "diagram/lanes.h"
#include "diagram/litrows.h"
#include "diagram/sourcegaps.h"
#include "replay/standingindex.h"
#include "theme.h"
#include "viewstate.h"

namespace playhead {

/// All that a picture of the diagram depends on.
struct DiagramInput
{
    const Log *log = nullptr;
    const DetailRows *rows = nullptr;
    const LanePlan *lanes = nullptr;
    const RowMap *preview = nullptr;     ///< steps outside are dimmed; null: none
    const LitRows *lit = nullptr;        ///< rows outside are dimmed; null: no path is lit
    const BranchMarks *branch = nullptr; ///< what a branch makes different; null: there is none
    const std::vector<ConsumerStanding> *standings = nullptr; ///< at the playhead; null: not known
    const Theme *theme = nullptr; ///< colours of participants, for the density
    SourceGaps sourceGaps;
    DiagramScale scale;
    RowSpacing spacing = RowSpacing::ByPosition;
    Duration typicalGap = 0; ///< between two steps of this log; for spacing by time
    Position playhead;
    bool following = false; ///< then nothing is dimmed
    double scrollX = 0;
    double width = 0; ///< of the canvas
};

/// Turns state and index into a draw list. Pure but for `density`, which remembers summaries.
/// Cost follows pixels: what is not in view is looked at only as far as an activation or the
/// deliveries of a folded row reach (about 4,000 steps to either side, or 50,000 for rows that
/// stand for many steps).
[[nodiscard]] DiagramScene layoutDiagram(const DiagramInput &input, DensityCache &density);

/// DiagramScale::tail for this input: how many rows the silences of the last screen take. Cost: a
/// screen of rows.
[[nodiscard]] double tailRows(const DiagramInput &input);

/// A typical time between two steps of the log, from samples; for DiagramInput::typicalGap.
[[nodiscard]] Duration typicalGap(const Log &log);

} // namespace playhead
