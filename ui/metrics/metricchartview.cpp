// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metricchartview.h"

#include <QChart>
#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace playhead {

MetricChartView::MetricChartView(const Theme &theme, QWidget *parent)
    : QChartView(parent), m_theme(theme)
{
    chart()->legend()->hide();
    chart()->setBackgroundVisible(false);
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // The playhead crosses everything: painting anew what changed would miss parts of it.
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    connect(&theme, &Theme::changed, this, [this] { viewport()->update(); });
}

void MetricChartView::setPicture(const Picture &picture)
{
    if (m_picture == picture) return;
    m_picture = picture;
    chart()->setPlotArea(plotRect());
    viewport()->update();
}

QRectF MetricChartView::plotRect() const
{
    return QRectF(0, 0, width(), height())
        .adjusted(m_picture.leftMargin, m_picture.topMargin, 0, -1)
        .normalized();
}

void MetricChartView::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    chart()->setPlotArea(plotRect());
}

void MetricChartView::drawBackground(QPainter *painter, const QRectF &)
{
    painter->fillRect(QRectF(0, 0, width(), height()), m_theme.color(ColorRole::Window));
    const auto plot = plotRect();
    painter->setFont(m_theme.dataFont());
    const QFontMetricsF metrics(m_theme.dataFont());
    painter->setRenderHint(QPainter::Antialiasing, false);
    double labelTop = plot.bottom() + metrics.height();
    for (const auto &[share, label] : m_picture.gridLines) {
        const auto y = std::round(plot.bottom() - share * plot.height());
        painter->fillRect(QRectF(plot.left(), y, plot.width(), 1),
                          m_theme.color(ColorRole::Border));
        if (y + metrics.height() / 2 > labelTop) continue; // too low a plot for this label
        painter->setPen(m_theme.color(ColorRole::MutedText));
        painter->drawText(QRectF(0, y - metrics.height() / 2, plot.left() - 8, metrics.height()),
                          Qt::AlignRight | Qt::AlignVCenter, label);
        labelTop = y - metrics.height() / 2;
    }
    painter->fillRect(QRectF(plot.left(), plot.bottom(), plot.width(), 1),
                      m_theme.color(ColorRole::Lifeline));
    if (m_picture.message.isEmpty()) return;
    painter->setFont(m_theme.textFont());
    painter->setPen(m_theme.color(ColorRole::MutedText));
    painter->drawText(plot, Qt::AlignCenter, m_picture.message);
}

void MetricChartView::drawForeground(QPainter *painter, const QRectF &)
{
    if (!m_picture.playhead) return;
    const auto plot = plotRect();
    const auto x = plot.left() + *m_picture.playhead * plot.width();
    painter->setPen(QPen(m_theme.color(ColorRole::Accent), 2));
    painter->drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
}

} // namespace playhead
