// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/samplelog.h"
#include "timeline/player.h"

#include <QSignalSpy>
#include <QTest>

#include <numeric>

using namespace playhead;

namespace {

constexpr Duration ms = nanosecondsPerMillisecond;

/// A log whose steps have these times, in milliseconds.
std::shared_ptr<Log> logWithTimes(const std::vector<int> &milliseconds)
{
    auto log = std::make_shared<Log>();
    for (const auto time : milliseconds) {
        Step step;
        step.time = 1'000 * ms + time * ms;
        log->writableIndex().append(step);
    }
    log->writableDensity().extend(log->index());
    log->writableIndex().publish();
    return log;
}

} // namespace

class TestPlayer : public QObject
{
    Q_OBJECT

private:
    struct Stage
    {
        explicit Stage(const LogPtr &log) : player(view)
        {
            player.setTimerEnabled(false);
            view.setLog(log);
        }
        std::uint64_t at() const { return view.playhead().value(); }
        ViewState view;
        Player player;
    };

private slots:
    void playsWithRecordedTiming()
    {
        Stage stage(logWithTimes({0, 10, 20, 60, 61}));
        stage.player.play();
        stage.player.tick(5 * ms);
        QCOMPARE(stage.at(), 1U);
        stage.player.tick(5 * ms);
        QCOMPARE(stage.at(), 2U);
        stage.player.tick(30 * ms);
        QCOMPARE(stage.at(), 3U);
        stage.player.tick(20 * ms);
        QCOMPARE(stage.at(), 4U);
        QVERIFY(stage.player.isPlaying());
        stage.player.tick(1 * ms);
        QCOMPARE(stage.at(), 5U);
        QVERIFY(!stage.player.isPlaying());
    }

    void speedMultiplies_data()
    {
        QTest::addColumn<double>("speed");
        QTest::addColumn<quint64>("expected");
        QTest::newRow("0.1") << 0.1 << quint64(2);
        QTest::newRow("1") << 1.0 << quint64(11);
        QTest::newRow("10") << 10.0 << quint64(101);
        QTest::newRow("1000") << 1000.0 << quint64(10'000);
    }
    void speedMultiplies()
    {
        QFETCH(double, speed);
        QFETCH(quint64, expected);
        std::vector<int> times(10'000);
        std::iota(times.begin(), times.end(), 0);
        Stage stage(logWithTimes(times));
        stage.player.setSpeed(speed);
        stage.player.play();
        stage.player.tick(10 * ms);
        QCOMPARE(stage.at(), expected);
    }

    void longGapsAreShortened()
    {
        Stage stage(logWithTimes({0, 3'600'000, 3'600'010, 3'600'020}));
        stage.player.play();
        for (int i = 0; i < 29; ++i)
            stage.player.tick(100 * ms);
        QCOMPARE(stage.at(), 1U);
        stage.player.tick(100 * ms);
        QCOMPARE(stage.at(), 2U);
        stage.player.tick(10 * ms);
        QCOMPARE(stage.at(), 3U);
    }

    void asFastAsPossibleShowsWholePages()
    {
        Stage stage(test::makeShopLog(1'000));
        stage.view.setVisibleRange(Position(1), Position(40));
        stage.player.setSpeed(Player::unlimited);
        stage.player.play();
        stage.player.tick(16 * ms);
        QCOMPARE(stage.at(), 41U);
        for (int i = 0; i < 30; ++i)
            stage.player.tick(16 * ms);
        QCOMPARE(stage.at(), 1'000U);
        QVERIFY(!stage.player.isPlaying());
    }

    void clocksThatRunBackwardsDoNotHoldItUp()
    {
        Stage stage(logWithTimes({0, 5'000, 10, 11, 12, 5'001}));
        stage.view.setPlayhead(Position(3));
        stage.player.play();
        stage.player.tick(1 * ms);
        QCOMPARE(stage.at(), 4U);
        stage.player.tick(1 * ms);
        QCOMPARE(stage.at(), 5U);
    }

    void movedByHandItGoesOnFromThere()
    {
        Stage stage(logWithTimes({0, 10, 20, 30, 40, 50, 60}));
        stage.player.play();
        stage.player.tick(9 * ms);
        stage.view.setPlayhead(Position(5));
        QVERIFY(stage.player.isPlaying());
        stage.player.tick(9 * ms);
        QCOMPARE(stage.at(), 5U);
        stage.player.tick(1 * ms);
        QCOMPARE(stage.at(), 6U);
    }

    void onlyShownStepsArePlayed()
    {
        Stage stage(logWithTimes({0, 10, 20, 30, 40, 50}));
        stage.view.setRows(RowMap::of({1, 3, 6}, Position(6)));
        stage.player.play();
        stage.player.tick(10 * ms);
        QCOMPARE(stage.at(), 1U);
        stage.player.tick(10 * ms);
        QCOMPARE(stage.at(), 3U);
        stage.player.tick(30 * ms);
        QCOMPARE(stage.at(), 6U);
    }

    void playsFromThePastWhileTheLogGrows()
    {
        const auto log = test::makeShopLog(200);
        Stage stage(log);
        stage.view.setFollowing(true);
        QCOMPARE(stage.at(), 200U);
        stage.view.setPlayhead(Position(150));
        stage.player.setSpeed(10);
        stage.player.play();
        for (std::uint32_t i = 0; i < 10; ++i) {
            test::appendShopSteps(*log, 100, i + 2);
            stage.view.setWatermark(log->watermark());
            stage.player.tick(10 * ms);
            QVERIFY(stage.player.isPlaying());
            QVERIFY(!stage.view.isFollowing());
        }
        QVERIFY(stage.at() > 200U);
        QVERIFY(stage.at() < 1'200U);
    }

    void liveEndsPlayingAndPlayingEndsLive()
    {
        Stage stage(test::makeShopLog(100));
        stage.player.play();
        stage.view.setFollowing(true);
        QVERIFY(!stage.player.isPlaying());
        stage.view.movePlayhead(Position(10));
        stage.player.play();
        QVERIFY(!stage.view.isFollowing());
        QVERIFY(stage.player.isPlaying());
    }

    void startsAnewFromTheEnd()
    {
        Stage stage(logWithTimes({0, 10, 20}));
        stage.view.setPlayhead(Position(3));
        stage.player.togglePlay();
        QCOMPARE(stage.at(), 1U);
        QVERIFY(stage.player.isPlaying());
        stage.player.togglePlay();
        QVERIFY(!stage.player.isPlaying());
    }

    void fasterAndSlowerGoThroughTheMenu()
    {
        Stage stage(logWithTimes({0, 1}));
        stage.player.faster();
        QCOMPARE(stage.player.speed(), 2.0);
        stage.player.slower();
        stage.player.slower();
        QCOMPARE(stage.player.speed(), 0.5);
        for (int i = 0; i < 20; ++i)
            stage.player.slower();
        QCOMPARE(stage.player.speed(), Player::slowest);
        for (int i = 0; i < 20; ++i)
            stage.player.faster();
        QCOMPARE(stage.player.speed(), Player::unlimited);
        stage.player.slower();
        QCOMPARE(stage.player.speed(), Player::fastest);
    }

    void withoutStepsThereIsNothingToPlay()
    {
        Stage stage(std::make_shared<Log>());
        stage.player.togglePlay();
        QVERIFY(!stage.player.isPlaying());
    }
};

QTEST_GUILESS_MAIN(TestPlayer)
#include "tst_player.moc"
