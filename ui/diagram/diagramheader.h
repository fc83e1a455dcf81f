// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/lanes.h"
#include "theme.h"

#include <QFont>
#include <QHash>
#include <QStringList>
#include <QWidget>

#include <cstdint>
#include <optional>
#include <utility>

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
    /// Whether the step at the playhead goes from or to a participant.
    void updateInvolved();
    void paintLane(QPainter &painter, const Lane &lane) const;
    [[nodiscard]] QFont nameFont() const;
    /// Breaks and shortens the names for the plan: not on every frame.
    void layoutNames();

    ViewState &m_state;
    Lanes &m_lanes;
    const Theme &m_theme;
    LanePlan m_plan;
    QFont m_font;                                       ///< of the names, as of layoutNames()
    QStringList m_names;                                ///< a lane each, as they are drawn
    mutable QHash<std::uint16_t, double> m_widths;      ///< widthOf() by ParticipantId value
    mutable std::uint32_t m_widthsOf = 0;               ///< Log::tag()
    std::pair<ParticipantId, ParticipantId> m_involved; ///< by the step at the playhead
    double m_scrollX = 0;
    ParticipantId m_pressed;
    QPointF m_pressedAt;
    std::optional<double> m_dragX; ///< of the pointer, while a lane is dragged
};

} // namespace playhead
