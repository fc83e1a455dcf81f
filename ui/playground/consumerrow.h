// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playground/knobrow.h"
#include "replay/json.h"
#include "scenarios/scenario.h"

#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QWidget>

namespace playhead {

/// One consumer of a running scenario: how it is, what waits for it, buttons that pause and crash
/// it, and, unfolded, what goes wrong on the way to it. Interface thread.
class ConsumerRow : public QWidget
{
    Q_OBJECT

public:
    ConsumerRow(const QString &name, const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] const QString &name() const { return m_name; }
    void setStatus(const ConsumerStatus &status);

signals:
    /// A person wants it otherwise; see changeConsumer().
    void changeRequested(const playhead::Json &settings);

private:
    void makeFaults();
    void unfold(bool open);
    void showFaults();
    void showState();

    const QString m_name;
    const Theme &m_theme;
    ConsumerStatus m_status;
    QToolButton *m_fold;
    QLabel *m_waiting; ///< how many events wait for it
    QLabel *m_state;
    QPushButton *m_pause;
    QPushButton *m_crash;
    QWidget *m_faults;
    QList<KnobRow *> m_knobs;
};

} // namespace playhead
