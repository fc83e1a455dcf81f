// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/branchcomparison.h"
#include "replay/replay.h"

#include "plainfold.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

BranchPtr branchOf(std::vector<BranchEdit> edits)
{
    Branch branch("b");
    for (auto &edit : edits)
        branch.add(std::move(edit));
    return std::make_shared<const Branch>(std::move(branch));
}

} // namespace

class TestBranchComparison : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhichSubjectsEndDifferently()
    {
        ScriptedLog script;
        script.publish(script.json("placed", "o-1", R"({"n":1})"));             // 1
        script.publish(script.json("placed", "o-2", R"({"n":5})"));             // 2
        script.publish(script.json("failed", "o-1", R"({"status":"failed"})")); // 3
        script.publish(script.json("paid", "o-2", R"({"status":"paid"})"));     // 4
        script.publish(script.json("noted", "o-1", R"({"n":2})"));              // 5
        EventChange toOther;
        toOther.subject = "o-3";
        const auto branch =
            branchOf({BranchEdit::skip(Position(3)), BranchEdit::edit(Position(4), toOther)});
        const auto changes =
            compareBranch(script.log(), mergeProjection(), {}, branch, Position(5));
        QVERIFY(changes.has_value());
        QCOMPARE(changes->size(), std::size_t(3));
        const auto &one = changes->at(0);
        QCOMPARE(one.partition, std::string("o-1"));
        QCOMPARE(one.from, Position(3));
        QCOMPARE(one.patch.dump(), std::string(R"([{"op":"remove","path":"/status"}])"));
        QCOMPARE(changes->at(1).partition, std::string("o-2"));
        QCOMPARE(changes->at(1).from, Position(4));
        QCOMPARE(changes->at(1).branch.dump(), std::string(R"({"n":5})"));
        QCOMPARE(changes->at(2).partition, std::string("o-3"));
        QVERIFY(changes->at(2).log.is_null());
        QCOMPARE(changes->at(2).branch.dump(), std::string(R"({"status":"paid"})"));
        QVERIFY(compareBranch(script.log(), mergeProjection(), {}, branch, Position(2))->empty());
        // What was overwritten later does not end differently.
        const auto harmless =
            branchOf({BranchEdit::duplicate(Position(1), BranchEdit::Side::After, Position(1))});
        QVERIFY(compareBranch(script.log(), mergeProjection(), {}, harmless, Position(5))->empty());
        const auto beyond = branchOf({BranchEdit::skip(Position(6))});
        QVERIFY(!compareBranch(script.log(), mergeProjection(), {}, beyond, Position(5)));
    }

    void agreesWithThePlainFold()
    {
        const std::vector<std::pair<ProjectionPtr, ReducerPtr>> projections = {
            {mergeProjection(), mergeReducer()},
            {reducerProjection("chain", std::make_shared<ChainReducer>()),
             std::make_shared<ChainReducer>()}};
        for (std::uint32_t seed = 1; seed < 25; ++seed) {
            RandomLog random(seed);
            random.grow(100);
            const auto branch = std::make_shared<const Branch>(random.branch(1 + seed % 4));
            const auto end = random.anywhere();
            for (const auto &[projection, reducer] : projections) {
                for (const Observer observer :
                     {Observer{}, {random.script().participant("mail")}}) {
                    const auto log = plainItems(*random.log(), observer, nullptr);
                    const auto other = plainItems(*random.log(), observer, branch.get());
                    checkChanges(*compareBranch(random.log(), projection, observer, branch, end),
                                 log, other, *reducer, end);
                }
            }
        }
    }

    void followsCausesToWhatIsDoubtful()
    {
        ScriptedLog script;
        const auto add = [&](const char *id, const char *causation, const char *correlation) {
            Event event;
            event.id = id;
            event.type = "t";
            event.subject = "s";
            event.correlation = correlation;
            event.causation = causation;
            return script.event(event);
        };
        const auto first = add("a", "", "c-1");
        const auto caused = add("b", "a", "c-1");
        const auto inferred = add("c", "", "c-1");
        const auto through = add("d", "b", "");
        const auto others = add("e", "", "c-2");
        const auto earlier = add("f", "", "c-1");
        const auto elsewhere = add("g", "x", "c-1");          // says that something else caused it
        script.publish(earlier);                              // 1
        script.publish(first);                                // 2
        script.step(StepKind::Publish, "bank", "ch", others); // 3
        script.deliver("bank", first);                        // 4
        script.publish(caused);                               // 5
        script.step(StepKind::Publish, "bank", "ch", inferred);            // 6
        script.step(StepKind::Publish, "bank", "ch", elsewhere);           // 7
        script.publish(through);                                           // 8
        script.step(StepKind::Publish, "mail", "ch", add("h", "", "c-1")); // 9: never had it
        script.deliver("mail", inferred);                                  // 10
        script.step(StepKind::Publish, "mail", "ch", add("i", "", "c-1")); // 11
        const auto found = doubtfulEvents(script.log(), *branchOf({BranchEdit::skip(Position(4))}));
        QVERIFY(found.has_value());
        QStringList told;
        for (const auto &doubtful : *found)
            told << QString("%1 from %2 %3")
                        .arg(doubtful.position.value())
                        .arg(doubtful.cause.value())
                        .arg(doubtful.isCertain ? "said" : "inferred");
        QCOMPARE(told.join("; "), QString("5 from 1 said; 6 from 1 inferred; 8 from 2 said; "
                                          "11 from 3 inferred"));
        QVERIFY(
            doubtfulEvents(script.log(), *branchOf({BranchEdit::duplicate(
                                             Position(2), BranchEdit::Side::After, Position(2))}))
                ->empty());
        QVERIFY(!doubtfulEvents(script.log(), *branchOf({BranchEdit::skip(Position(99))})));
    }

    void comparesPlaces()
    {
        ScriptedLog script;
        const auto one = script.json("t", "s", R"({"a":1})");
        const auto two = script.json("t", "s", R"({"a":2})");
        script.publish(one);     // 1
        script.publish(two);     // 2
        script.ack("mail", one); // 3
        const Observer mail{script.participant("mail")};
        const auto between = [&](StatePlace before, StatePlace after) {
            return differenceBetween(script.log(), mergeProjection(), before, after, "s")
                ->patch.dump();
        };
        const std::string toTwo = R"([{"op":"replace","path":"/a","value":2}])";
        QCOMPARE(between({Position(1)}, {Position(2)}), toTwo);
        QCOMPARE(between({Position(3), mail}, {Position(3)}), toTwo);
        const auto skipped = branchOf({BranchEdit::skip(Position(2))});
        QCOMPARE(between({Position(3), {}, skipped}, {Position(3)}), toTwo);
        QCOMPARE(between({Position(3), {}, skipped}, {Position(3), mail}), std::string("[]"));
    }

private:
    static void checkChanges(const std::vector<PartitionChange> &changes,
                             const std::vector<PlainItem> &log,
                             const std::vector<PlainItem> &branch, const Reducer &reducer,
                             Position end)
    {
        std::set<std::string> subjects = {""};
        if (reducer.isPerSubject())
            for (const auto *items : {&log, &branch})
                for (const auto &item : *items)
                    subjects.insert(item.event.subject);
        auto change = changes.begin();
        for (const auto &subject : subjects) {
            const auto differsAt = [&](Position at) {
                return plainState(log, reducer, at, subject)
                       != plainState(branch, reducer, at, subject);
            };
            if (!differsAt(end)) continue;
            QVERIFY(change != changes.end());
            QCOMPARE(change->partition, subject);
            QVERIFY(change->log == plainState(log, reducer, end, subject));
            QVERIFY(change->branch == plainState(branch, reducer, end, subject));
            QVERIFY(change->log.patch(change->patch) == change->branch);
            Position first(1);
            while (!differsAt(first))
                first = advanced(first, 1);
            QCOMPARE(change->from, first);
            ++change;
        }
        QVERIFY(change == changes.end());
    }
};

QTEST_GUILESS_MAIN(TestBranchComparison)
#include "tst_branchcomparison.moc"
