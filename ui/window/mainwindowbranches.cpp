// SPDX-License-Identifier: GPL-3.0-or-later
// What if: the branches of the log that is open, where they are kept, and what shows them.
#include "branches/branchcomparer.h"
#include "branches/branchdialog.h"
#include "branches/branchediting.h"
#include "branches/rerundialog.h"
#include "branches/whatifpanel.h"
#include "diagram/diagramview.h"
#include "inspector/inspectorpanel.h"
#include "inspector/statetab.h"
#include "scenariofiles/scenarioscripts.h"
#include "window/mainwindow.h"
#include "window/messagebar.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QMenu>
#include <QVBoxLayout>

namespace playhead {
namespace {

constexpr int dialogMargin = 12;
constexpr int dialogFrame = 36; // about what the desktop adds above it

/// Which of the branches was current: a list of one name, since a setting is a JSON document.
QString currentSetting()
{
    return QStringLiteral("currentBranch");
}

} // namespace

void MainWindow::addBranchActions()
{
    const auto add = [this](const char *id, const QString &text, const QString &toolTip,
                            const char *keys, auto run) {
        auto *action = m_actions.add(Actions::Group::WhatIf, QLatin1String(id), text,
                                     QLatin1String(keys), run);
        action->setToolTip(tr("%1 (%2)").arg(toolTip, Actions::keysOf(action)));
    };
    add("skipEvent", tr("Skip the event, or not"),
        tr("What if this event had not happened? Once more takes that back"), "X",
        [this] { m_branchEditing->skip(); });
    add("editEvent", tr("Edit the event\u2026"), tr("What if this event had been different?"), "C",
        [this] { m_branchEditing->edit(); });
    add("insertEvent", tr("Insert an event\u2026"),
        tr("What if there had been one more? Starts from a copy of this one"), "I",
        [this] { m_branchEditing->insert(); });
    add("duplicateEvent", tr("Duplicate the event"), tr("What if this event had come twice?"),
        "Shift+I", [this] { m_branchEditing->duplicate(); });
    add("moveEvent", tr("Move the event\u2026"), tr("What if it had come earlier, or later?"), "V",
        [this] { m_branchEditing->move(); });
    add("undoEdit", tr("Undo the edit of the branch"),
        tr("Takes the last change of the edits back"), "Ctrl+Z",
        [this] { m_branchEditing->undo(); });
    add("redoEdit", tr("Redo the edit of the branch"), tr("Does again what was undone"),
        "Ctrl+Shift+Z Ctrl+Y", [this] { m_branchEditing->redo(); });
    add("showDifferences", tr("Show what the branch changes"),
        tr("The states that end differently, and the events in doubt"), "B",
        [this] { showDifferences(false); });
    add("runAgain", tr("Run the branch again on the bus"),
        tr("Runs the scenario once more with the edits: its consumers react to them"), "Shift+B",
        [this] { runAgain(); });
    add("branchMenu", tr("Choose or make a branch"), tr("The branches of this log"), "Ctrl+B",
        [this] {
            m_actions.find(QStringLiteral("showInspector"))->setChecked(true);
            m_whatIf->openMenu();
        });
}

/// The inspector with the section of the branch below it.
QWidget *MainWindow::makeWhatIf()
{
    m_comparer = new BranchComparer(m_state, m_branches, this);
    m_branchEditing = new BranchEditing(m_state, m_branches, m_theme, this);
    m_whatIf = new WhatIfPanel(m_state, m_branches, *m_comparer, m_theme);
    QList<QAction *> atPlayhead;
    for (const auto *id : {"skipEvent", "editEvent", "insertEvent", "duplicateEvent", "moveEvent"})
        atPlayhead.append(m_actions.find(QLatin1String(id)));
    m_whatIf->menu().setStepActions(atPlayhead);
    auto *both = new QWidget;
    auto *column = new QVBoxLayout(both);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_inspector, 1);
    column->addWidget(m_whatIf);
    return both;
}

void MainWindow::connectBranches()
{
    connect(&m_state, &ViewState::logChanged, this, &MainWindow::restoreBranches);
    connect(&m_session, &Session::loadingChanged, m_comparer, &BranchComparer::setWaiting);
    const auto enable = [this] {
        for (auto *action : m_actions.ofGroup(Actions::Group::WhatIf))
            action->setEnabled(m_session.kind() != Session::Kind::None);
    };
    connect(&m_session, &Session::changed, this, enable);
    enable();
    connect(&m_branches, &BranchList::changed, this, [this] {
        wentOr(true, {});
        m_inspector->stateTab().comparisons().setBranch(m_branches.snapshot());
        if (m_branches.isModified()) storeBranches();
    });
    connect(m_branchEditing, &BranchEditing::refused, this,
            [this](const QString &why) { wentOr(false, why); });
    connect(m_whatIf, &WhatIfPanel::changeRequested, m_branchEditing, &BranchEditing::change);
    connect(m_whatIf, &WhatIfPanel::differencesRequested, this, &MainWindow::showDifferences);
    connect(&m_whatIf->menu(), &BranchMenu::branchRemoved, this, &MainWindow::offerBranchBack);
    connect(m_whatIf, &WhatIfPanel::rerunRequested, this, &MainWindow::runAgain);
    for (const auto signal : {&Session::changed, &Session::scenarioChanged, &Session::loaded})
        connect(&m_session, signal, this, &MainWindow::showWhetherRunsAgain);
    connect(m_diagram, &DiagramView::menuRequested, this, &MainWindow::showStepMenu);
    const auto &states = m_inspector->stateTab();
    connect(&states, &StateTab::projectionChosen, this, &MainWindow::compareBranches);
    connect(&states, &StateTab::projectionsReplaced, this, &MainWindow::compareBranches);
    compareBranches();
}

/// As the state tab shows states, the branch is compared.
void MainWindow::compareBranches()
{
    const auto name = m_inspector->stateTab().projection();
    m_comparer->setProjection(m_projections.find(name.toStdString()));
}

void MainWindow::restoreBranches()
{
    std::vector<Branch> branches;
    QString current;
    if (m_state.log() && m_session.isCase()) {
        auto loaded = CaseBranches(m_session.path().toStdString()).load();
        if (!loaded)
            m_messages->showMessage(QString::fromStdString(loaded.error().message), true);
        else
            branches = std::move(*loaded);
        current = QJsonDocument::fromJson(m_session.caseSetting(currentSetting()))
                      .array()
                      .at(0)
                      .toString();
    }
    m_branches.restore(std::move(branches), current);
}

/// Branches that could not be read stay in the case until the person makes others.
void MainWindow::storeBranches()
{
    const auto &all = m_branches.branches();
    if (!m_session.isCase() || (all.empty() && !m_branches.isModified())) return;
    const auto saved = CaseBranches(m_session.path().toStdString()).save(all);
    if (!saved) {
        m_messages->showMessage(QString::fromStdString(saved.error().message), true);
        return;
    }
    const auto *current = m_branches.current();
    const QJsonArray name{current ? QString::fromStdString(current->name()) : QString()};
    m_session.setCaseSetting(currentSetting(), QJsonDocument(name).toJson(QJsonDocument::Compact));
    m_branches.markStored();
}

/// Those of a log that is no case are gone with it.
bool MainWindow::hasUnkeptBranches() const
{
    return !m_session.isCase() && m_branches.isModified() && !m_branches.branches().empty();
}

void MainWindow::showDifferences(bool doubts)
{
    if (!m_branches.snapshot()) {
        wentOr(false, tr("There is no branch with edits. X skips the event at the playhead in a "
                         "branch, C edits it."));
        return;
    }
    if (!m_branchDialog) {
        m_branchDialog = new BranchDialog(m_state, *m_comparer, m_theme, this);
        placeDialog(*m_branchDialog);
    }
    m_branchDialog->showPage(doubts ? BranchDialog::Page::Doubts : BranchDialog::Page::States);
    m_branchDialog->show();
    m_branchDialog->raise();
    m_branchDialog->activateWindow();
}

void MainWindow::offerBranchBack(int index, const Branch &branch)
{
    m_messages->showMessage(
        tr("The branch \u201c%1\u201d was deleted.").arg(BranchList::nameOf(branch)), false,
        tr("Put it back"), [this, index, branch] { m_branches.insert(index, branch); });
}

void MainWindow::showWhetherRunsAgain()
{
    const auto origin = m_session.origin();
    m_whatIf->setCanRunAgain(origin && origin->checkRepeatable());
}

void MainWindow::runAgain()
{
    const auto origin = m_session.origin();
    const auto projection = m_projections.find(m_inspector->stateTab().projection().toStdString());
    if (!origin)
        return wentOr(false, tr("This log came from no scenario that could be run again. In the "
                                "branch, recorded reactions stay as they were."));
    if (!m_branches.snapshot() || !projection)
        return wentOr(false, tr("There is no branch with edits to run."));
    if (!mayRunScripts(*origin)) return;
    auto *dialog = new RerunDialog(
        m_state, {m_state.log(), m_branches.snapshot(), *origin, projection}, m_theme, this);
    connect(dialog, &RerunDialog::openRequested, this,
            [this](const RerunAnswerPtr &answer) { openRun(*answer); });
    placeDialog(*dialog);
    dialog->show();
}

/// Those of a recording the person ran here; those of a case may be anybody's.
bool MainWindow::mayRunScripts(const ScenarioOrigin &origin)
{
    if (m_session.kind() == Session::Kind::Recording) return true;
    QStringList unknown;
    for (const auto &source : ScenarioScripts::sourcesIn(origin))
        if (const auto text = QString::fromStdString(source); !m_agreement.holds(text))
            unknown.append(text);
    if (unknown.isEmpty()) return true;
    m_messages->showMessage(tr("Handlers in JavaScript took part in this log, and run again with "
                               "it. They get no file and no network."),
                            false, tr("Run them"), [this, unknown] {
                                for (const auto &source : unknown)
                                    m_agreement.agree(source);
                                runAgain();
                            });
    return false;
}

void MainWindow::openRun(const RerunAnswer &answer)
{
    if (answer.run == m_state.log() || !mayReplace()) return;
    const auto title =
        tr("%1, run again: %2").arg(m_session.title(), BranchList::nameOf(*answer.question.branch));
    rememberView();
    m_messages->clear();
    m_session.openMade(answer.run, answer.casePath, title);
}

/// Over the timeline: the rows that a click leads to stay in sight.
void MainWindow::placeDialog(QWidget &dialog) const
{
    const auto corner = m_centre->mapToGlobal(m_centre->rect().bottomLeft());
    dialog.move(corner.x() + dialogMargin,
                std::max(mapToGlobal(QPoint()).y(),
                         corner.y() - dialog.height() - dialogMargin - dialogFrame));
}

void MainWindow::showStepMenu(const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("stepMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    for (const auto *id : {"skipEvent", "editEvent", "insertEvent", "duplicateEvent", "moveEvent"})
        menu->addAction(m_actions.find(QLatin1String(id)));
    menu->popup(at);
}

} // namespace playhead
