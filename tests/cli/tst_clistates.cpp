// SPDX-License-Identifier: GPL-3.0-or-later
// `playhead state` and `diff`, with scripts and branches.
#include "clitesting.h"

using namespace clitest;

class StatesTest : public ProgramTest
{
    Q_OBJECT

private slots:
    void initTestCase() { makeLogs(); }
    void statePrintsTheUsersProjection();
    void stateOfOneSubject();
    void stateNamesWhatIsThere();
    void diffIsAJsonPatch();
    void scriptsPrintTheirState_data();
    void scriptsPrintTheirState();
    void scriptErrorsSayWhere_data();
    void scriptErrorsSayWhere();
    void scriptProblemsAreTold();
    void statesOfABranch();
};

void StatesTest::statePrintsTheUsersProjection()
{
    const auto end = playhead({"state", m_users, "--projection", "users"});
    QCOMPARE(end.status, 0);
    QCOMPARE(end.output.trimmed(), QByteArray(R"({"user": {"id": 1, "name": "Alice Smith"}})"));
    const auto first = playhead({"state", m_users, "--projection", "users", "--at", "1"});
    QCOMPARE(first.output.trimmed(), QByteArray(R"({"user": {"id": 1, "name": "Alice"}})"));
}

void StatesTest::stateOfOneSubject()
{
    const auto file = write(
        "two.jsonl",
        R"({"specversion":"1.0","id":"1","source":"/s","type":"a","subject":"x","data":{"n":1}}
{"specversion":"1.0","id":"2","source":"/s","type":"a","subject":"y","data":{"n":2}}
{"specversion":"1.0","id":"3","source":"/s","type":"a","subject":"x","data":{"m":null,"k":"v"}}
)");
    QCOMPARE(playhead({"state", file, "--subject", "x"}).output.trimmed(),
             QByteArray(R"({"k": "v", "n": 1})"));
    QCOMPARE(playhead({"state", file, "--subject", "x", "--at", "2"}).output.trimmed(),
             QByteArray(R"({"n": 1})"));
    QCOMPARE(playhead({"state", file}).object().keys(), (QStringList{"x", "y"}));
}

void StatesTest::stateNamesWhatIsThere()
{
    const auto file = path("observed.playhead");
    QCOMPARE(playhead({"run", "duplicates", "--count", "400", "-o", file}).status, 0);
    const auto outcome = playhead({"state", file, "--observer", "nobody"});
    QCOMPARE(outcome.status, 2);
    const auto consumers = playhead({"info", file, "--json"}).object()["participants"].toArray();
    QString consumer;
    for (const auto &participant : consumers) {
        const auto object = participant.toObject();
        if (object["role"].toString() == QLatin1String("consumer"))
            consumer = object["name"].toString();
    }
    QVERIFY(!consumer.isEmpty());
    QVERIFY2(outcome.messages.contains(consumer.toUtf8()), outcome.messages.constData());
    const auto seen = playhead({"state", file, "--observer", consumer});
    QCOMPARE(seen.status, 0);
    QVERIFY(QJsonDocument::fromJson(seen.output).isObject());
}

void StatesTest::diffIsAJsonPatch()
{
    const auto outcome =
        playhead({"diff", m_users, "--projection", "users", "--from", "1", "--to", "2"});
    QCOMPARE(outcome.status, 0);
    const auto patch = outcome.array();
    QCOMPARE(patch.size(), 1);
    QCOMPARE(patch[0]["op"].toString(), "replace");
    QCOMPARE(patch[0]["path"].toString(), "/user/name");
    QCOMPARE(patch[0]["value"].toString(), "Alice Smith");
    QCOMPARE(playhead({"diff", m_users, "--from", "2", "--to", "2"}).output.trimmed(),
             QByteArray("[]"));
}

void StatesTest::scriptsPrintTheirState_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("output");

    const QByteArray whole(
        "fromAll().when({ $init: () => ({ n: 0 }), a(s, e) { s.n += e.data.n; } })"
        ".transformBy(s => ({ twice: s.n * 2 }));");
    QTest::newRow("one state") << whole << QStringList{} << QByteArray(R"({"n": 6})");
    QTest::newRow("at a position")
        << whole << QStringList{"--at", "2"} << QByteArray(R"({"n": 3})");
    QTest::newRow("result") << whole << QStringList{"--result"} << QByteArray(R"({"twice": 12})");
    const QByteArray streams("fromCategory('x').foreachStream().when({ a: (s, e) => e.data })"
                             ".filterBy(s => s.n > 2);");
    QTest::newRow("partitions") << streams << QStringList{}
                                << QByteArray(R"({"x-1": {"n": 3}, "x-2": {"n": 2}})");
    QTest::newRow("one of them") << streams << QStringList{"--subject", "x-2"}
                                 << QByteArray(R"({"n": 2})");
    QTest::newRow("results") << streams << QStringList{"--result"}
                             << QByteArray(R"({"x-1": {"n": 3}})");
    QTest::newRow("bi-state") << QByteArray(
        "fromAll().partitionBy(e => 'p' + e.data.n).when({ $init: () => 0,"
        " $initShared: () => 0, a: ([s, t], e) => [s + 1, t + e.data.n] })")
                              << QStringList{}
                              << QByteArray(R"({"": 6, "p1": 1, "p2": 1, "p3": 1})");
    QTest::newRow("derived") << QByteArray(
        "fromStream('x-1').when({ a(s, e) { linkTo('l', e);"
        " if (e.data.n > 2) emit('big', 'b', e.data, { m: 1 }); return 0; } })")
                             << QStringList{"--derived"} << QByteArray(R"({
  "derived": {
    "big": [
      {
        "cause": 3,
        "data": {
          "n": 3
        },
        "metadata": {
          "m": 1
        },
        "type": "b"
      }
    ],
    "l": [
      {
        "cause": 1,
        "data": "0@x-1",
        "type": "$>"
      },
      {
        "cause": 3,
        "data": "1@x-1",
        "type": "$>"
      }
    ]
  },
  "state": 0
})");
}

void StatesTest::scriptsPrintTheirState()
{
    QFETCH(QByteArray, script);
    QFETCH(QStringList, options);
    const auto log = write(
        "three.jsonl",
        R"({"specversion":"1.0","id":"1","source":"/s","type":"a","subject":"x-1","data":{"n":1}}
{"specversion":"1.0","id":"2","source":"/s","type":"a","subject":"x-2","data":{"n":2}}
{"specversion":"1.0","id":"3","source":"/s","type":"a","subject":"x-1","data":{"n":3}}
)");
    const auto outcome =
        playhead(QStringList{"state", log, "--projection", write("script.js", script)} + options);
    QCOMPARE(outcome.messages, QByteArray());
    QCOMPARE(outcome.status, 0);
    QTEST(outcome.output.trimmed(), "output");
    QCOMPARE(playhead(QStringList{"diff", log, "--projection", path("script.js"), "--from", "last",
                                  "--to", "last"}
                      + options.mid(options.contains("--at") ? 2 : 0))
                 .output.trimmed(),
             QByteArray("[]"));
}

void StatesTest::scriptErrorsSayWhere_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("does not compile") << QByteArray("fromAll()\n .when({ let") << QStringList{} << 2
                                      << QByteArray("script.js:2:13: SyntaxError");
    QTest::newRow("cannot be used") << QByteArray("\nfromAl()") << QStringList{} << 2
                                    << QByteArray("script.js:2:1: ReferenceError");
    QTest::newRow("subject of the whole")
        << QByteArray("fromAll().when({})") << QStringList{"--subject", "user-1"} << 2
        << QByteArray("--subject");
    QTest::newRow("stopped") << QByteArray("fromAll().when({\n $any() { for (;;) ; } })")
                             << QStringList{} << 1 << QByteArray("stopped at position 1: ");
}

void StatesTest::scriptErrorsSayWhere()
{
    QFETCH(QByteArray, script);
    QFETCH(QStringList, options);
    const auto outcome = playhead(
        QStringList{"state", m_users, "--projection", write("script.js", script)} + options);
    QTEST(outcome.status, "status");
    QFETCH(QByteArray, said);
    QVERIFY2(outcome.messages.contains(said), outcome.messages.constData());
    QCOMPARE(outcome.output, QByteArray());
    const auto missing = playhead({"state", m_users, "--projection", path("nowhere.js")});
    QCOMPARE(missing.status, 3);
    QVERIFY2(missing.messages.contains("nowhere.js"), missing.messages.constData());
}

void StatesTest::scriptProblemsAreTold()
{
    const auto script = write("script.js", "fromAll().when({ $init: () => 5,\n"
                                           " 'user-updated'(s, e) { log('seen', e.data); } ,\n"
                                           " $any(s, e) { return e.data.x.y; } })");
    const auto outcome = playhead({"state", m_users, "--projection", script});
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.output.trimmed(), QByteArray("5"));
    QVERIFY2(outcome.messages.contains("position 1 was not taken in: ")
                 && outcome.messages.contains("script.js:3:")
                 && outcome.messages.contains("position 2: seen, {\"name\":\"Alice Smith\"}"),
             outcome.messages.constData());
}

void StatesTest::statesOfABranch()
{
    const auto branch = write("branch.json", R"({"name": "no update", "edits": [
        {"kind": "skip", "position": 2}]})");
    const auto skipped = playhead({"state", m_users, "--branch", branch});
    QCOMPARE(skipped.status, 0);
    QCOMPARE(skipped.output, playhead({"state", m_users, "--at", "1"}).output);
    QCOMPARE(playhead({"diff", m_users, "--from", "1", "--to", "2", "--branch", branch})
                 .output.trimmed(),
             QByteArray("[]"));
    const auto beyond = write("beyond.json", R"({"edits": [{"kind": "skip", "position": 9}]})");
    const auto refused = playhead({"state", m_users, "--branch", beyond});
    QCOMPARE(refused.status, 2);
    QVERIFY2(refused.messages.contains("position 9"), refused.messages.constData());
    const auto bad = write("bad.json", R"({"edits": [{"kind": "drop"}]})");
    QVERIFY(playhead({"state", m_users, "--branch", bad}).messages.contains("Edit 1"));
    QCOMPARE(playhead({"state", m_users, "--branch", path("nowhere.json")}).status, 2);
}

QTEST_GUILESS_MAIN(StatesTest)
#include "tst_clistates.moc"
