// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answers/statesearch.h"
#include "inspector/busynote.h"
#include "inspector/jsonview.h"
#include "inspector/statejob.h"
#include "latestjob.h"
#include "livepace.h"

#include <QLineEdit>
#include <QTreeWidget>

namespace playhead {

/// What was found in the states of all subjects.
struct StateSearchAnswer
{
    QString text; ///< that was looked for
    StateMatches found;
    QString error;
};

/// Searches by key and value: in the state on show, and when asked in the states of all subjects at
/// the playhead, on a worker. Interface thread.
class StateSearchBox : public QWidget
{
    Q_OBJECT

public:
    StateSearchBox(ViewState &view, const Theme &theme, JsonView &tree, QWidget *parent = nullptr);

    void focusField();
    /// The tree shows the answer to this question now.
    void stateShown(const StateRequest &question);
    /// The tree shows nothing.
    void nothingShown();
    /// The case that keeps snapshots of the log; empty: none.
    void setCase(const QString &path);

    [[nodiscard]] const StateSearchAnswer &answer() const { return m_answer; }
    [[nodiscard]] QTreeWidget &results() { return *m_results; }

signals:
    /// A person chose a value that was found: a partition, and the keys in its state.
    void valueChosen(const QString &partition, const QStringList &keys);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeResults();
    void goMatch(bool forward);
    void search();
    void updateMatches();
    void searchAll();
    void show(const StateSearchAnswer &answer);
    void choose(const QTreeWidgetItem *item);
    void applyTheme();

    ViewState &m_view;
    const Theme &m_theme;
    JsonView &m_tree;
    StateRequest m_question; ///< without a log: nothing is on show
    StateSearchAnswer m_answer;
    QString m_case;
    std::shared_ptr<StateCursors> m_cursors; ///< of the worker; null: nothing was searched yet
    QLineEdit *m_field;
    QToolButton *m_all;
    ToneLabel *m_matches;
    QToolButton *m_previous;
    QToolButton *m_next;
    QTreeWidget *m_results;
    ToneLabel *m_note;
    BusyNote *m_busy;
    LivePace m_pace;
    LatestJob<StateSearchAnswer> m_job;
};

} // namespace playhead
