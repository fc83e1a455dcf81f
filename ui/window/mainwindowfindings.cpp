// SPDX-License-Identifier: GPL-3.0-or-later
// The limits of findings, which are kept in the case or else in the person's settings, and queries
// that are asked by hand.
#include "explorer/explorerpanel.h"
#include "inspector/inspectorpanel.h"
#include "inspector/querytab.h"
#include "playground/playgroundpanel.h"
#include "playground/requestform.h"
#include "window/mainwindow.h"
#include "window/messagebar.h"

#include <QDockWidget>
#include <QScrollArea>
#include <QSettings>

namespace playhead {
namespace {

QString caseKey()
{
    return QStringLiteral("findingLimits");
}

QString settingKey()
{
    return QStringLiteral("findings/limits");
}

} // namespace

void MainWindow::connectFindings()
{
    connect(&m_state, &ViewState::logChanged, this, &MainWindow::restoreFindingLimits);
    connect(m_explorer, &ExplorerPanel::findingLimitsChosen, this, &MainWindow::storeFindingLimits);
    connect(&m_session, &Session::saved, this, &MainWindow::storeFindingLimits);
    auto &queries = m_inspector->queryTab();
    connect(&queries, &QueryTab::askRequested, this, &MainWindow::askQuery);
    connect(&m_session, &Session::scenarioChanged, this,
            [this, &queries] { queries.setCanAsk(m_session.scenario() != nullptr); });
    restoreFindingLimits();
}

void MainWindow::restoreFindingLimits()
{
    auto text = m_session.caseSetting(caseKey());
    if (text.isEmpty() && m_interactive) text = QSettings().value(settingKey()).toByteArray();
    auto limits = Result<FindingLimits>();
    if (!text.isEmpty())
        limits = findingLimitsFromJson(Json::parse(text.toStdString(), nullptr, false));
    if (!limits)
        m_messages->showMessage(tr("The limits of findings that were kept cannot be used: %1")
                                    .arg(QString::fromStdString(limits.error().message)),
                                false);
    m_explorer->model().setFindingLimits(limits.value_or(FindingLimits()));
}

void MainWindow::storeFindingLimits()
{
    const auto json = QByteArray::fromStdString(
        findingLimitsToJson(m_explorer->model().findings().limits()).dump());
    if (m_session.isCase())
        m_session.setCaseSetting(caseKey(), json);
    else if (m_interactive)
        QSettings().setValue(settingKey(), json);
}

/// The playground has a form for every query of the scenario.
void MainWindow::askQuery()
{
    m_actions.find(QStringLiteral("showPlayground"))->setChecked(true);
    auto *area = m_playground->findChild<QScrollArea *>();
    if (area) area->ensureWidgetVisible(&m_playground->queries());
    m_playground->queries().nextInFocusChain()->setFocus(Qt::OtherFocusReason);
}

} // namespace playhead
