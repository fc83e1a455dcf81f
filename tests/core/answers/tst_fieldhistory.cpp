// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/fieldhistory.h"

#include "answerstesting.h"
#include "support/samplelog.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

/// `2: null>"open" 5: "open">- ...`; - is nothing.
std::string told(const FieldHistory &history)
{
    std::string text;
    const auto shown = [](const SharedJson &value) { return value ? value->dump() : "-"; };
    for (const auto &change : history.changes)
        text += (text.empty() ? "" : " ") + std::to_string(change.position.value()) + ": "
                + shown(change.before) + ">" + shown(change.after);
    return text;
}

std::string told(const StateQuestion &question, const char *path, std::uint64_t at)
{
    const auto history = fieldHistory(question, *StatePath::parse(path), Position(at));
    return history ? told(*history) : "failed: " + history.error().message;
}

} // namespace

class TestFieldHistory : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatSetAField()
    {
        ScriptedLog script;
        const auto placed =
            script.json("placed", "o-1", R"({"status":"open","lines":[{"qty":1}]})");
        const auto other = script.json("placed", "o-2", R"({"status":"open"})");
        const auto paid = script.json("paid", "o-1", R"({"status":"paid","by":{"card":7}})");
        const auto again = script.json("paid", "o-1", R"({"status":"paid"})");
        const auto lines = script.json("changed", "o-1", R"({"lines":[{"qty":5}],"by":null})");
        const auto gone = script.json("order.deleted", "o-1", "{}");
        script.publish(placed);         // 1
        script.publish(other);          // 2
        script.publish(paid);           // 3
        script.publish(again);          // 4: sets what is there
        script.publish(lines);          // 5
        script.deliver("mail", paid);   // 6
        script.ack("mail", paid);       // 7
        script.deliver("mail", placed); // 8
        script.ack("mail", placed);     // 9: behind what followed it
        script.publish(gone);           // 10
        const StateQuestion question{script.log(), mergeProjection(), {}, "o-1"};

        QCOMPARE(told(question, "status", 10),
                 std::string(R"(1: ->"open" 3: "open">"paid" 10: "paid">-)"));
        QCOMPARE(told(question, "status", 9), std::string(R"(1: ->"open" 3: "open">"paid")"));
        QCOMPARE(told(question, "/lines/0/qty", 10), std::string("1: ->1 5: 1>5 10: 5>-"));
        QCOMPARE(told(question, "by.card", 9), std::string("3: ->7 5: 7>-"));
        QCOMPARE(told(question, "by", 9), std::string(R"(3: ->{"card":7} 5: {"card":7}>-)"));
        QCOMPARE(told(question, "nothing", 10), std::string());
        QCOMPARE(told(question, "status", 0), std::string());

        auto mail = question;
        mail.observer = {script.participant("mail")};
        QCOMPARE(told(mail, "status", 10), std::string(R"(7: ->"paid" 9: "paid">"open")"));
        auto nobody = question;
        nobody.partition = "o-3";
        QCOMPARE(told(nobody, "status", 10), std::string());

        const auto history = fieldHistory(question, *StatePath::parse("status"), Position(10));
        QCOMPARE(history->changes[1].event, paid);
        QCOMPARE(history->foldedCount, std::uint64_t(5));
        QVERIFY(!history->isNumeric());
    }

    void worksWithoutPartitionsAndWithThoseOfAScript()
    {
        ScriptedLog script;
        script.publish(script.json("t", "a", R"({"city":"Bonn","n":1})"));
        script.publish(script.json("t", "b", R"({"city":"Ulm","n":2})"));
        script.publish(script.json("t", "c", R"({"city":"Bonn","n":4})"));
        script.publish(script.json("t", "d", R"({"city":"Bonn","n":-1})"));
        const StateQuestion cities{script.log(), std::make_shared<CityProjection>(), {}, "Bonn"};
        QCOMPARE(told(cities, "sum", 4), std::string("1: ->1 3: 1>5"));
        const auto history = fieldHistory(cities, *StatePath::parse("sum"), Position(4));
        QCOMPARE(history->problems.count, std::uint64_t(1));
        const StateQuestion whole{
            script.log(), reducerProjection("all", std::make_shared<AllInOneReducer>()), {}, {}};
        QCOMPARE(told(whole, "b.n", 4), std::string("2: ->2"));
    }

    void endsWhereTheProjectionStops()
    {
        ScriptedLog script;
        for (const int n : {1, 999, 2})
            script.publish(script.json("t", "a", R"({"n":)" + std::to_string(n) + "}"));
        const StateQuestion question{script.log(), std::make_shared<CityProjection>(), {}, ""};
        const auto history = fieldHistory(question, *StatePath::parse("sum"), Position(3));
        QCOMPARE(told(*history), std::string("1: ->1"));
        QVERIFY(history->problems.stopped);
    }

    void numbersForAChart()
    {
        ScriptedLog script;
        for (const char *n : {"3", "-1.5", "null", "10", "7"})
            script.publish(script.json("t", "s", std::string(R"({"n":)") + n + "}"));
        const StateQuestion question{script.log(), mergeProjection(), {}, "s"};
        auto history = fieldHistory(question, *StatePath::parse("n"), Position(5));
        QVERIFY(history->isNumeric());
        QCOMPARE(history->minimum, -1.5);
        QCOMPARE(history->maximum, 10.);
        QCOMPARE(history->valueCount, std::uint64_t(4));
        QCOMPARE(history->changeCount, std::uint64_t(5));
        script.publish(script.json("t", "s", R"({"n":"many"})"));
        history = fieldHistory(question, *StatePath::parse("n"), Position(6));
        QVERIFY(!history->isNumeric());
        QCOMPARE(history->numberCount, std::uint64_t(4));
    }

    void keepsTheLatestAndPagesBackwards()
    {
        ScriptedLog script;
        for (int n = 1; n <= 10; ++n)
            script.publish(script.json("t", "s", Json{{"n", n}}.dump()));
        const StateQuestion question{script.log(), mergeProjection(), {}, "s"};
        const auto path = *StatePath::parse("n");
        const auto page = fieldHistory(question, path, Position(10), {.changes = 3});
        QCOMPARE(told(*page), std::string("8: 7>8 9: 8>9 10: 9>10"));
        QCOMPARE(page->leftOut(), std::uint64_t(7));
        QCOMPARE(page->minimum, 1.);
        const auto before = fieldHistory(
            question, path, advanced(page->changes.front().position, -1), {.changes = 3});
        QCOMPARE(told(*before), std::string("5: 4>5 6: 5>6 7: 6>7"));
        const auto small = fieldHistory(question, path, Position(10), {.bytes = 1});
        QCOMPARE(told(*small), std::string("10: 9>10"));
    }

    void agreesWithBruteForce()
    {
        for (std::uint32_t seed = 1; seed <= 12; ++seed) {
            const auto script = randomLog(seed, 300);
            const auto log = script.log();
            for (const char *consumer : {"", "mail", "stock"}) {
                const Observer observer{log->participants().find(consumer)};
                const StateQuestion question{log, mergeProjection(), observer, "s-1"};
                const Replay replay(log, mergeProjection(), observer);
                for (const char *path : {"n", "deep.list.1", ""}) {
                    const auto place = *StatePath::parse(path);
                    const auto history = fieldHistory(question, place, Position(300));
                    std::string expected;
                    std::string before = "-";
                    for (Position p(1); p <= Position(300); p = advanced(p, 1)) {
                        const auto state = replay.subjectState(script.name("s-1"), p);
                        const auto *value = place.find(*state);
                        const auto after = value ? value->dump() : "-";
                        if (after != before)
                            expected += (expected.empty() ? "" : " ") + std::to_string(p.value())
                                        + ": " + before + ">" + after;
                        before = after;
                    }
                    QCOMPARE(told(*history), expected);
                }
            }
        }
    }

    void sourceHandsOutWhatReplayFolds()
    {
        const auto log = makeShopLog(FlowIndex::chunkSize + 500);
        const auto end = log->watermark();
        for (const char *consumer : {"", "payment"}) {
            const Observer observer{log->participants().find(consumer)};
            const Replay replay(log, mergeProjection(), observer);
            for (const char *subject : {"", "order-7", "order-2000", "nowhere"}) {
                StateQuestion question{log, mergeProjection(), observer, {}};
                if (*subject) question.partition = subject;
                const auto source = logFoldSource(question);
                std::vector<Position> got;
                std::vector<SourcedEvent> events;
                // In two stretches, as a log that grows.
                for (const auto upTo : {Position(40'000), end}) {
                    do {
                        QVERIFY(source->take(upTo, 777, events, {}).has_value());
                        QVERIFY(events.size() <= 777);
                        for (const auto &event : events)
                            got.push_back(event.position);
                    } while (!events.empty());
                    QCOMPARE(source->reached(), upTo);
                }
                const auto name = log->names().find(subject);
                const auto expected = !*subject        ? replay.contributions(end)
                                      : name.isValid() ? replay.contributions(name, end)
                                                       : std::vector<Position>();
                QCOMPARE(got, expected);
            }
        }
    }

    void sourceOfAnIdempotentObserverCountsAnEventOnce()
    {
        ScriptedLog script;
        const auto event = script.json("t", "s", "{}");
        script.step(StepKind::Publish, "p", "ch", event);
        for (int i = 0; i < 2; ++i) {
            script.step(StepKind::Deliver, "ch", "c", event);
            script.step(StepKind::Ack, "c", "ch", event);
        }
        for (const bool idempotent : {false, true}) {
            const Observer observer{script.participant("c"), idempotent};
            const auto source = logFoldSource({script.log(), mergeProjection(), observer, {}});
            std::vector<SourcedEvent> events;
            QVERIFY(source->take(Position(5), 10, events, {}).has_value());
            QCOMPARE(events.size(), std::size_t(idempotent ? 1 : 2));
            QCOMPARE(events.front().position, Position(3));
            QCOMPARE(events.back().sequence, std::uint64_t(idempotent ? 0 : 1));
        }
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
        const StateQuestion question{log, mergeProjection(), {}, "s"};
        QVERIFY(!fieldHistory(question, {}, Position(1)).has_value());
    }

    void stopsWhenAsked()
    {
        const auto script = randomLog(1, 300);
        std::stop_source source;
        source.request_stop();
        const StateQuestion question{script.log(), mergeProjection(), {}, "s-1"};
        const auto history =
            fieldHistory(question, *StatePath::parse("n"), Position(300), {}, source.get_token());
        QVERIFY(history.has_value());
        QCOMPARE(history->foldedCount, std::uint64_t(0));
    }
};

QTEST_GUILESS_MAIN(TestFieldHistory)
#include "tst_fieldhistory.moc"
