// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playground/consumerrow.h"
#include "playground/handqueue.h"
#include "scenarios/livescenario.h"

#include <QLabel>
#include <QList>
#include <QTimer>
#include <QVBoxLayout>
#include <QWidget>

namespace playhead {

/// The consumers of a running scenario, looked at a few times a second while it is visible.
/// Interface thread.
class ConsumerList : public QWidget
{
    Q_OBJECT

public:
    explicit ConsumerList(const Theme &theme, QWidget *parent = nullptr);

    /// Null: none runs. The scenario must stay until this is called again; waits.
    void setScenario(LiveScenario *scenario);

signals:
    /// The channels of the scenario, which are looked at on the way.
    void channelsSeen(const QStringList &channels);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void look();
    void take(const std::vector<ConsumerStatus> &consumers);
    void change(const QString &name, const Json &settings);

    const Theme &m_theme;
    LiveScenario *m_scenario = nullptr;
    HandQueue m_queue;
    QTimer m_timer;
    QList<ConsumerRow *> m_rows;
    QVBoxLayout *m_column;
    QLabel *m_mistake;
};

} // namespace playhead
