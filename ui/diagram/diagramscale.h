// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace playhead {

/// Row <-> pixel of the diagram, as a value. Rows are numbered from 0; `top` is the row at the
/// upper edge, with a fraction, so that a log of any length scrolls smoothly: pixels never count
/// rows.
struct DiagramScale
{
    static constexpr double largestRow = 48;
    static constexpr double usualRow = 32;
    static constexpr double labelledRow = 17;  ///< below, rows have no labels
    static constexpr double readableRow = 5;   ///< below, arrows merge into density
    static constexpr double activationRow = 9; ///< below, no activation boxes

    double rowHeight = usualRow; ///< logical pixels
    double top = 0;
    double height = 1; ///< of the canvas, logical pixels
    std::uint64_t rows = 0;
    double tail = 0; ///< in rows: what silences between the rows of the last screen take

    [[nodiscard]] bool isDensity() const { return rowHeight < readableRow; }

    [[nodiscard]] double rowAt(double y) const { return top + y / rowHeight; }
    [[nodiscard]] double yOf(double row) const { return (row - top) * rowHeight; }
    [[nodiscard]] double visibleRows() const { return height / rowHeight; }

    /// The height at which all rows fit, never above usualRow.
    [[nodiscard]] double fittingRow() const
    {
        return rows == 0 ? usualRow
                         : std::min(usualRow,
                                    height / static_cast<double>(std::max<std::uint64_t>(rows, 1)));
    }
    [[nodiscard]] double lastTop() const
    {
        return std::max(0.0, static_cast<double>(rows) + tail - visibleRows());
    }
    [[nodiscard]] bool showsEnd() const { return top >= lastTop() - 0.5; }

    /// Brings row height and top into their ranges.
    void clamp()
    {
        rowHeight = std::clamp(rowHeight, std::min(fittingRow(), usualRow), largestRow);
        top = std::clamp(top, 0.0, lastTop());
    }

    /// Zooms by `factor` (above 1: closer) around the pixel `y`, whose row stays.
    void zoom(double factor, double y)
    {
        const double row = rowAt(y);
        rowHeight = std::clamp(rowHeight * factor, fittingRow(), largestRow);
        top = row - y / rowHeight;
        clamp();
    }

    /// Scrolls as little as makes `row` visible whole, with `margin` rows around it where possible.
    void reveal(double row, double margin)
    {
        margin = std::min(margin, std::max(0.0, (visibleRows() - 1) / 2));
        if (row - margin < top) top = row - margin;
        if (row + 1 + margin > top + visibleRows()) top = row + 1 + margin - visibleRows();
        clamp();
    }

    /// Shows rows `first` to `last`, both included, as large as they fit.
    void fit(double first, double last)
    {
        const double count = std::max(1.0, last - first + 1);
        rowHeight = std::clamp(height / count, fittingRow(), usualRow);
        top = first - std::max(0.0, (visibleRows() - count) / 2);
        clamp();
    }

    bool operator==(const DiagramScale &) const = default;
};

} // namespace playhead
