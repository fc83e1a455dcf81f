// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewstate.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>

namespace playhead {

/// How often a view shows something that a person reads (numbers, attributes, counts) while a log
/// grows: sixty times a second nobody can, and laying text out is what costs. Postpones, and never
/// drops: once the log stands still the view shows its end. The diagram needs no pace: it has every
/// frame. Interface thread.
class LivePace : public QObject
{
    Q_OBJECT

public:
    static constexpr int interval = 125; ///< milliseconds

    /// `show` is never called from within the constructor.
    LivePace(const ViewState &view, std::function<void()> show);

    /// For what follows the playhead: at once while a person moves it, else as wishGrown().
    void wish();
    /// For what follows the end of the log: at once if the last time is long enough ago, else as
    /// soon as it is.
    void wishGrown();

    /// Whether there is a wish that waits.
    [[nodiscard]] bool isWaiting() const { return m_timer.isActive(); }

private:
    void showNow();

    const ViewState &m_view;
    std::function<void()> m_show;
    QTimer m_timer;
    QElapsedTimer m_since; ///< the last call of m_show
};

} // namespace playhead
