// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/diagrampainter.h"

#include "numbertext.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

constexpr double headLength = 9;
constexpr double headHalf = 4.5;
constexpr double activationWidth = 8;
constexpr double nestedShift = 5; ///< between activations that last at the same time
constexpr int deepestNested = 4;
constexpr double loopWidth = 30; ///< of an arrow from a participant to itself
constexpr double nearLifeline = 5;
constexpr int mostTexts = 4000;
constexpr double smallestRoundMark = 9; ///< height of a row

QPen pen(const QColor &color, double width, Qt::PenStyle style = Qt::SolidLine)
{
    QPen result(color, width, style, Qt::FlatCap);
    if (style == Qt::DashLine) result.setDashPattern({4 / width, 3 / width});
    return result;
}

enum class Head { Filled, Open, Cross, Square, Hollow };

Head headOf(const DiagramScene::Arrow &arrow)
{
    switch (arrow.kind) {
    case StepKind::Ack:
    case StepKind::Reply: return Head::Open;
    case StepKind::Nack: return Head::Cross;
    case StepKind::DeadLetter: return Head::Square;
    case StepKind::Command:
    case StepKind::Query:
    case StepKind::Publish:
    case StepKind::Deliver: break;
    }
    return arrow.inferred ? Head::Hollow : Head::Filled;
}

void paintHead(QPainter &painter, Head head, double x, double y, double direction,
               const QColor &color, const QColor &canvas, double size)
{
    const double back = x - direction * headLength * size;
    const double half = headHalf * size;
    painter.setRenderHint(QPainter::Antialiasing);
    switch (head) {
    case Head::Filled:
    case Head::Hollow:
        painter.setPen(pen(color, 1.2));
        painter.setBrush(head == Head::Filled ? color : canvas);
        painter.drawPolygon(
            QPolygonF({QPointF(x, y), QPointF(back, y - half), QPointF(back, y + half)}));
        break;
    case Head::Open:
        painter.setPen(pen(color, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(
            QPolygonF({QPointF(back, y - half), QPointF(x, y), QPointF(back, y + half)}));
        break;
    case Head::Cross: {
        const double middle = x - direction * half;
        painter.setPen(pen(color, 2));
        painter.drawLine(QPointF(middle - half, y - half), QPointF(middle + half, y + half));
        painter.drawLine(QPointF(middle - half, y + half), QPointF(middle + half, y - half));
        break;
    }
    case Head::Square: {
        const double middle = x - direction * half;
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawRect(QRectF(middle - half, y - half, 2 * half, 2 * half));
        break;
    }
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

bool isDashed(StepKind kind)
{
    return kind == StepKind::Ack || kind == StepKind::Nack || kind == StepKind::Reply;
}

double lineWidth(StepKind kind)
{
    return kind == StepKind::Publish || kind == StepKind::Command || kind == StepKind::Query ? 2.0
                                                                                             : 1.3;
}

} // namespace

QString gutterTime(Timestamp time, Duration span)
{
    const auto text = QString::fromStdString(formatTimeOfDay(time));
    constexpr Duration minute = 60 * nanosecondsPerSecond;
    if (span < minute) return text.mid(6);
    return span < 60 * minute ? text.mid(3) : text;
}

QColor DiagramPainter::dimmed(const QColor &color, bool dim) const
{
    if (!dim) return color;
    const auto canvas = m_theme.color(ColorRole::Canvas);
    constexpr double keep = 0.38;
    return QColor::fromRgbF(float(color.redF() * keep + canvas.redF() * (1 - keep)),
                            float(color.greenF() * keep + canvas.greenF() * (1 - keep)),
                            float(color.blueF() * keep + canvas.blueF() * (1 - keep)));
}

QColor DiagramPainter::arrowColor(const DiagramScene::Arrow &arrow) const
{
    if (arrow.failed) return m_theme.color(ColorRole::Failure);
    if (arrow.retry) return m_theme.color(ColorRole::Warning);
    return m_theme.typeColor(arrow.type);
}

QStaticText DiagramPainter::staticText(const QString &text, const QFont &font)
{
    auto found = m_texts.find(text);
    if (found == m_texts.end()) {
        if (m_texts.size() > mostTexts) m_texts.clear();
        QStaticText laidOut(text);
        laidOut.setTextFormat(Qt::PlainText);
        laidOut.setPerformanceHint(QStaticText::AggressiveCaching);
        laidOut.prepare(QTransform(), font);
        found = m_texts.insert(text, laidOut);
    }
    return *found;
}

void DiagramPainter::paint(QPainter &painter, const DiagramScene &scene, const Frame &frame)
{
    painter.fillRect(QRectF(QPointF(0, 0), frame.size), m_theme.color(ColorRole::Canvas));
    painter.setFont(m_theme.dataFont());
    const QRectF lanes(frame.lanesLeft, 0, frame.size.width() - frame.lanesLeft,
                       frame.size.height());
    m_shadeTop = scene.isDensity ? -1 : scene.playheadTop;
    m_shadeBottom = scene.isDensity ? -1 : scene.playheadY;
    paintRowShade(painter, scene, frame);
    painter.save();
    painter.setClipRect(lanes);
    if (!scene.isDensity) paintLifelines(painter, scene, frame);
    paintDensity(painter, scene);
    if (scene.isDensity) paintLifelines(painter, scene, frame);
    paintActivations(painter, scene);
    paintSpans(painter, scene);
    paintMarks(painter, scene);
    paintArrows(painter, scene);
    painter.restore();
    paintGaps(painter, scene, frame);
    paintGutter(painter, scene, frame);
    paintPlayhead(painter, scene, frame);
}

void DiagramPainter::paintRowShade(QPainter &painter, const DiagramScene &scene,
                                   const Frame &frame) const
{
    if (scene.playheadY < 0 || scene.isDensity) return;
    painter.fillRect(
        QRectF(0, scene.playheadTop, frame.size.width(), scene.playheadY - scene.playheadTop),
        m_theme.color(ColorRole::Selection));
}

void DiagramPainter::paintLifelines(QPainter &painter, const DiagramScene &scene,
                                    const Frame &frame) const
{
    const auto color = m_theme.color(ColorRole::Lifeline);
    for (const auto &line : scene.lifelines) {
        const bool solid = line.channel || scene.isDensity;
        painter.setPen(solid ? pen(color, 1) : pen(color, 1, Qt::DashLine));
        const double x = std::round(line.x) + 0.5;
        painter.drawLine(QPointF(x, 0), QPointF(x, frame.size.height()));
    }
}

void DiagramPainter::paintDensity(QPainter &painter, const DiagramScene &scene) const
{
    const auto canvas = m_theme.color(ColorRole::Canvas);
    for (const auto &density : scene.densities) {
        const auto color = QColor::fromRgb(density.color);
        const double s = density.strength;
        const auto mix = [s](int flow, int ground) {
            return static_cast<int>(std::lround(flow * s + ground * (1 - s)));
        };
        painter.fillRect(density.rect,
                         QColor(mix(color.red(), canvas.red()), mix(color.green(), canvas.green()),
                                mix(color.blue(), canvas.blue())));
    }
    const auto failure = m_theme.color(ColorRole::Failure);
    for (const auto &line : scene.failures) {
        auto color = dimmed(failure, line.dimmed);
        color.setAlphaF(line.strength);
        painter.fillRect(QRectF(line.fromX, std::round(line.y), line.toX - line.fromX, 2), color);
    }
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
        painter.setPen(pen(color, 2));
        const double y = std::round(span.y);
        painter.drawLine(QPointF(span.fromX, y), QPointF(span.toX, y));
        if (span.label.isEmpty()) continue;
        const auto text =
            dimmed(m_theme.color(span.failed ? ColorRole::Failure : ColorRole::Text), span.dimmed);
        const auto laidOut = staticText(span.label, m_theme.dataFont());
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
    painter.setRenderHint(QPainter::Antialiasing, !tiny);
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
        painter.setPen(pen(color, 1.6));
        painter.setBrush(pending ? canvas : color);
        if (mark.fate == DiagramScene::Mark::Fate::Failed) {
            painter.drawLine(middle + QPointF(-4, -4), middle + QPointF(4, 4));
            painter.drawLine(middle + QPointF(-4, 4), middle + QPointF(4, -4));
        } else {
            painter.drawEllipse(middle, 4, 4);
        }
        if (mark.label.isEmpty()) continue;
        painter.setPen(color);
        const auto laidOut = staticText(mark.label, m_theme.dataFont());
        painter.drawStaticText(QPointF(middle.x() + 8, middle.y() - laidOut.size().height() - 2),
                               laidOut);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
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
    const auto canvas = m_theme.color(ColorRole::Canvas);
    const double size = arrow.label.isEmpty() ? 0.6 : 1;
    const double y = std::round(arrow.y) + 0.5;
    auto style = isDashed(arrow.kind) ? Qt::DashLine : Qt::SolidLine;
    const auto line = pen(color, lineWidth(arrow.kind), style);
    auto labelRole = arrow.failed ? ColorRole::Failure
                     : arrow.kind == StepKind::Ack || arrow.kind == StepKind::Reply
                         ? ColorRole::MutedText
                         : ColorRole::Text;
    const auto labelColor = dimmed(m_theme.color(labelRole), arrow.dimmed);

    if (arrow.fromX == arrow.toX) {
        const double x = arrow.fromX + nearLifeline;
        painter.setPen(line);
        painter.drawPolyline(QPolygonF({QPointF(x, y - 8), QPointF(x + loopWidth, y - 8),
                                        QPointF(x + loopWidth, y), QPointF(x + headLength, y)}));
        paintHead(painter, headOf(arrow), x, y, -1, color, canvas, size);
        if (!arrow.label.isEmpty()) {
            painter.setPen(labelColor);
            painter.drawStaticText(QPointF(x + loopWidth + 6, y - 14),
                                   staticText(arrow.label, m_theme.dataFont()));
        }
        return;
    }
    const double direction = arrow.toX > arrow.fromX ? 1 : -1;
    const double from = arrow.fromX + direction * nearLifeline;
    const double to = arrow.toX - direction * nearLifeline;
    painter.setPen(line);
    painter.drawLine(QPointF(from, y), QPointF(to - direction * (isDashed(arrow.kind) ? 1 : 6), y));
    if (arrow.kind == StepKind::Publish || arrow.kind == StepKind::Command
        || arrow.kind == StepKind::Query) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(pen(color, 1.2));
        painter.setBrush(arrow.inferred ? canvas : color);
        painter.drawEllipse(QPointF(from, y), 3 * size, 3 * size);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    paintHead(painter, headOf(arrow), to, y, direction, color, canvas, size);
    if (!arrow.label.isEmpty())
        paintLabel(painter, arrow.label, (from + to) / 2, y - 4, std::abs(to - from) + 40,
                   labelColor);
}

void DiagramPainter::paintLabel(QPainter &painter, const QString &text, double x, double y,
                                double room, const QColor &color)
{
    const auto font = m_theme.dataFont();
    auto shown = text;
    auto laidOut = staticText(shown, font);
    if (laidOut.size().width() > room) {
        shown = QFontMetricsF(font).elidedText(text, Qt::ElideMiddle, room);
        laidOut = staticText(shown, font);
    }
    const auto size = laidOut.size();
    const QPointF corner(std::round(x - size.width() / 2), std::round(y - size.height() + 2));
    // The text covers lifelines and activation boxes that it crosses, so that it can be read.
    painter.fillRect(QRectF(corner + QPointF(-2, 2), size - QSizeF(-4, 4)), veil(y));
    painter.setPen(color);
    painter.drawStaticText(corner, laidOut);
}

QColor DiagramPainter::veil(double y) const
{
    const bool shaded = y >= m_shadeTop && y <= m_shadeBottom;
    auto color = m_theme.color(shaded ? ColorRole::Selection : ColorRole::Canvas);
    color.setAlphaF(0.8F);
    return color;
}

void DiagramPainter::paintGaps(QPainter &painter, const DiagramScene &scene, const Frame &frame)
{
    for (const auto &gap : scene.gaps) {
        const QRectF band(0, gap.y, frame.size.width(), gap.height);
        const double middle = band.center().y();
        auto fill = m_theme.color(ColorRole::Window);
        painter.fillRect(band, fill);
        const auto text = QChar(0x00b7) + QString(QStringLiteral("\u00b7\u00b7 ")) + gap.label
                          + QStringLiteral(" \u00b7\u00b7") + QChar(0x00b7);
        const auto laidOut = staticText(text, m_theme.dataFont());
        const double x =
            frame.lanesLeft + (frame.size.width() - frame.lanesLeft - laidOut.size().width()) / 2;
        const QPointF corner(std::round(x), std::round(middle - laidOut.size().height() / 2));
        painter.fillRect(QRectF(corner, laidOut.size()).adjusted(-6, 0, 6, 0), fill);
        painter.setPen(m_theme.color(ColorRole::MutedText));
        painter.drawStaticText(corner, laidOut);
    }
}

void DiagramPainter::paintGutter(QPainter &painter, const DiagramScene &scene, const Frame &frame)
{
    const auto font = m_theme.dataFont();
    const auto shade = scene.playheadY;
    const bool crowded = !scene.rows.empty() && scene.rows.front().height < 16;
    double lastY = -100;
    for (const auto &row : scene.rows) {
        if (crowded && row.y - lastY < 16) continue;
        lastY = row.y;
        const bool current = row.y == scene.playheadTop && shade > 0;
        const auto role = current      ? ColorRole::Text
                          : row.dimmed ? ColorRole::FaintText
                                       : ColorRole::MutedText;
        painter.setPen(m_theme.color(role));
        const auto position = staticText(exactNumber(row.position.value()), font);
        auto timeText = gutterTime(row.time, frame.span);
        auto time = staticText(timeText, font);
        // Hours, then minutes go where the position needs their room; the tool tip has them.
        while (!scene.isDensity && timeText.size() > 6
               && position.size().width() + time.size().width() > frame.lanesLeft - 24) {
            timeText.remove(0, 3);
            time = staticText(timeText, font);
        }
        double y = row.y + (row.height - position.size().height()) / 2;
        if (scene.isDensity) y = row.y;
        y = std::round(y);
        if (scene.isDensity) {
            painter.drawStaticText(QPointF(12, y), position);
            painter.drawStaticText(QPointF(12, y + position.size().height()), time);
            continue;
        }
        // The position ends where the time begins, whatever the number of digits.
        const double timeX = frame.lanesLeft - 10 - time.size().width();
        const double positionX = std::max(4.0, timeX - 10 - position.size().width());
        painter.drawStaticText(QPointF(std::round(positionX), y), position);
        painter.drawStaticText(QPointF(std::round(timeX), y), time);
    }
}

void DiagramPainter::paintPlayhead(QPainter &painter, const DiagramScene &scene, const Frame &frame)
{
    if (scene.playheadY < 0) return;
    const auto accent = m_theme.color(ColorRole::Accent);
    double y = std::round(scene.playheadY);
    if (y > frame.size.height() - 1 && scene.playheadTop < frame.size.height())
        y = frame.size.height() - 1; // the last row: the line would be cut in half
    painter.fillRect(QRectF(0, y - 1, frame.size.width(), 2), accent);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(accent);
    painter.drawPolygon(QPolygonF({QPointF(0, y - 7), QPointF(10, y), QPointF(0, y + 7)}));
    painter.setRenderHint(QPainter::Antialiasing, false);
    const auto font = m_theme.dataFont();
    const auto laidOut = staticText(frame.playheadText, font);
    const QPointF corner(frame.size.width() - laidOut.size().width() - 8,
                         y - laidOut.size().height() - 1);
    if (scene.playheadY - scene.playheadTop < laidOut.size().height()) return;
    painter.fillRect(QRectF(corner, laidOut.size()).adjusted(-4, 0, 4, -1), veil(y - 4));
    painter.setPen(accent);
    painter.drawStaticText(corner, laidOut);
}

} // namespace playhead
