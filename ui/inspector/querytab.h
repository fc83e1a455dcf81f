// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/inspectorwidgets.h"
#include "inspector/queryjob.h"
#include "inspector/queryview.h"
#include "latestjob.h"
#include "livepace.h"
#include "viewstate.h"

#include <QStackedWidget>
#include <QTreeWidget>

namespace playhead {

/// The read models: the queries around the playhead, who asked, from which position each was
/// answered and how many events behind, and the one that is current in full. The query at the
/// playhead, or the last before it, is current until the person chooses another; a click moves the
/// playhead there. Works on a worker while it is shown. Interface thread.
class QueryTab : public QWidget
{
    Q_OBJECT

public:
    enum Column { Query, Asker, From, Behind, ColumnCount };

    QueryTab(ViewState &view, const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] QTreeWidget &table() { return *m_table; }
    [[nodiscard]] QueryView &detail() { return *m_detail; }
    [[nodiscard]] QComboBox &names() { return *m_names; }

    /// Whether there is a running scenario that a query can be asked of.
    void setCanAsk(bool can);

signals:
    /// The person wants to ask a query.
    void askRequested();
    /// The state that a query was answered from is to be shown; the ViewState is there already.
    void stateRequested();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void logChanged();
    void request();
    void show(const QueryList &list);
    void showEmpty(const QString &text);
    void fillNames();
    void fillTable();
    void addRow(const QueryAnswer &query);
    void markPlayhead();
    void showCurrent();
    void goTo(const QTreeWidgetItem *item, int column);
    void goToStates(const QueryAnswer &query);
    void applyTheme();

    ViewState &m_view;
    const Theme &m_theme;
    StandingIndexPtr m_standings; ///< null: nothing was asked of this log yet; used by the worker
    QueryList m_list;
    QComboBox *m_names;
    QToolButton *m_ask;
    QStackedWidget *m_pages;
    ToneLabel *m_empty;
    QTreeWidget *m_table;
    QueryView *m_detail;
    LivePace m_pace;
    LatestJob<QueryList> m_job;
};

} // namespace playhead
