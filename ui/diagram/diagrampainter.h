// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/diagramscene.h"
#include "diagram/shapecache.h"
#include "diagram/textcache.h"
#include "theme.h"

#include <QPainter>

namespace playhead {

/// Draws a DiagramScene. Keeps laid-out texts and small shapes between frames, so one painter
/// serves one widget. Reads nothing but scene and theme. Interface thread. Cost: half a millisecond
/// for 60 rows, half of it for filling the canvas.
class DiagramPainter
{
public:
    explicit DiagramPainter(const Theme &theme) : m_theme(theme) {}

    struct Frame
    {
        QSizeF size;          ///< of the canvas
        double lanesLeft = 0; ///< where the gutter ends
        Timestamp origin = 0; ///< times are shown as this log needs them
        Duration span = 0;    ///< of the whole log
        bool following = false;
        QString playheadText; ///< beside the playhead
    };

    void paint(QPainter &painter, const DiagramScene &scene, const Frame &frame);

    /// To be called when theme or fonts change.
    void clear()
    {
        m_texts.clear();
        m_shapes.clear();
    }

    /// The colour of an edit that makes this of an event.
    [[nodiscard]] static ColorRole roleOf(BranchMark mark);

private:
    /// As filled rectangles: crisp at any pixel ratio, and a tenth of the cost of a stroke.
    static void paintLevelLine(QPainter &painter, double from, double to, double y, double width,
                               bool dashed, const QColor &color);
    void paintRowShade(QPainter &painter, const DiagramScene &scene, const Frame &frame) const;
    void paintLifelines(QPainter &painter, const DiagramScene &scene, const Frame &frame) const;
    void paintDensity(QPainter &painter, const DiagramScene &scene) const;
    void paintActivations(QPainter &painter, const DiagramScene &scene) const;
    void paintSpans(QPainter &painter, const DiagramScene &scene);
    void paintMarks(QPainter &painter, const DiagramScene &scene);
    void paintArrows(QPainter &painter, const DiagramScene &scene);
    void paintArrow(QPainter &painter, const DiagramScene::Arrow &arrow);
    void paintLit(QPainter &painter, const DiagramScene &scene, const Frame &frame) const;
    void paintTicks(QPainter &painter, const DiagramScene &scene, const Frame &frame) const;
    void paintStandings(QPainter &painter, const DiagramScene &scene);
    void paintAdditions(QPainter &painter, const DiagramScene &scene, const Frame &frame);
    void paintSourceGaps(QPainter &painter, const DiagramScene &scene, const Frame &frame);
    void paintGaps(QPainter &painter, const DiagramScene &scene, const Frame &frame);
    void paintGutter(QPainter &painter, const DiagramScene &scene, const Frame &frame);
    void paintPlayhead(QPainter &painter, const DiagramScene &scene, const Frame &frame);

    /// Text with its middle at x and its baseline above y, on the canvas's colour.
    void paintLabel(QPainter &painter, const QString &text, double x, double y, double room,
                    const QColor &color);

    /// What a text at y lies on, so that lines below it do not cross it.
    [[nodiscard]] QColor veil(double y) const;
    [[nodiscard]] QColor dimmed(const QColor &color, bool dim) const;
    [[nodiscard]] QColor arrowColor(const DiagramScene::Arrow &arrow) const;

    const Theme &m_theme;
    double m_shadeTop = -1; ///< of the playhead's row in the scene being painted
    double m_shadeBottom = -1;
    TextCache m_texts;
    ShapeCache m_shapes;
};

/// `12:04:31.882`, or without hours and minutes where the log is short enough.
[[nodiscard]] QString gutterTime(Timestamp time, Duration span);

} // namespace playhead
