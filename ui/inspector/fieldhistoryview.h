// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/busynote.h"
#include "inspector/fieldchart.h"
#include "inspector/fieldjob.h"
#include "latestjob.h"
#include "viewstate.h"

#include <QTreeWidget>

namespace playhead {

/// Why a value of the state is what it is: the events that set it, the newest first, and a chart of
/// the values where they are numbers. Click or Enter
/// moves the playhead there; the row that holds at the playhead is marked. Looks the events up on a
/// worker. Interface thread.
class FieldHistoryView : public QWidget
{
    Q_OBJECT

public:
    enum Column { Where, Event, Before, After, ColumnCount };

    FieldHistoryView(ViewState &view, const Theme &theme, QWidget *parent = nullptr);

    void ask(const FieldQuestion &question);
    /// Forgets the question and what is under way.
    void dismiss();
    /// Asks again where the projection is another one now; closes where there is none any more.
    void projectionsChanged(const ProjectionTable &projections);

    [[nodiscard]] const FieldAnswer &answer() const { return m_answer; }
    [[nodiscard]] QTreeWidget &table() { return *m_table; }
    [[nodiscard]] FieldChart &chart() { return *m_chart; }

private:
    void makeTable();
    void show(const FieldAnswer &answer);
    void showTitle();
    void showNote();
    void fill();
    void addRow(const FieldRow &row);
    void markPlayhead();
    void goTo(const QTreeWidgetItem *item);
    void applyTheme();

    ViewState &m_view;
    const Theme &m_theme;
    FieldQuestion m_question;
    FieldAnswer m_answer;
    ToneLabel *m_title;
    ToneLabel *m_whose;
    ToneLabel *m_note;
    BusyNote *m_busy;
    FieldChart *m_chart;
    QTreeWidget *m_table;
    LatestJob<FieldAnswer> m_job;
};

} // namespace playhead
