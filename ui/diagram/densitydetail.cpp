// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/layoutrows.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace playhead {
namespace {

constexpr double smallestBucket = 2; ///< pixels
constexpr double labelDistance = 96; ///< between two positions in the gutter
constexpr double gapDistance = 40;   ///< between two marked silences
constexpr double failureThickness = 2;
constexpr Duration shortestMarked = 10 * nanosecondsPerSecond;

/// sRGB to linear light, where colours mix as light does. https://www.w3.org/TR/css-color-4/
double linear(int channel)
{
    const double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

/// The way back, from a table: it is asked some thousand times a frame.
std::uint32_t display(double light)
{
    constexpr int finest = 1 << 14; // off by a tenth of a level where it is steepest
    static const auto table = [] {
        std::vector<std::uint8_t> levels(finest + 1);
        for (int i = 0; i <= finest; ++i) {
            const double l = double(i) / finest;
            const double c = l <= 0.0031308 ? l * 12.92 : 1.055 * std::pow(l, 1 / 2.4) - 0.055;
            levels[static_cast<std::size_t>(i)] =
                static_cast<std::uint8_t>(std::clamp(std::lround(c * 255), 0L, 255L));
        }
        return levels;
    }();
    return table[static_cast<std::size_t>(std::clamp(light, 0.0, 1.0) * finest + 0.5)];
}

/// Light of several flows, weighed by how much each carries.
struct Blend
{
    double red = 0, green = 0, blue = 0, weight = 0;

    void add(const std::array<double, 3> &light, double amount)
    {
        red += light[0] * amount;
        green += light[1] * amount;
        blue += light[2] * amount;
        weight += amount;
    }
    [[nodiscard]] std::uint32_t color() const
    {
        return 0xff000000U | display(red / weight) << 16U | display(green / weight) << 8U
               | display(blue / weight);
    }
};

class DensityLayout
{
public:
    DensityLayout(const DiagramInput &input, DiagramScene &scene, DensityCache &cache)
        : m_input(input), m_scene(scene), m_cache(cache), m_blends(input.lanes->lanes.size())
    {
        while (rowsPerBucket() * input.scale.rowHeight < smallestBucket)
            ++m_shift;
        for (const auto &lane : input.lanes->lanes) {
            const auto color = input.theme->participantColor(lane.participant);
            m_light.push_back({linear(color.red()), linear(color.green()), linear(color.blue())});
        }
    }

    void run()
    {
        const auto &rows = *m_input.rows;
        const auto count = rows.rows().count();
        if (count == 0) return;
        const auto first = static_cast<std::uint64_t>(std::max(0.0, m_input.scale.top)) >> m_shift;
        const double end =
            std::min(static_cast<double>(count), m_input.scale.rowAt(m_input.scale.height));
        const auto last = static_cast<std::uint64_t>(std::max(0.0, end)) >> m_shift;
        survey(first, last);
        for (auto index = first; index <= last && (index << m_shift) < rows.rows().count(); ++index)
            addBucket(index, m_cache.bucket(*m_input.log, rows, m_shift, index));
        addLabels();
    }

private:
    double rowsPerBucket() const { return std::ldexp(1.0, static_cast<int>(m_shift)); }

    /// Slowest and fastest bucket in view, as logarithms of steps a nanosecond, and how many fail.
    void survey(std::uint64_t first, std::uint64_t last)
    {
        double slow = 1e300;
        double fast = -1e300;
        double failing = 0;
        double all = 0;
        const auto &rows = *m_input.rows;
        for (auto index = first; index <= last && (index << m_shift) < rows.rows().count();
             ++index) {
            const auto &summary = m_cache.bucket(*m_input.log, rows, m_shift, index).summary;
            const double value = rate(summary);
            all += 1;
            failing += summary.failures > 0 ? 1 : 0;
            slow = std::min(slow, value);
            fast = std::max(fast, value);
        }
        m_rates = {slow, fast};
        m_crowd = std::clamp((failing / std::max(all, 1.0) - 0.15) / 0.35, 0.0, 1.0);
    }

    static double rate(const DensitySummary &summary)
    {
        const auto span = std::max<Duration>(summary.maxTime - summary.minTime, 1);
        return std::log(static_cast<double>(summary.steps()) / static_cast<double>(span));
    }

    void addBucket(std::uint64_t index, const DensityBucket &bucket)
    {
        const double top = m_input.scale.yOf(static_cast<double>(index << m_shift));
        const double bottom =
            std::min(m_input.scale.yOf(static_cast<double>((index + 1) << m_shift)), m_scene.endY);
        const auto &summary = bucket.summary;
        const auto [slow, fast] = m_rates;
        const double speed = fast > slow + 0.1 ? (rate(summary) - slow) / (fast - slow) : 1;
        const auto rowsEnd = (index + 1) << m_shift;
        const bool dimmed =
            m_input.lit ? !m_input.lit->hasAny(index << m_shift, rowsEnd) : isDimmedAll(summary);
        addSegments(summary, top, bottom, speed, dimmed);
        if (m_input.sourceGaps.lostIn(summary) > 0)
            m_scene.failures.push_back(
                {(top + bottom - failureThickness) / 2, gutterWidth, m_input.width, 1, dimmed});
        if (bucket.silence >= shortestMarked
            && bucket.silence * 2 > summary.maxTime - summary.minTime)
            addGap((top + bottom) / 2, bucket.silence);
        if (index > 0 && m_lastTime != 0 && summary.minTime - m_lastTime >= shortestMarked)
            addGap(top, summary.minTime - m_lastTime);
        m_lastTime = summary.maxTime;
    }

    bool isDimmedAll(const DensitySummary &summary) const
    {
        if (!m_input.following && m_input.playhead.isValid() && summary.first > m_input.playhead)
            return true;
        return m_input.preview
               && m_input.preview->rowAtOrBefore(summary.last)
                      == m_input.preview->rowAtOrBefore(advanced(summary.first, -1))
               && !m_input.preview->contains(summary.first);
    }

    /// Each flow covers the lanes from its sender to its receiver.
    void addSegments(const DensitySummary &summary, double top, double bottom, double speed,
                     bool dimmed)
    {
        std::ranges::fill(m_blends, Blend());
        std::uint64_t total = 0;
        for (const auto &pair : summary.pairs)
            total += pair.count;
        for (const auto &pair : summary.pairs) {
            const int a = m_input.lanes->laneOf(pair.sender);
            const int b = m_input.lanes->laneOf(pair.receiver);
            if (pair.failures > 0 && (a >= 0 || b >= 0))
                addFailure(pair, a, b, (top + bottom) / 2, dimmed);
            if (a < 0 || b < 0) continue;
            const auto [left, right] = std::minmax(a, b);
            const auto outer = outerLane(pair);
            for (int lane = left; lane < right; ++lane)
                m_blends[static_cast<std::size_t>(lane)].add(
                    m_light[static_cast<std::size_t>(outer)], pair.count);
        }
        for (std::size_t lane = 0; lane + 1 < m_blends.size(); ++lane) {
            const auto &blend = m_blends[lane];
            if (blend.weight <= 0) continue;
            const double share =
                blend.weight / static_cast<double>(std::max<std::uint64_t>(total, 1));
            const double strength = (0.25 + 0.75 * std::sqrt(std::min(share, 1.0)))
                                    * (0.35 + 0.65 * speed) * (dimmed ? 0.45 : 1);
            const double left = laneX(m_input, m_input.lanes->lanes[lane].participant);
            const double right = laneX(m_input, m_input.lanes->lanes[lane + 1].participant);
            m_scene.densities.push_back({QRectF(left + 1, top, right - left - 2, bottom - top),
                                         static_cast<float>(strength), blend.color()});
        }
    }

    /// The end of a flow that is not a channel gives the colour: channels are part of most flows.
    int outerLane(const DensitySummary::Pair &pair) const
    {
        const auto role = m_input.log->participants().role(pair.sender);
        return m_input.lanes->laneOf(role == Role::Channel ? pair.receiver : pair.sender);
    }

    void addFailure(const DensitySummary::Pair &pair, int a, int b, double y, bool dimmed)
    {
        double from = laneX(m_input, a >= 0 ? pair.sender : pair.receiver);
        double to = laneX(m_input, b >= 0 ? pair.receiver : pair.sender);
        if (from == to) { // alone, or with somebody who is hidden: a tick
            from -= 6;
            to += 6;
        }
        // Rare failures stand out; where they are everywhere, the line shows how many they are.
        const double share = double(pair.failures) / std::max<double>(pair.count, 1);
        const double common = 0.15 + 0.85 * std::sqrt(std::min(1.0, share));
        m_scene.failures.push_back({y - failureThickness / 2, std::min(from, to),
                                    std::max(from, to),
                                    static_cast<float>(1 - m_crowd * (1 - common)), dimmed});
    }

    void addGap(double y, Duration gap)
    {
        if (!m_scene.gaps.empty() && y - m_scene.gaps.back().y < gapDistance) return;
        m_scene.gaps.push_back({y - 9, 18,
                                QCoreApplication::translate("DiagramView", "%1 without steps")
                                    .arg(QString::fromStdString(formatDuration(gap)))});
    }

    void addLabels()
    {
        const auto &rows = m_input.rows->rows();
        for (double y = 0; y < std::min(m_scene.endY, m_input.scale.height); y += labelDistance) {
            const double at = std::max(0.0, m_input.scale.rowAt(y));
            const auto row = std::min(static_cast<std::uint64_t>(at), rows.count() - 1);
            DiagramScene::Row label;
            label.y = y;
            label.height = DiagramScale::labelledRow;
            label.row = row;
            label.position = rows.positionAt(row);
            label.time = m_input.log->index().timeAt(label.position);
            label.dimmed = isDimmed(m_input, label.position);
            m_scene.rows.push_back(label);
        }
    }

    const DiagramInput &m_input;
    DiagramScene &m_scene;
    DensityCache &m_cache;
    unsigned m_shift = 0;
    std::vector<Blend> m_blends; ///< between lane i and lane i + 1
    std::vector<std::array<double, 3>> m_light;
    std::pair<double, double> m_rates;
    double m_crowd = 0; ///< 0: failures are rare in this picture; 1: they are everywhere
    Timestamp m_lastTime = 0;
};

} // namespace

void layoutDensity(const DiagramInput &input, DiagramScene &scene, DensityCache &cache)
{
    DensityLayout(input, scene, cache).run();
}

} // namespace playhead
