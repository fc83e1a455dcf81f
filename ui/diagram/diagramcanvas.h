// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/diagramlayout.h"
#include "diagram/diagrampainter.h"
#include "theme.h"

#include <QWidget>

#include <functional>

namespace playhead {

/// The part of the diagram below its headers: paints the scene and turns pointer and wheel into
/// wishes. Knows neither log nor ViewState but through the DiagramInput it is given. Interface
/// thread.
class DiagramCanvas : public QWidget
{
    Q_OBJECT

public:
    explicit DiagramCanvas(const Theme &theme, QWidget *parent = nullptr);

    /// Called when a new picture is needed: what to draw, and what frames it.
    using Source = std::function<DiagramInput()>;
    void setSource(Source source) { m_source = std::move(source); }
    /// Called for the tool tip at a row: plain text, empty for none.
    using Tip = std::function<QString(std::uint64_t row, const QPointF &at)>;
    void setTip(Tip tip) { m_tip = std::move(tip); }

    /// What to say where there is nothing to draw.
    void setEmptyText(const QString &title, const QString &hint);

    /// Draws anew at the next frame.
    void invalidate();

    /// The scene as of the last frame, made now if it is out of date.
    const DiagramScene &scene();
    [[nodiscard]] DensityCache &density() { return m_density; }

    /// The row at a pixel; -1: none.
    [[nodiscard]] qint64 rowAt(double y);

signals:
    void rowClicked(quint64 row);
    void rowDoubleClicked(quint64 row);
    void scrollWished(double rows, double pixelsSideways); ///< positive: down, right
    void dragged(const QPointF &pixels); ///< positive: the content moves down, right
    void zoomWished(double factor, double y);
    void resized();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void paintEmpty(QPainter &painter);

    const Theme &m_theme;
    Source m_source;
    Tip m_tip;
    QString m_emptyTitle;
    QString m_emptyHint;
    DiagramPainter m_painter;
    DensityCache m_density;
    DiagramInput m_input;
    DiagramScene m_scene;
    bool m_dirty = true;
    QPointF m_pressedAt;
    QPointF m_lastAt;
    bool m_dragging = false;
    bool m_doubleClicked = false;
};

} // namespace playhead
