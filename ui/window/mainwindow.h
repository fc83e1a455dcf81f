// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attach/secretstore.h"
#include "branches/branchlist.h"
#include "lessons/lessonguide.h"
#include "projections/caseprojections.h"
#include "replay/projection.h"
#include "session/filterjob.h"
#include "session/session.h"
#include "theme.h"
#include "viewstate.h"
#include "when/breakpointhold.h"
#include "when/breakpointwatch.h"
#include "window/actions.h"
#include "window/viewsettings.h"

#include <QMainWindow>
#include <QPointer>
#include <QTimer>

class QDockWidget;
class QSplitter;
class QStackedWidget;

namespace playhead {

class AttachDialog;
class BranchComparer;
class BranchDialog;
class BranchEditing;
class CommandPalette;
class DiagramView;
class ExplorerPanel;
class FindBar;
class GoToBox;
class HelpDialog;
class InspectorPanel;
class LessonPanel;
class MessageBar;
class MetricsPanel;
class PlaygroundPanel;
class ProjectionsPanel;
class ReplayDialog;
struct RerunAnswer;
class SourcesPanel;
class StartPage;
class TimelinePanel;
class TopBar;
class WhenPanel;
class WhatIfPanel;

/// The window: puts session, views and actions together, and nothing else. Interface thread.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// Who sits in front of it. Unattended (pictures, tests), it asks nothing and neither reads nor
    /// writes the person's settings.
    enum class Use { Interactive, Unattended };

    explicit MainWindow(Theme &theme, Use use = Use::Interactive, QWidget *parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] Session &session() { return m_session; }
    [[nodiscard]] ViewState &state() { return m_state; }
    [[nodiscard]] FilterJob &filterJob() { return m_filterJob; }
    [[nodiscard]] Actions &actionList() { return m_actions; }
    [[nodiscard]] DiagramView &diagram() { return *m_diagram; }
    [[nodiscard]] InspectorPanel &inspector() { return *m_inspector; }
    [[nodiscard]] LessonGuide &lessons() { return m_lessons; }
    [[nodiscard]] ExplorerPanel &explorer() { return *m_explorer; }
    [[nodiscard]] TimelinePanel &timeline() { return *m_timeline; }
    [[nodiscard]] ProjectionsPanel &projections() { return *m_projectionsPanel; }
    [[nodiscard]] WhenPanel &when() { return *m_when; }
    [[nodiscard]] BranchList &branches() { return m_branches; }
    [[nodiscard]] WhatIfPanel &whatIf() { return *m_whatIf; }
    [[nodiscard]] SourcesPanel &sources() { return *m_sources; }
    [[nodiscard]] MessageBar &messages() { return *m_messages; }

public slots:
    /// A file, or the URL of a source to attach to.
    void openFile(const QString &path);
    /// Connects, and asks only where that takes long, disturbs others, or fails.
    void attachTo(const QString &url);
    void runScenario(const QString &name);
    void beginLesson(const QString &name);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    // mainwindow.cpp: the parts and how they hang together
    void build();
    void connectSession();
    void restoreWindow();
    void saveWindow();
    QDockWidget *dock(const QString &name, const QString &title, QWidget *content,
                      Qt::DockWidgetArea area);
    void showWhatIsOpen();
    void updateTypeColors();

    // mainwindowactions.cpp: what a person can do
    void addFileActions();
    void addGoActions();
    void wentOr(bool moved, const QString &otherwise);
    void addViewActions();
    void addLogActions();
    void toggleLook();
    void showAllCharts(bool all);
    void escape();
    void bookmark();

    // mainwindowprojections.cpp: scripts of the log that is open
    void connectProjections();
    void askForAgreement(const QStringList &sources);
    void showProjection(const QString &name);
    void storeProjections();

    // mainwindowwhen.cpp: conditions, breakpoints, and what they stop
    void addWhenActions();
    void connectWhen();
    void held(Position at, const QString &condition);
    void goOn();
    void storeBreakpoints();
    // mainwindowbranches.cpp: what if
    void addBranchActions();
    QWidget *makeWhatIf();
    void connectBranches();
    void restoreBranches();
    void storeBranches();
    [[nodiscard]] bool hasUnkeptBranches() const;
    void compareBranches();
    void showDifferences(bool doubts);
    void placeDialog(QWidget &dialog) const;
    void offerBranchBack(int index, const Branch &branch);
    void showStepMenu(const QPoint &at);
    void showWhetherRunsAgain();
    void runAgain();
    bool mayRunScripts(const ScenarioOrigin &origin);
    void openRun(const RerunAnswer &answer);

    // mainwindowfindings.cpp: what the findings and queries of the log need from the window
    void connectFindings();
    void restoreFindingLimits();
    void storeFindingLimits();
    void askQuery();

    // mainwindowsources.cpp: attaching, and replaying
    void connectSources();
    void chooseAndAttach();
    AttachDialog *makeAttachDialog();
    void attachDialogFinished();
    void replayLog();

    // mainwindowlessons.cpp: guided tours
    void addLessonActions();
    void connectLessons();

    // mainwindowfiles.cpp: opening, saving, exporting
    void chooseAndOpen();
    bool openMapped(const QString &path);
    void save(bool elsewhere);
    void exportLog();
    /// Asks what to do with a recording that was not saved; false: stay.
    bool mayReplace();
    bool saveNow(const QString &path);
    void rememberView();
    void remember(const QString &path);
    [[nodiscard]] QStringList recentFiles() const;

    Theme &m_theme;
    ViewState m_state;
    ProjectionTable m_projections;
    CaseProjections m_scripts;
    ScriptAgreement m_agreement; ///< to handlers of cases that are run again
    Breakpoints m_breakpoints;
    BreakpointWatch m_watch;
    BranchList m_branches;
    FilterJob m_filterJob;
    Session m_session;
    BreakpointHold m_hold;
    SecretStore m_secrets;
    LessonGuide m_lessons;
    Actions m_actions;
    bool m_interactive;
    bool m_playgroundHasRoom = false; ///< was given its share of the height, or the person's
    QTimer m_progress;
    std::size_t m_knownNames = 0;
    QString m_heldMessage; ///< that delivery is held; empty: it is not
    QString m_nowhere;     ///< the message of wentOr() that is on show

    TopBar *m_top = nullptr;
    StartPage *m_start = nullptr;
    QStackedWidget *m_pages = nullptr;
    QSplitter *m_centre = nullptr;
    DiagramView *m_diagram = nullptr;
    TimelinePanel *m_timeline = nullptr;
    ExplorerPanel *m_explorer = nullptr;
    SourcesPanel *m_sources = nullptr;
    InspectorPanel *m_inspector = nullptr;
    MetricsPanel *m_metrics = nullptr;
    PlaygroundPanel *m_playground = nullptr;
    ProjectionsPanel *m_projectionsPanel = nullptr;
    WhenPanel *m_when = nullptr;
    BranchComparer *m_comparer = nullptr;
    BranchEditing *m_branchEditing = nullptr;
    WhatIfPanel *m_whatIf = nullptr;
    QPointer<BranchDialog> m_branchDialog;
    QPointer<AttachDialog> m_attachDialog;
    QPointer<ReplayDialog> m_replayDialog;
    QStringList m_toAttach; ///< URLs whose turn has not come
    LessonPanel *m_lessonPanel = nullptr;
    MessageBar *m_messages = nullptr;
    FindBar *m_find = nullptr;
    GoToBox *m_goTo = nullptr;
    CommandPalette *m_palette = nullptr;
    QPointer<HelpDialog> m_help;
    QDockWidget *m_explorerDock = nullptr;
    QDockWidget *m_inspectorDock = nullptr;
    QDockWidget *m_metricsDock = nullptr;
    QDockWidget *m_playgroundDock = nullptr;
    QDockWidget *m_projectionsDock = nullptr;
    QDockWidget *m_lessonDock = nullptr;
};

} // namespace playhead
