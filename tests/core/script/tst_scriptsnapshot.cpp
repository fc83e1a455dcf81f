// SPDX-License-Identifier: GPL-3.0-or-later
// Saving, restoring and doing it all again give the same; on any thread.
#include "scripttesting.h"

#include <random>
#include <thread>

#include <malloc.h>

using namespace playhead;
using namespace playhead::test;

namespace {

struct Kind
{
    const char *name;
    const char *source;
};

constexpr Kind kinds[] = {
    {"one state", R"(fromAll().when({
        $init: () => ({ n: 0, seen: {} }),
        set(s, e) { s.n++; (s.seen[e.streamId] ??= []).push(e.data.n); },
        drop(s, e) { delete s.seen[e.streamId]; },
        bad() { throw new Error('bad'); } }))"},
    {"by stream", R"(fromCategory('s').foreachStream().when({
        $init: () => ({ created: 0, sum: 0 }),
        $created(s, e) { s.created = e.position; },
        set(s, e) { s.sum += e.data.n; s.last = e.sequenceNumber; },
        drop: () => null,
        bad(s) { throw new Error('bad'); },
        $deleted: s => { s.deleted = true; } }))"},
    {"bi-state", R"(fromAll().partitionBy(e => e.data.n % 3 ? 'p' + e.data.n % 3 : null).when({
        $init: () => [],
        $initShared: () => ({ count: 0 }),
        $any([s, shared], e) { s.push(++shared.count); return [s.slice(-5), shared]; } }))"},
    {"emits", R"(fromAll().foreachStream().when({
        $init: () => ({ n: 0 }),
        set(s, e) { s.n++; if (s.n % 2) linkTo('odd', e); else emit('even', 'x', { n: s.n }); },
        $any(s, e) { copyTo('copies', e); } }))"},
};

EventList randomEvents(std::uint32_t seed, int count)
{
    std::mt19937 random(seed);
    EventList events;
    for (int i = 0; i < count; ++i) {
        static constexpr const char *types[] = {"set", "set", "set", "drop", "bad", "cart.deleted"};
        events.add(types[random() % 6], "s-" + std::to_string(random() % 5),
                   "{\"n\":" + std::to_string(random() % 10) + "}");
    }
    return events;
}

/// All that can be seen of a fold.
Json seen(const Fold &fold)
{
    Json all = {{"state", wholeState(fold)}, {"results", wholeState(fold, true)}};
    for (const auto &event : fold.derived())
        all["derived"].push_back({event.stream, event.type, event.data, event.metadata,
                                  event.cause.value(), event.isLink});
    return all;
}

} // namespace

class ScriptSnapshotTest : public QObject
{
    Q_OBJECT

private slots:
    void jumpingAboutEqualsAPlainFold_data();
    void jumpingAboutEqualsAPlainFold();
    void snapshotsOutliveTheirFold_data() { jumpingAboutEqualsAPlainFold_data(); }
    void snapshotsOutliveTheirFold();
    void theSameEventsGiveTheSame_data() { jumpingAboutEqualsAPlainFold_data(); }
    void theSameEventsGiveTheSame();
    void oneSubjectAloneEqualsTheWhole();
    void whatDidNotChangeIsShared();
    void bytesThatAreNoSnapshotAreRefused_data();
    void bytesThatAreNoSnapshotAreRefused();
    void halvesOfPairsAreReplaced();
    void theFingerprintIsThatOfTheScript();
    void foldsRunSideBySide();
    void aFoldGoesFromThreadToThread();
};

void ScriptSnapshotTest::jumpingAboutEqualsAPlainFold_data()
{
    QTest::addColumn<QString>("source");
    for (const auto &kind : kinds)
        QTest::newRow(kind.name) << kind.source;
}

void ScriptSnapshotTest::jumpingAboutEqualsAPlainFold()
{
    QFETCH(QString, source);
    const auto projection = script(source.toStdString());
    for (std::uint32_t seed = 1; seed <= 2; ++seed) {
        const auto events = randomEvents(seed, 80);
        const std::span list(events.list());
        std::vector<Json> expected; // after so many events, each folded from the start
        for (std::size_t count = 0; count <= list.size(); ++count) {
            const auto plain = projection->start();
            FoldProblems problems;
            plain->apply(list.first(count), problems);
            expected.push_back(seen(*plain));
        }
        std::mt19937 random(seed);
        const auto fold = projection->start();
        std::vector<std::pair<std::size_t, FoldSnapshotPtr>> kept;
        std::size_t at = 0;
        for (int move = 0; move < 60; ++move) {
            switch (random() % 4) {
            case 0: kept.emplace_back(at, fold->save()); break;
            case 1:
                if (kept.empty()) break;
                std::tie(at, std::ignore) = kept[random() % kept.size()];
                for (const auto &[where, snapshot] : kept)
                    if (where == at) fold->restore(snapshot);
                break;
            default: {
                const auto count = std::min<std::size_t>(random() % 25, list.size() - at);
                FoldProblems problems;
                QCOMPARE(fold->apply(list.subspan(at, count), problems), count);
                at += count;
            }
            }
            if (random() % 2) COMPARE_JSON(seen(*fold), expected[at]);
        }
        COMPARE_JSON(seen(*fold), expected[at]);
    }
}

void ScriptSnapshotTest::snapshotsOutliveTheirFold()
{
    QFETCH(QString, source);
    const auto projection = script(source.toStdString());
    const auto events = randomEvents(9, 100);
    const std::span list(events.list());
    FoldProblems problems;
    std::string bytes;
    {
        const auto fold = projection->start();
        fold->apply(list.first(60), problems);
        bytes = fold->save()->encoded();
    }
    const auto snapshot = projection->decodeSnapshot(bytes);
    QVERIFY(snapshot);
    QVERIFY(snapshot->bytes() > 0);
    const auto fold = projection->start();
    fold->restore(snapshot);
    fold->apply(list.subspan(60), problems);
    COMPARE_JSON(seen(*fold), seen(*folded(projection, events).fold));
}

void ScriptSnapshotTest::theSameEventsGiveTheSame()
{
    QFETCH(QString, source);
    const auto events = randomEvents(5, 2500);
    // Another projection, another engine, other batches.
    const auto once = folded(source.toStdString(), events);
    const auto projection = script(source.toStdString());
    const auto fold = projection->start();
    FoldProblems problems;
    for (std::size_t i = 0; i < events.list().size(); i += 7)
        fold->apply(std::span(events.list()).subspan(i, std::min<std::size_t>(7, 2500 - i)),
                    problems);
    COMPARE_JSON(seen(*fold), seen(*once.fold));
    QCOMPARE(problems.count, once.problems.count);
    QCOMPARE(problems.first.position, once.problems.first.position);
    QCOMPARE(fold->save()->encoded(), once.fold->save()->encoded());
}

void ScriptSnapshotTest::oneSubjectAloneEqualsTheWhole()
{
    const auto projection = script(kinds[1].source);
    QVERIFY(projection->isPerSubject());
    const auto events = randomEvents(3, 300);
    const auto whole = folded(projection, events);
    for (int subject = 0; subject < 5; ++subject) {
        const auto name = "s-" + std::to_string(subject);
        std::vector<FoldEvent> own;
        for (const auto &event : events.list())
            if (event.event->subject == name) own.push_back(event);
        const auto fold = projection->start();
        FoldProblems problems;
        fold->apply(own, problems);
        COMPARE_JSON(fold->state(name), whole.fold->state(name));
    }
}

void ScriptSnapshotTest::whatDidNotChangeIsShared()
{
    EventList events;
    for (int i = 0; i < 200; ++i)
        events.add("set", "s-" + std::to_string(i),
                   R"({"text":")" + std::string(10'000, 'x') + "\"}");
    const auto projection = script("fromAll().foreachStream().when({ set: (s, e) => e.data })");
    const auto fold = projection->start();
    FoldProblems problems;
    fold->apply(events.list(), problems);
    std::vector<FoldSnapshotPtr> snapshots = {fold->save()};
    QVERIFY(snapshots[0]->bytes() > 2'000'000);
    // Of a hundred more, one state changed between each, each costs that state and its list.
    const auto before = mallinfo2().uordblks;
    for (int i = 0; i < 100; ++i) {
        fold->apply(std::span(events.list()).first(1), problems);
        snapshots.push_back(fold->save());
    }
    QVERIFY(mallinfo2().uordblks < before + 20'000'000);
}

void ScriptSnapshotTest::bytesThatAreNoSnapshotAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto cbor = [](const Json &json) {
        std::string bytes;
        Json::to_cbor(json, bytes);
        return QByteArray::fromStdString(bytes);
    };
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("noise") << QByteArray("\xff\x00\x13noise", 8);
    QTest::newRow("something else") << cbor({{"a", 1}});
    QTest::newRow("a state that is not JSON")
        << cbor({{"partitions", {{"a", "{broken"}}}, {"derived", Json::array()}});
    QTest::newRow("a state that is no text")
        << cbor({{"partitions", {{"a", 1}}}, {"derived", Json::array()}});
    QTest::newRow("a derived event that is none")
        << cbor({{"partitions", Json::object()}, {"derived", {1}}});
}

void ScriptSnapshotTest::bytesThatAreNoSnapshotAreRefused()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(!script("fromAll().when({})")->decodeSnapshot(bytes.toStdString()));
}

void ScriptSnapshotTest::halvesOfPairsAreReplaced()
{
    EventList events;
    events.add("a", "s-1");
    const auto projection = script(
        R"(fromAll().when({ a: s => ({ half: 'x\ud83c', whole: '\ud83c\udf0d \\ud83c' }) }))");
    const auto [fold, problems] = folded(projection, events);
    const auto expected = Json::parse(R"({"half": "x\ufffd", "whole": "\ud83c\udf0d \\ud83c"})");
    COMPARE_JSON(fold->state(""), expected);
    QVERIFY(projection->decodeSnapshot(fold->save()->encoded()));
}

void ScriptSnapshotTest::theFingerprintIsThatOfTheScript()
{
    const auto one = script("fromAll().when({ a: s => 1 })")->fingerprint();
    QCOMPARE(script("fromAll().when({ a: s => 1 })")->fingerprint(), one);
    QVERIFY(script("fromAll().when({ a: s => 2 })")->fingerprint() != one);
}

void ScriptSnapshotTest::foldsRunSideBySide()
{
    const auto projection = script(kinds[0].source);
    const auto events = randomEvents(7, 5000);
    const auto expected = seen(*folded(projection, events).fold);
    std::vector<Json> found(4);
    {
        std::vector<std::jthread> threads;
        for (auto &one : found)
            threads.emplace_back([&] { one = seen(*folded(projection, events).fold); });
    }
    for (const auto &one : found)
        COMPARE_JSON(one, expected);
}

void ScriptSnapshotTest::aFoldGoesFromThreadToThread()
{
    const auto projection = script(kinds[2].source);
    const auto events = randomEvents(8, 1000);
    const auto fold = projection->start();
    for (std::size_t i = 0; i < 10; ++i) {
        std::jthread([&] {
            FoldProblems problems;
            fold->apply(std::span(events.list()).subspan(i * 100, 100), problems);
            static_cast<void>(fold->save());
        }).join();
    }
    COMPARE_JSON(seen(*fold), seen(*folded(projection, events).fold));
}

QTEST_GUILESS_MAIN(ScriptSnapshotTest)
#include "tst_scriptsnapshot.moc"
