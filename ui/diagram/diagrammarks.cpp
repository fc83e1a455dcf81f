// SPDX-License-Identifier: GPL-3.0-or-later
// DiagramPainter: what is marked beside the steps: where consumers stand, the path that is lit, and
// where a branch puts events.
#include "diagram/diagrampainter.h"

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

constexpr double barWidth = 3;
constexpr double tickWidth = 7;
constexpr double tickHeight = 2;
constexpr double labelDistance = 8; ///< of a text from what it belongs to

/// Filled, or hollow where it is inferred.
void paintBar(QPainter &painter, const QRectF &rect, bool inferred, const QColor &color)
{
    if (!inferred || rect.height() < 2 * barWidth) {
        auto paler = color;
        if (inferred) paler.setAlphaF(0.5F);
        painter.fillRect(rect, paler);
        return;
    }
    const double line = 1;
    painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), line), color);
    painter.fillRect(QRectF(rect.left(), rect.bottom() - line, rect.width(), line), color);
    painter.fillRect(QRectF(rect.left(), rect.top(), line, rect.height()), color);
    painter.fillRect(QRectF(rect.right() - line, rect.top(), line, rect.height()), color);
}

} // namespace

void DiagramPainter::paintLit(QPainter &painter, const DiagramScene &scene,
                              const Frame &frame) const
{
    const auto accent = m_theme.color(ColorRole::Accent);
    auto band = accent;
    band.setAlphaF(scene.isDensity ? 0.4F : 0.07F);
    for (const auto &lit : scene.lit) {
        const double top = std::round(lit.y);
        const QRectF row(frame.lanesLeft, top, frame.size.width() - frame.lanesLeft,
                         std::round(lit.height));
        painter.fillRect(row, band);
        paintBar(painter, row.adjusted(0, 1, barWidth + (lit.inferred ? 1 : 0) - row.width(), -1),
                 lit.inferred, accent);
    }
}

void DiagramPainter::paintTicks(QPainter &painter, const DiagramScene &scene,
                                const Frame &frame) const
{
    const auto accent = m_theme.color(ColorRole::Accent);
    for (const auto &tick : scene.ticks)
        paintBar(painter,
                 QRectF(frame.size.width() - tickWidth, std::round(tick.y) - tickHeight / 2,
                        tickWidth, tickHeight),
                 tick.inferred, accent);
}

void DiagramPainter::paintStandings(QPainter &painter, const DiagramScene &scene)
{
    using Place = DiagramScene::Standing::Place;
    using Kind = ShapeCache::Kind;
    const auto accent = m_theme.color(ColorRole::Accent);
    const auto canvas = m_theme.color(ColorRole::Canvas);
    for (const auto &standing : scene.standings) {
        const auto kind = standing.place == Place::InView  ? Kind::Standing
                          : standing.place == Place::Above ? Kind::Upwards
                                                           : Kind::Downwards;
        const QPointF middle(std::round(standing.x) + 0.5, std::round(standing.y) + 0.5);
        m_shapes.draw(painter, {kind, false, false, accent.rgb(), canvas.rgb()}, middle);
        if (standing.label.isEmpty()) continue;
        const auto laidOut = m_texts.text(standing.label);
        const auto size = laidOut.size();
        const double top = standing.place == Place::Below
                               ? middle.y() - labelDistance - size.height()
                               : middle.y() + labelDistance;
        const QPointF corner(std::round(middle.x() - size.width() / 2), std::round(top));
        painter.fillRect(QRectF(corner, size).adjusted(-2, 0, 2, 0), veil(corner.y()));
        painter.setPen(accent);
        painter.drawStaticText(corner, laidOut);
    }
}

void DiagramPainter::paintAdditions(QPainter &painter, const DiagramScene &scene,
                                    const Frame &frame)
{
    for (const auto &addition : scene.additions) {
        const auto color = m_theme.color(roleOf(addition.mark));
        // Not half outside where it lies on the edge.
        const double y = std::clamp(std::round(addition.y), 1.0, frame.size.height() - 1);
        paintLevelLine(painter, frame.lanesLeft, frame.size.width(), y, 1, true, color);
        if (addition.label.isEmpty()) continue;
        const auto laidOut = m_texts.text(addition.label);
        const auto size = laidOut.size();
        const double lowest = frame.size.height() - size.height();
        const QPointF corner(frame.lanesLeft + labelDistance,
                             std::clamp(std::round(y - size.height() / 2), 0.0, lowest));
        auto ground = veil(corner.y() + size.height() / 2);
        ground.setAlpha(255);
        painter.fillRect(QRectF(corner, size).adjusted(-4, 0, 4, 0), ground);
        painter.setPen(color);
        painter.drawStaticText(corner, laidOut);
    }
}

} // namespace playhead
