// SPDX-License-Identifier: GPL-3.0-or-later
// Conditions: where they hold, and what their breakpoints stop.
#include "inspector/inspectorpanel.h"
#include "inspector/statetab.h"
#include "numbertext.h"
#include "timeline/timelinepanel.h"
#include "when/whenpanel.h"
#include "window/mainwindow.h"
#include "window/messagebar.h"

namespace playhead {
namespace {

QString settingName()
{
    return QStringLiteral("breakpoints");
}

} // namespace

void MainWindow::addWhenActions()
{
    using G = Actions::Group;
    const auto add = [this](const char *id, const QString &text, const char *keys, auto run) {
        m_actions.add(G::Go, QLatin1String(id), text, QLatin1String(keys), run);
    };
    const auto find = [this](WhenDirection direction) {
        return [this, direction] {
            if (!m_when->find(direction)) m_inspector->showTab(InspectorPanel::Tab::When);
        };
    };
    add("nextWhen", tr("Next position at which the condition holds"), "F4",
        find(WhenDirection::Next));
    add("previousWhen", tr("Previous position at which the condition holds"), "Shift+F4",
        find(WhenDirection::Previous));
    add("firstWhen", tr("First position at which the condition holds"), "Ctrl+F4",
        find(WhenDirection::First));
    add("addBreakpoint", tr("Make the condition a breakpoint"), "F9", [this] {
        const bool added = m_when->addBreakpoint();
        m_inspector->showTab(InspectorPanel::Tab::When);
        if (!added) m_when->focusField();
    });
}

void MainWindow::connectWhen()
{
    m_timeline->player().setBrake(&m_watch);
    connect(&m_state, &ViewState::logChanged, this,
            [this] { m_breakpoints.restore(m_session.caseSetting(settingName())); });
    connect(&m_breakpoints, &Breakpoints::changed, this, &MainWindow::storeBreakpoints);
    connect(&m_inspector->stateTab(), &StateTab::projectionChosen, m_when,
            [this] { m_when->setProjection(m_inspector->stateTab().projection()); });
    connect(&m_scripts, &CaseProjections::projectionsChanged, this, [this] {
        m_when->setProjection(m_inspector->stateTab().projection());
        m_watch.forget();
        m_hold.refresh();
    });
    connect(&m_session, &Session::scenarioChanged, m_when, [this] {
        m_when->setCanHold(m_session.scenario() != nullptr);
        if (!m_session.isScenarioPaused()) goOn();
    });
    connect(m_when, &WhenPanel::holdsDeliveryChanged, &m_hold, &BreakpointHold::setOn);
    connect(&m_hold, &BreakpointHold::held, this, &MainWindow::held);
    connect(&m_hold, &BreakpointHold::failed, &m_when->list(), &BreakpointList::showError);
    connect(&m_watch, &BreakpointWatch::failed, &m_when->list(), &BreakpointList::showError);
}

/// The scenario stands still at a step at which a breakpoint holds.
void MainWindow::held(Position at, const QString &condition)
{
    m_session.setScenarioPaused(true);
    m_state.setFollowing(false);
    m_state.setPlayhead(at);
    m_heldMessage = tr("Delivery is held at #%1: %2").arg(exactNumber(at.value()), condition);
    m_messages->showMessage(m_heldMessage, false, tr("Resume"), [this] {
        m_state.setFollowing(true);
        m_session.setScenarioPaused(false);
    });
}

/// The scenario goes on, by that button or otherwise.
void MainWindow::goOn()
{
    if (m_heldMessage.isEmpty()) return;
    if (m_messages->message() == m_heldMessage) m_messages->clear();
    m_heldMessage.clear();
}

void MainWindow::storeBreakpoints()
{
    if (m_session.isCase() && !m_session.isLoading())
        m_session.setCaseSetting(settingName(), m_breakpoints.toJson());
}

} // namespace playhead
