// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/fieldjob.h"
#include "theme.h"
#include "viewstate.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace playhead {

/// The numbers that a field of the state had, over positions, as steps: each value lasts until the
/// next one. Hovering says value and position, a click moves the playhead to the event that set it.
/// Interface thread.
class FieldChart : public QWidget
{
    Q_OBJECT

public:
    FieldChart(ViewState &view, const Theme &theme, QWidget *parent = nullptr);

    /// Hidden where the values are no numbers, or only one.
    void showValues(const FieldAnswer &answer);

    /// Where a position is, in pixels.
    [[nodiscard]] double xOf(Position position) const;
    /// What the pointer is told about; empty: the pointer is not over a value.
    [[nodiscard]] QString hoverText() const;

    QSize sizeHint() const override { return {320, 92}; }
    QSize minimumSizeHint() const override { return {120, 92}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    struct Point
    {
        Position position;
        std::optional<double> value; ///< none: it was removed
    };

    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] double yOf(double value) const;
    [[nodiscard]] int pointAt(double x) const;
    void paintSteps(QPainter &painter) const;

    ViewState &m_view;
    const Theme &m_theme;
    std::vector<Point> m_points; // in order
    Position m_last;             ///< up to there the question went
    double m_low = 0;
    double m_high = 0;
    int m_hovered = -1;
};

} // namespace playhead
