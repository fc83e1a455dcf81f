// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playground/handqueue.h"
#include "playground/jsonfield.h"
#include "playground/requesttext.h"
#include "theme.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QWidget>

namespace playhead {

/// Publishes any event on the bus of a running scenario. Interface thread.
class PublishForm : public QWidget
{
    Q_OBJECT

public:
    PublishForm(const Theme &theme, QWidget *parent = nullptr);

    /// Null: none runs. The scenario must stay until this is called again; waits.
    void setScenario(LiveScenario *scenario);
    /// Those to choose from; what was typed stays.
    void setChannels(const QStringList &channels);

public slots:
    void submit();

signals:
    void published();

private:
    void show(const RequestAnswer &answer);
    void applyTheme();

    const Theme &m_theme;
    LiveScenario *m_scenario = nullptr;
    HandQueue m_queue;
    QLineEdit *m_type;
    QComboBox *m_channel;
    QLineEdit *m_subject;
    QLineEdit *m_source;
    JsonField *m_data;
    QPushButton *m_button;
    QLabel *m_answer;
};

} // namespace playhead
