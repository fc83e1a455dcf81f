// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/layoutrows.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

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

/// The rows of a picture and the silences above each.
class RowPlacer
{
public:
    RowPlacer(const DiagramInput &input, DiagramScene &scene)
        : m_input(input), m_scene(scene), m_rows(input.rows->rows())
    {}

    void run()
    {
        const double top = std::max(0.0, m_input.scale.top);
        const auto first = static_cast<std::uint64_t>(top);
        if (first >= m_rows.count()) return;
        // Scrolling over a row scrolls over the silence below it too, so that nothing jumps.
        const double fraction = top - static_cast<double>(first);
        double y = -fraction * (m_input.scale.rowHeight + silenceAbove(first + 1).height);
        for (auto row = first; row < m_rows.count() && y < m_input.scale.height; ++row) {
            if (row > first) {
                const auto quiet = silenceAbove(row);
                if (quiet.marked)
                    m_scene.gaps.push_back({y, quiet.height, gapLabel(gapAbove(row))});
                y += quiet.height;
            }
            place(row, y);
            y += m_input.scale.rowHeight;
        }
        m_scene.endY = y;
    }

    /// The top at which the last row ends at the lower edge.
    double lastTop() const
    {
        const double height = m_input.scale.height;
        double needed = 0;
        for (auto row = m_rows.count(); row-- > 0;) {
            const double extent = m_input.scale.rowHeight + silenceAbove(row + 1).height;
            needed += extent;
            if (needed >= height) return static_cast<double>(row) + (needed - height) / extent;
        }
        return 0;
    }

private:
    Duration gapAbove(std::uint64_t row) const
    {
        const auto &index = m_input.log->index();
        return index.timeAt(m_rows.positionAt(row)) - index.timeAt(m_rows.positionAt(row - 1));
    }

    Silence silenceAbove(std::uint64_t row) const
    {
        return row == 0 || row >= m_rows.count() ? Silence() : silence(m_input, gapAbove(row));
    }

    void place(std::uint64_t row, double y)
    {
        DiagramScene::Row placed;
        placed.row = row;
        placed.position = m_rows.positionAt(row);
        placed.time = m_input.log->index().timeAt(placed.position);
        placed.y = y;
        placed.height = m_input.scale.rowHeight;
        placed.dimmed = isDimmed(m_input, placed.position);
        if (y + placed.height > 0) m_scene.rows.push_back(placed);
    }

    const DiagramInput &m_input;
    DiagramScene &m_scene;
    const RowMap &m_rows;
};

} // namespace

void layoutRows(const DiagramInput &input, DiagramScene &scene)
{
    RowPlacer(input, scene).run();
}

bool layoutSourceGap(const DiagramInput &input, DiagramScene &scene, const DiagramScene::Row &row,
                     const Step &step)
{
    if (!input.sourceGaps.has(step)) return false;
    DiagramScene::SourceGap gap;
    gap.y = row.y;
    gap.height = row.height;
    gap.lost = step.failed;
    gap.dimmed = row.dimmed;
    if (row.height >= DiagramScale::labelledRow)
        gap.label = input.sourceGaps.text(*input.log, step);
    scene.sourceGaps.push_back(std::move(gap));
    return true;
}

double tailRows(const DiagramInput &input)
{
    const auto &scale = input.scale;
    if (!input.log || !input.rows || scale.isDensity() || scale.height < 1) return 0;
    DiagramScene unused;
    const double last = RowPlacer(input, unused).lastTop();
    const double evenly = static_cast<double>(scale.rows) - scale.visibleRows();
    return last > 0 ? std::max(0.0, last - evenly) : 0;
}

} // namespace playhead
