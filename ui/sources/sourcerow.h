// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sources/sourcestatelook.h"
#include "theme.h"
#include "tonelabel.h"

#include <QPushButton>
#include <QWidget>

#include <array>

class QGridLayout;

namespace playhead {

/// One source: its state, what it has received and recorded, what is wrong, and buttons to pause
/// it, detach it, and, where it is lost, try it again. For a narrow column. Interface thread.
class SourceRow : public QWidget
{
    Q_OBJECT

public:
    SourceRow(const AttachedSource &source, const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] int id() const { return m_source.id; }
    void setSource(const AttachedSource &source);

signals:
    void pauseRequested(int id, bool paused);
    void retryRequested(int id);
    void detachRequested(int id);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    enum Counter { Received, Recorded, Behind, Dropped, CounterCount };

    QGridLayout *makeCounters();
    QPushButton *makeButton(const char *name);
    void showState();
    void showName();
    void showCounters();
    void showTrouble();
    void applyTheme();

    const Theme &m_theme;
    AttachedSource m_source;
    ToneLabel *m_dot;
    ToneLabel *m_name;
    ToneLabel *m_state;
    std::array<ToneLabel *, CounterCount> m_counters{};
    ToneLabel *m_trouble;
    QPushButton *m_retry;
    QPushButton *m_pause;
    QPushButton *m_detach;
};

} // namespace playhead
