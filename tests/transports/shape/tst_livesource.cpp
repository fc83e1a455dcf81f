// SPDX-License-Identifier: GPL-3.0-or-later
// The life of a source: connecting, live, paused, lost, tried again, ended.
#include "scriptedconnection.h"

#include "support/eventually.h"
#include "transports/livesource.h"

#include <QtTest>

#include <thread>

using namespace playhead;
using namespace playhead::test;

namespace {

/// Collects what a source hands on and how it changes.
class Desk
{
public:
    SourceContext context()
    {
        SourceContext context{[this](std::span<TapStep> steps) { take(steps); }, m_participants,
                              [this] { note(); }};
        context.firstRetry = nanosecondsPerMillisecond;
        context.longestRetry = 4 * nanosecondsPerMillisecond;
        return context;
    }
    std::unique_ptr<LiveSource> attach(Wire &wire) { return attach(wire, context()); }
    std::unique_ptr<LiveSource> attach(Wire &wire, SourceContext context)
    {
        auto source = std::make_unique<LiveSource>(
            "wire h:1", std::make_unique<ScriptedConnection>(wire), std::move(context));
        const std::lock_guard lock(m_mutex);
        m_source = source.get();
        return source;
    }
    std::vector<TapStep> steps() const
    {
        const std::lock_guard lock(m_mutex);
        return m_steps;
    }
    int changes() const
    {
        const std::lock_guard lock(m_mutex);
        return m_changes;
    }
    ParticipantTable &participants() { return m_participants; }

private:
    void take(std::span<TapStep> steps)
    {
        const std::lock_guard lock(m_mutex);
        m_steps.insert(m_steps.end(), steps.begin(), steps.end());
    }
    void note()
    {
        const std::lock_guard lock(m_mutex);
        ++m_changes;
    }

    ParticipantTable m_participants;
    mutable std::mutex m_mutex;
    std::vector<TapStep> m_steps;
    int m_changes = 0;
    LiveSource *m_source = nullptr;
};

} // namespace

class LiveSourceTest : public QObject
{
    Q_OBJECT

private slots:
    void itGoesLiveHandsOnAndEnds()
    {
        Desk desk;
        Wire wire;
        const auto source = desk.attach(wire);
        QCOMPARE(source->name(), std::string("wire h:1"));
        QVERIFY(source->waitUntilLive());
        QCOMPARE(sourceStateName(source->status().state), std::string_view("live"));
        wire.serve(message("1"));
        wire.serve(message("2"));
        wire.serve([](SourceFeed &feed) {
            feed.hand({}, 3); // messages that gave no step
            feed.countDropped(4);
            feed.setBehind(7);
            feed.setNote("no topology");
        });
        EVENTUALLY_EQUAL(source->status().note, std::string("no topology"));
        const auto status = source->status();
        QCOMPARE(status.received, 5U);
        QCOMPARE(status.recorded, 5U);
        QCOMPARE(status.steps, 2U);
        QCOMPARE(status.dropped, 4U);
        QCOMPARE(status.behind, 7U);
        QCOMPARE(status.gaps, 0U);
        wire.end({}); // nothing more to come
        source->waitUntilEnded();
        QVERIFY(!source->waitUntilLive());
        QCOMPARE(source->status().reason, std::string());
        QCOMPARE(source->status().behind, 0U);
        QCOMPARE(desk.steps().size(), 2U);
        QCOMPARE(wire.connects(), 1);
        QCOMPARE(wire.disconnects(), 1);
        EVENTUALLY_EQUAL(desk.changes(), 3); // live, its note, ended
    }

    void aFirstConnectionThatFailsEndsIt_data()
    {
        QTest::addColumn<bool>("mayPass");
        QTest::newRow("may pass") << true;
        QTest::newRow("for good") << false;
    }

    void aFirstConnectionThatFailsEndsIt()
    {
        QFETCH(bool, mayPass);
        Desk desk;
        Wire wire;
        wire.onConnect(ConnectionError{"Nobody listens at h:1.", mayPass});
        const auto source = desk.attach(wire);
        QVERIFY(!source->waitUntilLive());
        QCOMPARE(source->status().state, SourceState::Ended);
        QCOMPARE(source->status().reason, std::string("Nobody listens at h:1."));
        QCOMPARE(wire.connects(), 1);
        QCOMPARE(wire.disconnects(), 1);
        QVERIFY(desk.steps().empty()); // it never was there: no gap
    }

    void aLossIsTriedAgainUntilItIsBack()
    {
        Desk desk;
        Wire wire;
        const auto source = desk.attach(wire);
        QVERIFY(source->waitUntilLive());
        wire.serve(message("1"));
        for (int i = 0; i < 5; ++i)
            wire.onConnect(ConnectionError{"refused"});
        wire.end(ConnectionError{"The server closed the connection."});
        EVENTUALLY_EQUAL(wire.connects(), 7);
        QVERIFY(source->waitUntilLive());
        wire.serve(message("2"));
        EVENTUALLY_EQUAL(desk.steps().size(), 4U);

        const auto steps = desk.steps();
        QCOMPARE(steps[0].event->id, std::string("1"));
        const auto &lost = steps[1];
        QCOMPARE(lost.event->type, std::string(sourceLostType));
        QCOMPARE(lost.kind, StepKind::Publish);
        QVERIFY(lost.failed);
        QCOMPARE(*lost.reason, std::string("The server closed the connection."));
        QCOMPARE(lost.sender, lost.receiver);
        QCOMPARE(desk.participants().name(lost.sender), std::string_view("wire h:1"));
        const auto &back = steps[2];
        QCOMPARE(back.event->type, std::string(sourceBackType));
        QVERIFY(!back.failed);
        const auto told =
            QJsonDocument::fromJson(QByteArray::fromStdString(back.event->data)).object();
        QCOMPARE(told["source"].toString(), QStringLiteral("wire h:1"));
        QCOMPARE(told["reason"].toString(), QStringLiteral("The server closed the connection."));
        QVERIFY(parseTimestamp(told["since"].toString().toStdString()).has_value());
        QVERIFY(told["seconds"].toDouble() > 0);
        QCOMPARE(steps[3].event->id, std::string("2"));
        const auto status = source->status();
        QCOMPARE(status.gaps, 1U);
        QCOMPARE(status.received, 2U);
        QCOMPARE(status.steps, 4U);
        QCOMPARE(wire.disconnects(), 6); // after each connect, but for the last

        // A second gap is told of anew, with an event of its own.
        wire.end(ConnectionError{"again"});
        EVENTUALLY_EQUAL(desk.steps().size(), 6U);
        QVERIFY(desk.steps()[4].event->id != lost.event->id);
        QCOMPARE(source->status().gaps, 2U);
    }

    void aLossThatCannotPassEndsIt()
    {
        Desk desk;
        Wire wire;
        const auto source = desk.attach(wire);
        QVERIFY(source->waitUntilLive());
        wire.end(ConnectionError{"The topic was deleted.", false});
        source->waitUntilEnded();
        QCOMPARE(source->status().reason, std::string("The topic was deleted."));
        QCOMPARE(source->status().gaps, 1U);
        QCOMPARE(desk.steps().size(), 1U);
        QCOMPARE(desk.steps()[0].event->type, std::string(sourceLostType));
        QCOMPARE(wire.connects(), 1);
    }

    void detachingEndsAWaitForTheNextTry()
    {
        Desk desk;
        Wire wire;
        auto context = desk.context();
        context.firstRetry = context.longestRetry = 1'000'000 * nanosecondsPerSecond;
        auto source = desk.attach(wire, std::move(context));
        QVERIFY(source->waitUntilLive());
        wire.end(ConnectionError{"gone"});
        EVENTUALLY(source->status().retryAt > currentTime());
        QCOMPARE(source->status().state, SourceState::Lost);
        QCOMPARE(source->status().reason, std::string("gone"));
        source->detach();
        source->waitUntilEnded();
        QCOMPARE(source->status().retryAt, Timestamp(0));
        QCOMPARE(source->status().reason, std::string()); // the person wanted it
        QCOMPARE(wire.connects(), 1);
    }

    void aRetryCanBeAskedForOnlyWhereItIsLost()
    {
        Desk desk;
        Wire wire;
        auto context = desk.context();
        context.firstRetry = context.longestRetry = 1'000'000 * nanosecondsPerSecond;
        const auto source = desk.attach(wire, std::move(context));
        QVERIFY(source->waitUntilLive());
        source->retryNow(); // nothing to try; nor is it kept for later
        wire.end(ConnectionError{"gone"});
        EVENTUALLY(source->status().retryAt > 0);
        QCOMPARE(wire.connects(), 1);
        source->retryNow();
        QVERIFY(source->waitUntilLive());
        QCOMPARE(wire.connects(), 2);
    }

    void pausedItReadsNothing()
    {
        Desk desk;
        Wire wire;
        const auto source = desk.attach(wire);
        source->pause(); // perhaps while it connects
        QVERIFY(source->waitUntilLive());
        EVENTUALLY_EQUAL(source->status().state, SourceState::Paused);
        wire.serve(message("1"));
        QVERIFY(desk.steps().empty());
        source->resume();
        EVENTUALLY_EQUAL(desk.steps().size(), 1U);
        QCOMPARE(source->status().state, SourceState::Live);
        QVERIFY(wire.wakes() >= 2); // a wait for the server is ended
        source->pause();
        QCOMPARE(source->status().state, SourceState::Paused);
        source->detach(); // paused or not
        source->waitUntilEnded();
    }

    void aPauseOutlastsALoss()
    {
        Desk desk;
        Wire wire;
        auto context = desk.context();
        context.firstRetry = context.longestRetry = 1'000'000 * nanosecondsPerSecond;
        const auto source = desk.attach(wire, std::move(context));
        QVERIFY(source->waitUntilLive());
        wire.end(ConnectionError{"gone"});
        EVENTUALLY(source->status().retryAt > 0);
        source->pause();
        QCOMPARE(source->status().state, SourceState::Lost);
        source->retryNow();
        EVENTUALLY_EQUAL(source->status().state, SourceState::Paused);
    }

    void theLastReferenceDetaches()
    {
        Desk desk;
        Wire wire;
        {
            const auto source = desk.attach(wire);
            QVERIFY(source->waitUntilLive());
        }
        QCOMPARE(wire.disconnects(), 1);
        {
            const auto source = desk.attach(wire); // perhaps before it is live
        }
        QCOMPARE(wire.connects(), wire.disconnects());
    }

    void manyMayLookAtItAtOnce()
    {
        Desk desk;
        Wire wire;
        const auto source = desk.attach(wire);
        QVERIFY(source->waitUntilLive());
        std::vector<std::jthread> threads;
        for (int t = 0; t < 3; ++t) {
            threads.emplace_back([&source, &wire, t] {
                for (int i = 0; i < 200; ++i) {
                    wire.serve(message(std::to_string(t) + '-' + std::to_string(i)));
                    if (i % 50 == 0) source->pause();
                    static_cast<void>(source->status());
                    source->resume();
                    source->retryNow();
                }
            });
        }
        threads.clear();
        EVENTUALLY_EQUAL(source->status().recorded, 600U);
        QCOMPARE(desk.steps().size(), 600U);
    }
};

QTEST_GUILESS_MAIN(LiveSourceTest)
#include "tst_livesource.moc"
