// SPDX-License-Identifier: GPL-3.0-or-later
// What a person can do in the window, with its keys.
#include "diagram/diagramview.h"
#include "explorer/explorerpanel.h"
#include "inspector/inspectorpanel.h"
#include "metrics/metricspanel.h"
#include "timeline/timelinepanel.h"
#include "when/whenpanel.h"
#include "window/commandpalette.h"
#include "window/filterbar.h"
#include "window/findbar.h"
#include "window/gotobox.h"
#include "window/helpdialog.h"
#include "window/mainwindow.h"
#include "window/messagebar.h"
#include "window/topbar.h"

#include <QDockWidget>
#include <QInputDialog>

namespace playhead {

void MainWindow::addFileActions()
{
    using G = Actions::Group;
    const auto add = [this](const char *id, const QString &text, const char *keys, auto run) {
        return m_actions.add(G::File, QLatin1String(id), text, QLatin1String(keys), run);
    };
    add("open", tr("Open a log\u2026"), "Ctrl+O", [this] { chooseAndOpen(); });
    add("attach", tr("Attach to a source\u2026"), "Ctrl+Shift+O", [this] { chooseAndAttach(); });
    add("replay", tr("Replay to a broker\u2026"), "Ctrl+Shift+R", [this] { replayLog(); });
    add("save", tr("Save case"), "Ctrl+S", [this] { save(false); });
    add("saveAs", tr("Save case as\u2026"), "Ctrl+Shift+S", [this] { save(true); });
    add("export", tr("Export\u2026"), "Ctrl+E", [this] { exportLog(); });
    add("close", tr("Close log"), "Ctrl+W", [this] {
        if (!mayReplace()) return;
        rememberView();
        m_session.close();
    });
    add("quit", tr("Quit"), "Ctrl+Q", [this] { close(); });
}

/// Says why a key moved nothing; the next one that moves takes the message away.
void MainWindow::wentOr(bool moved, const QString &otherwise)
{
    if (!moved)
        m_messages->showMessage(otherwise, false);
    else if (m_messages->message() == m_nowhere)
        m_messages->clear();
    m_nowhere = moved ? QString() : otherwise;
}

void MainWindow::addGoActions()
{
    using G = Actions::Group;
    const auto add = [this](const char *id, const QString &text, const char *keys, auto run) {
        return m_actions.add(G::Go, QLatin1String(id), text, QLatin1String(keys), run);
    };
    add("back", tr("One step back"), "Left , Up K", [this] { m_state.stepBy(-1); });
    add("forward", tr("One step forward"), "Right . Down J", [this] { m_state.stepBy(1); });
    add("pageBack", tr("A page back"), "PgUp", [this] {
        m_state.stepBy(
            -std::max<qint64>(1, static_cast<qint64>(m_diagram->scale().visibleRows()) - 2));
    });
    add("pageForward", tr("A page forward"), "PgDown", [this] {
        m_state.stepBy(
            std::max<qint64>(1, static_cast<qint64>(m_diagram->scale().visibleRows()) - 2));
    });
    add("previousType", tr("Previous of the same event type"), "Shift+Left", [this] {
        wentOr(m_state.goSameType(false), tr("No step before this one has the same event type."));
    });
    add("nextType", tr("Next of the same event type"), "Shift+Right", [this] {
        wentOr(m_state.goSameType(true), tr("No step after this one has the same event type."));
    });
    add("previousSubject", tr("Previous of the same subject"), "Alt+Left", [this] {
        wentOr(m_state.goSameSubject(false), tr("No step before this one has the same subject."));
    });
    add("nextSubject", tr("Next of the same subject"), "Alt+Right", [this] {
        wentOr(m_state.goSameSubject(true), tr("No step after this one has the same subject."));
    });
    add("nextCorrelation", tr("Next of the same correlation"), "O", [this] {
        wentOr(m_state.goSameCorrelation(true),
               tr("No step after this one has the same correlation."));
    });
    add("previousCorrelation", tr("Previous of the same correlation"), "Shift+O", [this] {
        wentOr(m_state.goSameCorrelation(false),
               tr("No step before this one has the same correlation."));
    });
    add("nextError", tr("Next error"), "E", [this] {
        wentOr(m_state.goFailure(true),
               tr("There is no error after this step. Shift+E goes to the one before."));
    });
    add("previousError", tr("Previous error"), "Shift+E",
        [this] { wentOr(m_state.goFailure(false), tr("There is no error before this step.")); });
    add("play", tr("Play or pause"), "Space", [this] { m_timeline->player().togglePlay(); });
    add("faster", tr("Play faster"), "Ctrl+Up", [this] { m_timeline->player().faster(); });
    add("slower", tr("Play slower"), "Ctrl+Down", [this] { m_timeline->player().slower(); });
    add("first", tr("First step"), "Home", [this] { m_state.goFirst(); });
    add("last", tr("Last step"), "End", [this] { m_state.goLast(); });
    add("live", tr("Live: follow the end"), "L",
        [this] { m_state.setFollowing(!m_state.isFollowing()); });
    add("goTo", tr("Go to position or time\u2026"), "Ctrl+G", [this] { m_goTo->open(); });
    add("bookmark", tr("Set or remove a bookmark"), "M", [this] { bookmark(); });
    add("nextBookmark", tr("Next bookmark"), "U", [this] {
        wentOr(m_state.goBookmark(true), tr("There is no bookmark after this step. M sets one."));
    });
    add("previousBookmark", tr("Previous bookmark"), "Shift+U", [this] {
        wentOr(m_state.goBookmark(false), tr("There is no bookmark before this step. M sets one."));
    });
}

void MainWindow::addViewActions()
{
    using G = Actions::Group;
    const auto add = [this](const char *id, const QString &text, const char *keys, auto run) {
        return m_actions.add(G::View, QLatin1String(id), text, QLatin1String(keys), run);
    };
    add("zoomIn", tr("Zoom in"), "W Ctrl++ Ctrl+=", [this] { m_diagram->zoomIn(); });
    add("zoomOut", tr("Zoom out"), "S Ctrl+-", [this] { m_diagram->zoomOut(); });
    add("panLeft", tr("Pan left"), "A", [this] { m_diagram->pan(-1); });
    add("panRight", tr("Pan right"), "D", [this] { m_diagram->pan(1); });
    add("fitSelection", tr("Fit the selection"), "F", [this] { m_diagram->fitSelection(); });
    add("fitAll", tr("Fit the whole log"), "0", [this] { m_diagram->fitAll(); });
    add("fold", tr("Fold: a row an event, then a row a conversation"), "[",
        [this] { m_diagram->foldMore(); });
    add("unfold", tr("Unfold"), "]", [this] { m_diagram->unfoldMore(); });
    add("spacing", tr("Space rows by time or by position"), "T", [this] {
        m_state.setRowSpacing(m_state.rowSpacing() == RowSpacing::ByTime ? RowSpacing::ByPosition
                                                                         : RowSpacing::ByTime);
    });
    add("theme", tr("Dark or light"), "Ctrl+T", [this] { toggleLook(); });
    add("showEvent", tr("Show the event"), "1",
        [this] { m_inspector->showTab(InspectorPanel::Tab::Event); });
    add("showState", tr("Show the state"), "2",
        [this] { m_inspector->showTab(InspectorPanel::Tab::State); });
    add("showDeliveries", tr("Show the deliveries"), "3",
        [this] { m_inspector->showTab(InspectorPanel::Tab::Deliveries); });
    add("showWhy", tr("Show causes and effects"), "4",
        [this] { m_inspector->showTab(InspectorPanel::Tab::Why); });
    add("showWhen", tr("Show when a condition holds"), "6", [this] {
        m_inspector->showTab(InspectorPanel::Tab::When);
        m_when->focusField();
    });
    add("showQuery", tr("Show the queries and their answers"), "5",
        [this] { m_inspector->showTab(InspectorPanel::Tab::Query); });
    add("askWhy", tr("Why is this value of the state what it is?"), "Y", [this] {
        wentOr(m_inspector->askWhy(), tr("Choose a value of the state first, then press Y."));
    });
    const auto toggle = [&](const char *id, const QString &text, const char *keys,
                            bool shown = true) {
        auto *action = add(id, text, keys, [] {});
        action->setCheckable(true);
        action->setChecked(shown);
        connect(action, &QAction::toggled, this, &MainWindow::showWhatIsOpen);
    };
    toggle("showExplorer", tr("Explorer"), "Ctrl+1");
    toggle("showInspector", tr("Inspector"), "Ctrl+2");
    toggle("showMetrics", tr("Metrics"), "Ctrl+3");
    toggle("showPlayground", tr("Playground, while a scenario runs"), "Ctrl+4");
    auto *charts = add("allCharts", tr("All charts, large"), "Ctrl+5", [] {});
    charts->setCheckable(true);
    connect(charts, &QAction::toggled, this, &MainWindow::showAllCharts);
    toggle("showProjections", tr("Projections in JavaScript"), "Ctrl+6", false);
    m_actions.add(G::View, QStringLiteral("fullScreen"), tr("Full screen"), QStringLiteral("F11"),
                  [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
}

void MainWindow::addLogActions()
{
    using G = Actions::Group;
    const auto add = [this](G group, const char *id, const QString &text, const char *keys,
                            auto run) {
        return m_actions.add(group, QLatin1String(id), text, QLatin1String(keys), run);
    };
    add(G::Log, "filter", tr("Filter"), "Ctrl+L /", [this] { m_top->filter().focusField(); });
    add(G::Log, "find", tr("Find"), "Ctrl+F", [this] {
        if (m_state.log()) m_find->open();
    });
    add(G::Log, "findNext", tr("Find next"), "F3", [this] { m_find->next(); });
    add(G::Log, "findPrevious", tr("Find previous"), "Shift+F3", [this] { m_find->previous(); });
    add(G::Log, "findInState", tr("Search in the state"), "Ctrl+Shift+F", [this] {
        m_inspector->showTab(InspectorPanel::Tab::State);
        m_inspector->focusSearch();
    });
    add(G::Log, "clear", tr("Clear selection and filter"), "Esc", [this] { escape(); });
    add(G::Log, "findingLimits", tr("Limits of findings\u2026"), "",
        [this] { m_explorer->editFindingLimits(); });
    add(G::Log, "pauseScenario", tr("Pause scenario"), "P",
        [this] { m_session.setScenarioPaused(!m_session.isScenarioPaused()); });
    add(G::Log, "stopScenario", tr("Stop scenario"), "", [this] { m_session.stopScenario(); });
    add(G::Help, "palette", tr("Command palette"), "Ctrl+Shift+P", [this] { m_palette->open(); });
    add(G::Help, "help", tr("Keys and mouse"), "F1 ?", [this] {
        if (!m_help) {
            m_help = new HelpDialog(m_actions, m_theme, this);
            m_help->setAttribute(Qt::WA_DeleteOnClose);
        }
        m_help->show();
        m_help->raise();
    });
}

void MainWindow::toggleLook()
{
    m_theme.setLook(m_theme.look() == Theme::Look::Dark ? Theme::Look::Light : Theme::Look::Dark);
}

void MainWindow::showAllCharts(bool all)
{
    addDockWidget(all ? Qt::BottomDockWidgetArea : Qt::RightDockWidgetArea, m_metricsDock);
    m_metrics->setMode(all ? MetricsPanel::Mode::Full : MetricsPanel::Mode::Sparklines);
    if (all)
        resizeDocks({m_metricsDock}, {380}, Qt::Vertical);
    else
        resizeDocks({m_inspectorDock, m_metricsDock}, {640, 300}, Qt::Vertical);
    if (all) m_actions.find(QStringLiteral("showMetrics"))->setChecked(true);
    showWhatIsOpen();
}

/// One thing at a time, from the most passing to the most lasting.
void MainWindow::escape()
{
    for (QWidget *passing : {static_cast<QWidget *>(m_palette), static_cast<QWidget *>(m_goTo),
                             static_cast<QWidget *>(m_find)}) {
        if (!passing->isVisible()) continue;
        passing->hide();
        m_diagram->setFocus();
        return;
    }
    if (m_top->filter().dropTyped()) return;
    if (m_top->filter().isAncestorOf(focusWidget())) m_diagram->setFocus();
    if (!m_state.litPath().isEmpty()) {
        m_state.setLitPath({});
        return;
    }
    if (!m_state.filter().isEmpty()) {
        m_state.setFilter({});
        return;
    }
    if (!m_state.visibility().isEverything()) {
        m_state.setVisibility({});
        return;
    }
    m_state.setPinnedSubject({});
}

void MainWindow::bookmark()
{
    if (!m_state.log() || !m_state.playhead().isValid()) return;
    const auto position = m_state.playhead();
    for (const auto &mark : m_state.bookmarks()) {
        if (mark.position != position) continue;
        m_state.toggleBookmark(position);
        return;
    }
    QString label;
    if (m_interactive) {
        bool ok = false;
        label = QInputDialog::getText(this, tr("Bookmark"), tr("Name (may stay empty)"),
                                      QLineEdit::Normal, {}, &ok);
        if (!ok) return;
    }
    m_state.toggleBookmark(position, label);
}

} // namespace playhead
