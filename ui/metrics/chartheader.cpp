// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/chartheader.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

constexpr double gap = 12;
constexpr double swatch = 8;

double entryWidth(const QFontMetricsF &metrics, const ChartHeader::Entry &entry)
{
    return swatch + 5 + metrics.horizontalAdvance(entry.name);
}

} // namespace

ChartHeader::ChartHeader(const Theme &theme, const QString &caption, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_caption(caption)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    connect(&theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void ChartHeader::setUnit(const QString &unit)
{
    if (m_unit == unit) return;
    m_unit = unit;
    update();
}

void ChartHeader::setValue(const QString &value)
{
    if (m_value == value) return;
    m_value = value;
    update();
}

void ChartHeader::setLegend(const QVector<Entry> &legend)
{
    if (m_legend == legend) return;
    m_legend = legend;
    update();
}

QFont ChartHeader::smallFont() const
{
    auto font = m_theme.textFont();
    font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

QSize ChartHeader::sizeHint() const
{
    const auto height = std::max(QFontMetricsF(m_theme.dataFont()).height(),
                                 QFontMetricsF(m_theme.captionFont()).height());
    return {240, static_cast<int>(std::ceil(height)) + 2};
}

void ChartHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFontMetricsF dataMetrics(m_theme.dataFont());
    const auto baseline = std::round((height() + dataMetrics.ascent() - dataMetrics.descent()) / 2);

    painter.setFont(m_theme.dataFont());
    painter.setPen(m_theme.color(ColorRole::Text));
    const auto valueLeft = width() - dataMetrics.horizontalAdvance(m_value);
    painter.drawText(QPointF(valueLeft, baseline), m_value);

    const QFontMetricsF captionMetrics(m_theme.captionFont());
    painter.setFont(m_theme.captionFont());
    painter.setPen(m_theme.color(ColorRole::MutedText));
    const auto captionText =
        captionMetrics.elidedText(m_caption, Qt::ElideRight, std::max(0.0, valueLeft - gap));
    painter.drawText(QPointF(0, baseline), captionText);
    auto left = captionMetrics.horizontalAdvance(captionText) + gap;

    const QFontMetricsF small(smallFont());
    painter.setFont(smallFont());
    const auto right = valueLeft - gap;
    const auto unitWidth = m_unit.isEmpty() ? 0 : small.horizontalAdvance(m_unit) + gap + 4;
    double legendWidth = 0;
    for (const auto &entry : m_legend)
        legendWidth += entryWidth(small, entry) + gap;
    // The unit makes way where the legend is whole without it.
    const auto room = right + gap - left;
    const bool crowded = legendWidth <= room && legendWidth + unitWidth > room;
    if (unitWidth > 0 && unitWidth <= room && !crowded) {
        painter.drawText(QPointF(left, baseline), m_unit);
        left += unitWidth;
    }
    paintLegend(painter, left, right, baseline);
}

void ChartHeader::paintLegend(QPainter &painter, double left, double right, double baseline) const
{
    const QFontMetricsF metrics(painter.font());
    const auto middle = baseline - metrics.xHeight() / 2;
    for (qsizetype i = 0; i < m_legend.size(); ++i) {
        const auto &entry = m_legend[i];
        const auto width = entryWidth(metrics, entry);
        const auto more = QStringLiteral("+%1").arg(m_legend.size() - i);
        const auto reserved = i + 1 < m_legend.size() ? gap + metrics.horizontalAdvance(more) : 0.0;
        painter.setPen(m_theme.color(ColorRole::MutedText));
        if (left + width + reserved > right) {
            if (left + metrics.horizontalAdvance(more) <= right)
                painter.drawText(QPointF(left, baseline), more);
            return;
        }
        painter.drawText(QPointF(left + swatch + 5, baseline), entry.name);
        painter.setPen(Qt::NoPen);
        painter.setBrush(entry.color);
        painter.drawRoundedRect(QRectF(left, middle - swatch / 2, swatch, swatch), 2, 2);
        left += width + gap;
    }
}

} // namespace playhead
