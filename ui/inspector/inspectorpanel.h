// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/projection.h"
#include "theme.h"
#include "viewstate.h"

#include <QWidget>

class QStackedWidget;

namespace playhead {

class EventTab;
class StateTab;
class DeliveriesTab;
class WhyTab;
class QueryTab;
class UnderlineTabBar;

/// The right dock: what is at the playhead. Shows the event, the state it led to, what became of
/// it, why, and what read models answered; only the tab that is shown works. Interface thread;
/// `view`, `theme` and `projections` must outlive it.
class InspectorPanel : public QWidget
{
    Q_OBJECT

public:
    enum class Tab { Event, State, Deliveries, Why, Query };

    InspectorPanel(ViewState &view, const Theme &theme, const ProjectionTable &projections,
                   QWidget *parent = nullptr);

    void showTab(Tab tab);
    [[nodiscard]] Tab currentTab() const;

    /// Shows the state and puts the cursor into its search field.
    void focusSearch();

    /// Shows why the current value of the state is what it is. False: none is current; then the
    /// state is shown, to choose one.
    bool askWhy();

    [[nodiscard]] EventTab &eventTab() { return *m_event; }
    [[nodiscard]] StateTab &stateTab() { return *m_state; }
    [[nodiscard]] DeliveriesTab &deliveriesTab() { return *m_deliveries; }
    [[nodiscard]] WhyTab &whyTab() { return *m_why; }
    [[nodiscard]] QueryTab &queryTab() { return *m_query; }

    QSize sizeHint() const override { return {430, 640}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    UnderlineTabBar *m_tabs;
    QStackedWidget *m_pages;
    EventTab *m_event;
    StateTab *m_state;
    DeliveriesTab *m_deliveries;
    WhyTab *m_why;
    QueryTab *m_query;
};

} // namespace playhead
