// SPDX-License-Identifier: GPL-3.0-or-later
// Scripts that cannot be used, and handlers that fail: what is said, and where.
#include "scripttesting.h"

using namespace playhead;
using namespace playhead::test;

class ScriptErrorsTest : public QObject
{
    Q_OBJECT

private slots:
    void aScriptThatCannotBeUsedSaysWhere_data();
    void aScriptThatCannotBeUsedSaysWhere();
    void theErrorIsTextForAPerson();
    void aFailingHandlerIsCountedAtItsLine();
    void whatAHandlerReturnedBeforeStays();
    void whatIsThrownMayBeAnything_data();
    void whatIsThrownMayBeAnything();
    void aResultThatFailsIsTold();
    void aStateThatIsNotJsonIsTold();
    void brokenDataIsAProblemWhereItIsRead();
};

void ScriptErrorsTest::aScriptThatCannotBeUsedSaysWhere_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("said");
    QTest::newRow("syntax") << "fromAll()\n .when({ let" << 2 << 13 << "SyntaxError";
    QTest::newRow("unclosed") << "fromAll(" << 1 << 9 << "SyntaxError";
    QTest::newRow("empty") << "" << 0 << 0 << "no source";
    QTest::newRow("nothing of the interface") << "const a = 1;" << 0 << 0 << "no source";
    QTest::newRow("unknown name") << "\n  fromEverywhere()" << 2 << 3 << "fromEverywhere";
    QTest::newRow("two sources") << "fromAll();\nfromStream('a')" << 2 << 1 << "one source";
    QTest::newRow("option") << "options({ speed: 1 })" << 1 << 1 << "speed";
    QTest::newRow("type of an option") << "options({ biState: 'yes' })" << 1 << 1 << "boolean";
    QTest::newRow("stream without a name") << "fromStream()" << 1 << 1 << "stream";
    QTest::newRow("a handler that is none") << "fromAll().when({ a: 1 })" << 1 << 11 << "of a ";
    QTest::newRow("wrong order") << "fromAll()\n.transformBy(s => s)" << 2 << 2 << "cannot follow";
    QTest::newRow("deleted without streams")
        << "fromAll().when({ $deleted: s => s })" << 0 << 0 << "$deleted";
    QTest::newRow("init fails") << "fromAll().when({\n$init: () => nothing.there })" << 2 << 14
                                << "nothing";
    QTest::newRow("throws") << "throw new Error('not today')" << 1 << 7 << "not today";
}

void ScriptErrorsTest::aScriptThatCannotBeUsedSaysWhere()
{
    QFETCH(QString, source);
    QFETCH(QString, said);
    const auto loaded = loadScript("test.js", source.toStdString());
    QVERIFY(!loaded);
    const auto &error = loaded.error();
    QVERIFY2(error.message.find(said.toStdString()) != std::string::npos, error.message.c_str());
    QTEST(error.line, "line");
    QFETCH(int, column);
    // Engines differ by where within a call they point at.
    QVERIFY2(std::abs(error.column - column) <= (column ? 12 : 0),
             qPrintable(QString::number(error.column)));
}

void ScriptErrorsTest::theErrorIsTextForAPerson()
{
    const auto made = scriptProjection("orders.js", "fromAll()\n .when({ let");
    QVERIFY(!made);
    QVERIFY2(made.error().message.starts_with("orders.js:2:13: SyntaxError"),
             made.error().message.c_str());
}

void ScriptErrorsTest::aFailingHandlerIsCountedAtItsLine()
{
    EventList events;
    for (int i = 0; i < 6; ++i)
        events.add(i % 2 ? "bad" : "good", "s-1");
    const auto [fold, problems] = folded("fromAll().when({\n"
                                         "  $init: () => ({ n: 0 }),\n"
                                         "  good(s) { s.n++; },\n"
                                         "  bad(s, e) {\n"
                                         "    return e.data.missing.field;\n"
                                         "  } })",
                                         events);
    QCOMPARE(problems.count, 3U);
    QCOMPARE(problems.first.position, Position(2));
    QCOMPARE(problems.first.line, 5);
    QVERIFY(problems.first.column >= 5 && problems.first.column <= 27);
    QVERIFY(problems.first.reason.starts_with("TypeError"));
    QVERIFY(!problems.stopped);
    COMPARE_JSON(fold->state(""), (Json{{"n", 3}}));
}

void ScriptErrorsTest::whatAHandlerReturnedBeforeStays()
{
    EventList events;
    events.add("set", "s-1", R"({"n":1})");
    events.add("set", "s-1", R"({"n":-1})");
    const auto [fold, problems] = folded(R"(fromAll().foreachStream().when({
        set(s, e) { if (e.data.n < 0) throw new RangeError('negative'); return e.data; } }))",
                                         events);
    QCOMPARE(problems.count, 1U);
    COMPARE_JSON(fold->state("s-1"), (Json{{"n", 1}}));
}

void ScriptErrorsTest::whatIsThrownMayBeAnything_data()
{
    QTest::addColumn<QString>("thrown");
    QTest::addColumn<QString>("said");
    QTest::newRow("text") << "'a text'"
                          << "a text";
    QTest::newRow("undefined") << "undefined"
                               << "undefined";
    QTest::newRow("object") << "{ toString() { throw 1; } }"
                            << "cannot be shown";
    QTest::newRow("symbol") << "Symbol('odd')"
                            << "odd";
    QTest::newRow("error without a message") << "new Error()"
                                             << "Error";
}

void ScriptErrorsTest::whatIsThrownMayBeAnything()
{
    QFETCH(QString, thrown);
    QFETCH(QString, said);
    EventList events;
    events.add("a", "s-1");
    const auto [fold, problems] =
        folded("fromAll().when({ a() { throw " + thrown.toStdString() + "; } })", events);
    QCOMPARE(problems.count, 1U);
    QVERIFY2(problems.first.reason.find(said.toStdString()) != std::string::npos,
             problems.first.reason.c_str());
}

void ScriptErrorsTest::aResultThatFailsIsTold()
{
    EventList events;
    events.add("a", "s-1");
    const auto [fold, problems] =
        folded("fromAll().when({ a: s => { s.n = 1; } })\n.transformBy(s => s.x.y)", events);
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(fold->state(""), (Json{{"n", 1}}));
    COMPARE_JSON(fold->result(""), nullptr);
    QCOMPARE(fold->readProblems().count, 1U);
    QCOMPARE(fold->readProblems().first.line, 2);
}

void ScriptErrorsTest::aStateThatIsNotJsonIsTold()
{
    EventList events;
    events.add("a", "s-1");
    const auto [fold, problems] = folded("fromAll().when({ a: s => { s.self = s; } })", events);
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(fold->state(""), nullptr);
    QVERIFY(fold->readProblems().first.reason.find("JSON") != std::string::npos);
}

void ScriptErrorsTest::brokenDataIsAProblemWhereItIsRead()
{
    EventList events;
    events.add("read", "s-1", "{broken");
    events.add("ignored", "s-1", "{broken");
    const auto [fold, problems] = folded(R"(fromAll().when({
        $init: () => ({ n: 0 }),
        read(s, e) {
            s.n = e.data.n; },
        ignored(s) { s.n++; } }))",
                                         events);
    QCOMPARE(problems.count, 1U);
    QCOMPARE(problems.first.line, 4);
    QVERIFY2(problems.first.reason.find("read is not valid JSON") != std::string::npos,
             problems.first.reason.c_str());
    COMPARE_JSON(fold->state(""), (Json{{"n", 1}}));
}

QTEST_GUILESS_MAIN(ScriptErrorsTest)
#include "tst_scripterrors.moc"
