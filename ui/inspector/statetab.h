// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/comparisonbox.h"
#include "inspector/fieldjob.h"
#include "inspector/inspectorwidgets.h"
#include "inspector/jsonview.h"
#include "inspector/patchview.h"
#include "inspector/statejob.h"
#include "inspector/statesearchbox.h"
#include "latestjob.h"
#include "livepace.h"
#include "viewstate.h"

#include <QCheckBox>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QStackedWidget>
#include <QStringListModel>

class QGridLayout;
class QVBoxLayout;

namespace playhead {

/// The state at the playhead for a chosen projection, observer and subject, with what is different
/// from what it is compared with: marked in the tree, in two columns, or as a JSON Patch. Replays
/// on a worker while it is shown; while an answer is under way the last one stays. Interface
/// thread.
class StateTab : public QWidget
{
    Q_OBJECT

public:
    /// How the difference is shown.
    enum class Display { Tree, SideBySide, Patch };

    StateTab(ViewState &view, const Theme &theme, const ProjectionTable &projections,
             QWidget *parent = nullptr);

    void focusSearch();

    /// The projection table holds others than before. Asks again where that of the choice did.
    void projectionsChanged();
    /// Shows the state that this projection makes. Nothing happens where there is none of that
    /// name.
    void chooseProjection(const QString &name);
    [[nodiscard]] QString projection() const { return m_projection->currentData().toString(); }

    void setDisplay(Display display);
    [[nodiscard]] Display display() const;

    /// The case that holds the log that is open, once it is loaded, to keep snapshots in; empty:
    /// none.
    void setCase(const QString &path);

    /// The playhead whose state is on show; none: none is.
    [[nodiscard]] Position shown() const { return m_answer.question.at; }
    [[nodiscard]] const StateAnswer &answer() const { return m_answer; }
    [[nodiscard]] JsonView &tree() { return *m_tree; }
    [[nodiscard]] ComparisonBox &comparisons() { return *m_compare; }
    [[nodiscard]] StateSearchBox &search() { return *m_search; }

signals:
    /// A person wants to know why this value of the state on show is what it is.
    void whyAsked(const playhead::FieldQuestion &question);
    /// Another projection was chosen.
    void projectionChosen();
    /// After projectionsChanged().
    void projectionsReplaced();

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeChoices(QVBoxLayout *column);
    void makeObserverChoice(QGridLayout *grid);
    void makeSubjectRow(QVBoxLayout *column);
    void makePages(QVBoxLayout *column);
    void connectView();
    void logChanged();
    void fillProjections();
    void fillObservers();
    void request();
    void show(const StateAnswer &answer);
    void showTitles();
    void showPage();
    void showNote(const QString &text, ColorRole role = ColorRole::MutedText);
    void showChange();
    [[nodiscard]] NameId subject() const;
    void showSubject();
    void subjectEntered();
    void requestSubjects();
    void askWhy(const QStringList &keys);
    void showValue(const QString &partition, const QStringList &keys);

    ViewState &m_view;
    const Theme &m_theme;
    const ProjectionTable &m_projections;
    StateAnswer m_answer;
    std::shared_ptr<StateCursors> m_cursors; ///< of the log on view, used by the worker
    QComboBox *m_projection = nullptr;
    QComboBox *m_observer = nullptr;
    QCheckBox *m_once = nullptr;
    ComparisonBox *m_compare = nullptr;
    QComboBox *m_display = nullptr;
    ToneLabel *m_elapsed = nullptr;
    QLineEdit *m_subject = nullptr;
    QToolButton *m_pin = nullptr;
    QStringListModel *m_subjects = nullptr;
    LinkButton *m_changedBy = nullptr;
    ToneLabel *m_problem = nullptr;
    QStackedWidget *m_pages = nullptr;
    ToneLabel *m_note = nullptr;
    JsonView *m_tree = nullptr;
    PatchView *m_patch = nullptr;
    StateSearchBox *m_search = nullptr;
    QStringList m_wanted; ///< keys of a value to make current once its state is there
    LivePace m_pace;
    LatestJob<StateAnswer> m_job;
    QElapsedTimer m_asked; ///< since the replay that runs was asked for
    LatestJob<QStringList> m_subjectJob;
    QTimer m_keepPause; ///< until snapshots are kept: while nobody asks for anything
    LatestJob<bool> m_keepJob;
};

} // namespace playhead
