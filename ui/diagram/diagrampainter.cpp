// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/diagrampainter.h"

#include "numbertext.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

QPen lifelinePen(const QColor &color, bool dashed)
{
    QPen result(color, 1, dashed ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap);
    if (dashed) result.setDashPattern({4, 3});
    return result;
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

void DiagramPainter::paint(QPainter &painter, const DiagramScene &scene, const Frame &frame)
{
    painter.fillRect(QRectF(QPointF(0, 0), frame.size), m_theme.color(ColorRole::Canvas));
    const auto font = m_theme.dataFont();
    m_texts.setFont(font);
    painter.setFont(font);
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
    paintSourceGaps(painter, scene, frame);
    paintLit(painter, scene, frame);
    paintActivations(painter, scene);
    paintSpans(painter, scene);
    paintMarks(painter, scene);
    paintArrows(painter, scene);
    paintStandings(painter, scene);
    painter.restore();
    paintGaps(painter, scene, frame);
    paintGutter(painter, scene, frame);
    paintTicks(painter, scene, frame);
    paintPlayhead(painter, scene, frame);
    paintAdditions(painter, scene, frame);
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
        painter.setPen(lifelinePen(color, !solid));
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
        const auto laidOut = m_texts.text(text);
        const double x =
            frame.lanesLeft + (frame.size.width() - frame.lanesLeft - laidOut.size().width()) / 2;
        const QPointF corner(std::round(x), std::round(middle - laidOut.size().height() / 2));
        painter.fillRect(QRectF(corner, laidOut.size()).adjusted(-6, 0, 6, 0), fill);
        painter.setPen(m_theme.color(ColorRole::MutedText));
        painter.drawStaticText(corner, laidOut);
    }
}

void DiagramPainter::paintSourceGaps(QPainter &painter, const DiagramScene &scene,
                                     const Frame &frame)
{
    constexpr float labelled = 0.16F; // so that the text on it can be read
    constexpr float alone = 0.6F;
    for (const auto &gap : scene.sourceGaps) {
        const auto color =
            dimmed(m_theme.color(gap.lost ? ColorRole::Failure : ColorRole::Success), gap.dimmed);
        const double top = std::round(gap.y) + (gap.label.isEmpty() ? 0 : 3);
        const double height = std::max(2.0, std::round(gap.height) - (gap.label.isEmpty() ? 0 : 6));
        const QRectF band(frame.lanesLeft, top, frame.size.width() - frame.lanesLeft, height);
        auto fill = color;
        fill.setAlphaF(gap.label.isEmpty() ? alone : labelled);
        painter.fillRect(band, fill);
        if (gap.label.isEmpty()) continue;
        painter.fillRect(QRectF(band.topLeft(), QSizeF(band.width(), 1)), color);
        painter.fillRect(QRectF(band.left(), band.bottom() - 1, band.width(), 1), color);
        const auto laidOut = m_texts.fitted(gap.label, band.width() - 24);
        const auto size = laidOut.size();
        painter.setPen(color);
        painter.drawStaticText(QPointF(std::round(band.center().x() - size.width() / 2),
                                       std::round(band.center().y() - size.height() / 2)),
                               laidOut);
    }
}

void DiagramPainter::paintGutter(QPainter &painter, const DiagramScene &scene, const Frame &frame)
{
    const auto shade = scene.playheadY;
    const bool crowded = !scene.rows.empty() && scene.rows.front().height < 16;
    const double lineHeight = m_texts.lineHeight();
    double lastY = -100;
    for (const auto &row : scene.rows) {
        if (crowded && row.y - lastY < 16) continue;
        lastY = row.y;
        const bool current = row.y == scene.playheadTop && shade > 0;
        const auto role = current      ? ColorRole::Text
                          : row.dimmed ? ColorRole::FaintText
                                       : ColorRole::MutedText;
        painter.setPen(m_theme.color(role));
        const auto position = exactNumber(row.position.value());
        auto time = gutterTime(row.time, frame.span);
        if (scene.isDensity) {
            const double y = std::round(row.y);
            m_texts.drawNumber(painter, QPointF(12, y), position);
            m_texts.drawNumber(painter, QPointF(12, y + lineHeight), time);
            continue;
        }
        const double positionWidth = m_texts.numberWidth(position);
        // Hours, then minutes go where the position needs their room; the tool tip has them.
        while (time.size() > 6 && positionWidth + m_texts.numberWidth(time) > frame.lanesLeft - 24)
            time.remove(0, 3);
        // The position ends where the time begins, whatever the number of digits.
        const double timeX = frame.lanesLeft - 10 - m_texts.numberWidth(time);
        const double positionX = std::max(4.0, timeX - 10 - positionWidth);
        const double y = std::round(row.y + (row.height - lineHeight) / 2);
        m_texts.drawNumber(painter, QPointF(std::round(positionX), y), position);
        m_texts.drawNumber(painter, QPointF(std::round(timeX), y), time);
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
    const auto laidOut = m_texts.text(frame.playheadText);
    const QPointF corner(frame.size.width() - laidOut.size().width() - 8,
                         y - laidOut.size().height() - 1);
    if (scene.playheadY - scene.playheadTop < laidOut.size().height()) return;
    painter.fillRect(QRectF(corner, laidOut.size()).adjusted(-4, 0, 4, -1), veil(y - 4));
    painter.setPen(accent);
    painter.drawStaticText(corner, laidOut);
}

} // namespace playhead
