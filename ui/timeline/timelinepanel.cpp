// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/timelinepanel.h"

#include <QPainter>
#include <QVBoxLayout>

namespace playhead {

TimelinePanel::TimelinePanel(ViewState &view, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_player(new Player(view, this)),
      m_bar(new TransportBar(view, *m_player, theme, this)),
      m_timeline(new TimelineView(view, theme, this))
{
    setAccessibleName(tr("Timeline"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_timeline, 1);
    connect(m_timeline, &TimelineView::rangeChanged, this, &TimelinePanel::rangeChanged);
    connect(m_timeline, &TimelineView::rangeChanged, m_bar, [this](Timestamp start, Timestamp end) {
        m_bar->showSpan(m_timeline->fitsAll() ? 0 : end - start);
    });
    connect(m_bar, &TransportBar::spanRequested, this, [this](Duration span) {
        m_timeline->showSpan(span);
        m_bar->showSpan(m_timeline->fitsAll() ? 0 : m_timeline->axis().span());
    });
    connect(&theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void TimelinePanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(ColorRole::Window));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.color(ColorRole::Border));
}

} // namespace playhead
