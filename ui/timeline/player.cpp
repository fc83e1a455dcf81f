// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/player.h"

#include <algorithm>

namespace playhead {
namespace {

constexpr int framesPerSecond = 60;
constexpr Duration longestTick = nanosecondsPerSecond / 10;
/// As fast as possible still shows the log passing by: ten seconds for the whole of it.
constexpr qint64 framesForWholeLog = 10 * framesPerSecond;
/// Bound on steps taken one by one where clocks ran backwards.
constexpr int mostSingleSteps = 4096;

} // namespace

const QVector<double> &Player::speeds()
{
    static const QVector<double> all = {0.1, 0.25, 0.5, 1,   2,   4,    10,
                                        25,  50,   100, 250, 500, 1000, unlimited};
    return all;
}

Player::Player(ViewState &view, QObject *parent) : QObject(parent), m_view(view)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(1000 / framesPerSecond);
    connect(&m_timer, &QTimer::timeout, this, [this] { tick(m_elapsed.nsecsElapsed()); });
    connect(&m_view, &ViewState::playheadChanged, this, &Player::onPlayheadChanged);
    connect(&m_view, &ViewState::followingChanged, this, [this](bool following) {
        if (following) pause();
    });
    connect(&m_view, &ViewState::logChanged, this, &Player::pause);
}

void Player::setTimerEnabled(bool enabled)
{
    m_timerEnabled = enabled;
    if (!enabled) m_timer.stop();
}

void Player::togglePlay()
{
    if (m_playing)
        pause();
    else
        play();
}

void Player::play()
{
    const auto rows = m_view.rows();
    if (m_playing || rows->count() == 0) return;
    m_view.setFollowing(false);
    const auto row = rows->rowAtOrBefore(m_view.playhead());
    if (row + 1 >= static_cast<std::int64_t>(rows->count())) m_view.goFirst();
    restartClock();
    setStoppedBy({});
    setPlaying(true);
}

void Player::pause()
{
    setPlaying(false);
}

void Player::setPlaying(bool playing)
{
    if (m_playing == playing) return;
    m_playing = playing;
    if (playing && m_timerEnabled)
        m_timer.start();
    else
        m_timer.stop();
    m_elapsed.start();
    emit playingChanged(playing);
}

void Player::setSpeed(double speed)
{
    if (speed != unlimited) speed = std::clamp(speed, slowest, fastest);
    if (speed == m_speed) return;
    m_speed = speed;
    emit speedChanged(speed);
}

void Player::faster()
{
    if (m_speed == unlimited) return;
    for (const auto speed : speeds())
        if (speed > m_speed || speed == unlimited) return setSpeed(speed);
}

void Player::slower()
{
    if (m_speed == unlimited) return setSpeed(fastest);
    for (auto it = speeds().rbegin(); it != speeds().rend(); ++it)
        if (*it != unlimited && *it < m_speed) return setSpeed(*it);
}

void Player::restartClock()
{
    m_clock = 0;
    m_elapsed.start();
}

void Player::onPlayheadChanged(Position)
{
    if (m_moving) return;
    restartClock();
    setStoppedBy({});
}

void Player::setStoppedBy(const QString &why)
{
    if (m_stoppedBy == why) return;
    m_stoppedBy = why;
    emit stoppedByChanged(why);
}

void Player::move(Position to)
{
    m_moving = true;
    m_view.movePlayhead(to);
    m_moving = false;
}

/// True: the brake does not let it go as far as that, and it went as far as it may. `clock` is what
/// was played of the wait before this frame.
bool Player::brake(Position to, double clock)
{
    if (!m_brake) return false;
    const auto limit = m_brake->limit(m_view.playhead(), to);
    if (!limit.stops && limit.upTo >= to) return false;
    if (limit.stops) {
        restartClock();
        move(limit.upTo); // among the shown rows or not: that is where it holds
        setStoppedBy(limit.why);
        m_brake->stopped(limit.upTo);
        pause();
        return true;
    }
    // The time until more is known is not made up for.
    m_clock = clock;
    const auto rows = m_view.rows();
    const auto row = rows->rowAtOrBefore(limit.upTo);
    if (row <= rows->rowAtOrBefore(m_view.playhead())) return true;
    m_clock = 0;
    move(rows->positionAt(static_cast<std::uint64_t>(row)));
    return true;
}

qint64 Player::pageOfRows() const
{
    const auto rows = m_view.rows();
    const auto page =
        rows->rowAtOrBefore(m_view.lastVisible()) - rows->rowAtOrBefore(m_view.firstVisible()) + 1;
    const auto share = static_cast<qint64>(rows->count()) / framesForWholeLog;
    return std::max<qint64>({1, share, m_view.lastVisible().isValid() ? page : 1});
}

qint64 Player::timedRow(qint64 row, Duration elapsed)
{
    const auto rows = m_view.rows();
    const auto log = m_view.log();
    const auto &index = log->index();
    const auto timeOf = [&](qint64 r) {
        return index.timeAt(rows->positionAt(static_cast<std::uint64_t>(r)));
    };
    const auto last = static_cast<qint64>(rows->count()) - 1;
    m_clock += static_cast<double>(elapsed) * m_speed;
    // Before the first shown row there is nothing to wait for.
    if (row < 0) return 0;

    const auto here = timeOf(row);
    const auto now = here + static_cast<Duration>(m_clock);
    const auto next = index.firstNotBefore(now + 1).value();
    auto target = std::min<qint64>(rows->rowAtOrBefore(Position(next - 1)), last);
    if (target <= row) {
        // Clocks that ran backwards: the running maximum is ahead of this step's own time.
        target = row;
        for (int i = 0; i < mostSingleSteps && target < last && timeOf(target + 1) <= now; ++i)
            ++target;
    }
    if (target > row) {
        m_clock = std::max(0.0, m_clock - static_cast<double>(timeOf(target) - here));
        row = target;
    }
    if (row < last && m_clock >= static_cast<double>(longestWait) * m_speed) {
        m_clock = 0;
        ++row;
    }
    return row;
}

void Player::tick(Duration elapsed)
{
    m_elapsed.start();
    if (!m_playing || !m_view.log()) return;
    const auto rows = m_view.rows();
    const auto count = static_cast<qint64>(rows->count());
    if (count == 0) return pause();
    const auto row = static_cast<qint64>(rows->rowAtOrBefore(m_view.playhead()));
    const auto clock = m_clock;
    const auto target = m_speed == unlimited
                            ? std::min(row + pageOfRows(), count - 1)
                            : timedRow(row, std::clamp<Duration>(elapsed, 0, longestTick));
    if (target != row) {
        const auto to = rows->positionAt(static_cast<std::uint64_t>(target));
        if (brake(to, clock)) return;
        move(to);
    }
    if (target >= count - 1) pause();
}

} // namespace playhead
