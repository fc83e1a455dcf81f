// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/logcomparison.h"

#include "scriptedlog.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

/// Remembers the type of the last event of each subject.
class LastTypes final : public Reducer
{
public:
    bool isPerSubject() const override { return false; }
    Result<void> apply(Json &state, const Event &event) const override
    {
        if (event.type == "broken") return failure("broken");
        if (!state.is_object()) state = Json::object();
        state[event.subject] = event.type;
        return {};
    }
};

/// Two orders; the second one of another log may end otherwise.
ScriptedLog orders(const char *end)
{
    ScriptedLog script;
    script.publish(script.json("placed", "o-1", R"({"n":1})")); // 1
    const auto placed = script.json("placed", "o-2", R"({"n":5})");
    script.publish(placed);                                         // 2
    script.deliver("stock", placed);                                // 3
    script.publish(script.json("paid", "o-1", R"({"paid":true})")); // 4
    script.publish(script.json("paid", "o-2", end));                // 5
    script.publish(script.json("noted", "o-2", R"({"n":5})"));      // 6
    return script;
}

} // namespace

class TestLogComparison : public QObject
{
    Q_OBJECT

private slots:
    void equalLogsHaveNoDifference()
    {
        const auto one = orders(R"({"paid":true})").log();
        const auto other = orders(R"({"paid":true})").log();
        const auto step = firstDifferingStep(one, other);
        QVERIFY(step && !*step);
        QVERIFY(compareStates(one, other, mergeProjection())->empty());
        QVERIFY(compareEvents(one, other)->empty());
    }

    void theFirstDifferingStepIsToldWithWhatDiffers_data()
    {
        QTest::addColumn<int>("change");
        QTest::addColumn<QString>("what");
        QTest::newRow("receiver") << 0 << "the receiver is 'mail' instead of 'stock'";
        QTest::newRow("kind") << 1 << "the kind of step is 'ack' instead of 'deliver'";
        QTest::newRow("attempt") << 2 << "the attempt is '2' instead of '1'";
        QTest::newRow("event") << 3 << "its event differs in id, type, data";
        QTest::newRow("end") << 4 << "only the first log goes on";
    }
    void theFirstDifferingStepIsToldWithWhatDiffers()
    {
        QFETCH(int, change);
        QFETCH(QString, what);
        const auto make = [](int changed) {
            ScriptedLog script;
            const auto placed = script.json("placed", "o-2", R"({"n":5})");
            const auto other = script.json("lost", "o-2", R"({"n":6})");
            script.publish(placed);
            if (changed == 4) return script.log();
            if (changed == 1)
                script.step(StepKind::Ack, "ch", "stock", placed, 1);
            else
                script.deliver(changed == 0 ? "mail" : "stock", changed == 3 ? other : placed,
                               changed == 2 ? 2 : 1);
            return script.log();
        };
        const auto step = firstDifferingStep(make(-1), make(change));
        QVERIFY(step && *step);
        QCOMPARE((*step)->position, Position(2));
        QCOMPARE(QString::fromStdString((*step)->what), what);
    }

    void statesTellFromWhichPositionOn()
    {
        const auto one = orders(R"({"paid":true})").log();
        auto script = orders(R"({"paid":false})");
        const auto states = compareStates(one, script.log(), mergeProjection());
        QVERIFY(states);
        QCOMPARE(states->size(), std::size_t(1));
        const auto &state = states->front();
        QCOMPARE(state.partition, std::string("o-2"));
        QCOMPARE(state.from, Position(5));
        QCOMPARE(state.otherFrom, Position(5));
        QCOMPARE(state.patch.dump(),
                 std::string(R"([{"op":"replace","path":"/paid","value":false}])"));

        // Only the other log goes on, and elsewhere in it.
        auto longer = orders(R"({"paid":true})");
        longer.publish(longer.json("noted", "o-3", "{}"));
        const auto at = longer.publish(longer.json("shipped", "o-1", R"({"shipped":true})"));
        const auto more = compareStates(one, longer.log(), mergeProjection());
        QVERIFY(more);
        QCOMPARE(more->size(), std::size_t(2));
        QCOMPARE(more->at(0).partition, std::string("o-1"));
        QVERIFY(!more->at(0).from.isValid());
        QCOMPARE(more->at(0).otherFrom, at);
        QVERIFY(more->at(1).log.is_null());
    }

    void wholeLogStatesAreComparedToo()
    {
        const auto projection =
            reducerProjection("last-types-1", std::make_shared<const LastTypes>());
        auto script = orders(R"({"paid":true})");
        auto other = orders(R"({"paid":true})");
        script.publish(script.json("shipped", "o-1", "{}"));              // 7
        other.publish(other.json("noted", "o-2", "{}"));                  // 7: no change
        const auto lost = other.publish(other.json("lost", "o-1", "{}")); // 8
        other.publish(other.json("broken", "o-1", "{}"));
        FoldProblems problems;
        const auto states = compareStates(script.log(), other.log(), projection, {}, &problems);
        QVERIFY(states);
        QCOMPARE(states->size(), std::size_t(1));
        QCOMPARE(states->front().from, Position(7));
        QCOMPARE(states->front().otherFrom, lost);
        QCOMPARE(problems.count, std::uint64_t(1));
    }

    void eventsAreTheSameByTheirId()
    {
        ScriptedLog one;
        ScriptedLog other;
        const auto publish = [](ScriptedLog &script, const char *id, const char *data,
                                Timestamp time) {
            Event event;
            event.id = id;
            event.source = "shop";
            event.type = "placed";
            event.time = time;
            event.encoding = DataEncoding::Json;
            event.data = data;
            return script.publish(script.event(event));
        };
        publish(one, "a", "{}", 1);
        publish(one, "b", "{}", 2);
        publish(one, "c", "{}", 3);
        publish(other, "c", "{}", 1); // another place and time, the same event
        publish(other, "b", "1", 2);
        publish(other, "d", "{}", 3);
        const auto events = compareEvents(one.log(), other.log());
        QVERIFY(events);
        QCOMPARE(events->size(), std::size_t(3));
        QCOMPARE(events->at(0).id, std::string("a"));
        QVERIFY(!events->at(0).other.isValid());
        QCOMPARE(events->at(1).id, std::string("b"));
        QCOMPARE(events->at(1).what, std::string("data"));
        QCOMPARE(events->at(1).other, Position(2));
        QCOMPARE(events->at(2).id, std::string("d"));
        QVERIFY(!events->at(2).position.isValid());
    }
};

QTEST_APPLESS_MAIN(TestLogComparison)
#include "tst_logcomparison.moc"
