// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/inspectorwidgets.h"

#include <QKeyEvent>
#include <QPainter>

namespace playhead {

UnderlineTabBar::UnderlineTabBar(const Theme &theme, QWidget *parent)
    : QTabBar(parent), m_theme(theme)
{
    setDrawBase(false);
    setExpanding(false);
    setMouseTracking(true);
    setUsesScrollButtons(true);
    setFocusPolicy(Qt::TabFocus);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize UnderlineTabBar::tabSizeHint(int index) const
{
    const auto metrics = fontMetrics();
    return {metrics.horizontalAdvance(tabText(index)) + 26, metrics.height() + 20};
}

QSize UnderlineTabBar::minimumTabSizeHint(int index) const
{
    return tabSizeHint(index);
}

void UnderlineTabBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(ColorRole::Window));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(ColorRole::Border));
    const auto pointer = mapFromGlobal(QCursor::pos());
    for (int i = 0; i < count(); ++i) {
        const auto area = tabRect(i);
        const bool current = i == currentIndex();
        const bool bright = current || (underMouse() && area.contains(pointer));
        painter.setPen(m_theme.color(bright ? ColorRole::Text : ColorRole::MutedText));
        painter.drawText(area, Qt::AlignCenter, tabText(i));
        if (!current) continue;
        const auto accent = m_theme.color(ColorRole::Accent);
        painter.fillRect(area.left() + 9, height() - 2, area.width() - 18, 2, accent);
        if (hasFocus()) {
            painter.setPen(accent);
            painter.drawRect(area.adjusted(4, 5, -5, -6));
        }
    }
}

LinkButton::LinkButton(const Theme &theme, QWidget *parent) : QToolButton(parent), m_theme(theme)
{
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize LinkButton::sizeHint() const
{
    const auto metrics = fontMetrics();
    return {metrics.horizontalAdvance(text()) + 6, metrics.height() + 6};
}

QSize LinkButton::minimumSizeHint() const
{
    return {40, sizeHint().height()};
}

void LinkButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    auto shown = font();
    shown.setUnderline(underMouse() || hasFocus());
    painter.setFont(shown);
    painter.setPen(m_theme.color(ColorRole::Accent));
    painter.drawText(rect().adjusted(2, 0, -2, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(text(), Qt::ElideRight, width() - 4));
}

void LinkButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QToolButton::keyPressEvent(event);
}

QComboBox *makeComboBox(const QString &name, const QString &toolTip, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setAccessibleName(name);
    box->setToolTip(toolTip);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(10);
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    return box;
}

void paintBranchArrow(QPainter &painter, QPointF middle, bool isOpen, const QColor &color)
{
    QPolygonF arrow;
    if (isOpen)
        arrow << middle + QPointF(-4, -2) << middle + QPointF(4, -2) << middle + QPointF(0, 3);
    else
        arrow << middle + QPointF(-2, -4) << middle + QPointF(3, 0) << middle + QPointF(-2, 4);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(arrow);
    painter.restore();
}

QToolButton *makeTextButton(const QString &text, const QString &toolTip, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace playhead
