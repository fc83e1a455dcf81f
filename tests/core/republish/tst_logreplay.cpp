// SPDX-License-Identifier: GPL-3.0-or-later
// Publishing a log once more: order, marks, pause, cancel, and servers that fail.
#include "republishtesting.h"

#include "republish/logreplay.h"

#include <QtTest>

#include <condition_variable>
#include <mutex>
#include <optional>

using namespace playhead;
using namespace playhead::test;

namespace {

/// What a target got, and how it is to behave. Thread-safe.
struct Till
{
    struct Receipt
    {
        Event event;
        std::string channel;
    };

    std::vector<Receipt> receipts() const
    {
        const std::lock_guard lock(mutex);
        return taken;
    }
    std::size_t count() const { return receipts().size(); }
    void hold(std::size_t from)
    {
        const std::lock_guard lock(mutex);
        holdFrom = from;
    }
    void release()
    {
        const std::lock_guard lock(mutex);
        holdFrom.reset();
        changed.notify_all();
    }

    mutable std::mutex mutex; // guards what follows
    std::condition_variable_any changed;
    std::vector<Receipt> taken;
    std::optional<std::size_t> holdFrom; ///< this one and later ones wait
    std::optional<std::size_t> failAt;
    std::string connectError;
    std::uint64_t confirmed = 0;
};

/// Confirms in flush() only, as servers do that are asked for it in batches.
class TillTarget final : public Target
{
public:
    explicit TillTarget(Till &till) : m_till(till) {}

    Result<void> connect() override
    {
        if (!m_till.connectError.empty()) return failure(m_till.connectError);
        return {};
    }
    Result<void> publish(const Event &event, std::string_view channel,
                         const std::stop_token &stop) override
    {
        std::unique_lock lock(m_till.mutex);
        const auto number = m_till.taken.size();
        m_till.changed.wait(lock, stop,
                            [&] { return !m_till.holdFrom || number < *m_till.holdFrom; });
        if (stop.stop_requested()) return {};
        if (m_till.failAt == number) return failure("The till is full.");
        m_till.taken.push_back({event, std::string(channel)});
        return {};
    }
    Result<void> flush(const std::stop_token &) override
    {
        const std::lock_guard lock(m_till.mutex);
        m_till.confirmed = m_till.taken.size();
        return {};
    }
    [[nodiscard]] std::uint64_t confirmed() const override
    {
        const std::lock_guard lock(m_till.mutex);
        return m_till.confirmed;
    }

private:
    Till &m_till;
};

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
        QTRY_COMPARE(changes.load(), 2); // publishing, done
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
        QTRY_COMPARE(replay->progress().confirmed, 1U); // asked for before the long wait
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
        QTRY_COMPARE(till.count(), 4U);
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
        QTRY_COMPARE(till.count(), 4U);
        replay->pause();
        till.release();
        QTRY_COMPARE(replay->progress().state, ReplayState::Paused);
        QTRY_COMPARE(replay->progress().confirmed, 5U); // the one that was on its way, too
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
