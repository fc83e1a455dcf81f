// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/bus/bustesting.h"
#include "script/handlerscripts.h"

#include <QtTest>

#include <algorithm>
#include <string>
#include <vector>

using namespace playhead;
using Texts = std::vector<std::string>;

namespace {

/// Scripts on a bus in virtual time.
class HandlerBench : public BusBench
{
public:
    explicit HandlerBench(ScriptLimits limits = {})
        : scripts({bus, [this](const Event &) { return "made-" + std::to_string(++m_ids); },
                   [this] { return Position(steps.size()); }},
                  limits,
                  [this](const std::string &name, Position position, std::string_view text) {
                      log.push_back(name + '@' + std::to_string(position.value()) + ": "
                                    + std::string(text));
                  })
    {}

    /// What is wrong with the script; empty: it is on the bus.
    std::string put(const std::string &source, const std::string &name = "audit")
    {
        const auto done = scripts.put(name, source, name + ".js");
        if (done) return {};
        return std::to_string(done.error().line) + ": " + done.error().message;
    }
    void say(const std::string &type, const std::string &data = "{}", std::string subject = "s-1")
    {
        Event event;
        event.id = "e" + std::to_string(++m_said);
        event.type = type;
        event.subject = std::move(subject);
        event.correlation = "talk";
        event.time = scheduler.now();
        event.encoding = DataEncoding::Json;
        event.data = data;
        bus.publish("orders", bus.participant("shop"), std::move(event));
    }
    [[nodiscard]] HandlerStatus status(const std::string &name = "audit") const
    {
        for (const auto &one : scripts.board()->list())
            if (one.name == name) return one;
        return {};
    }
    /// What others hear on the channel `events`.
    void listen()
    {
        m_listener = subscribe("events", "listener", [this](const Delivery &delivery) {
            heard.push_back(delivery.eventPtr());
            return ack();
        });
    }
    [[nodiscard]] Texts heardData() const
    {
        Texts texts;
        for (const auto &event : heard)
            texts.push_back(event->data);
        return texts;
    }

    std::vector<EventPtr> heard;
    Texts log;
    HandlerScripts scripts;

private:
    int m_ids = 0;
    int m_said = 0;
    Subscription m_listener;
};

} // namespace

class TestHandlers : public QObject
{
    Q_OBJECT

private slots:
    void aHandlerHearsTypesAndPublishesWithTheirCause()
    {
        HandlerBench bench;
        bench.listen();
        QCOMPARE(bench.put("on('order.*', e => publish('audit.noted', {about: e.type, "
                           "amount: e.data.amount, channel: e.channel}))"),
                 std::string());
        bench.say("order.placed", R"({"amount":3})");
        bench.say("mail.sent");
        bench.say("order.line.added");
        bench.scheduler.runAll();
        QCOMPARE(bench.heard.size(), 1U);
        const auto &event = *bench.heard.front();
        QCOMPARE(event.type, std::string("audit.noted"));
        QCOMPARE(event.data,
                 std::string(R"({"about":"order.placed","amount":3,"channel":"orders"})"));
        QCOMPARE(event.subject, std::string("s-1"));
        QCOMPARE(event.source, std::string("audit"));
        QCOMPARE(event.correlation, std::string("talk"));
        QCOMPARE(event.causation, std::string("e1"));
        QCOMPARE(Texts(bench.steps.begin() + 3, bench.steps.end()),
                 (Texts{"0 deliver orders>audit e1 #1", "0 publish audit>events made-1",
                        "0 deliver events>listener made-1 #1", "0 ack listener>events made-1 #1",
                        "0 ack audit>orders e1 #1"}));
        QCOMPARE(bench.status().handled, 1U);
        QCOMPARE(bench.status().published, 1U);
    }

    void settingsSayWhoHearsWhatAndWhereItGoes()
    {
        HandlerBench bench;
        const auto problem = bench.put("on('#', {consumer: 'billing', channel: 'orders'}, e =>"
                                       " publish('bill.made', 12,"
                                       " {channel: 'bills', subject: 7, source: 'press'}))");
        QCOMPARE(problem, std::string());
        bench.say("order.placed");
        bench.bus.publish("elsewhere", bench.bus.participant("shop"), eventOf("x"));
        bench.scheduler.runAll();
        QCOMPARE(Texts(bench.steps.begin() + 2, bench.steps.end()),
                 (Texts{"0 deliver orders>billing e1 #1", "0 publish press>bills made-1",
                        "0 ack billing>orders e1 #1"}));
    }

    void anExceptionIsANackWithItsPlaceAndUndoesWhatWasPublished()
    {
        HandlerBench bench;
        bench.put("on('order.placed', {attempts: 2, backOff: 100}, e => {\n"
                  "    publish('audit.noted');\n"
                  "    e.nothing.here = 1;\n"
                  "});");
        bench.say("order.placed");
        bench.scheduler.runAll();
        QCOMPARE(bench.steps.size(), 5U);
        QCOMPARE(bench.steps[2], std::string("0 nack audit>orders e1 #1 ! (TypeError: e.nothing is "
                                             "undefined (audit.js:3:5))"));
        QVERIFY(bench.steps[3].starts_with("100 deliver orders>audit e1 #2"));
        QCOMPARE(bench.status().failed, 2U);
        QVERIFY(bench.status().lastFailure.starts_with("TypeError"));
        QVERIFY(!bench.status().stopped);
    }

    void aNackSaysWhyAndKeepsWhatWasPublished()
    {
        HandlerBench bench;
        bench.put("on('order.placed', {attempts: 1, deadLetters: 'dead'}, e => {"
                  " publish('order.refused'); nack('no stock'); })\n"
                  "on('order.*', {consumer: 'other'}, e => { nack('no'); ack(); })");
        bench.say("order.placed");
        bench.scheduler.runAll();
        const auto has = [&](std::string_view step) {
            return std::ranges::find(bench.steps, step) != bench.steps.end();
        };
        QVERIFY(has("0 nack audit>orders e1 #1 ! (no stock)"));
        QVERIFY(has("0 dead-letter orders>dead e1 #1 ! (no stock)"));
        QVERIFY(has("0 publish audit>events made-1"));
        QVERIFY(has("0 ack other>orders e1 #1")); // the last word counts
        // What is dead is not heard again by those who named no channel.
        QCOMPARE(std::ranges::count(bench.steps, "0 deliver dead>other e1 #1"), 0);
    }

    void anAcknowledgementCanComeLater()
    {
        HandlerBench bench;
        bench.put("on('order.placed', e => delay(250))");
        bench.say("order.placed");
        bench.scheduler.runAll();
        QCOMPARE(bench.steps.back(), std::string("250 ack audit>orders e1 #1"));
    }

    void stateIsKeptOverEventsAndReloads()
    {
        HandlerBench bench;
        bench.listen();
        const std::string first =
            "on('a', e => { state.n = (state.n ?? 0) + 1; publish('n', state.n); })";
        QCOMPARE(bench.put(first), std::string());
        bench.say("a");
        bench.say("a");
        bench.scheduler.runAll();
        QCOMPARE(bench.put("on('a', e => { state.n += 10; publish('n', state.n); })"),
                 std::string());
        bench.say("a");
        bench.scheduler.runAll();
        QCOMPARE(bench.heardData(), (Texts{"1", "2", "12"}));
        bench.scripts.remove("audit");
        bench.put(first);
        bench.say("a");
        bench.scheduler.runAll();
        QCOMPARE(bench.heardData().back(), std::string("1"));
    }

    void aReloadReplacesSubscriptionsAndKeepsTheirFaults()
    {
        HandlerBench bench;
        bench.listen();
        bench.put("on('a', {consumer: 'one'}, e => publish('old'))");
        bench.bus.subscriptions().back().setFaults({.latency = 20 * ms});
        bench.say("a"); // on its way: forgotten with the old subscription
        QCOMPARE(bench.put("on('a', {consumer: 'one'}, e => publish('new'))\n"
                           "on('b', {consumer: 'two'}, e => publish('other'))"),
                 std::string());
        QCOMPARE(bench.bus.subscriptions().size(), 3U);
        QCOMPARE(bench.bus.subscriptions()[1].faults().latency, 20 * ms);
        QCOMPARE(bench.bus.subscriptions()[2].faults().latency, 0);
        bench.say("a");
        bench.scheduler.runAll();
        QCOMPARE(bench.heard.size(), 1U);
        QCOMPARE(bench.heard.front()->type, std::string("new"));
        bench.scripts.remove("audit");
        QCOMPARE(bench.bus.subscriptions().size(), 1U);
    }

    void whatCannotBeLoadedLeavesTheOldOneRunning_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("problem");
        QTest::newRow("syntax") << "on('a', e => {\n  let let = 1;\n})"
                                << "2: SyntaxError";
        QTest::newRow("nothing") << "const x = 1"
                                 << "0: Error: The script does nothing";
        QTest::newRow("handler") << "\non('a', 1)"
                                 << "2: TypeError: on() takes a function.";
        QTest::newRow("pattern") << "\non('a*', e => 0)"
                                 << "2: “a*” is no pattern";
        QTest::newRow("setting") << "on('a', {attemps: 3}, e => 0)"
                                 << "1: TypeError: There is no setting attemps of on()";
        QTest::newRow("attempts") << "on('a', {attempts: 0}, e => 0)"
                                  << "1: TypeError: The setting attempts must be";
        QTest::newRow("publish") << "publish('a')"
                                 << "1: Error: publish() can be called in a handler";
        QTest::newRow("channel") << "on('a', {consumer: 'orders'}, e => 0)"
                                 << "1: 'orders' is a channel";
        QTest::newRow("file") << "require('fs')"
                              << "1: ReferenceError: require is not defined";
        QTest::newRow("clock") << "Date.now()"
                               << "1: Error: Date.now() is not available";
        QTest::newRow("chance") << "Math.random()"
                                << "1: Error: Math.random() is not available";
        QTest::newRow("time") << "setTimeout(() => 0)"
                              << "1: ReferenceError";
    }
    void whatCannotBeLoadedLeavesTheOldOneRunning()
    {
        QFETCH(QString, source);
        QFETCH(QString, problem);
        HandlerBench bench;
        bench.listen();
        bench.put("on('a', e => publish('old'))");
        bench.say("a");
        bench.scheduler.runAll();
        const auto told = QString::fromStdString(bench.put(source.toStdString()));
        QVERIFY2(told.startsWith(problem), qPrintable(told));
        bench.say("a");
        bench.scheduler.runAll();
        QCOMPARE(bench.heard.size(), 2U);
    }

    void exceedingALimitStopsThatScriptOnly_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("reason");
        QTest::newRow("time") << "let i = 0;\nfor (;;) {\n  ++i;\n}"
                              << "The script ran for longer than";
        QTest::newRow("memory") << "const all = []; for (;;) all.push(new Array(10000).fill(1));"
                                << "The script took more than";
    }
    void exceedingALimitStopsThatScriptOnly()
    {
        QFETCH(QString, body);
        QFETCH(QString, reason);
        HandlerBench bench({.heapBytes = 32U << 20U, .eventTime = 200 * ms});
        bench.listen();
        bench.put("on('a', e => publish('fine'))", "good");
        bench.put("on('a', e => {\n" + body.toStdString()
                      + "\n})\nevery(100, () => publish('beat'))",
                  "bad");
        bench.say("a");
        bench.say("a");
        bench.scheduler.runFor(1000 * ms);
        QCOMPARE(bench.heard.size(), 2U); // both of the good one, and no beat
        const auto status = bench.status("bad");
        QVERIFY(status.stopped);
        QVERIFY2(QString::fromStdString(status.stopped->message).startsWith(reason),
                 status.stopped->message.c_str());
        QVERIFY2(status.stopped->line >= 2, std::to_string(status.stopped->line).c_str());
        const auto at = status.stoppedAt.value();
        QCOMPARE(bench.steps[at - 1].substr(0, 12), std::string("0 deliver or"));
        QVERIFY(bench.steps[at].starts_with("0 nack bad>orders e1 #1 ! (" + reason.toStdString()));
        QVERIFY(!bench.status("good").stopped);
        QCOMPARE(bench.put("on('a', e => publish('mended'))", "bad"), std::string());
        bench.say("a");
        bench.scheduler.runAll();
        QCOMPARE(bench.heard.back()->type, std::string("mended"));
        QVERIFY(!bench.status("bad").stopped);
    }

    void handlersThatAnswerEachOtherWithoutEndAreStopped()
    {
        HandlerBench bench;
        bench.put("on('ping', e => publish('pong'))\non('pong', e => publish('ping'))");
        bench.say("ping");
        bench.scheduler.runFor(0);
        const auto status = bench.status();
        QVERIFY(status.stopped);
        QVERIFY(status.stopped->message.find("no time passed") != std::string::npos);
        QVERIFY(bench.scheduler.runAll() < 10);
    }

    void everyBeatsInScenarioTime()
    {
        HandlerBench bench;
        bench.put("every(500, {producer: 'web'}, e => publish('tick', {at: e.now, n: state.n = "
                  "(state.n ?? 0) + 1}, {subject: 'clock'}))");
        bench.scheduler.runFor(1600 * ms);
        QCOMPARE(bench.steps,
                 (Texts{"500 publish web>events made-1", "1000 publish web>events made-2",
                        "1500 publish web>events made-3"}));
        bench.put("on('tick', e => 0)");
        bench.scheduler.runFor(1600 * ms);
        QCOMPARE(bench.steps.size(), 3U);
    }

    void partsHaveNamesAndStatesOfTheirOwn()
    {
        HandlerBench bench;
        bench.listen();
        bench.put(
            "script('one', state => { state.x = 'first';\n on('a', e => publish('s', state)); });\n"
            "script('two', state => {\n on('a', e => publish('s', state)); });");
        bench.say("a");
        bench.scheduler.runAll();
        QCOMPARE(bench.heardData(), (Texts{R"({"x":"first"})", "{}"}));
        QCOMPARE(bench.heard[0]->source, std::string("one"));
        QCOMPARE(bench.heard[1]->source, std::string("two"));
    }

    void logSaysWhereItWasWritten()
    {
        HandlerBench bench;
        bench.put("log('loaded');\non('a', e => log('heard', e.data))");
        bench.say("a", R"({"b":1})");
        bench.scheduler.runAll();
        QCOMPARE(bench.log, (Texts{"audit@0: loaded", "audit@2: heard, {\"b\":1}"}));
    }

    void theSameEventsLeadToTheSameSteps()
    {
        const auto run = [] {
            HandlerBench bench;
            bench.put(
                "on('a', e => { state.n = (state.n ?? 0) + 1;"
                " if (state.n % 3 == 0) nack('third'); else if (state.n % 2) delay(30);"
                " publish('b', {n: state.n}); })\non('b', {consumer: 'other'}, e => delay(5))");
            bench.bus.subscriptions().front().setFaults(
                {.latency = 5 * ms, .latencyJitter = 4 * ms, .loss = 0.1, .reorder = 0.3});
            for (int i = 0; i < 60; ++i) {
                bench.say("a", "{}", "s-" + std::to_string(i % 4));
                bench.scheduler.runFor(3 * ms);
            }
            bench.scheduler.runAll();
            return bench.steps;
        };
        const auto first = run();
        QVERIFY(first.size() > 300);
        QCOMPARE(run(), first);
    }

    void aHeaderMakesAScenario()
    {
        const std::string source = "// Mine.\n"
                                   "scenario({\n"
                                   "    name: 'mine', base: 'shop', seed: 7, knobs: {rate: 5},\n"
                                   "    consumers: {email: {latency: 200, crashed: true}},\n"
                                   "});\n"
                                   "\n"
                                   "on('a', e => 0);\n";
        const auto script = HandlerScript::load("mine.js", "mine", source);
        QVERIFY(script);
        const auto &header = (*script)->definition().header;
        QVERIFY(header);
        QCOMPARE(header->name, std::string("mine"));
        QCOMPARE(header->base, std::string("shop"));
        QCOMPARE(header->seed.value(), 7U);
        QCOMPARE(header->knobs.at("rate"), 5.0);
        QCOMPARE(header->consumers.at("email"), Json({{"latency", 200}, {"crashed", true}}));
        QCOMPARE(header->line, 2);
        QCOMPARE((*script)->definition().body, std::string("// Mine.\non('a', e => 0);\n"));
        const auto wrong = HandlerScript::load("m.js", "m", "\nscenario({sead: 7})");
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().line, 2);
        QVERIFY(wrong.error().message.find("There is no setting sead") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestHandlers)
#include "tst_handlers.moc"
