// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/replay.h"

#include "scriptedlog.h"
#include "support/samplelog.h"

#include <QtTest>

#include <map>
#include <set>

using namespace playhead;
using namespace playhead::test;

namespace {

/// Counts the events of the whole log by type.
class CountReducer final : public Reducer
{
public:
    bool isPerSubject() const override { return false; }
    Json initialState() const override { return Json::object(); }
    Result<void> apply(Json &state, const Event &event) const override
    {
        state[event.type] = state.value(event.type, 0) + 1;
        return {};
    }
};

std::string dumped(const Result<Json> &state)
{
    return state ? state->dump() : "failed: " + state.error().message;
}

/// What the observer folds, told from each step alone.
std::vector<Position> expectedContributions(const Log &log, Observer observer, Position at)
{
    std::vector<Position> positions;
    std::set<std::uint32_t> seen;
    for (Position p(1); p <= at; p = advanced(p, 1)) {
        const auto step = log.at(p);
        if (!step.event.isValid()) continue;
        if (observer.isLog() ? seen.insert(step.event.value()).second
                             : step.kind == StepKind::Ack && step.sender == observer.consumer)
            positions.push_back(p);
    }
    return positions;
}

} // namespace

class TestReplay : public QObject
{
    Q_OBJECT

private slots:
    void logAndConsumersSeeTheirOwn()
    {
        ScriptedLog script;
        const auto one = script.json("order.placed", "o-1", R"({"n":1,"first":true})");
        const auto two = script.json("order.paid", "o-1", R"({"n":2})");
        script.publish(one);            // 1
        script.publish(two);            // 2
        script.deliver("mail", one);    // 3
        script.deliver("mail", two);    // 4
        script.ack("mail", two);        // 5: in its own order
        script.nack("mail", one);       // 6
        script.deliver("mail", one, 2); // 7
        script.ack("mail", one);        // 8
        script.deliver("mail", two, 2); // 9: redelivered, and taken in again
        script.ack("mail", two);        // 10
        const auto subject = script.name("o-1");

        const Replay log(script.log(), mergeProjection());
        QCOMPARE(dumped(log.subjectState(subject, Position(1))),
                 std::string(R"({"first":true,"n":1})"));
        QCOMPARE(dumped(log.subjectState(subject, Position(10))),
                 std::string(R"({"first":true,"n":2})"));
        QCOMPARE(log.contributions(subject, Position(10)),
                 (std::vector<Position>{Position(1), Position(2)}));

        const Replay mail(script.log(), mergeProjection(), {script.participant("mail")});
        QCOMPARE(dumped(mail.subjectState(subject, Position(4))), std::string("null"));
        QCOMPARE(dumped(mail.subjectState(subject, Position(5))), std::string(R"({"n":2})"));
        QCOMPARE(dumped(mail.subjectState(subject, Position(8))),
                 std::string(R"({"first":true,"n":1})"));
        QCOMPARE(dumped(mail.subjectState(subject, Position(10))),
                 std::string(R"({"first":true,"n":2})"));
        QCOMPARE(mail.contributions(subject, Position(10)),
                 (std::vector<Position>{Position(5), Position(8), Position(10)}));
        QCOMPARE(dumped(mail.state(Position(10))), std::string(R"({"o-1":{"first":true,"n":2}})"));
        QVERIFY(mail.subjects(Position(4)).empty());
        QCOMPARE(mail.subjects(Position(5)), std::vector<NameId>{subject});
    }

    void firstSeenAtADelivery()
    {
        ScriptedLog script; // the log begins in the middle: nobody saw the publish
        const auto one = script.json("t", "s", R"({"a":1})");
        script.deliver("mail", one);
        script.ack("mail", one);
        const Replay log(script.log(), mergeProjection());
        QCOMPARE(log.contributions(Position(2)), std::vector<Position>{Position(1)});
        QCOMPARE(dumped(log.state(Position(2))), std::string(R"({"s":{"a":1}})"));
    }

    void requestsCarryNoEvent()
    {
        ScriptedLog script;
        const auto command = script.json("place-order", "o-1", R"({"a":1})");
        script.step(StepKind::Command, "web", "shop", command);
        script.step(StepKind::Reply, "shop", "web", command);
        script.step(StepKind::Query, "web", "shop", command);
        script.step(StepKind::Publish, "shop", "ch", EventNumber());
        const Replay log(script.log(), mergeProjection());
        QVERIFY(log.contributions(Position(4)).empty());
        QVERIFY(log.subjects(Position(4)).empty());
        QCOMPARE(dumped(log.state(Position(4))), std::string("{}"));
    }

    void removedSubjectsAreGoneAndMayComeBack()
    {
        ScriptedLog script;
        script.publish(script.json("user.created", "u", R"({"name":"Alice","age":3})"));
        script.publish(script.json("user.deleted", "u", R"({"by":"admin"})"));
        script.publish(script.json("user.created", "u", R"({"name":"Bob"})"));
        const Replay log(script.log(), mergeProjection());
        QCOMPARE(dumped(log.state(Position(2))), std::string("{}"));
        QCOMPARE(dumped(log.subjectState(script.name("u"), Position(2))), std::string("null"));
        QCOMPARE(dumped(log.state(Position(3))), std::string(R"({"u":{"name":"Bob"}})"));
        QCOMPARE(log.subjects(Position(2)).size(), std::size_t(1)); // it has had events
    }

    void reportsWhatCannotBeTakenIn()
    {
        ScriptedLog script;
        script.publish(script.json("good", "s", R"({"a":1})"));
        script.publish(script.json("bad", "s", "{\"a\":"));
        script.publish(script.json("worse", "s", "]"));
        script.publish(script.json("good", "s", R"({"b":2})"));
        const Replay log(script.log(), mergeProjection());
        for (const bool whole : {false, true}) {
            FoldProblems problems;
            const auto state = whole
                                   ? log.state(Position(4), {}, &problems)
                                   : log.subjectState(script.name("s"), Position(4), {}, &problems);
            QCOMPARE(dumped(state),
                     std::string(whole ? R"({"s":{"a":1,"b":2}})" : R"({"a":1,"b":2})"));
            QCOMPARE(problems.count, std::uint64_t(2));
            QCOMPARE(problems.first.position, Position(2));
            QVERIFY(problems.first.reason.find("bad") != std::string::npos);
        }
        QCOMPARE(dumped(log.state(Position(4))), std::string(R"({"s":{"a":1,"b":2}})"));
    }

    void failsWhereAnEventCannotBeRead()
    {
        auto log = std::make_shared<Log>(); // no payloads at all
        Step step;
        step.event = EventNumber(1);
        step.subject = log->writableNames().intern("s");
        log->setEventCount(1);
        log->writableIndex().append(step);
        log->writableIndex().publish();
        const Replay replay(log, mergeProjection());
        QVERIFY(!replay.state(Position(1)).has_value());
        QVERIFY(!replay.subjectState(step.subject, Position(1)).has_value());
    }

    void agreesWithBruteForce_data()
    {
        QTest::addColumn<QString>("consumer");
        for (const char *name : {"", "payment", "inventory", "shipping"})
            QTest::newRow(*name ? name : "the log") << QString::fromLatin1(name);
    }

    void agreesWithBruteForce()
    {
        QFETCH(QString, consumer);
        const auto log = makeShopLog(3000);
        const Observer observer{log->participants().find(consumer.toStdString())};
        QCOMPARE(observer.isLog(), consumer.isEmpty());
        const Replay replay(log, mergeProjection(), observer);
        for (const std::uint64_t at : {0, 1, 2, 3, 7, 50, 777, 2999, 3000, 5000}) {
            const Position end(std::min<std::uint64_t>(at, 3000));
            const auto expected = expectedContributions(*log, observer, end);
            QCOMPARE(replay.contributions(Position(at)), expected);

            std::map<NameId, Json> states;
            std::map<NameId, std::vector<Position>> bySubject;
            std::vector<NameId> subjects;
            for (const auto position : expected) {
                const auto step = log->at(position);
                if (!states.contains(step.subject)) subjects.push_back(step.subject);
                bySubject[step.subject].push_back(position);
                const auto event = log->event(step.event);
                QVERIFY(mergeReducer()->apply(states[step.subject], *event).has_value());
            }
            QCOMPARE(replay.subjects(Position(at)), subjects);
            Json whole = Json::object();
            int checked = 0;
            for (const auto &[subject, state] : states) {
                whole[std::string(log->name(subject))] = state;
                if (++checked > 40) continue; // each is a scan
                QCOMPARE(replay.contributions(subject, Position(at)), bySubject[subject]);
                QCOMPARE(dumped(replay.subjectState(subject, Position(at))), state.dump());
            }
            QCOMPARE(dumped(replay.state(Position(at))), whole.dump());
        }
    }

    void foldsTheWholeLog()
    {
        const auto log = makeShopLog(500);
        const Replay replay(log, reducerProjection("count", std::make_shared<CountReducer>()));
        const auto state = replay.state(Position(500));
        QVERIFY(state.has_value());
        int sum = 0;
        for (const auto &[type, count] : state->items())
            sum += count.get<int>();
        QCOMPARE(std::uint64_t(sum), log->eventCount());
    }

    void crossesChunks()
    {
        const std::uint64_t steps = FlowIndex::chunkSize + 1000;
        const auto log = makeShopLog(steps);
        const Replay replay(log, mergeProjection());
        QCOMPARE(replay.contributions(Position(steps)),
                 expectedContributions(*log, {}, Position(steps)));
        const auto last = log->at(Position(steps)).subject;
        const auto positions = replay.contributions(last, Position(steps));
        QVERIFY(!positions.empty());
        QVERIFY(positions.back().value() > FlowIndex::chunkSize);
    }

    void stopsWhenAsked()
    {
        const auto log = makeShopLog(500);
        std::stop_source source;
        source.request_stop();
        const Replay replay(log, mergeProjection());
        const auto state = replay.state(Position(500), source.get_token());
        QVERIFY(state.has_value());
        QVERIFY(state->empty());
        const auto one =
            replay.subjectState(log->at(Position(1)).subject, Position(500), source.get_token());
        QVERIFY(one.has_value());
        QVERIFY(one->is_null());
        QVERIFY(replay.contributions(Position(500), source.get_token()).empty());
    }
};

QTEST_GUILESS_MAIN(TestReplay)
#include "tst_replay.moc"
