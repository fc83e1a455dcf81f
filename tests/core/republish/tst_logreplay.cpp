// SPDX-License-Identifier: GPL-3.0-or-later
// Publishing a log once more: order, marks, pause, cancel, and servers that fail.
#include "republishtesting.h"
#include "transports/shape/till.h"

#include "republish/logreplay.h"
#include "support/eventually.h"

#include <QtTest>

#include <atomic>

using namespace playhead;
using namespace playhead::test;

namespace {

std::vector<Published> published(int count, Duration apart = 0)
{
    std::vector<Published> list;
    for (int i = 0; i < count; ++i)
        list.push_back({std::to_string(i), i * apart, i % 2 == 0 ? "orders" : "payments"});
    return list;
}

std::unique_ptr<LogReplay> replayOf(const PublishedLog &log, Till &till, ReplayOptions options)
{
    return std::make_unique<LogReplay>(log.log(), *chooseForReplay(*log.log(), {}),
                                       std::make_unique<TillTarget>(till), std::move(options));
}

ReplayOptions fast(double speed = 0)
{
    ReplayOptions options;
    options.speed = speed;
    options.marker = "shop.playhead";
    return options;
}

} // namespace

class LogReplayTest : public QObject
{
    Q_OBJECT

private slots:
    void allIsPublishedInOrderAndMarked()
    {
        const PublishedLog log(published(1000));
        Till till;
        std::atomic<int> changes = 0;
        auto options = fast();
        options.changed = [&changes] { ++changes; };
        const auto replay = replayOf(log, till, std::move(options));
        replay->waitUntilEnded();
        const auto progress = replay->progress();
        QCOMPARE(replayStateName(progress.state), std::string_view("done"));
        QCOMPARE(progress.total, 1000U);
        QCOMPARE(progress.sent, 1000U);
        QCOMPARE(progress.confirmed, 1000U);
        QCOMPARE(progress.position, Position(1999));
        EVENTUALLY_EQUAL(changes.load(), 2); // publishing, done
        const auto receipts = till.receipts();
        QCOMPARE(receipts.size(), 1000U);
        for (std::size_t i = 0; i < receipts.size(); ++i) {
            const auto &event = receipts[i].event;
            QCOMPARE(event.id, std::to_string(i));
            QCOMPARE(event.data, "{\"id\":\"" + event.id + "\"}");
            QCOMPARE(receipts[i].channel, i % 2 == 0 ? "orders" : "payments");
            QCOMPARE(event.extensions, (std::vector<Extension>{
                                           {"tenant", "\"a\""},
                                           {std::string(replayedAttribute), "\"shop.playhead\""}}));
        }
    }

    void nothingToPublishIsDoneAtOnce()
    {
        const PublishedLog log({});
        Till till;
        const auto replay = replayOf(log, till, fast());
        replay->waitUntilEnded();
        QCOMPARE(replay->progress().state, ReplayState::Done);
    }

    void cancellingEndsAWaitForTheNextEvent()
    {
        const PublishedLog log(published(3, 1'000'000 * nanosecondsPerSecond));
        Till till;
        const auto replay = replayOf(log, till, fast(1));
        EVENTUALLY_EQUAL(replay->progress().confirmed, 1U); // asked for before the long wait
        QCOMPARE(replay->progress().state, ReplayState::Publishing);
        replay->cancel();
        replay->waitUntilEnded();
        QCOMPARE(replay->progress().state, ReplayState::Cancelled);
        QCOMPARE(replay->progress().reason, std::string());
        QCOMPARE(till.count(), 1U);
        replay->resume(); // ended is ended
        QCOMPARE(replay->progress().state, ReplayState::Cancelled);
    }

    void whatWasSentBeforeCancellingIsConfirmed()
    {
        const PublishedLog log(published(10));
        Till till;
        till.hold(4);
        const auto replay = replayOf(log, till, fast());
        EVENTUALLY_EQUAL(till.count(), 4U);
        replay->cancel();
        replay->waitUntilEnded();
        const auto progress = replay->progress();
        QCOMPARE(progress.state, ReplayState::Cancelled);
        QCOMPARE(progress.sent, 4U);
        QCOMPARE(progress.confirmed, 4U);
        QCOMPARE(progress.position, Position(7)); // go on with --from 8
    }

    void pausedNothingIsPublished()
    {
        const PublishedLog log(published(10));
        Till till;
        till.hold(4);
        const auto replay = replayOf(log, till, fast());
        EVENTUALLY_EQUAL(till.count(), 4U);
        replay->pause();
        till.release();
        EVENTUALLY_EQUAL(replay->progress().state, ReplayState::Paused);
        EVENTUALLY_EQUAL(replay->progress().confirmed, 5U); // the one that was on its way, too
        QCOMPARE(replay->progress().sent, 5U);
        replay->resume();
        replay->waitUntilEnded();
        QCOMPARE(replay->progress().confirmed, 10U);
    }

    void aServerThatIsNotReachedFailsIt()
    {
        const PublishedLog log(published(3));
        Till till;
        till.connectError = "Nobody listens at h:1.";
        const auto replay = replayOf(log, till, fast());
        replay->waitUntilEnded();
        QCOMPARE(replay->progress().state, ReplayState::Failed);
        QCOMPARE(replay->progress().reason, till.connectError);
        QCOMPARE(till.count(), 0U);
    }

    void aServerThatRefusesFailsIt()
    {
        const PublishedLog log(published(10));
        Till till;
        till.failAt = 3;
        const auto replay = replayOf(log, till, fast());
        replay->waitUntilEnded();
        const auto progress = replay->progress();
        QCOMPARE(progress.state, ReplayState::Failed);
        QCOMPARE(progress.reason, std::string("The till is full."));
        QCOMPARE(progress.sent, 3U);
        QCOMPARE(progress.confirmed, 3U);
        QCOMPARE(progress.position, Position(5));
    }

    void theLastReferenceCancels()
    {
        const PublishedLog log(published(3, 1'000'000 * nanosecondsPerSecond));
        Till till;
        replayOf(log, till, fast(1)).reset();
        QVERIFY(till.count() <= 1);
    }
};

QTEST_GUILESS_MAIN(LogReplayTest)
#include "tst_logreplay.moc"
