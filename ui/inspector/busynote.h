// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/inspectorwidgets.h"

#include <QElapsedTimer>
#include <QTimer>

#include <atomic>
#include <cstdint>
#include <memory>

namespace playhead {

/// How far a worker has come: it writes, the interface reads.
struct JobProgress
{
    std::atomic<std::uint64_t> done = 0;
    std::atomic<std::uint64_t> total = 0; ///< 0: not known yet
};
using JobProgressPtr = std::shared_ptr<JobProgress>;

/// Says that work is under way, how far it has come and for how long it has run, once it takes
/// longer than half a second; hidden else. Interface thread.
class BusyNote : public ToneLabel
{
    Q_OBJECT

public:
    static constexpr int patience = 500; ///< milliseconds

    /// `doing` is what is done, such as "Looking at causes".
    BusyNote(const Theme &theme, const QString &doing, QWidget *parent = nullptr);

    /// The work has begun; where some was under way already, its time goes on.
    void begin(JobProgressPtr progress);
    void end();

    /// Milliseconds since the work began; 0 while there is none.
    [[nodiscard]] qint64 elapsed() const { return m_progress ? m_clock.elapsed() : 0; }

private:
    void tell();

    QString m_doing;
    JobProgressPtr m_progress;
    QElapsedTimer m_clock;
    QTimer m_timer;
};

} // namespace playhead
