// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/diagramcanvas.h"

#include "diagram/layoutrows.h"

#include <QApplication>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>
#include <utility>

namespace playhead {
namespace {

constexpr double rowsAWheelStep = 3;
constexpr double zoomAWheelStep = 1.25;

} // namespace

DiagramCanvas::DiagramCanvas(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_painter(theme)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Sequence diagram"));
    setAccessibleDescription(tr("The steps of the log from top to bottom; arrow keys move the "
                                "playhead"));
    connect(&theme, &Theme::changed, this, [this] {
        m_painter.clear();
        invalidate();
    });
}

void DiagramCanvas::setEmptyText(const QString &title, const QString &hint)
{
    if (title == m_emptyTitle && hint == m_emptyHint) return;
    m_emptyTitle = title;
    m_emptyHint = hint;
    update();
}

void DiagramCanvas::invalidate()
{
    m_dirty = true;
    update();
}

const DiagramScene &DiagramCanvas::scene()
{
    if (m_dirty && m_source) {
        m_input = m_source();
        m_scene = layoutDiagram(m_input, m_density);
        m_dirty = false;
    }
    return m_scene;
}

qint64 DiagramCanvas::rowAt(double y)
{
    const auto &scene = this->scene();
    if (m_input.scale.rows == 0 || y < 0 || y >= scene.endY) return -1;
    if (scene.isDensity) {
        const auto row = static_cast<qint64>(m_input.scale.rowAt(y));
        return std::clamp<qint64>(row, 0, static_cast<qint64>(m_input.scale.rows) - 1);
    }
    for (const auto &row : scene.rows)
        if (y < row.y + row.height) return static_cast<qint64>(row.row);
    return -1;
}

void DiagramCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const auto &scene = this->scene();
    if (m_input.scale.rows == 0) {
        painter.fillRect(rect(), m_theme.color(ColorRole::Canvas));
        paintEmpty(painter);
        return;
    }
    DiagramPainter::Frame frame;
    frame.size = size();
    frame.lanesLeft = gutterWidth;
    frame.span = m_input.log->index().maxTime() - m_input.log->index().minTime();
    frame.following = m_input.following;
    frame.playheadText = m_input.following ? tr("live") : tr("playhead");
    m_painter.paint(painter, scene, frame);
}

void DiagramCanvas::paintEmpty(QPainter &painter)
{
    auto font = m_theme.textFont();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    painter.setFont(font);
    painter.setPen(m_theme.color(ColorRole::Text));
    const QRect upper(20, 0, width() - 40, height() / 2 - 6);
    painter.drawText(upper, Qt::AlignHCenter | Qt::AlignBottom | Qt::TextWordWrap, m_emptyTitle);
    painter.setFont(m_theme.textFont());
    painter.setPen(m_theme.color(ColorRole::MutedText));
    const QRect lower(20, height() / 2 + 6, width() - 40, height() / 2 - 6);
    painter.drawText(lower, Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_emptyHint);
}

void DiagramCanvas::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    emit resized();
}

bool DiagramCanvas::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_tip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const auto row = rowAt(help->pos().y());
        const auto text = row < 0 ? QString() : m_tip(static_cast<std::uint64_t>(row), help->pos());
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), text, this,
                               QRect(help->pos() - QPoint(40, 2), QSize(80, 4)));
        return true;
    }
    if (event->type() == QEvent::NativeGesture) {
        const auto *gesture = static_cast<QNativeGestureEvent *>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            emit zoomWished(1 + gesture->value(), gesture->position().y());
            return true;
        }
    }
    return QWidget::event(event);
}

void DiagramCanvas::mousePressEvent(QMouseEvent *event)
{
    m_pressedAt = m_lastAt = event->position();
    m_dragging = false;
    m_doubleClicked = false;
}

void DiagramCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & (Qt::LeftButton | Qt::MiddleButton))) return;
    const auto way = event->position() - m_pressedAt;
    if (!m_dragging && way.manhattanLength() < QApplication::startDragDistance()) return;
    if (!m_dragging) setCursor(Qt::ClosedHandCursor);
    m_dragging = true;
    emit dragged(event->position() - m_lastAt);
    m_lastAt = event->position();
}

void DiagramCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    unsetCursor();
    if (std::exchange(m_doubleClicked, false)) return;
    if (m_dragging || event->button() != Qt::LeftButton) {
        m_dragging = false;
        return;
    }
    const auto row = rowAt(event->position().y());
    if (row >= 0) emit rowClicked(static_cast<quint64>(row));
}

void DiagramCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_doubleClicked = true; // its release is no click: another row may be there by then
    m_pressedAt = m_lastAt = event->position();
    m_dragging = false;
    const auto row = rowAt(event->position().y());
    if (row >= 0) emit rowDoubleClicked(static_cast<quint64>(row));
}

void DiagramCanvas::wheelEvent(QWheelEvent *event)
{
    const double steps = event->angleDelta().y() / 120.0;
    const double sideSteps = event->angleDelta().x() / 120.0;
    const auto pixels = event->pixelDelta();
    event->accept();
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        emit zoomWished(std::pow(zoomAWheelStep, steps), event->position().y());
        return;
    }
    // Shift turns the wheel sideways; Qt has swapped the axes on some platforms already.
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        emit scrollWished(0, -(steps + sideSteps) * 60);
        return;
    }
    if (!pixels.isNull()) {
        emit dragged(pixels);
        return;
    }
    emit scrollWished(-steps * rowsAWheelStep, -sideSteps * 60);
}

} // namespace playhead
