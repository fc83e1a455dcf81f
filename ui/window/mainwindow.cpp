// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/mainwindow.h"

#include "attach/attachdialog.h"
#include "diagram/diagramview.h"
#include "explorer/explorerpanel.h"
#include "inspector/inspectorpanel.h"
#include "inspector/statetab.h"
#include "lessons/lessonpanel.h"
#include "metrics/metricspanel.h"
#include "playground/playgroundpanel.h"
#include "projections/projectionspanel.h"
#include "scenarios/scenariotable.h"
#include "sources/sourcespanel.h"
#include "timeline/timelinepanel.h"
#include "when/whenpanel.h"
#include "window/commandpalette.h"
#include "window/findbar.h"
#include "window/gotobox.h"
#include "window/helpdialog.h"
#include "window/messagebar.h"
#include "window/startpage.h"
#include "window/topbar.h"
#include "window/windowstyle.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace playhead {
namespace {

constexpr int progressInterval = 100; // milliseconds

ScriptAgreement::Memory memoryFor(MainWindow::Use use)
{
    return use == MainWindow::Use::Interactive ? ScriptAgreement::Memory::Remembered
                                               : ScriptAgreement::Memory::Session;
}

/// Without a line between them; the last one takes what room is left.
QWidget *stacked(const QList<QWidget *> &parts)
{
    auto *whole = new QWidget;
    auto *column = new QVBoxLayout(whole);
    column->setContentsMargins({});
    column->setSpacing(0);
    for (auto *part : parts)
        column->addWidget(part, part == parts.last() ? 1 : 0);
    return whole;
}

} // namespace

MainWindow::MainWindow(Theme &theme, Use use, QWidget *parent)
    : QMainWindow(parent),
      m_theme(theme),
      m_scripts(m_projections, memoryFor(use)),
      m_agreement(memoryFor(use)),
      m_watch(m_state, m_breakpoints, m_projections),
      m_filterJob(m_state),
      m_session(m_state),
      m_hold(m_session, m_state, m_breakpoints, m_projections),
      m_secrets(use == Use::Interactive ? SecretStore::Reach::Keychain
                                        : SecretStore::Reach::Memory),
      m_lessons(m_state, m_session),
      m_actions(this),
      m_interactive(use == Use::Interactive)
{
    setWindowTitle(QStringLiteral("Playhead"));
    setAcceptDrops(true);
    addScenarioProjections(m_projections);
    addFileActions();
    addGoActions();
    addViewActions();
    addWhenActions();
    addLogActions();
    addBranchActions();
    addLessonActions();
    build();
    connectSession();
    connectSources();
    connectProjections();
    connectWhen();
    connectBranches();
    connectFindings();
    connectLessons();
    const auto applyStyle = [this] {
        // A new event type changes the theme too, and a style sheet lays out the whole window.
        if (const auto style = windowStyle(m_theme); style != qApp->styleSheet())
            qApp->setStyleSheet(style);
    };
    applyStyle();
    connect(&theme, &Theme::changed, this, applyStyle);
    qApp->installEventFilter(new KeyGuard(this));
    restoreWindow();
    showWhatIsOpen();
}

MainWindow::~MainWindow()
{
    // Views that are hidden tell the ViewState, which is gone before they are; a dialog that
    // connects gives up, which needs the session.
    hide();
    delete m_attachDialog;
}

QDockWidget *MainWindow::dock(const QString &name, const QString &title, QWidget *content,
                              Qt::DockWidgetArea area)
{
    auto *made = new QDockWidget(title, this);
    made->setObjectName(name);
    made->setTitleBarWidget(new QWidget(made)); // panels have captions of their own
    made->setFeatures(QDockWidget::DockWidgetClosable);
    made->setWidget(content);
    addDockWidget(area, made);
    return made;
}

void MainWindow::build()
{
    m_top = new TopBar(m_state, m_session, m_filterJob, m_actions, m_theme, this);
    setMenuWidget(m_top);

    m_diagram = new DiagramView(m_state, m_theme);
    m_diagram->setObjectName(QStringLiteral("diagram"));
    m_diagram->setFocusPolicy(Qt::StrongFocus);
    m_timeline = new TimelinePanel(m_state, m_theme);
    m_messages = new MessageBar;
    m_find = new FindBar(m_state);
    m_start = new StartPage(m_theme);
    m_start->setFocusPolicy(Qt::StrongFocus);

    m_centre = new QSplitter(Qt::Vertical);
    m_centre->setObjectName(QStringLiteral("centre"));
    m_centre->setHandleWidth(1);
    m_centre->addWidget(m_diagram);
    m_centre->addWidget(m_timeline);
    m_centre->setStretchFactor(0, 1);
    m_centre->setStretchFactor(1, 0);
    m_centre->setCollapsible(0, false);
    m_centre->setSizes({700, 190});

    m_pages = new QStackedWidget;
    m_pages->addWidget(m_start);
    m_pages->addWidget(m_centre);

    auto *middle = new QWidget;
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_messages);
    column->addWidget(m_find);
    column->addWidget(m_pages, 1);
    setCentralWidget(middle);

    m_explorer = new ExplorerPanel(m_state, m_theme);
    m_sources = new SourcesPanel(m_session.sources(), m_theme);
    m_inspector = new InspectorPanel(m_state, m_theme, m_projections);
    m_when = new WhenPanel(m_state, m_theme, m_projections, m_breakpoints);
    m_inspector->addPage(tr("When"), tr("Where a condition on state and event holds"), m_when);
    m_metrics = new MetricsPanel(m_state, m_theme);
    m_metrics->setMode(MetricsPanel::Mode::Sparklines);
    m_playground = new PlaygroundPanel(m_session, m_theme);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_lessonPanel = new LessonPanel(m_lessons, m_theme);
    m_lessonDock =
        dock(QStringLiteral("lesson"), tr("Lesson"), m_lessonPanel, Qt::LeftDockWidgetArea);
    m_explorerDock = dock(QStringLiteral("explorer"), tr("Explorer"),
                          stacked({m_sources, m_explorer}), Qt::LeftDockWidgetArea);
    m_playgroundDock =
        dock(QStringLiteral("playground"), tr("Playground"), m_playground, Qt::LeftDockWidgetArea);
    m_inspectorDock =
        dock(QStringLiteral("inspector"), tr("Inspector"), makeWhatIf(), Qt::RightDockWidgetArea);
    m_metricsDock =
        dock(QStringLiteral("metrics"), tr("Metrics"), m_metrics, Qt::RightDockWidgetArea);

    m_projectionsPanel = new ProjectionsPanel(m_state, m_scripts, m_theme);
    m_projectionsDock = dock(QStringLiteral("projections"), tr("Projections"), m_projectionsPanel,
                             Qt::BottomDockWidgetArea);

    m_goTo = new GoToBox(m_state, this);
    m_palette = new CommandPalette(m_actions, this);

    connect(m_timeline, &TimelinePanel::rangeChanged, m_metrics, &MetricsPanel::setTimeRange);
    connect(m_start, &StartPage::openRequested, this, &MainWindow::chooseAndOpen);
    connect(m_start, &StartPage::attachRequested, this, &MainWindow::chooseAndAttach);
    connect(m_start, &StartPage::fileRequested, this, &MainWindow::openFile);
    connect(m_start, &StartPage::scenarioRequested, this, &MainWindow::runScenario);
    connect(m_top, &TopBar::scenarioRequested, this, &MainWindow::runScenario);
    connect(m_top, &TopBar::fileRequested, this, &MainWindow::openFile);
    connect(m_playground, &PlaygroundPanel::scenarioSaved, this, &MainWindow::remember);
    connect(&m_state, &ViewState::watermarkChanged, this, &MainWindow::updateTypeColors);
    connect(&m_state, &ViewState::logChanged, this, [this] {
        m_knownNames = 0;
        updateTypeColors();
    });
}

void MainWindow::connectSession()
{
    connect(&m_session, &Session::changed, this, &MainWindow::showWhatIsOpen);
    connect(&m_session, &Session::scenarioChanged, this, &MainWindow::showWhatIsOpen);
    connect(&m_session, &Session::failed, this,
            [this](const QString &message) { m_messages->showMessage(message, true); });
    connect(&m_session, &Session::saved, this, [this](const QString &path) {
        remember(path);
        rememberView();
        m_inspector->stateTab().setCase(path);
    });
    connect(&m_session, &Session::exported, this, [this](const QString &path) {
        m_messages->showMessage(tr("The log was written to %1.").arg(path), false);
    });
    connect(&m_session, &Session::loaded, this, [this] {
        const auto settings = restoreView(m_state, m_session.caseSetting(QStringLiteral("view")));
        m_top->filter().setSavedFilters(settings.savedFilters);
        if (!settings.diagram.isEmpty()) m_diagram->restore(settings.diagram);
        if (m_session.isCase()) m_inspector->stateTab().setCase(m_session.path());
        showWhatIsOpen();
        const auto skipped = m_state.log()->skippedCount();
        if (skipped > 0 && m_messages->message().isEmpty()) {
            m_messages->showMessage(tr("%n record(s) could not be read and were left out.", nullptr,
                                       static_cast<int>(skipped)),
                                    false, tr("Show"), [this] { m_explorer->showSkipped(); });
        }
    });
    m_progress.setInterval(progressInterval);
    connect(&m_progress, &QTimer::timeout, this, [this] {
        m_messages->setProgress(tr("Loading %1").arg(m_session.title()), m_session.progress());
    });
    connect(&m_session, &Session::loadingChanged, this, [this](bool loading) {
        if (loading) {
            m_progress.start();
            m_messages->setProgress(tr("Loading %1").arg(m_session.title()), -1);
        } else {
            m_progress.stop();
            m_messages->endProgress();
        }
    });
    connect(m_messages, &MessageBar::cancelRequested, this, [this] {
        m_session.cancelLoading();
        m_messages->showMessage(
            tr("Loading was cancelled: only the first part of the log is shown."), false);
    });
    connect(&m_top->filter(), &FilterBar::left, m_diagram, qOverload<>(&QWidget::setFocus));
    connect(&m_top->filter(), &FilterBar::savedFiltersChanged, this, &MainWindow::rememberView);
}

/// Types have colours in the order in which the log met them; new ones only join at the end.
void MainWindow::updateTypeColors()
{
    const auto log = m_state.log();
    if (!log || !m_state.watermark().isValid()) {
        m_theme.setTypes({});
        return;
    }
    // Only a name that was not there before can be a new type.
    if (log->names().size() == m_knownNames) return;
    m_knownNames = log->names().size();
    const auto summary = log->density().summarize(log->index(), Position(1), m_state.watermark());
    std::vector<NameId> types;
    for (const auto &type : summary.types)
        types.push_back(type.type);
    m_theme.setTypes(types);
}

void MainWindow::showWhatIsOpen()
{
    const bool open = m_session.kind() != Session::Kind::None;
    m_pages->setCurrentWidget(open ? static_cast<QWidget *>(m_centre) : m_start);
    m_explorerDock->setVisible(open && m_actions.find(QStringLiteral("showExplorer"))->isChecked());
    m_inspectorDock->setVisible(open
                                && m_actions.find(QStringLiteral("showInspector"))->isChecked());
    m_metricsDock->setVisible(open && m_actions.find(QStringLiteral("showMetrics"))->isChecked());
    m_projectionsDock->setVisible(
        open && m_actions.find(QStringLiteral("showProjections"))->isChecked());
    m_lessonDock->setVisible(m_lessons.lesson() != nullptr);
    const bool wasHidden = m_playgroundDock->isHidden();
    m_playgroundDock->setVisible(open && m_session.scenario() && !m_lessons.lesson()
                                 && m_actions.find(QStringLiteral("showPlayground"))->isChecked());
    // Docks that are hidden take no size: it gets its share when it first appears.
    if (wasHidden && !m_playgroundDock->isHidden() && !std::exchange(m_playgroundHasRoom, true))
        resizeDocks({m_explorerDock, m_playgroundDock}, {400, 500}, Qt::Vertical);
    if (!focusWidget() || !focusWidget()->isVisible())
        (open ? static_cast<QWidget *>(m_diagram) : m_start)->setFocus();
    setWindowTitle(open ? tr("%1 \u2013 Playhead").arg(m_session.title())
                        : QStringLiteral("Playhead"));
    for (const auto &id : {QStringLiteral("save"), QStringLiteral("saveAs"),
                           QStringLiteral("export"), QStringLiteral("close")})
        m_actions.find(id)->setEnabled(open);
    m_actions.find(QStringLiteral("pauseScenario"))->setEnabled(m_session.scenario() != nullptr);
    m_actions.find(QStringLiteral("stopScenario"))->setEnabled(m_session.scenario() != nullptr);
    m_actions.find(QStringLiteral("pauseScenario"))
        ->setText(m_session.isScenarioPaused() ? tr("Resume scenario") : tr("Pause scenario"));
    m_start->setRecent(recentFiles());
    m_top->setRecent(recentFiles());
    if (!open) m_messages->endProgress();
}

void MainWindow::restoreWindow()
{
    QSize size(1600, 1000);
    if (m_interactive) // the frame that the desktop adds has to fit, too
        size = size.boundedTo(screen()->availableSize() - QSize(16, 48));
    resize(size);
    resizeDocks({m_explorerDock, m_inspectorDock}, {230, 400}, Qt::Horizontal);
    resizeDocks({m_inspectorDock, m_metricsDock}, {640, 300}, Qt::Vertical);
    if (!m_interactive) return;
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    m_playgroundHasRoom =
        restoreState(settings.value(QStringLiteral("window/docks")).toByteArray());
    m_centre->restoreState(settings.value(QStringLiteral("window/centre")).toByteArray());
    for (const auto &id : {QStringLiteral("showExplorer"), QStringLiteral("showInspector"),
                           QStringLiteral("showMetrics"), QStringLiteral("showPlayground"),
                           QStringLiteral("showProjections"), QStringLiteral("allCharts")}) {
        auto *action = m_actions.find(id);
        const QSignalBlocker quiet(action);
        action->setChecked(
            settings.value(QStringLiteral("window/") + id, action->isChecked()).toBool());
    }
    if (m_actions.find(QStringLiteral("allCharts"))->isChecked()) showAllCharts(true);
}

void MainWindow::saveWindow()
{
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/docks"), saveState());
    settings.setValue(QStringLiteral("window/centre"), m_centre->saveState());
    settings.setValue(QStringLiteral("window/light"), m_theme.look() == Theme::Look::Light);
    for (const auto &id : {QStringLiteral("showExplorer"), QStringLiteral("showInspector"),
                           QStringLiteral("showMetrics"), QStringLiteral("showPlayground"),
                           QStringLiteral("showProjections"), QStringLiteral("allCharts")})
        settings.setValue(QStringLiteral("window/") + id, m_actions.find(id)->isChecked());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!mayReplace()) {
        event->ignore();
        return;
    }
    rememberView();
    if (m_interactive) saveWindow();
    m_session.close();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const auto urls = event->mimeData()->urls();
    if (!urls.isEmpty() && urls.first().isLocalFile()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const auto urls = event->mimeData()->urls();
    if (urls.isEmpty()) return;
    event->acceptProposedAction();
    // After the drop is over: a question would hold up the program that is dragged from.
    QMetaObject::invokeMethod(
        this, [this, path = urls.first().toLocalFile()] { openFile(path); }, Qt::QueuedConnection);
}

} // namespace playhead
