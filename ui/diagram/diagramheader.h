// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/lanes.h"
#include "theme.h"

#include <QWidget>

#include <optional>

namespace playhead {

/// The pinned names over the lifelines. Dragging one reorders, a double click collapses, the
/// context menu hides and groups. Interface thread.
class DiagramHeader : public QWidget
{
    Q_OBJECT

public:
    DiagramHeader(ViewState &state, Lanes &lanes, const Theme &theme, QWidget *parent = nullptr);

    /// Where the lanes are; told by the diagram.
    void setPlan(const LanePlan &plan, double scrollX);

    /// What the names need, for planLanes().
    [[nodiscard]] double widthOf(ParticipantId participant) const;

    [[nodiscard]] QSize sizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    [[nodiscard]] QString nameOf(ParticipantId participant) const;
    [[nodiscard]] QRectF pill(const Lane &lane) const;
    [[nodiscard]] const Lane *laneAt(const QPointF &point) const;
    void paintLane(QPainter &painter, const Lane &lane, const QFont &font) const;
    [[nodiscard]] QFont nameFont() const;

    ViewState &m_state;
    Lanes &m_lanes;
    const Theme &m_theme;
    LanePlan m_plan;
    double m_scrollX = 0;
    ParticipantId m_pressed;
    QPointF m_pressedAt;
    std::optional<double> m_dragX; ///< of the pointer, while a lane is dragged
};

} // namespace playhead
