// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/inspectorwidgets.h"
#include "inspector/jsonview.h"
#include "inspector/queryjob.h"
#include "latestjob.h"
#include "theme.h"

#include <QScrollArea>

namespace playhead {

/// One query in full: what was asked and answered, from which event its read model answered, how
/// far behind that was, and both states then. Reads on a worker. Interface thread.
class QueryView : public QScrollArea
{
    Q_OBJECT

public:
    explicit QueryView(const Theme &theme, QWidget *parent = nullptr);

    /// Without a query it shows nothing.
    void setQuery(const LogPtr &log, const QueryAnswer &query);
    [[nodiscard]] const QueryDetail &detail() const { return m_detail; }
    [[nodiscard]] bool isBusy() const { return m_job.isBusy(); }

signals:
    /// The person wants to look at that step.
    void chosen(playhead::Position position);
    /// The person wants to see the state that this answer came from, and the log's.
    void statesChosen(const playhead::QueryAnswer &query);

private:
    struct Section
    {
        ToneLabel *caption;
        JsonView *tree;
        ToneLabel *nothing; ///< what stands there without a tree
    };

    Section makeSection(QLayout *column, const QString &name);
    void setSection(const Section &section, const JsonTreePtr &tree, const QString &nothing);
    void show(const QueryDetail &detail);
    void showSource();
    void showStates();

    const Theme &m_theme;
    QueryDetail m_detail;
    ToneLabel *m_title;
    ToneLabel *m_route;
    ToneLabel *m_source; ///< from what it was answered
    LinkButton *m_event;
    LinkButton *m_states;
    Section m_asked;
    Section m_answered;
    Section m_then;
    LatestJob<QueryDetail> m_job;
};

} // namespace playhead
