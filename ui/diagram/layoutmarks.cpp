// SPDX-License-Identifier: GPL-3.0-or-later
// layoutDiagram(): what is marked beside the steps: where consumers stand, the path that is lit,
// and where a branch puts events.
#include "diagram/layoutrows.h"
#include "numbertext.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace playhead {
namespace {

using Standing = DiagramScene::Standing;

constexpr double edge = 10; ///< of a mark at the edge, from it
constexpr double thinnest = 2;

/// The upper edge of a row in view or beyond it; nothing: above the picture.
std::optional<double> topOf(const DiagramInput &input, const DiagramScene &scene, std::uint64_t row)
{
    if (scene.isDensity) return input.scale.yOf(static_cast<double>(row));
    const auto placed = std::ranges::lower_bound(scene.rows, row, {}, &DiagramScene::Row::row);
    if (placed == scene.rows.end()) return scene.endY;
    if (placed->row != row) return std::nullopt;
    return placed->y;
}

/// The y of the event's step on the lifeline; nothing: above the picture.
std::optional<double> eventY(const DiagramInput &input, const DiagramScene &scene, Position event)
{
    const auto &rows = *input.rows;
    const auto shown = rows.rowShowing(*input.log, event);
    const auto row = shown >= 0 ? shown : rows.rowOf(*input.log, event);
    if (row < 0) return std::nullopt;
    const auto top = topOf(input, scene, static_cast<std::uint64_t>(row));
    if (!top) return std::nullopt;
    // An event that is not shown lies between two rows.
    return *top + input.scale.rowHeight * (shown >= 0 ? arrowPlace(input) : 1);
}

/// The y between the rows where the branch puts an event; nothing: above the picture.
std::optional<double> additionY(const DiagramInput &input, const DiagramScene &scene,
                                const BranchAddition &addition)
{
    const auto &rows = *input.rows;
    const auto shown = rows.rowShowing(*input.log, addition.at);
    const auto row = shown >= 0 ? shown : rows.rowOf(*input.log, addition.at);
    if (row < 0) return topOf(input, scene, 0);
    const auto top = topOf(input, scene, static_cast<std::uint64_t>(row));
    if (!top) return std::nullopt;
    const bool isAbove = addition.isBefore && shown >= 0;
    return *top + (isAbove ? 0 : input.scale.rowHeight);
}

} // namespace

QString withSign(BranchMark mark, const QString &label)
{
    switch (mark) {
    case BranchMark::None: break;
    case BranchMark::Skipped: return QStringLiteral("\u2212 ") + label;
    case BranchMark::Changed: return QStringLiteral("\u270e ") + label;
    case BranchMark::Moved: return QStringLiteral("\u21c5 ") + label;
    case BranchMark::Added: return QStringLiteral("+ ") + label;
    }
    return label;
}

void layoutStandings(const DiagramInput &input, DiagramScene &scene)
{
    if (!input.playhead.isValid() || input.scale.rows == 0) return;
    const double height = input.scale.height;
    for (const auto &standing : *input.standings) {
        const double x = laneX(input, standing.consumer);
        if (std::isinf(x)) continue;
        if (!standing.event.isValid() && standing.behind == 0) continue;
        Standing mark;
        mark.x = x;
        mark.consumer = standing.consumer;
        const auto y = standing.event.isValid() ? eventY(input, scene, standing.event)
                                                : std::optional<double>();
        if (y && *y >= 0 && *y <= height) {
            mark.y = *y;
        } else {
            const bool below = y && *y > height;
            mark.place = below ? Standing::Place::Below : Standing::Place::Above;
            mark.y = below ? height - edge : edge;
            if (standing.behind > 0) mark.label = shortNumber(standing.behind);
        }
        scene.standings.push_back(std::move(mark));
    }
}

void layoutAdditions(const DiagramInput &input, DiagramScene &scene)
{
    using Addition = DiagramScene::Addition;
    auto &all = scene.additions;
    for (const auto &addition : input.branch->additions) {
        const auto y = additionY(input, scene, addition);
        if (!y || *y < 0 || *y > input.scale.height) continue;
        all.push_back({*y, addition.mark, withSign(addition.mark, addition.label), addition.tip});
    }
    std::ranges::stable_sort(all, {}, &Addition::y);
    const bool labelled = input.scale.rowHeight >= DiagramScale::labelledRow;
    std::size_t kept = 0; // what lies on one line becomes one
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!labelled) all[i].label.clear();
        if (kept > 0 && all[i].y - all[kept - 1].y < thinnest) {
            auto &line = all[kept - 1];
            if (labelled) line.label += QStringLiteral("   ") + all[i].label;
            line.tip += QLatin1Char('\n') + all[i].tip;
        } else if (kept++ != i) {
            all[kept - 1] = std::move(all[i]);
        }
    }
    all.resize(kept);
}

void layoutLit(const DiagramInput &input, DiagramScene &scene)
{
    const auto count = static_cast<double>(std::max<std::uint64_t>(input.scale.rows, 1));
    for (const auto &lit : input.lit->rows()) {
        scene.ticks.push_back(
            {(static_cast<double>(lit.row) + 0.5) / count * input.scale.height, lit.inferred});
        const auto top = topOf(input, scene, lit.row);
        if (!top || *top > input.scale.height) continue;
        const double rowHeight = std::max(input.scale.rowHeight, thinnest);
        if (*top + rowHeight > 0) scene.lit.push_back({*top, rowHeight, lit.inferred});
    }
}

} // namespace playhead
