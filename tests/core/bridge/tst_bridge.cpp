// SPDX-License-Identifier: GPL-3.0-or-later
// A scenario whose channels are tied to systems outside of it.
#include "transports/shape/scriptedconnection.h"
#include "transports/shape/till.h"

#include "bridge/bridge.h"
#include "scenarios/scenariotable.h"
#include "support/eventually.h"
#include "transports/eventheaders.h"

#include <QtTest>

#include <mutex>

using namespace playhead;
using namespace playhead::test;

namespace {

/// Takes the steps of a scenario. Thread-safe.
class Steps
{
public:
    StepSink sink()
    {
        return [this](std::span<TapStep> steps) {
            const std::lock_guard lock(m_mutex);
            m_steps.insert(m_steps.end(), steps.begin(), steps.end());
        };
    }
    /// `publish web>orders t`, one line a step; of those whose type begins with `type`.
    QStringList lines(const char *type = "") const
    {
        const std::lock_guard lock(m_mutex);
        QStringList lines;
        for (const auto &step : m_steps) {
            if (!step.event || !step.event->type.starts_with(type)) continue;
            lines << QString::fromStdString(std::string(stepKindName(step.kind)) + ' '
                                            + std::string(participants.name(step.sender)) + '>'
                                            + std::string(participants.name(step.receiver)) + ' '
                                            + step.event->type);
        }
        return lines;
    }
    Event event(std::size_t index) const
    {
        const std::lock_guard lock(m_mutex);
        return *m_steps.at(index).event;
    }

    ParticipantTable participants;

private:
    mutable std::mutex m_mutex;
    std::vector<TapStep> m_steps;
};

/// One scenario on nothing but a bus, with a way in (onto `in`) and a way out (of `out.#`).
struct Bench
{
    explicit Bench(bool in = true, bool out = true)
    {
        BridgeEnds ends;
        ends.source = [this](const SourceUrl &) -> Result<std::unique_ptr<SourceConnection>> {
            return std::make_unique<ScriptedConnection>(wire);
        };
        ends.target = [this](const SourceUrl &) -> Result<std::unique_ptr<Target>> {
            return std::make_unique<TillTarget>(till);
        };
        ends.name = [](const SourceUrl &url) { return url.scheme + ' ' + url.host; };
        ends.firstRetry = ends.longestRetry = nanosecondsPerMillisecond;
        std::vector<BridgeRoute> routes;
        if (in) routes.push_back(*readBridgeRoute("wire://w/x", "", "in"));
        if (out) routes.push_back(*readBridgeRoute("", "till://t/y", "out.#"));
        bridge = std::make_unique<Bridge>(std::move(routes), std::move(ends));
        run.scenario = blankScenario;
    }
    ~Bench() { bridge.reset(); }

    Result<void> open()
    {
        bridge->joinTo(run);
        auto started = LiveScenario::start(run, steps.sink(), steps.participants);
        if (!started) return tl::unexpected(started.error());
        scenario = std::move(*started);
        return bridge->open(*scenario);
    }
    void publish(const char *type, const char *channel)
    {
        const auto done =
            scenario->takeInput(ScenarioInput::publish, {{"type", type}, {"channel", channel}});
        QVERIFY(done.has_value());
    }

    Steps steps;
    Wire wire;
    Till till;
    ScenarioRun run;
    std::unique_ptr<LiveScenario> scenario;
    std::unique_ptr<Bridge> bridge;
};

} // namespace

class BridgeTest : public QObject
{
    Q_OBJECT

private slots:
    void whatComesInIsPublishedOnceAndMarked()
    {
        Bench bench(true, false);
        QVERIFY(bench.open().has_value());
        bench.wire.serve(message("1"));
        bench.wire.serve([](SourceFeed &feed) { // what was carried already is left out
            auto event = std::make_shared<Event>();
            event->type = "t";
            markReplayed(*event, "somebody");
            TapStep step;
            step.event = event;
            step.sender = feed.participant("web", Role::Producer);
            step.receiver = feed.participant("orders", Role::Channel);
            feed.hand(std::span(&step, 1), 1);
        });
        EVENTUALLY_EQUAL(bench.bridge->status().at(0).turnedBack, 1U);
        EVENTUALLY_EQUAL(bench.steps.lines(), QStringList{"publish wire w>in t"});
        const auto event = bench.steps.event(0);
        QCOMPARE(event.id, std::string("1"));
        QVERIFY(isReplayed(event));
        QCOMPARE(bench.bridge->status().at(0).carried, 1U);
        QVERIFY(bench.bridge->status().at(0).isConnected);
    }

    void whatGoesOutIsAcknowledgedWhenItIsConfirmed()
    {
        Bench bench(false, true);
        bench.till.hold(1);
        QVERIFY(bench.open().has_value());
        bench.publish("a", "out.x");
        bench.publish("b", "elsewhere");
        EVENTUALLY_EQUAL(bench.till.count(), 1U);
        const auto sent = bench.till.receipts().at(0);
        QCOMPARE(sent.event.type, std::string("a"));
        QCOMPARE(sent.channel, std::string("out.x"));
        QVERIFY(isReplayed(sent.event));
        EVENTUALLY_EQUAL(bench.steps.lines("a"),
                         (QStringList{"publish client>out.x a", "deliver out.x>till t a",
                                      "ack till t>out.x a"}));
        bench.publish("c", "out");
        EVENTUALLY_EQUAL(bench.steps.lines("c").size(), 2); // under way
        QCOMPARE(bench.till.count(), 1U);
        bench.till.release();
        EVENTUALLY_EQUAL(bench.steps.lines("c").size(), 3);
        EVENTUALLY_EQUAL(bench.bridge->status().at(0).carried, 2U);
    }

    void nothingRunsInCircles()
    {
        // What comes in on a channel that goes out is not sent back.
        Bench bench(true, false);
        std::vector<BridgeRoute> routes = {*readBridgeRoute("wire://w/x", "", "both"),
                                           *readBridgeRoute("", "till://t/y", "both")};
        BridgeEnds ends;
        ends.source = [&](const SourceUrl &) -> Result<std::unique_ptr<SourceConnection>> {
            return std::make_unique<ScriptedConnection>(bench.wire);
        };
        ends.target = [&](const SourceUrl &) -> Result<std::unique_ptr<Target>> {
            return std::make_unique<TillTarget>(bench.till);
        };
        ends.name = [](const SourceUrl &url) { return url.scheme; };
        bench.bridge = std::make_unique<Bridge>(routes, ends);
        QVERIFY(bench.open().has_value());
        bench.wire.serve(message("1"));
        EVENTUALLY_EQUAL(bench.bridge->status().at(1).turnedBack, 1U);
        EVENTUALLY_EQUAL(
            bench.steps.lines(),
            (QStringList{"publish wire>both t", "deliver both>till t", "ack till>both t"}));
        QCOMPARE(bench.till.count(), 0U);
        bench.publish("own", "both");
        EVENTUALLY_EQUAL(bench.till.count(), 1U);
    }

    void whatAServerRefusesIsTriedAgain()
    {
        Bench bench(false, true);
        bench.till.failAt = 0;
        QVERIFY(bench.open().has_value());
        bench.publish("a", "out");
        EVENTUALLY_EQUAL(bench.steps.lines("a").value(2), QStringLiteral("nack till t>out a"));
        {
            const std::lock_guard lock(bench.till.mutex);
            bench.till.failAt.reset();
        }
        EVENTUALLY_EQUAL(bench.steps.lines("a").mid(3),
                         (QStringList{"deliver out>till t a", "ack till t>out a"}));
        QCOMPARE(bench.till.count(), 1U);
        QVERIFY(bench.bridge->status().at(0).isConnected);
    }

    void aGapOfTheSourceIsInTheLog()
    {
        Bench bench(true, false);
        QVERIFY(bench.open().has_value());
        bench.wire.end(ConnectionError{"gone"});
        EVENTUALLY_EQUAL(bench.steps.lines(),
                         (QStringList{"publish wire w>wire w playhead.source.lost",
                                      "publish wire w>wire w playhead.source.back"}));
        bench.wire.serve(message("1"));
        EVENTUALLY_EQUAL(bench.steps.lines("t"), QStringList{"publish wire w>in t"});
    }

    void aRouteThatCannotBeConnectedEndsAll_data()
    {
        QTest::addColumn<bool>("in");
        QTest::newRow("source") << true;
        QTest::newRow("target") << false;
    }

    void aRouteThatCannotBeConnectedEndsAll()
    {
        QFETCH(bool, in);
        Bench bench;
        if (in)
            bench.wire.onConnect(ConnectionError{"Nobody listens."});
        else
            bench.till.connectError = "Nobody listens.";
        const auto opened = bench.open();
        QVERIFY(!opened);
        QCOMPARE(opened.error().message,
                 std::string(in ? "wire w: Nobody listens." : "till t: Nobody listens."));
        QCOMPARE(bench.wire.connects(), bench.wire.disconnects());
        bench.publish("a", "out"); // the scenario goes on
        EVENTUALLY_EQUAL(bench.steps.lines("a"), QStringList{"publish client>out a"});
    }

    void closingSendsWhatIsThereAndLetsTheScenarioGoOn()
    {
        Bench bench;
        QVERIFY(bench.open().has_value());
        for (int i = 0; i < 100; ++i)
            bench.publish("a", "out");
        EVENTUALLY_EQUAL(bench.steps.lines("a").count("deliver out>till t a"), 100);
        bench.bridge->close();
        QCOMPARE(bench.till.count(), 100U);
        EVENTUALLY_EQUAL(bench.steps.lines("a").count("ack till t>out a"), 100);
        QCOMPARE(bench.wire.connects(), bench.wire.disconnects());
        bench.publish("b", "out");
        EVENTUALLY_EQUAL(bench.steps.lines("b"), QStringList{"publish client>out b"});
    }

    void theOriginSaysThatItCannotBeRunAgain()
    {
        Bench bench;
        QVERIFY(bench.open().has_value());
        bench.wire.serve(message("1"));
        EVENTUALLY_EQUAL(bench.bridge->status().at(0).carried, 1U);
        const auto origin = bench.scenario->origin();
        QVERIFY(origin.inputs.empty()); // what others do is not kept there
        QCOMPARE(origin.bridges,
                 (std::vector<std::string>{"from wire://w/x to the channel in",
                                           "from the channel out.# to till://t/y"}));
        const auto repeatable = origin.checkRepeatable();
        QVERIFY(!repeatable);
        QVERIFY(repeatable.error().message.find("wire://w/x") != std::string::npos);
        QCOMPARE(*ScenarioOrigin::fromJson(origin.toJson()), origin);
        const auto ran = runScenario(bench.run, {}, bench.steps.participants);
        QVERIFY(!ran && ran.error().message.find("real time") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(BridgeTest)
#include "tst_bridge.moc"
