// SPDX-License-Identifier: GPL-3.0-or-later
// Scripts that run for too long or take too much are stopped; the program goes on.
#include "scripttesting.h"

#include <QFile>

#include <stop_token>
#include <thread>

using namespace playhead;
using namespace playhead::test;

namespace {

constexpr ScriptLimits tight{.heapBytes = 64U << 20U, .eventTime = 200 * nanosecondsPerMillisecond};

/// The most memory that the process has had so far, in bytes.
std::size_t peakBytes()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly)) return 0;
    for (const auto &line : status.readAll().split('\n'))
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').front().toULongLong() * 1024;
    return 0;
}

EventList threeEvents()
{
    EventList events;
    events.add("good", "s-1");
    events.add("bad", "s-2");
    events.add("good", "s-1");
    return events;
}

} // namespace

class ScriptLimitsTest : public QObject
{
    Q_OBJECT

private slots:
    void aLoopEndsTheProjection();
    void aLoopWhileLoadingEndsIt_data();
    void aLoopWhileLoadingEndsIt();
    void aLoopInAResultIsTold();
    void theTimeIsThatOfOneEvent();
    void memoryEatersAreStopped_data();
    void memoryEatersAreStopped();
    void garbageIsNoReasonToStop();
    void whatEndedFoldsEmittedIsNotCounted();
    void aStoppedFoldGoesOnWhenRestored();
    void runsEndEarlyWhenAsked();
    void recursionIsAnErrorOfTheHandler();
};

void ScriptLimitsTest::aLoopEndsTheProjection()
{
    const auto projection = script(R"(fromAll().foreachStream().when({
        $init: () => ({ n: 0 }),
        good(s) { s.n++; },
        bad(s, e) {
            try { for (;;) ; } catch (error) { } finally { s.n = 7; }
        } }))",
                                   tight);
    const auto events = threeEvents();
    auto [fold, problems] = folded(projection, events);
    QVERIFY(problems.stopped);
    QCOMPARE(problems.count, 1U);
    QCOMPARE(problems.first.position, Position(2));
    QCOMPARE(problems.first.line, 5);
    QVERIFY(problems.first.reason.find("longer than 200 ms") != std::string::npos);
    // The states so far are there; nothing is taken in any more.
    COMPARE_JSON(fold->state("s-1"), (Json{{"n", 1}}));
    QCOMPARE(fold->apply(events.list(), problems), 0U);
    COMPARE_JSON(fold->state("s-1"), (Json{{"n", 1}}));
}

void ScriptLimitsTest::aLoopWhileLoadingEndsIt_data()
{
    QTest::addColumn<QString>("source");
    QTest::newRow("top level") << "fromAll().when({});\nwhile (true) ;";
    QTest::newRow("init") << "fromAll().when({ $init() {\nwhile (true) ; } });";
}

void ScriptLimitsTest::aLoopWhileLoadingEndsIt()
{
    QFETCH(QString, source);
    const auto loaded = loadScript("test.js", source.toStdString(), tight);
    QVERIFY(!loaded);
    QVERIFY2(loaded.error().message.find("longer") != std::string::npos,
             loaded.error().message.c_str());
    QCOMPARE(loaded.error().line, 2);
}

void ScriptLimitsTest::aLoopInAResultIsTold()
{
    const auto [fold, problems] = folded(script("fromAll().when({ good: s => { s.n = 1; } })\n"
                                                ".transformBy(s => { while (true) ; })",
                                                tight),
                                         threeEvents());
    COMPARE_JSON(fold->result(""), nullptr);
    QCOMPARE(fold->readProblems().count, 1U);
    QCOMPARE(fold->readProblems().first.line, 2);
    COMPARE_JSON(fold->state(""), (Json{{"n", 1}}));
}

void ScriptLimitsTest::theTimeIsThatOfOneEvent()
{
    // Together much more than the limit, each a good deal less.
    EventList events;
    for (int i = 0; i < 400; ++i)
        events.add("work", "s-1");
    const auto [fold, problems] = folded(
        script("fromAll().when({ $init: () => 0, work(s) { let x = 0; for (let i = 0; i < 1e6; ++i)"
               " x += i % 7; return s + (x > 0 ? 1 : 0); } })",
               tight),
        events);
    QVERIFY2(!problems.stopped, problems.first.reason.c_str());
    COMPARE_JSON(fold->state(""), 400);
}

void ScriptLimitsTest::memoryEatersAreStopped_data()
{
    QTest::addColumn<QString>("eat");
    QTest::newRow("texts")
        << "for (let i = 0; ; ++i) s.a.push('text '.repeat(2000).charAt(3) + i + "
           "'x'.repeat(1e5).split('').join('y'))";
    QTest::newRow("one long text") << "s.a = 'x'.repeat(1 << 28)";
    QTest::newRow("a text that doubles")
        << "let t = 'abc'; for (;;) { t += t; t.charCodeAt(t.length - 1); s.a.push(t); }";
    QTest::newRow("elements") << "for (;;) s.a.push(1.5)";
    QTest::newRow("arrays that double")
        << "let a = [1.5]; for (;;) { a = a.concat(a); s.a.push(a); }";
    QTest::newRow("objects") << "for (;;) s.a.push({ a: 1, b: {} })";
    QTest::newRow("buffers") << "for (;;) s.a.push(new ArrayBuffer(1 << 20))";
    QTest::newRow("buffers that are filled")
        << "for (;;) s.a.push(new Uint8Array(1 << 20).fill(1))";
    QTest::newRow("one buffer") << "s.a = new ArrayBuffer(8e9)";
    QTest::newRow("one array of numbers") << "new Float64Array(5e8).fill(1)";
    QTest::newRow("maps") << "const m = new Map(); for (let i = 0; ; ++i) m.set(i, i)";
    QTest::newRow("a text cut into pieces") << "'x'.repeat(1 << 25).split('')";
    QTest::newRow("emitted events") << "for (let i = 0; ; ++i) emit('s', 't', { i })";
    QTest::newRow("caught") << "for (;;) try { s.a.push(new Float64Array(1 << 17)); } catch { }";
}

void ScriptLimitsTest::memoryEatersAreStopped()
{
    QFETCH(QString, eat);
    auto limits = tight;
    limits.eventTime = 60 * nanosecondsPerSecond; // it is the memory that ends it
    const auto projection =
        script("fromAll().foreachStream().when({\n $init: () => ({ n: 0, a: [] }),\n"
               " good(s) { s.n++; },\n bad(s, e) {\n  "
                   + eat.toStdString() + "; } })",
               limits);
    const auto before = peakBytes();
    const auto [fold, problems] = folded(projection, threeEvents());
    QVERIFY(problems.stopped);
    QCOMPARE(problems.first.position, Position(2));
    // Of optimised code the engine sometimes knows no more than the function.
    QVERIFY(problems.first.line == 4 || problems.first.line == 5);
    QVERIFY2(problems.first.reason.find("64 MB") != std::string::npos,
             problems.first.reason.c_str());
    COMPARE_JSON(fold->state("s-1"), (Json{{"n", 1}, {"a", Json::array()}}));
    COMPARE_JSON(fold->state("s-2"), nullptr);
#ifndef __SANITIZE_ADDRESS__
#ifndef __SANITIZE_THREAD__
    QVERIFY2(peakBytes() < before + (500U << 20U), qPrintable(QString::number(peakBytes())));
#endif
#endif
    Q_UNUSED(before)
    // The same projection starts again, and other scripts run.
    EventList good;
    good.add("good", "s-1");
    COMPARE_JSON(folded(projection, good).fold->state("s-1"),
                 (Json{{"n", 1}, {"a", Json::array()}}));
}

void ScriptLimitsTest::garbageIsNoReasonToStop()
{
    EventList events;
    for (int i = 0; i < 300; ++i)
        events.add("work", "s-1");
    auto limits = tight;
    limits.eventTime = 60 * nanosecondsPerSecond;
    const auto [fold, problems] = folded(
        script("fromAll().when({ $init: () => 0, work: s =>"
               " s + new Uint8Array(2e6).fill(1)[5] + 'x'.repeat(1e6).split('').length - 1e6 })",
               limits),
        events);
    QVERIFY2(!problems.stopped, problems.first.reason.c_str());
    COMPARE_JSON(fold->state(""), 300);
}

void ScriptLimitsTest::whatEndedFoldsEmittedIsNotCounted()
{
    EventList events;
    for (int i = 0; i < 400; ++i)
        events.add("work", "s-1");
    auto limits = tight;
    limits.eventTime = 60 * nanosecondsPerSecond;
    // A third of the limit each time, on the same thread.
    const auto projection =
        script("fromAll().when({ $init: () => 0,"
               " work(s) { emit('out', 'made', { text: 'x'.repeat(50000) }); return s + 1; } })",
               limits);
    for (int round = 0; round < 8; ++round) {
        const auto [fold, problems] = folded(projection, events);
        QVERIFY2(!problems.stopped, problems.first.reason.c_str());
        COMPARE_JSON(fold->state(""), 400);
    }
}

void ScriptLimitsTest::aStoppedFoldGoesOnWhenRestored()
{
    const auto projection =
        script("fromAll().when({ $init: () => 0, good: s => s + 1, bad() { for (;;) ; } })", tight);
    const auto events = threeEvents();
    const auto fold = projection->start();
    FoldProblems problems;
    fold->apply(std::span(events.list()).first(1), problems);
    const auto snapshot = fold->save();
    fold->apply(std::span(events.list()).subspan(1), problems);
    QVERIFY(problems.stopped);
    fold->restore(snapshot);
    problems = {};
    QCOMPARE(fold->apply(std::span(events.list()).last(1), problems), 1U);
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(fold->state(""), 2);
}

void ScriptLimitsTest::runsEndEarlyWhenAsked()
{
    EventList events;
    for (int i = 0; i < 3000; ++i)
        events.add("work", "s-1");
    std::stop_source stop;
    const auto projection = script("fromAll().when({ $init: () => 0, work: s => s + 1 })");
    const auto fold = projection->start();
    FoldProblems problems;
    stop.request_stop();
    QCOMPARE(fold->apply(events.list(), problems, stop.get_token()), 0U);
    QCOMPARE(fold->apply(events.list(), problems), 3000U);
    COMPARE_JSON(fold->state(""), 3000);

    // In the middle: what it says it has dealt with is what the state has.
    const auto slow = script("fromAll().when({ $init: () => 0, work(s) {"
                             " for (let i = 0; i < 3e6; ++i) ; return s + 1; } })");
    const auto slowFold = slow->start();
    std::stop_source later;
    std::jthread stopper([&later] {
        std::this_thread::yield();
        later.request_stop();
    });
    const auto done = slowFold->apply(events.list(), problems, later.get_token());
    QVERIFY(done < 3000);
    COMPARE_JSON(slowFold->state(""), done);
}

void ScriptLimitsTest::recursionIsAnErrorOfTheHandler()
{
    const auto [fold, problems] =
        folded("fromAll().when({ $init: () => 0, good: s => s + 1, bad() {"
               " (function deeper() { deeper(); })(); } })",
               threeEvents());
    QCOMPARE(problems.count, 1U);
    QVERIFY(!problems.stopped);
    COMPARE_JSON(fold->state(""), 2);
}

QTEST_GUILESS_MAIN(ScriptLimitsTest)
#include "tst_scriptlimits.moc"
