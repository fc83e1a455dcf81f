// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/whenfinder.h"

#include "answerstesting.h"

#include <QtTest>

#include <set>

using namespace playhead;
using namespace playhead::test;

namespace {

Condition conditionOf(const char *text)
{
    return *Condition::parse(text);
}

/// All positions, one `next()` after the other.
std::vector<std::uint64_t> allOf(WhenFinder &finder, Position last)
{
    std::vector<std::uint64_t> positions;
    for (Position from(1);;) {
        const auto found = finder.next(from, last);
        if (!found || !found->isValid()) return positions;
        positions.push_back(found->value());
        from = advanced(*found, 1);
    }
}

using Positions = std::vector<std::uint64_t>;

} // namespace

class TestWhenFinder : public QObject
{
    Q_OBJECT

private:
    ScriptedLog m_script;

private slots:
    void initTestCase()
    {
        const auto a1 = m_script.json("placed", "a", R"({"status":"open","amount":50})");
        const auto b1 = m_script.json("placed", "b", R"({"status":"open","amount":200})");
        const auto a2 = m_script.json("paid", "a", R"({"status":"paid","amount":150})");
        const auto b2 = m_script.json("noted", "b", R"({"note":"late"})");
        const auto a3 = m_script.json("noted", "a", R"({"note":"thanks"})");
        const auto a4 = m_script.json("reopened", "a", R"({"status":"open"})");
        const auto a5 = m_script.json("paid", "a", R"({"status":"paid"})");
        m_script.publish(a1);         // 1
        m_script.publish(b1);         // 2
        m_script.publish(a2);         // 3
        m_script.deliver("mail", a1); // 4
        m_script.publish(b2);         // 5
        m_script.ack("mail", a2);     // 6: first what came second
        m_script.publish(a3);         // 7
        m_script.ack("mail", a1);     // 8
        m_script.publish(a4);         // 9
        m_script.publish(a5);         // 10
    }

    void findsPositions_data()
    {
        QTest::addColumn<QByteArray>("condition");
        QTest::addColumn<QByteArray>("subject"); // -: all
        QTest::addColumn<QByteArray>("observer");
        QTest::addColumn<bool>("becomes");
        QTest::addColumn<Positions>("positions");
        const auto row = [](const char *name, const char *condition, const char *subject,
                            const char *observer, bool becomes, Positions positions) {
            QTest::newRow(name) << QByteArray(condition) << QByteArray(subject)
                                << QByteArray(observer) << becomes << std::move(positions);
        };
        row("state and event", R"(state.status == "paid" && event.amount > 100)", "-", "", false,
            {3});
        row("holds on", "state.status == paid", "-", "", false, {3, 7, 10});
        row("becomes", "state.status == paid", "-", "", true, {3, 10});
        row("event only", "event.type == noted", "-", "", false, {5, 7});
        row("event only becomes", "event.type == noted", "-", "", true, {5, 7});
        row("of one subject", "state.amount >= 50", "a", "", false, {1, 3, 7, 9, 10});
        row("of one subject becomes", "state.amount >= 50", "a", "", true, {1});
        row("of all subjects becomes", "state.amount >= 50", "-", "", true, {1, 2});
        row("of a subject that is not there", "state || !state", "c", "", false, {});
        row("changed", "changed(state.status)", "-", "", false, {1, 2, 3, 9, 10});
        row("as a consumer has it", "state.status == paid", "-", "mail", false, {6});
        row("as a consumer has it in the end", "state.status == open", "a", "mail", false, {8});
        row("never", "state.status == lost", "-", "", false, {});
    }

    void findsPositions()
    {
        QFETCH(QByteArray, condition);
        QFETCH(QByteArray, subject);
        QFETCH(QByteArray, observer);
        QFETCH(bool, becomes);
        QFETCH(Positions, positions);
        StateQuestion question{
            m_script.log(), mergeProjection(), {m_script.participant(observer.toStdString())}, {}};
        if (subject != "-") question.partition = subject.toStdString();
        const auto mode = becomes ? WhenFinder::Mode::Becomes : WhenFinder::Mode::Holds;
        WhenFinder finder(question, conditionOf(condition), mode);
        QCOMPARE(allOf(finder, Position(10)), positions);
        QCOMPARE(finder.reached(), Position(10));
        // Backwards, by a fresh finder.
        WhenFinder backwards(question, conditionOf(condition), mode);
        Positions reversed;
        for (auto at = *backwards.previous(Position(10)); at.isValid();) {
            reversed.push_back(at.value());
            at = at.value() > 1 ? *backwards.previous(advanced(at, -1)) : Position();
        }
        std::ranges::reverse(reversed);
        QCOMPARE(reversed, positions);
        // As a breakpoint.
        WhenFinder breakpoint(question, conditionOf(condition), mode);
        Positions stops;
        for (std::uint64_t at = 1; at <= 10; ++at)
            if (*breakpoint.test(Position(at))) stops.push_back(at);
        QCOMPARE(stops, positions);
        QCOMPARE(*breakpoint.test(Position(3)),
                 std::ranges::find(positions, 3U) != positions.end());
    }

    void testsNoFurtherThanAsked()
    {
        WhenFinder finder({m_script.log(), mergeProjection(), {}, {}},
                          conditionOf("state.status == paid"));
        QCOMPARE(*finder.next(Position(1), Position(10)), Position(3));
        QVERIFY(finder.reached() < Position(5));
        QCOMPARE(*finder.next(Position(4), Position(6)), Position());
        QCOMPARE(finder.reached(), Position(6));
        QCOMPARE(*finder.previous(Position(6)), Position(3));
        QCOMPARE(*finder.previous(Position(2)), Position());
        QCOMPARE(*finder.next(Position(8), Position(7)), Position());
        QCOMPARE(*finder.next(Position(11), Position(20)), Position());
    }

    void followsALogThatGrows()
    {
        ScriptedLog script;
        script.publish(script.json("t", "b", R"({"n":1})"));
        StateQuestion question{script.log(), mergeProjection(), {}, "a"}; // no such subject yet
        WhenFinder finder(question, conditionOf("state.n == 2"));
        QCOMPARE(*finder.next(Position(1), Position(100)), Position());
        script.publish(script.json("t", "a", R"({"n":2})"));
        QCOMPARE(*finder.next(Position(1), Position(100)), Position(2));
        QVERIFY(*finder.test(Position(2)));
    }

    void otherPartitionsAndProblems()
    {
        ScriptedLog script;
        const auto add = [&](const char *city, int n) {
            script.publish(script.json("t", "s", Json{{"city", city}, {"n", n}}.dump()));
        };
        add("Bonn", 3);  // 1
        add("Ulm", 5);   // 2
        add("Bonn", -1); // 3: refused
        add("Bonn", 2);  // 4: Bonn 5
        add("Ulm", 1);   // 5: Ulm 6
        const auto cities = std::make_shared<CityProjection>();
        WhenFinder any({script.log(), cities, {}, {}}, conditionOf("state.sum >= 5"),
                       WhenFinder::Mode::Becomes);
        QCOMPARE(allOf(any, Position(5)), (Positions{2, 4}));
        QCOMPARE(any.problems().count, std::uint64_t(1));
        QCOMPARE(any.problems().first.position, Position(3));
        WhenFinder bonn({script.log(), cities, {}, "Bonn"}, conditionOf("changed(state.sum)"));
        QCOMPARE(allOf(bonn, Position(5)), (Positions{1, 4}));
        WhenFinder changes({script.log(), cities, {}, {}}, conditionOf("changed(state)"));
        QCOMPARE(allOf(changes, Position(5)), (Positions{1, 2, 4, 5}));
        const auto whole = reducerProjection("all", std::make_shared<AllInOneReducer>());
        WhenFinder one({script.log(), whole, {}, {}}, conditionOf("state.s.n == 5"));
        QCOMPARE(allOf(one, Position(5)), (Positions{2}));

        add("Ulm", 999); // 6: stops it
        add("Ulm", 1);   // 7
        QCOMPARE(*any.previous(Position(5)), Position(4));
        for (const auto at : {Position(6), Position(7)}) {
            const auto stopped = any.test(at);
            QVERIFY(!stopped.has_value());
            QVERIFY2(stopped.error().message.find("position 6: took too long") != std::string::npos,
                     stopped.error().message.c_str());
        }
        QVERIFY(!any.next(Position(5), Position(7)).has_value());
        QCOMPARE(*any.next(Position(3), Position(7)), Position(4));
    }

    void agreesWithBruteForce()
    {
        const auto text = "state.n >= 2 && !(event.n == 3) || changed(state.deep)";
        const auto condition = conditionOf(text);
        for (std::uint32_t seed = 1; seed <= 10; ++seed) {
            const auto script = randomLog(seed, 400);
            const auto log = script.log();
            for (const char *consumer : {"", "mail"}) {
                const Observer observer{log->participants().find(consumer)};
                const Replay replay(log, mergeProjection(), observer);
                for (const bool becomes : {false, true}) {
                    Positions expected;
                    std::set<NameId> holding;
                    for (const auto p : replay.contributions(Position(400))) {
                        const auto step = log->at(p);
                        const auto before = replay.subjectState(step.subject, advanced(p, -1));
                        const auto was = p == Position(1) ? Json() : *before;
                        const auto state = replay.subjectState(step.subject, p);
                        const bool holds =
                            condition.holds(*log->event(step.event), *state, condition.before(was));
                        const bool isNew = holds && holding.insert(step.subject).second;
                        if (!holds) holding.erase(step.subject);
                        if (becomes ? isNew : holds) expected.push_back(p.value());
                    }
                    WhenFinder finder({log, mergeProjection(), observer, {}}, condition,
                                      becomes ? WhenFinder::Mode::Becomes
                                              : WhenFinder::Mode::Holds);
                    QCOMPARE(allOf(finder, Position(400)), expected);
                    std::mt19937 random(seed);
                    for (int i = 0; i < 200; ++i) {
                        const auto at = random() % 400 + 1;
                        const auto next = std::ranges::lower_bound(expected, at);
                        QCOMPARE(finder.next(Position(at), Position(400))->value(),
                                 next == expected.end() ? 0 : *next);
                        const auto behind = std::ranges::upper_bound(expected, at);
                        QCOMPARE(finder.previous(Position(at))->value(),
                                 behind == expected.begin() ? 0 : *std::prev(behind));
                    }
                }
            }
        }
    }

    void stopsWhenAskedAndGoesOn()
    {
        WhenFinder finder({m_script.log(), mergeProjection(), {}, {}},
                          conditionOf("state.status == paid"));
        std::stop_source source;
        source.request_stop();
        QCOMPARE(*finder.next(Position(1), Position(10), source.get_token()), Position());
        QVERIFY(!*finder.test(Position(3), source.get_token()));
        QCOMPARE(*finder.previous(Position(10), source.get_token()), Position());
        QCOMPARE(allOf(finder, Position(10)), (Positions{3, 7, 10}));
    }

    void failsWhereAnEventCannotBeRead()
    {
        auto log = std::make_shared<Log>(); // no payloads at all
        Step step;
        step.event = EventNumber(1);
        log->setEventCount(1);
        log->writableIndex().append(step);
        log->writableIndex().publish();
        WhenFinder finder({log, mergeProjection(), {}, {}}, conditionOf("event.type"));
        QVERIFY(!finder.test(Position(1)).has_value());
        QVERIFY(!finder.next(Position(1), Position(1)).has_value());
    }
};

QTEST_GUILESS_MAIN(TestWhenFinder)
#include "tst_whenfinder.moc"
