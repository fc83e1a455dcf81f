// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QChartView>
#include <QPair>
#include <QVector>

#include <optional>

namespace playhead {

/// The plot of a MetricChart: what Qt Charts draws, on a quiet grid, and the playhead on top. The
/// axes of Qt Charts are louder than the lines, so they are hidden and their few labels are painted
/// here. Interface thread.
class MetricChartView : public QChartView
{
    Q_OBJECT

public:
    /// What is painted around the lines.
    struct Picture
    {
        int leftMargin = 0; ///< of the plot, for the labels
        int topMargin = 0;
        QVector<QPair<double, QString>> gridLines; ///< share of the height, label
        std::optional<double> playhead;            ///< share of the width
        QString message;                           ///< instead of lines

        bool operator==(const Picture &) const = default;
    };

    MetricChartView(const Theme &theme, QWidget *parent);

    void setPicture(const Picture &picture);
    /// The area of the lines.
    [[nodiscard]] QRectF plotRect() const;

    [[nodiscard]] QSize sizeHint() const override { return {240, 90}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {60, 24}; }

protected:
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    const Theme &m_theme;
    Picture m_picture;
};

} // namespace playhead
