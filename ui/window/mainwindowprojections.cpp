// SPDX-License-Identifier: GPL-3.0-or-later
// The JavaScript projections of the log that is open: where they are kept, and when they may run.
#include "inspector/inspectorpanel.h"
#include "inspector/statetab.h"
#include "projections/projectionspanel.h"
#include "scripteditor/scripteditor.h"
#include "window/mainwindow.h"
#include "window/messagebar.h"

#include <QDockWidget>

namespace playhead {
namespace {

QString settingName()
{
    return QStringLiteral("projections");
}

} // namespace

void MainWindow::connectProjections()
{
    connect(&m_state, &ViewState::logChanged, this,
            [this] { m_scripts.restore(m_session.caseSetting(settingName())); });
    connect(&m_scripts, &CaseProjections::projectionsChanged, &m_inspector->stateTab(),
            &StateTab::projectionsChanged);
    connect(&m_scripts, &CaseProjections::agreementNeeded, this, &MainWindow::askForAgreement);
    connect(&m_scripts, &CaseProjections::ran, this, &MainWindow::showProjection);
    connect(m_actions.find(QStringLiteral("showProjections")), &QAction::toggled, this,
            [this](bool shown) {
                if (shown && m_projectionsDock->isVisible())
                    m_projectionsPanel->editor().setFocus();
            });
}

/// Nothing of another person's case runs before that: the engine has limits, but the decision is
/// not the program's.
void MainWindow::askForAgreement(const QStringList &sources)
{
    const auto count = sources.size();
    m_messages->showMessage(
        count == 1 ? tr("This case brings a projection in JavaScript that did not run here before. "
                        "Ctrl+6 shows it.")
                   : tr("This case brings %1 projections in JavaScript that did not run here "
                        "before. Ctrl+6 shows them.")
                         .arg(count),
        false, count == 1 ? tr("Run it") : tr("Run them"),
        [this, sources] { m_scripts.agreeTo(sources); });
}

void MainWindow::showProjection(const QString &name)
{
    m_inspector->showTab(InspectorPanel::Tab::State);
    m_inspector->stateTab().chooseProjection(name);
    storeProjections();
}

void MainWindow::storeProjections()
{
    if (m_session.isCase() && !m_session.isLoading())
        m_session.setCaseSetting(settingName(), m_scripts.toJson());
}

} // namespace playhead
