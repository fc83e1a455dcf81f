// SPDX-License-Identifier: GPL-3.0-or-later
// DiagramPainter: what stands on the rows. The rest is in diagrampainter.cpp.
#include "diagram/diagrampainter.h"

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

using Kind = ShapeCache::Kind;

constexpr double activationWidth = 8;
constexpr double nestedShift = 5; ///< between activations that last at the same time
constexpr int deepestNested = 4;
constexpr double loopWidth = 30; ///< of an arrow from a participant to itself
constexpr double loopEnd = 9;    ///< where its line meets its head
constexpr double nearLifeline = 5;
constexpr double smallestRoundMark = 9; ///< height of a row
constexpr double litStroke = 1;         ///< that the line of a lit arrow is thicker
constexpr double dash = 4;
constexpr double dashGap = 3;

QPen pen(const QColor &color, double width, Qt::PenStyle style = Qt::SolidLine)
{
    QPen result(color, width, style, Qt::FlatCap);
    if (style == Qt::DashLine) result.setDashPattern({dash / width, dashGap / width});
    return result;
}

Kind headOf(const DiagramScene::Arrow &arrow)
{
    switch (arrow.kind) {
    case StepKind::Ack:
    case StepKind::Reply: return Kind::Open;
    case StepKind::Nack: return Kind::Cross;
    case StepKind::DeadLetter: return Kind::Square;
    case StepKind::Command:
    case StepKind::Query:
    case StepKind::Publish:
    case StepKind::Deliver: break;
    }
    return Kind::Filled;
}

bool isDashed(StepKind kind)
{
    return kind == StepKind::Ack || kind == StepKind::Nack || kind == StepKind::Reply;
}

bool isOrigin(StepKind kind)
{
    return kind == StepKind::Publish || kind == StepKind::Command || kind == StepKind::Query;
}

double lineWidth(StepKind kind)
{
    return isOrigin(kind) ? 2.0 : 1.3;
}

ColorRole labelRoleOf(const DiagramScene::Arrow &arrow)
{
    if (arrow.mark != BranchMark::None) return DiagramPainter::roleOf(arrow.mark);
    if (arrow.failed) return ColorRole::Failure;
    return arrow.kind == StepKind::Ack || arrow.kind == StepKind::Reply ? ColorRole::MutedText
                                                                        : ColorRole::Text;
}

} // namespace

void DiagramPainter::paintLevelLine(QPainter &painter, double from, double to, double y,
                                    double width, bool dashed, const QColor &color)
{
    const double top = y - width / 2;
    if (!dashed) {
        painter.fillRect(QRectF(std::min(from, to), top, std::abs(to - from), width), color);
        return;
    }
    const double direction = to > from ? 1 : -1;
    const double length = std::abs(to - from);
    for (double at = 0; at < length; at += dash + dashGap) {
        const double filled = std::min(dash, length - at);
        const double left = from + direction * at - (direction < 0 ? filled : 0);
        painter.fillRect(QRectF(left, top, filled, width), color);
    }
}

ColorRole DiagramPainter::roleOf(BranchMark mark)
{
    switch (mark) {
    case BranchMark::None: break;
    case BranchMark::Skipped: return ColorRole::Failure;
    case BranchMark::Changed: return ColorRole::Warning;
    case BranchMark::Moved: return ColorRole::Accent;
    case BranchMark::Added: return ColorRole::Success;
    }
    return ColorRole::Text;
}

QColor DiagramPainter::arrowColor(const DiagramScene::Arrow &arrow) const
{
    if (arrow.failed) return m_theme.color(ColorRole::Failure);
    if (arrow.retry) return m_theme.color(ColorRole::Warning);
    return m_theme.typeColor(arrow.type);
}

void DiagramPainter::paintActivations(QPainter &painter, const DiagramScene &scene) const
{
    const auto fill = m_theme.color(ColorRole::Activation);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto &box : scene.activations) {
        const auto color =
            box.failed ? m_theme.color(ColorRole::Failure) : m_theme.typeColor(box.type);
        painter.setPen(pen(dimmed(color, box.dimmed), 1, box.open ? Qt::DashLine : Qt::SolidLine));
        painter.setBrush(dimmed(fill, box.dimmed));
        const double shift = nestedShift * std::min(box.depth, deepestNested);
        painter.drawRoundedRect(QRectF(std::round(box.x) - activationWidth / 2 + 0.5 + shift,
                                       box.top, activationWidth, box.bottom - box.top),
                                2, 2);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void DiagramPainter::paintSpans(QPainter &painter, const DiagramScene &scene)
{
    for (const auto &span : scene.spans) {
        const auto color = dimmed(m_theme.typeColor(span.type), span.dimmed);
        const double y = std::round(span.y);
        paintLevelLine(painter, span.fromX, span.toX, y, 2, false, color);
        if (span.label.isEmpty()) continue;
        const auto text =
            dimmed(m_theme.color(span.failed ? ColorRole::Failure : ColorRole::Text), span.dimmed);
        const auto laidOut = m_texts.text(span.label);
        const auto size = laidOut.size();
        const QPointF corner(std::round(span.fromX + 10), std::round(y - size.height() - 3));
        painter.fillRect(QRectF(corner + QPointF(-2, 2), size - QSizeF(-4, 4)), veil(y - 4));
        painter.setPen(text);
        painter.drawStaticText(corner, laidOut);
    }
}

void DiagramPainter::paintMarks(QPainter &painter, const DiagramScene &scene)
{
    const auto canvas = m_theme.color(ColorRole::Canvas);
    const bool tiny = !scene.rows.empty() && scene.rows.front().height < smallestRoundMark;
    for (const auto &mark : scene.marks) {
        auto role = ColorRole::Success;
        if (mark.fate == DiagramScene::Mark::Fate::Failed) role = ColorRole::Failure;
        if (mark.fate == DiagramScene::Mark::Fate::Retried) role = ColorRole::Warning;
        const bool pending = mark.fate == DiagramScene::Mark::Fate::Pending;
        const auto color =
            dimmed(pending ? m_theme.typeColor(mark.type) : m_theme.color(role), mark.dimmed);
        const QPointF middle(std::round(mark.x) + 0.5, std::round(mark.y));
        if (tiny) { // hundreds of them: small squares, which cost little
            painter.fillRect(QRectF(middle.x() - 2.5, middle.y() - 2, 4, 4), color);
            if (pending) painter.fillRect(QRectF(middle.x() - 1.5, middle.y() - 1, 2, 2), canvas);
            continue;
        }
        const bool failed = mark.fate == DiagramScene::Mark::Fate::Failed;
        m_shapes.draw(painter,
                      {failed ? Kind::MarkCross : Kind::Mark, false, false, color.rgb(),
                       (pending ? canvas : color).rgb()},
                      middle);
        if (mark.label.isEmpty()) continue;
        painter.setPen(color);
        const auto laidOut = m_texts.text(mark.label);
        painter.drawStaticText(QPointF(middle.x() + 8, middle.y() - laidOut.size().height() - 2),
                               laidOut);
    }
}

void DiagramPainter::paintArrows(QPainter &painter, const DiagramScene &scene)
{
    if (scene.isDensity) return;
    for (const auto &arrow : scene.arrows)
        paintArrow(painter, arrow);
}

void DiagramPainter::paintArrow(QPainter &painter, const DiagramScene::Arrow &arrow)
{
    const auto color = dimmed(arrowColor(arrow), arrow.dimmed);
    const bool small = arrow.label.isEmpty();
    const double y = std::round(arrow.y) + 0.5;
    const bool dashed = isDashed(arrow.kind);
    const double width = lineWidth(arrow.kind) + (arrow.lit ? litStroke : 0);
    const auto labelRole = labelRoleOf(arrow);
    const auto fill = arrow.inferred ? m_theme.color(ColorRole::Canvas) : color;
    const auto shape = [&](Kind kind, bool leftwards, double x) {
        const bool hollow = kind == Kind::Filled || kind == Kind::Origin; // where it is inferred
        m_shapes.draw(painter, {kind, leftwards, small, color.rgb(), (hollow ? fill : color).rgb()},
                      {x, y});
    };

    if (arrow.fromX == arrow.toX) {
        const double x = arrow.fromX + nearLifeline;
        painter.setPen(pen(color, width, dashed ? Qt::DashLine : Qt::SolidLine));
        painter.drawPolyline(QPolygonF({QPointF(x, y - 8), QPointF(x + loopWidth, y - 8),
                                        QPointF(x + loopWidth, y), QPointF(x + loopEnd, y)}));
        shape(headOf(arrow), true, x);
        if (!arrow.label.isEmpty()) {
            painter.setPen(dimmed(m_theme.color(labelRole), arrow.dimmed));
            painter.drawStaticText(QPointF(x + loopWidth + 6, y - 14), m_texts.text(arrow.label));
        }
        return;
    }
    const double direction = arrow.toX > arrow.fromX ? 1 : -1;
    const double from = arrow.fromX + direction * nearLifeline;
    const double to = arrow.toX - direction * nearLifeline;
    paintLevelLine(painter, from, to - direction * (dashed ? 1 : 6), y, width, dashed, color);
    if (isOrigin(arrow.kind)) shape(Kind::Origin, false, from);
    shape(headOf(arrow), direction < 0, to);
    if (!arrow.label.isEmpty())
        paintLabel(painter, arrow.label, (from + to) / 2, y - 4, std::abs(to - from) + 40,
                   dimmed(m_theme.color(labelRole), arrow.dimmed));
}

void DiagramPainter::paintLabel(QPainter &painter, const QString &text, double x, double y,
                                double room, const QColor &color)
{
    const auto laidOut = m_texts.fitted(text, room);
    const auto size = laidOut.size();
    const QPointF corner(std::round(x - size.width() / 2), std::round(y - size.height() + 2));
    // The text covers lifelines and activation boxes that it crosses, so that it can be read.
    painter.fillRect(QRectF(corner + QPointF(-2, 2), size - QSizeF(-4, 4)), veil(y));
    painter.setPen(color);
    painter.drawStaticText(corner, laidOut);
}

} // namespace playhead
