// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/fieldjob.h"
#include "inspector/inspectorwidgets.h"
#include "inspector/jsonview.h"
#include "inspector/statejob.h"
#include "latestjob.h"
#include "livepace.h"
#include "viewstate.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QStackedWidget>
#include <QStringListModel>

class QVBoxLayout;

namespace playhead {

/// The state at the playhead for a chosen projection, observer and subject, with what is different
/// from what it is compared with. Replays on a worker while it is shown; while an answer is under
/// way the last one stays. Interface thread.
class StateTab : public QWidget
{
    Q_OBJECT

public:
    StateTab(ViewState &view, const Theme &theme, const ProjectionTable &projections,
             QWidget *parent = nullptr);

    void focusSearch();

    /// The projection table holds others than before. Asks again where that of the choice did.
    void projectionsChanged();
    /// Shows the state that this projection makes. Nothing happens where there is none of that
    /// name.
    void chooseProjection(const QString &name);
    [[nodiscard]] QString projection() const { return m_projection->currentData().toString(); }

    /// The playhead whose state is on show; none: none is.
    [[nodiscard]] Position shown() const { return m_answer.question.at; }
    [[nodiscard]] const StateAnswer &answer() const { return m_answer; }
    [[nodiscard]] JsonView &tree() { return *m_tree; }

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
    void makeSubjectRow(QVBoxLayout *column);
    void makeSearchRow(QVBoxLayout *column);
    void connectView();
    void logChanged();
    void fillProjections();
    void fillObservers();
    void fillComparisons();
    void request();
    void show(const StateAnswer &answer);
    void showNote(const QString &text, ColorRole role = ColorRole::MutedText);
    void showChange();
    [[nodiscard]] NameId subject() const;
    [[nodiscard]] StateComparison comparison() const;
    void showSubject();
    void subjectEntered();
    void requestSubjects();
    void askWhy(const QStringList &keys);
    void search();
    void updateMatches();

    ViewState &m_view;
    const Theme &m_theme;
    const ProjectionTable &m_projections;
    StateAnswer m_answer;
    QComboBox *m_projection = nullptr;
    QComboBox *m_observer = nullptr;
    QComboBox *m_compare = nullptr;
    ToneLabel *m_elapsed = nullptr;
    QLineEdit *m_subject = nullptr;
    QToolButton *m_pin = nullptr;
    QStringListModel *m_subjects = nullptr;
    LinkButton *m_changedBy = nullptr;
    QLineEdit *m_search = nullptr;
    ToneLabel *m_matches = nullptr;
    QToolButton *m_previousMatch = nullptr;
    QToolButton *m_nextMatch = nullptr;
    ToneLabel *m_problem = nullptr;
    QStackedWidget *m_pages;
    ToneLabel *m_note;
    JsonView *m_tree;
    LivePace m_pace;
    LatestJob<StateAnswer> m_job;
    QElapsedTimer m_asked; ///< since the replay that runs was asked for
    LatestJob<QStringList> m_subjectJob;
};

} // namespace playhead
