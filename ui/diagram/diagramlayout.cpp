// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/diagramlayout.h"

#include "diagram/layoutrows.h"

#include <algorithm>
#include <limits>

namespace playhead {
namespace {

void layoutLifelines(const DiagramInput &input, DiagramScene &scene)
{
    const auto &table = input.log->participants();
    for (const auto &lane : input.lanes->lanes) {
        scene.lifelines.push_back({gutterWidth + lane.x - input.scrollX, lane.participant,
                                   table.role(lane.participant) == Role::Channel});
    }
}

void layoutPlayhead(const DiagramInput &input, DiagramScene &scene)
{
    if (!input.playhead.isValid()) return;
    const auto row = input.rows->rowOf(*input.log, input.playhead);
    if (row < 0) {
        scene.playheadTop = scene.playheadY = input.scale.yOf(0);
        return;
    }
    for (const auto &placed : scene.rows) {
        if (placed.row != static_cast<std::uint64_t>(row) || scene.isDensity) continue;
        scene.playheadTop = placed.y;
        scene.playheadY = placed.y + placed.height;
        return;
    }
    if (!scene.isDensity) return;
    const double top = input.scale.yOf(static_cast<double>(row));
    const double bottom = top + input.scale.rowHeight;
    if (bottom < 0 || top > input.scale.height) return;
    scene.playheadTop = top;
    scene.playheadY = bottom;
}

} // namespace

double laneX(const DiagramInput &input, ParticipantId participant)
{
    const int lane = input.lanes->laneOf(participant);
    if (lane < 0) return -std::numeric_limits<double>::infinity();
    return gutterWidth + input.lanes->lanes[static_cast<std::size_t>(lane)].x - input.scrollX;
}

DiagramScene layoutDiagram(const DiagramInput &input, DensityCache &density)
{
    DiagramScene scene;
    if (!input.log || !input.rows) return scene;
    layoutLifelines(input, scene);
    scene.isDensity = input.scale.isDensity();
    scene.endY = input.scale.yOf(static_cast<double>(input.scale.rows));
    if (scene.isDensity) {
        layoutDensity(input, scene, density);
    } else {
        layoutRows(input, scene);
        switch (input.rows->level()) {
        case DetailLevel::Full: layoutFullDetail(input, scene); break;
        case DetailLevel::Folded: layoutFolded(input, scene); break;
        case DetailLevel::Conversation: layoutConversations(input, scene); break;
        }
    }
    layoutPlayhead(input, scene);
    if (input.standings) layoutStandings(input, scene);
    if (input.lit) layoutLit(input, scene);
    if (input.branch) layoutAdditions(input, scene);
    return scene;
}

Duration typicalGap(const Log &log)
{
    const auto steps = log.watermark().value();
    if (steps < 2) return 0;
    constexpr std::uint64_t samples = 500;
    std::vector<Duration> gaps;
    const auto stride = std::max<std::uint64_t>(1, (steps - 1) / samples);
    for (std::uint64_t p = 1; p < steps; p += stride) {
        const auto gap = log.index().timeAt(Position(p + 1)) - log.index().timeAt(Position(p));
        if (gap > 0) gaps.push_back(gap);
    }
    if (gaps.empty()) return 0;
    const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
    std::ranges::nth_element(gaps, middle);
    return *middle;
}

} // namespace playhead
