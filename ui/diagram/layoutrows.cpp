// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/layoutrows.h"

#include <QCoreApplication>

#include <algorithm>

namespace playhead {
namespace {

constexpr double longestGap = 96; ///< pixels; what is longer is collapsed to this and marked
constexpr double shownGap = 10;   ///< by position: the band that marks a silence
/// By position: a silence is marked where it is so many times longer than usual, and this long.
constexpr double unusual = 50;
constexpr Duration shortestMarked = nanosecondsPerSecond;

QString gapLabel(Duration gap)
{
    return QCoreApplication::translate("DiagramView", "%1 without steps")
        .arg(QString::fromStdString(formatDuration(gap)));
}

struct Silence
{
    double height = 0;
    bool marked = false;
};

Silence silence(const DiagramInput &input, Duration gap)
{
    const auto usual = static_cast<double>(std::max<Duration>(input.typicalGap, 1));
    const double times = static_cast<double>(gap) / usual;
    if (input.spacing == RowSpacing::ByTime) {
        const double wanted = times * input.scale.rowHeight - input.scale.rowHeight;
        if (wanted > longestGap) return {longestGap, true};
        return {std::max(0.0, wanted), false};
    }
    const bool marked = times > unusual && gap >= shortestMarked
                        && input.scale.rowHeight >= DiagramScale::labelledRow;
    return {marked ? shownGap : 0, marked};
}

} // namespace

void layoutRows(const DiagramInput &input, DiagramScene &scene)
{
    const auto &rows = input.rows->rows();
    const auto count = rows.count();
    if (count == 0) return;
    const auto first = static_cast<std::uint64_t>(std::max(0.0, std::floor(input.scale.top)));
    double y = input.scale.yOf(static_cast<double>(first));
    Timestamp previous = 0;
    for (auto row = first; row < count && y < input.scale.height; ++row) {
        DiagramScene::Row placed;
        placed.row = row;
        placed.position = rows.positionAt(row);
        placed.time = input.log->index().timeAt(placed.position);
        if (row > first) {
            const auto gap = placed.time - previous;
            const auto quiet = silence(input, gap);
            if (quiet.marked) scene.gaps.push_back({y, quiet.height, gapLabel(gap)});
            y += quiet.height;
        }
        previous = placed.time;
        placed.y = y;
        placed.height = input.scale.rowHeight;
        placed.dimmed = isDimmed(input, placed.position);
        scene.rows.push_back(placed);
        y += placed.height;
    }
    scene.endY = y;
}

} // namespace playhead
