// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"
#include "rowmap.h"
#include "viewstate.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QLineEdit;

namespace playhead {

/// Finds steps among those that are shown: words or any filter. Goes from match to match without
/// removing the rest. Interface thread; searching is a worker's.
class FindBar : public QFrame
{
    Q_OBJECT

public:
    explicit FindBar(ViewState &state, QWidget *parent = nullptr);

    /// Shows the bar and selects what was looked for last.
    void open();
    void next();
    void previous();

    [[nodiscard]] QLineEdit &field() { return *m_field; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search();
    void go(bool forward);
    void goTo(Position position, std::int64_t index);
    void showPlace();

    ViewState &m_state;
    QLineEdit *m_field;
    QLabel *m_status;
    QTimer m_typing;
    RowMapPtr m_matches;
    QString m_searched;
    bool m_goWhenFound = false;
    bool m_forward = true;
    LatestJob<RowMapPtr> m_job;
};

} // namespace playhead
