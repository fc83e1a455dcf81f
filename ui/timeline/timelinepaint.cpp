// SPDX-License-Identifier: GPL-3.0-or-later
// How the timeline looks; what it does is in timelineview.cpp.
#include "timeline/timelineview.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

constexpr double thinnestEnd = 4; // logical pixels

} // namespace

void TimelineView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(ColorRole::Window));
    if (!m_view.log() || !m_view.watermark().isValid()) {
        painter.setPen(m_theme.color(ColorRole::MutedText));
        painter.setFont(m_theme.textFont());
        painter.drawText(rect(), Qt::AlignCenter,
                         m_view.log()
                             ? tr("No steps yet. They appear here as they are recorded.")
                             : tr("Open a log or run a scenario to see its steps over time."));
        return;
    }
    const auto ratio = devicePixelRatioF();
    if (m_picture.isNull() || m_picture.devicePixelRatioF() != ratio) {
        m_picture = QPixmap((QSizeF(size()) * ratio).toSize());
        m_picture.setDevicePixelRatio(ratio);
        m_picture.fill(Qt::transparent);
        QPainter picture(&m_picture);
        paintHistogram(picture);
        paintAxis(picture);
    }
    paintBrush(painter);
    painter.drawPixmap(0, 0, m_picture);
    paintBookmarks(painter);
    paintPlayhead(painter);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(m_theme.color(ColorRole::Accent));
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void TimelineView::paintHistogram(QPainter &painter) const
{
    const auto plot = plotRect();
    painter.fillRect(QRectF(plot.left(), plot.bottom(), plot.width(), 1),
                     m_theme.color(ColorRole::Border));
    if (!m_histogram || m_histogram->highest == 0) return;
    painter.setClipRect(QRectF(plot.left(), 0, plot.width(), height()));
    const auto ratio = devicePixelRatioF();
    const auto snapped = [ratio](double x) { return std::round(x * ratio) / ratio; };
    const auto gap = 1 / ratio;
    const auto perStep = plot.height() / m_histogram->highest;
    const auto ticks = tickRect();
    for (std::size_t i = 0; i < m_histogram->bins.size(); ++i) {
        const auto &bin = m_histogram->bins[i];
        if (bin.isEmpty()) continue;
        const auto start = m_histogram->startOf(i);
        // A bin that an end of the plot cuts keeps enough to be seen beside the playhead.
        const auto left = std::clamp(snapped(plot.left() + m_axis.xOf(start)), plot.left(),
                                     plot.right() - thinnestEnd);
        const auto right =
            std::max(snapped(plot.left() + m_axis.xOf(start + m_histogram->binWidth)), plot.left());
        const bool isCut = right <= plot.left() + thinnestEnd || right > plot.right();
        const auto width = std::max(isCut ? thinnestEnd : gap, right - left - gap);
        const auto full = std::max(1.0, bin.steps * perStep);
        double below = 0;
        const auto stack = [&](double count, const QColor &color) {
            const auto bottom = snapped(plot.bottom() - full * below / bin.steps);
            below += count;
            const auto top = snapped(plot.bottom() - full * below / bin.steps);
            painter.fillRect(QRectF(left, top, width, bottom - top), color);
        };
        for (const auto &type : bin.types)
            stack(type.count, m_theme.typeColor(type.type));
        if (below < bin.steps) stack(bin.steps - below, m_theme.typeColor(NameId()));
        if (bin.failures > 0) {
            const auto tick = std::clamp(width, 2.0, 3.0);
            const auto middle = snapped(left + (width - tick) / 2);
            painter.fillRect(
                QRectF(std::min(middle, plot.right() - tick), ticks.top(), tick, ticks.height()),
                m_theme.color(ColorRole::Failure));
        }
    }
    painter.setClipping(false);
}

void TimelineView::paintAxis(QPainter &painter) const
{
    const auto font = m_theme.dataFont();
    const QFontMetricsF metrics(font);
    const auto plot = plotRect();
    painter.setFont(font);
    painter.setPen(m_theme.color(ColorRole::MutedText));
    for (const auto &tick : timeTicks(m_axis, metrics.horizontalAdvance(QLatin1Char('0')))) {
        const auto width = metrics.horizontalAdvance(tick.text) + 2;
        painter.drawText(QRectF(plot.left() + tick.x - width / 2, tickRect().bottom() + 3, width,
                                metrics.height()),
                         Qt::AlignCenter, tick.text);
    }
}

void TimelineView::paintBrush(QPainter &painter) const
{
    const auto brush = brushRect();
    if (brush.isEmpty()) return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(ColorRole::Selection));
    painter.drawRoundedRect(brush, 2, 2);
    auto edge = m_theme.color(ColorRole::Accent);
    edge.setAlphaF(0.5F);
    painter.fillRect(QRectF(brush.left(), brush.top(), 1, brush.height()), edge);
    painter.fillRect(QRectF(brush.right() - 1, brush.top(), 1, brush.height()), edge);
}

void TimelineView::paintBookmarks(QPainter &painter) const
{
    const auto plot = plotRect();
    const auto font = m_theme.textFont();
    const QFontMetricsF metrics(font);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font);
    const auto &bookmarks = m_view.bookmarks();
    const auto color = m_theme.color(ColorRole::Warning);
    double textEnd = plot.left();
    for (const auto &bookmark : bookmarks) {
        if (!bookmark.position.isValid() || bookmark.position > m_view.watermark()) continue;
        const auto x = std::round(xOf(bookmark.position)) + 0.5;
        if (x < plot.left() - 1 || x > plot.right() + 1) continue;
        painter.setPen(QPen(color, 1, Qt::DotLine));
        painter.drawLine(QPointF(x, 8), QPointF(x, plot.bottom()));
        QPainterPath flag(QPointF(x, 5));
        flag.lineTo(x + 8, 9.5);
        flag.lineTo(x, 14);
        flag.closeSubpath();
        painter.fillPath(flag, color);
        const auto width = metrics.horizontalAdvance(bookmark.label);
        if (bookmark.label.isEmpty() || x + 12 < textEnd) continue; // labels never overlap
        painter.setPen(m_theme.color(ColorRole::MutedText));
        painter.drawText(QPointF(x + 12, 9.5 + metrics.ascent() / 2 - 1), bookmark.label);
        textEnd = x + 12 + width + 6;
    }
}

void TimelineView::paintPlayhead(QPainter &painter) const
{
    if (!m_view.playhead().isValid()) return;
    const auto plot = plotRect();
    const auto x = xOf(m_view.playhead());
    if (x < plot.left() - 1 || x > plot.right() + 1) return;
    const auto accent = m_theme.color(ColorRole::Accent);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(accent, 2));
    painter.drawLine(QPointF(x, 10), QPointF(x, tickRect().bottom() + 2));
    QPainterPath handle(QPointF(x - 7, 4));
    handle.lineTo(x + 7, 4);
    handle.lineTo(x, 13);
    handle.closeSubpath();
    painter.fillPath(handle, accent);
}

} // namespace playhead
