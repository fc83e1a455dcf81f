// SPDX-License-Identifier: GPL-3.0-or-later
// Which part of the diagram is in view: zooming, scrolling, and the scroll bars that follow.
#include "diagram/diagramcanvas.h"
#include "diagram/diagramheader.h"
#include "diagram/diagramview.h"
#include "diagram/layoutrows.h"

#include <QScrollBar>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

constexpr double zoomStep = 1.3;
constexpr double panStep = 80;
/// Scroll bars count rows in int: finer than rows while there is room for it.
constexpr double finest = 16;
constexpr double mostBarSteps = 1e9;

double barUnit(double rows)
{
    return std::clamp(mostBarSteps / std::max(rows, 1.0), 1e-3, finest);
}

} // namespace

void DiagramView::clampScale()
{
    m_scale.tail = m_rows ? tailRows(input()) : 0;
    m_scale.clamp();
}

void DiagramView::scaleChanged()
{
    const double room = m_canvas->width() - gutterWidth;
    m_scrollX = std::clamp(m_scrollX, 0.0, std::max(0.0, m_plan.totalWidth - room));
    updateScrollBars();
    m_header->setPlan(m_plan, m_scrollX);
    m_canvas->invalidate();
    m_tellRange.start();
}

void DiagramView::scrollTo(double top)
{
    m_scale.top = top;
    clampScale();
    scaleChanged();
}

void DiagramView::userScrolled()
{
    clampScale();
    if (m_state.isFollowing() && !m_scale.showsEnd()) m_state.setFollowing(false);
    scaleChanged();
}

void DiagramView::zoom(double factor, double y)
{
    // While following, the end is what the person looks at.
    m_scale.zoom(factor, m_state.isFollowing() ? m_scale.height : y);
    clampScale();
    if (m_state.isFollowing()) m_scale.top = m_scale.lastTop();
    scaleChanged();
}

void DiagramView::scrollBarMoved(int value)
{
    m_scale.top = value / barUnit(static_cast<double>(m_scale.rows));
    userScrolled();
}

void DiagramView::updateScrollBars()
{
    const QSignalBlocker vertical(m_vertical);
    const QSignalBlocker horizontal(m_horizontal);
    const double unit = barUnit(static_cast<double>(m_scale.rows));
    m_vertical->setRange(0, static_cast<int>(std::ceil(m_scale.lastTop() * unit)));
    m_vertical->setPageStep(std::max(1, static_cast<int>(m_scale.visibleRows() * unit)));
    m_vertical->setSingleStep(std::max(1, static_cast<int>(unit)));
    m_vertical->setValue(static_cast<int>(std::lround(m_scale.top * unit)));
    const int room = m_canvas->width() - static_cast<int>(gutterWidth);
    const int hidden = static_cast<int>(std::ceil(m_plan.totalWidth)) - room;
    m_horizontal->setRange(0, std::max(0, hidden));
    m_horizontal->setPageStep(std::max(1, room));
    m_horizontal->setSingleStep(40);
    m_horizontal->setValue(static_cast<int>(m_scrollX));
    m_horizontal->setVisible(hidden > 1);
}

void DiagramView::zoomIn()
{
    zoomAtPlayhead(zoomStep);
}

void DiagramView::zoomOut()
{
    zoomAtPlayhead(1 / zoomStep);
}

/// Around the playhead where it is in view, else around the middle.
void DiagramView::zoomAtPlayhead(double factor)
{
    const auto row = playheadRow();
    const double y = row >= 0 ? m_scale.yOf(static_cast<double>(row)) : m_scale.height / 2;
    zoom(factor, y >= 0 && y <= m_scale.height ? y : m_scale.height / 2);
}

void DiagramView::pan(int direction)
{
    m_scrollX += direction * panStep;
    scaleChanged();
}

void DiagramView::fitAll()
{
    m_scale.rowHeight = m_scale.fittingRow();
    m_scale.top = 0;
    clampScale();
    scaleChanged();
}

/// The rows of what the playhead's event went through; at least a screen at the usual zoom.
void DiagramView::fitSelection()
{
    const auto row = playheadRow();
    if (row < 0) return;
    m_scale.rowHeight = DiagramScale::usualRow;
    m_scale.top = static_cast<double>(row) - m_scale.visibleRows() / 2;
    clampScale();
    scaleChanged();
}

} // namespace playhead
