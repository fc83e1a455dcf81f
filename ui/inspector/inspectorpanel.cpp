// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/inspectorpanel.h"

#include "inspector/deliveriestab.h"
#include "inspector/eventtab.h"
#include "inspector/inspectorwidgets.h"
#include "inspector/querytab.h"
#include "inspector/statetab.h"
#include "inspector/whytab.h"

#include <QPainter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace playhead {

InspectorPanel::InspectorPanel(ViewState &view, const Theme &theme,
                               const ProjectionTable &projections, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_tabs(new UnderlineTabBar(theme, this)),
      m_pages(new QStackedWidget(this)),
      m_event(new EventTab(view, theme)),
      m_state(new StateTab(view, theme, projections)),
      m_deliveries(new DeliveriesTab(view, theme)),
      m_why(new WhyTab(view, theme)),
      m_query(new QueryTab(view, theme))
{
    setAccessibleName(tr("Inspector"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_tabs->setAccessibleName(tr("What to show of the step at the playhead"));
    const auto add = [this](const QString &name, const QString &toolTip, QWidget *page) {
        m_pages->addWidget(page);
        m_tabs->setTabToolTip(m_tabs->addTab(name), toolTip);
    };
    add(tr("Event"), tr("Attributes and data of the event at the playhead"), m_event);
    add(tr("State"), tr("The state at the playhead and what changed it"), m_state);
    add(tr("Deliveries"), tr("Who received the event, how often and how it ended"), m_deliveries);
    add(tr("Why"), tr("What led to the event, what followed, and what set a value"), m_why);
    add(tr("Query"), tr("What read models were asked, and from which position they answered"),
        m_query);
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);

    connect(m_query, &QueryTab::stateRequested, this, [this] { showTab(Tab::State); });
    connect(m_state, &StateTab::whyAsked, this, [this](const FieldQuestion &question) {
        m_why->history().ask(question);
        showTab(Tab::Why);
    });
    connect(m_state, &StateTab::projectionsReplaced, this,
            [this, &projections] { m_why->history().projectionsChanged(projections); });

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_tabs);
    column->addWidget(m_pages, 1);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void InspectorPanel::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
}

InspectorPanel::Tab InspectorPanel::currentTab() const
{
    return static_cast<Tab>(m_tabs->currentIndex());
}

void InspectorPanel::focusSearch()
{
    showTab(Tab::State);
    m_state->focusSearch();
}

bool InspectorPanel::askWhy()
{
    if (m_state->tree().askWhy()) return true;
    showTab(Tab::State);
    m_state->tree().setFocus(Qt::ShortcutFocusReason);
    return false;
}

void InspectorPanel::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), m_theme.color(ColorRole::Window));
}

} // namespace playhead
