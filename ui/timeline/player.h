// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/timestamp.h"
#include "playbrake.h"
#include "viewstate.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace playhead {

/// Plays the shown steps: moves the playhead with the recorded timing times a speed, or as fast as
/// possible. A wait is never longer than `longestWait` of the person's time. Works on a live log
/// while it grows: the end is the watermark of the moment.
///
/// Interface thread. While playing, a timer calls tick() once a frame; tests call it themselves.
class Player : public QObject
{
    Q_OBJECT

public:
    /// The speed that means "as fast as possible".
    static constexpr double unlimited = 0;
    static constexpr double slowest = 0.1;
    static constexpr double fastest = 1000;
    static constexpr Duration longestWait = 3 * nanosecondsPerSecond;
    /// The speeds of the menu, slow to fast, unlimited last.
    static const QVector<double> &speeds();

    explicit Player(ViewState &view, QObject *parent = nullptr);

    [[nodiscard]] bool isPlaying() const { return m_playing; }
    /// Times recorded speed: 0.1 to 1000, or `unlimited`.
    [[nodiscard]] double speed() const { return m_speed; }

    /// What stops playing at positions of its own; null: nothing does. It must outlive the player.
    void setBrake(PlayBrake *brake) { m_brake = brake; }
    /// Why it was stopped where the playhead is; empty: it was not.
    [[nodiscard]] const QString &stoppedBy() const { return m_stoppedBy; }

    /// Without it, only the owner's calls of tick() move the playhead: for tests.
    void setTimerEnabled(bool enabled);

    /// Lets `elapsed` of the person's time pass (longer than a tenth of a second counts as that).
    /// Cost: a binary search, whatever the speed.
    void tick(playhead::Duration elapsed);

public slots:
    /// Starts where the playhead is (from the first step if it is at the end), or pauses.
    void togglePlay();
    void play();
    void pause();
    void setSpeed(double speed);
    void faster();
    void slower();

signals:
    void playingChanged(bool playing);
    void speedChanged(double speed);
    void stoppedByChanged(const QString &why);

private:
    void setPlaying(bool playing);
    void setStoppedBy(const QString &why);
    void move(Position to);
    bool brake(Position to, double clock);
    void onPlayheadChanged(Position position);
    void restartClock();
    qint64 timedRow(qint64 row, Duration elapsed);
    qint64 pageOfRows() const;

    ViewState &m_view;
    QTimer m_timer;
    QElapsedTimer m_elapsed;
    bool m_timerEnabled = true;
    bool m_playing = false;
    bool m_moving = false; ///< the playhead moves because we move it
    double m_speed = 1;
    PlayBrake *m_brake = nullptr;
    QString m_stoppedBy;
    double m_clock = 0; ///< log time played since the step at the playhead, in ns
};

} // namespace playhead
