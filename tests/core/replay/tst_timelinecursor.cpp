// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/replay.h"
#include "replay/timelinecursor.h"

#include "plainfold.h"
#include "support/samplelog.h"

#include <QtTest>

#include <atomic>
#include <thread>

using namespace playhead;
using namespace playhead::test;
using namespace std::chrono_literals;

namespace {

ProjectionPtr chainProjection()
{
    return reducerProjection("chain", std::make_shared<ChainReducer>());
}

std::string stateText(const TimelineCursor &cursor)
{
    return wholeState(cursor.fold()).dump();
}

/// Takes as long as it is told to, and stops for good at a certain event.
class StoppingFold final : public Fold
{
public:
    std::size_t apply(std::span<const FoldEvent> events, FoldProblems &problems,
                      const std::stop_token &) override
    {
        std::size_t done = 0;
        for (const auto &event : events) {
            if (event.event->type == "loops") {
                problems.add({event.position, "it loops"});
                problems.stopped = true;
                return done;
            }
            ++m_state;
            ++done;
        }
        return done;
    }
    bool isPartitioned() const override { return false; }
    std::vector<std::string> partitions() const override { return {""}; }
    Json state(std::string_view) const override { return m_state; }
    FoldSnapshotPtr save() const override;
    void restore(const FoldSnapshotPtr &snapshot) override;

    int m_state = 0;
};

class NumberSnapshot final : public FoldSnapshot
{
public:
    explicit NumberSnapshot(int number) : m_number(number) {}
    std::size_t bytes() const override { return 100; }
    std::string encoded() const override { return std::to_string(m_number); }
    int m_number;
};

FoldSnapshotPtr StoppingFold::save() const
{
    return std::make_shared<NumberSnapshot>(m_state);
}

void StoppingFold::restore(const FoldSnapshotPtr &snapshot)
{
    m_state = dynamic_cast<const NumberSnapshot &>(*snapshot).m_number;
}

class StoppingProjection final : public Projection
{
public:
    bool isPerSubject() const override { return false; }
    std::unique_ptr<Fold> start() const override { return std::make_unique<StoppingFold>(); }
    FoldSnapshotPtr decodeSnapshot(std::string_view) const override { return nullptr; }
    std::string fingerprint() const override { return "stopping"; }
};

} // namespace

class TestTimelineCursor : public QObject
{
    Q_OBJECT

private slots:
    void statesAgreeWithThePlainFold_data() { addSeeds(); }
    void statesAgreeWithThePlainFold()
    {
        QFETCH(uint, seed);
        RandomLog random(seed);
        random.grow(150);
        const auto branch = std::make_shared<const Branch>(random.branch(1 + seed % 7));
        const std::vector<std::pair<ProjectionPtr, ReducerPtr>> projections = {
            {mergeProjection(), mergeReducer()},
            {chainProjection(), std::make_shared<ChainReducer>()}};
        for (const auto &[projection, reducer] : projections) {
            for (const auto &observer : observersOf(random)) {
                const auto plain = plainItems(*random.log(), observer, nullptr);
                const auto other = plainItems(*random.log(), observer, branch.get());
                // The second pace takes a snapshot after each event, the third one of few bytes.
                for (const auto pace : {CursorPace{}, CursorPace{0ns, 0ns}}) {
                    for (const std::size_t bytes : {std::size_t(1) << 20U, std::size_t(2000)}) {
                        const auto shelf = std::make_shared<SnapshotShelf>(bytes);
                        TimelineCursor cursor(sequenceOf(random.log(), {observer}), projection,
                                              shelf, {}, pace);
                        wander(random, cursor, plain, *reducer);
                        TimelineCursor branched(sequenceOf(random.log(), {observer, branch}),
                                                projection, {}, shelf, pace);
                        wander(random, branched, other, *reducer);
                        // The log's own shelf was not spoilt by the branch.
                        wander(random, cursor, plain, *reducer);
                        QVERIFY(shelf->bytes() <= bytes);
                    }
                }
                const Replay replay(random.log(), projection, observer, branch);
                for (int i = 0; i < 5; ++i) {
                    const auto at = random.anywhere();
                    QCOMPARE(replay.state(at)->dump(), plainState(other, *reducer, at).dump());
                    for (const char *subject : {"a", "new", ""})
                        if (reducer->isPerSubject())
                            QCOMPARE(replay.subjectState(subject, at)->dump(),
                                     plainState(other, *reducer, at, subject).dump());
                }
            }
        }
    }

    void oneSubjectsCursorAgreesToo()
    {
        RandomLog random(5);
        random.grow(400);
        const auto plain = plainItems(*random.log(), {}, nullptr);
        TimelineCursor cursor(sequenceOf(random.log(), {{}, {}, "a"}), mergeProjection(), {}, {},
                              {0ns, 0ns});
        for (int i = 0; i < 100; ++i) {
            const auto at = random.anywhere();
            QVERIFY(*cursor.moveTo(at));
            QCOMPARE(cursor.fold().state("a").dump(),
                     plainState(plain, *mergeReducer(), at, "a").dump());
        }
    }

    void stepsBackwardsWithoutStartingOver()
    {
        RandomLog random(11);
        random.grow(300);
        const auto plain = plainItems(*random.log(), {}, nullptr);
        const ChainReducer reducer;
        TimelineCursor cursor(sequenceOf(random.log(), {}), chainProjection(), {}, {}, {0ns, 0ns});
        for (Position at = random.log()->watermark(); at.value() > 1; at = advanced(at, -1)) {
            QVERIFY(*cursor.moveTo(at));
            QCOMPARE(cursor.position(), at);
            QCOMPARE(stateText(cursor), plainState(plain, reducer, at).dump());
        }
        QVERIFY(*cursor.moveTo(Position()));
        QCOMPARE(cursor.eventCount(), std::uint64_t(0));
        QCOMPARE(stateText(cursor), reducer.initialState().dump());
    }

    void followsALogThatGrows()
    {
        RandomLog random(21);
        random.grow(20);
        const ChainReducer reducer;
        TimelineCursor cursor(sequenceOf(random.log(), {}), chainProjection());
        QVERIFY(*cursor.moveTo(Position(1'000'000)));
        QCOMPARE(cursor.position(), Position(20));
        const auto mail = random.script().participant("mail");
        const auto branch = std::make_shared<const Branch>(random.branch(5));
        TimelineCursor branched(sequenceOf(random.log(), {{mail}, branch}), chainProjection());
        TimelineCursor fresh(sequenceOf(random.log(), {{}, {}, "z"}), mergeProjection());
        for (int round = 0; round < 40; ++round) {
            random.grow(1 + random.pick(30));
            const auto end = random.log()->watermark();
            QVERIFY(*cursor.moveTo(end));
            QCOMPARE(stateText(cursor),
                     plainState(plainItems(*random.log(), {}, nullptr), reducer, end).dump());
            QVERIFY(*branched.moveTo(end));
            QCOMPARE(
                stateText(branched),
                plainState(plainItems(*random.log(), {mail}, branch.get()), reducer, end).dump());
            QVERIFY(*fresh.moveTo(end)); // of a subject that nobody has met
            QCOMPARE(fresh.eventCount(), std::uint64_t(0));
        }
    }

    void readsAheadInLongLogs()
    {
        const auto log = makeShopLog(700'000);
        TimelineCursor cursor(sequenceOf(log, {}), chainProjection());
        QVERIFY(*cursor.moveTo(log->watermark()));
        QCOMPARE(cursor.eventCount(), log->eventCount());
        const auto text = stateText(cursor);
        QCOMPARE(Replay(log, chainProjection()).state(log->watermark())->dump(), text);
        QVERIFY(*cursor.moveTo(Position(50'000)));
        QVERIFY(*cursor.moveTo(log->watermark()));
        QCOMPARE(stateText(cursor), text);
    }

    void stopsWhenAskedAndGoesOn()
    {
        const auto log = makeShopLog(50'000);
        TimelineCursor cursor(sequenceOf(log, {}), chainProjection());
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(*cursor.moveTo(Position(40'000), stop.get_token()), false);
        QVERIFY(!cursor.position().isValid());
        QVERIFY(*cursor.moveTo(Position(40'000)));
        QCOMPARE(*cursor.moveTo(Position(10), stop.get_token()), false);
        QVERIFY(*cursor.moveTo(Position(40'000)));
        QCOMPARE(stateText(cursor), Replay(log, chainProjection()).state(Position(40'000))->dump());
    }

    void aFoldThatStoppedStaysAtThePlace()
    {
        for (const auto pace : {CursorPace{}, CursorPace{0ns, 0ns}}) {
            ScriptedLog script;
            for (int i = 1; i <= 20; ++i)
                script.publish(script.json(i == 8 ? "loops" : "fine", "s", "{}"));
            TimelineCursor cursor(sequenceOf(script.log(), {}),
                                  std::make_shared<StoppingProjection>(), {}, {}, pace);
            for (int round = 0; round < 2; ++round) {
                QVERIFY(*cursor.moveTo(Position(15)));
                QCOMPARE(stateText(cursor), std::string("7"));
                QVERIFY(cursor.problems().stopped);
                QCOMPARE(cursor.problems().first.position, Position(8));
                QVERIFY(*cursor.moveTo(Position(20)));
                QCOMPARE(stateText(cursor), std::string("7"));
                QVERIFY(*cursor.moveTo(Position(7)));
                QVERIFY(!cursor.problems().stopped);
                QCOMPARE(stateText(cursor), std::string("7"));
                QVERIFY(*cursor.moveTo(Position(3)));
                QCOMPARE(stateText(cursor), std::string("3"));
            }
        }
    }

    void problemsAreThoseOfThePlace()
    {
        ScriptedLog script;
        for (int i = 1; i <= 12; ++i)
            script.publish(script.json(i % 4 == 0 ? "refused" : "fine", "s", "{}"));
        TimelineCursor cursor(sequenceOf(script.log(), {}), chainProjection(), {}, {}, {0ns, 0ns});
        for (const auto &[at, count] : {std::pair(12, 3), {3, 0}, {9, 2}, {4, 1}, {12, 3}}) {
            QVERIFY(*cursor.moveTo(Position(static_cast<std::uint64_t>(at))));
            QCOMPARE(cursor.problems().count, static_cast<std::uint64_t>(count));
            if (count > 0) QCOMPARE(cursor.problems().first.position, Position(4));
        }
    }

    void failsWhereAnEventCannotBeRead()
    {
        auto log = std::make_shared<Log>(); // no payloads at all
        Step step;
        step.event = EventNumber(1);
        log->setEventCount(1);
        log->writableIndex().append(step);
        log->writableIndex().publish();
        TimelineCursor cursor(sequenceOf(log, {}), chainProjection());
        QVERIFY(!cursor.moveTo(Position(1)).has_value());
        QVERIFY(!cursor.position().isValid());
    }

    void cursorsOnSeveralThreadsShareAShelf()
    {
        auto log = makeShopLog(5'000);
        const auto shelf = std::make_shared<SnapshotShelf>(20'000);
        std::vector<std::string> expected;
        for (std::uint64_t at = 0; at <= 5'000; at += 100)
            expected.push_back(Replay(log, chainProjection()).state(Position(at))->dump());
        std::atomic<int> wrong{0};
        std::vector<std::thread> threads;
        for (std::uint32_t seed = 1; seed <= 3; ++seed) {
            threads.emplace_back([&, seed] {
                std::mt19937 random(seed);
                TimelineCursor cursor(sequenceOf(log, {}), chainProjection(), shelf, {},
                                      {100us, 10us});
                for (int i = 0; i < 60; ++i) {
                    const auto place = random() % expected.size();
                    if (!cursor.moveTo(Position(place * 100))
                        || stateText(cursor) != expected[place])
                        ++wrong;
                }
            });
        }
        appendShopSteps(*log, 20'000, 3); // while they read
        for (auto &thread : threads)
            thread.join();
        QCOMPARE(wrong.load(), 0);
    }

private:
    static void addSeeds()
    {
        QTest::addColumn<uint>("seed");
        for (uint seed = 1; seed <= 12; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    static void wander(RandomLog &random, TimelineCursor &cursor,
                       const std::vector<PlainItem> &plain, const Reducer &reducer)
    {
        auto at = random.anywhere();
        for (int i = 0; i < 12; ++i) {
            QVERIFY(*cursor.moveTo(at));
            QCOMPARE(stateText(cursor), plainState(plain, reducer, at).dump());
            const auto way = random.pick(3);
            if (way == 0)
                at = random.anywhere();
            else
                at = std::min(advanced(at, way == 1 ? 1 : -1), random.log()->watermark());
        }
    }
};

QTEST_GUILESS_MAIN(TestTimelineCursor)
#include "tst_timelinecursor.moc"
