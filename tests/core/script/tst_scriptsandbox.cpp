// SPDX-License-Identifier: GPL-3.0-or-later
// What a script cannot reach, and that dates are the same everywhere.
#include "scripttesting.h"

#include <cstdlib>
#include <ctime>

using namespace playhead;
using namespace playhead::test;

namespace {

/// What an expression is, in a handler.
Json valueOf(const QString &expression)
{
    EventList events;
    events.add("a", "s-1");
    auto [fold, problems] = folded(
        "fromAll().when({ a: (s, e) => ({ value: " + expression.toStdString() + " }) })", events);
    if (problems.count > 0) return "failed: " + problems.first.reason;
    return fold->state("")["value"];
}

} // namespace

class ScriptSandboxTest : public QObject
{
    Q_OBJECT

private slots:
    void thereIsNothingToReach_data();
    void thereIsNothingToReach();
    void whatDiffersFromRunToRunIsRefused_data();
    void whatDiffersFromRunToRunIsRefused();
    void givenDatesWork_data();
    void givenDatesWork();
    void ordinaryScriptsHaveTheWholeLanguage();
    void theScriptCannotReachTheDriver();
};

void ScriptSandboxTest::thereIsNothingToReach_data()
{
    QTest::addColumn<QString>("name");
    for (const auto *name : {"require",
                             "process",
                             "fetch",
                             "XMLHttpRequest",
                             "WebSocket",
                             "Worker",
                             "read",
                             "load",
                             "snarf",
                             "os",
                             "print",
                             "console",
                             "setTimeout",
                             "setInterval",
                             "performance",
                             "crypto",
                             "SharedArrayBuffer",
                             "Atomics",
                             "WeakRef",
                             "FinalizationRegistry",
                             "WebAssembly",
                             "Intl",
                             "Promise",
                             "Debugger",
                             "ReadableStream",
                             "gc",
                             "native",
                             "progress"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void ScriptSandboxTest::thereIsNothingToReach()
{
    QFETCH(QString, name);
    COMPARE_JSON(valueOf("typeof " + name), "undefined");
    COMPARE_JSON(valueOf("'" + name + "' in globalThis"), false);
}

void ScriptSandboxTest::whatDiffersFromRunToRunIsRefused_data()
{
    QTest::addColumn<QString>("expression");
    QTest::newRow("now") << "Date.now()";
    QTest::newRow("new Date()") << "new Date()";
    QTest::newRow("Date()") << "Date()";
    QTest::newRow("by its constructor") << "new (new Date(0).constructor)()";
    QTest::newRow("by Reflect") << "Reflect.construct(Date, [])";
    QTest::newRow("a subclass") << "new (class extends Date {})()";
    QTest::newRow("random") << "Math.random()";
}

void ScriptSandboxTest::whatDiffersFromRunToRunIsRefused()
{
    QFETCH(QString, expression);
    const auto value = valueOf(expression);
    QVERIFY2(value.is_string()
                 && value.get<std::string>().find("is not available") != std::string::npos,
             value.dump().c_str());
}

void ScriptSandboxTest::givenDatesWork_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("expected");
    QTest::newRow("iso") << "new Date('2023-11-14T22:13:20Z').getTime()"
                         << "1700000000000";
    QTest::newRow("event") << "new Date(e.created).toISOString()"
                           << R"("2023-11-14T22:13:20.000Z")";
    QTest::newRow("offset") << "Date.parse('2023-11-15T00:13:20+02:00')"
                            << "1700000000000";
    QTest::newRow("no zone is UTC") << "Date.parse('2023-11-14T22:13:20')"
                                    << "1700000000000";
    QTest::newRow("no zone, in words") << "Date.parse('Nov 14 2023 22:13:20')"
                                       << "1700000000000";
    QTest::newRow("zone, in words") << "Date.parse('Tue, 14 Nov 2023 22:13:20 GMT')"
                                    << "1700000000000";
    QTest::newRow("a day") << "Date.parse('2023-11-14')"
                           << "1699920000000";
    QTest::newRow("parts are UTC") << "new Date(2023, 10, 14, 22, 13, 20).getTime()"
                                   << "1700000000000";
    QTest::newRow("part") << "new Date(1700000000000).getHours()"
                          << "22";
    QTest::newRow("set a part") << "new Date(1700000000000).setHours(0)"
                                << "1699920800000";
    QTest::newRow("offset of the zone") << "new Date(0).getTimezoneOffset()"
                                        << "0";
    QTest::newRow("text") << "String(new Date(1700000000000))"
                          << R"("Tue, 14 Nov 2023 22:13:20 GMT")";
    QTest::newRow("day") << "new Date(1700000000000).toDateString()"
                         << R"("2023-11-14")";
    QTest::newRow("time") << "new Date(1700000000000).toLocaleTimeString()"
                          << R"("22:13:20")";
    QTest::newRow("copy") << "new Date(new Date(5)).getTime()"
                          << "5";
    QTest::newRow("is a date") << "new Date(5) instanceof Date"
                               << "true";
    QTest::newRow("numbers") << "(1234.5).toLocaleString()"
                             << R"("1,234.5")";
}

void ScriptSandboxTest::givenDatesWork()
{
    QFETCH(QString, expression);
    QFETCH(QString, expected);
    // The machine's time zone does not matter.
    qputenv("TZ", "America/New_York");
    tzset();
    const auto value = valueOf(expression);
    qputenv("TZ", "UTC");
    tzset();
    COMPARE_JSON(value, Json::parse(expected.toStdString()));
}

void ScriptSandboxTest::ordinaryScriptsHaveTheWholeLanguage()
{
    COMPARE_JSON(valueOf("[...new Map([[1, { a: [3, 1, 2].sort() }]]).values()]"),
                 Json::parse(R"([{"a": [1, 2, 3]}])"));
    COMPARE_JSON(valueOf("new Uint8Array([1, 2, 300]).reduce((a, b) => a + b)"), 47);
    COMPARE_JSON(valueOf("'a-b'.split('-').concat('x'.padStart(3)).join()"), "a,b,  x");
    COMPARE_JSON(valueOf("JSON.parse('{\"a\":1}', (k, v) => k ? v + 1 : v).a"), 2);
    COMPARE_JSON(valueOf("[1n, { b: 2n ** 70n }]"),
                 Json::parse(R"(["1", {"b": "1180591620717411303424"}])"));
    COMPARE_JSON(valueOf("/(?<year>\\d+)/.exec('in 2024').groups.year"), "2024");
}

void ScriptSandboxTest::theScriptCannotReachTheDriver()
{
    // Changing what the driver might use harms the script at most.
    EventList events;
    for (int i = 0; i < 3; ++i)
        events.add("a", "s-1", R"({"n":1})");
    const auto [fold, problems] = folded(R"(
        JSON.parse = () => 'mine'; JSON.stringify = () => 'mine'; globalThis.JSON = null;
        Object.prototype.state = 'mine';
        fromAll().foreachStream().when({ $init: () => ({ n: 0 }), a(s, e) { s.n += e.data.n; } }))",
                                         events);
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(fold->state("s-1"), (Json{{"n", 3}}));
}

QTEST_GUILESS_MAIN(ScriptSandboxTest)
#include "tst_scriptsandbox.moc"
