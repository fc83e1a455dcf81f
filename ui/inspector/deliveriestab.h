// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/inspectorwidgets.h"
#include "latestjob.h"
#include "livepace.h"
#include "replay/deliveries.h"
#include "viewstate.h"

#include <QStackedWidget>
#include <QTreeWidget>

namespace playhead {

/// What became of the event at the playhead: per consumer the attempts, times and outcomes, by the
/// whole log. Click or Enter moves the playhead to the delivery, or to its answer where the outcome
/// was clicked. Interface thread; works only while it is shown.
class DeliveriesTab : public QWidget
{
    Q_OBJECT

public:
    enum Column { Attempt, Delivered, Latency, Processing, Outcome, ColumnCount };

    DeliveriesTab(ViewState &view, const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] QTreeWidget &table() { return *m_table; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Answer
    {
        LogPtr log;
        EventNumber event;
        Position upTo;
        EventDeliveries deliveries;
        std::vector<QString> reasons; ///< an entry an attempt
    };

    static Answer read(const LogPtr &log, EventNumber event, Position upTo,
                       const std::stop_token &stop);
    void request();
    void show(const Answer &answer);
    void fill();
    void addAttempt(QTreeWidgetItem *parent, const DeliveryAttempt &attempt, const QString &reason);
    void markPlayhead();
    void goTo(QTreeWidgetItem *item, int column);
    void applyTheme();
    void showEmpty(const QString &text);

    ViewState &m_view;
    const Theme &m_theme;
    Answer m_answer;
    QStackedWidget *m_pages;
    ToneLabel *m_empty;
    ToneLabel *m_title;
    QTreeWidget *m_table;
    LivePace m_pace;
    LatestJob<Answer> m_job;
};

} // namespace playhead
