// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest/QtTest>

namespace {

struct Outcome
{
    int status = -1;
    QByteArray output;
    QByteArray messages;

    QJsonObject object() const { return QJsonDocument::fromJson(output).object(); }
    QJsonArray array() const { return QJsonDocument::fromJson(output).array(); }
};

Outcome playhead(const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const auto *display : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        environment.remove(QString::fromLatin1(display)); // headless commands need none
    process.setProcessEnvironment(environment);
    process.start(qEnvironmentVariable("PLAYHEAD_PROGRAM"), arguments);
    process.write(input);
    process.closeWriteChannel();
    Outcome outcome;
    if (!process.waitForFinished(60000) || process.exitStatus() != QProcess::NormalExit)
        return outcome;
    outcome.status = process.exitCode();
    outcome.output = process.readAllStandardOutput();
    outcome.messages = process.readAllStandardError();
    return outcome;
}

QString dataFile(const char *name)
{
    return QStringLiteral(PLAYHEAD_TEST_DATA "/") + QString::fromLatin1(name);
}

const QByteArray usersLog = R"([{:type :user-created :data {:id 1 :name "Alice"}}
 {:type :user-updated :data {:name "Alice Smith"}}])";

const QByteArray ordersLog =
    R"({"specversion":"1.0","id":"e1","source":"/s","type":"placed","subject":"o-1","data":{"status":"open","lines":[{"qty":1}]}}
{"specversion":"1.0","id":"e2","source":"/s","type":"placed","subject":"o-2","data":{"status":"open"}}
{"specversion":"1.0","id":"e3","source":"/s","type":"paid","subject":"o-1","causationid":"e1","data":{"status":"paid","amount":120}}
{"specversion":"1.0","id":"e4","source":"/s","type":"noted","subject":"o-1","causationid":"e3","data":{"note":"thanks"}}
{"specversion":"1.0","id":"e5","source":"/s","type":"paid","subject":"o-2","causationid":"e0","data":{"status":"paid","amount":20}}
)";

} // namespace

class CommandLineTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY2(QFile::exists(qEnvironmentVariable("PLAYHEAD_PROGRAM")),
                 "PLAYHEAD_PROGRAM must name the built program");
        QVERIFY(m_folder.isValid());
        m_users = write("users.edn", usersLog);
        m_orders = write("orders.jsonl", ordersLog);
    }

    void endsWithTheRightStatus_data();
    void endsWithTheRightStatus();
    void helpAndVersionGoToStandardOutput();
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
    void whyNamesWhatSetAField();
    void whyTellsCausesAndEffects();
    void whyFollowsACompensationOfTheShop();
    void findTellsWhereAConditionHolds();
    void infoHasStableKeys();
    void infoReportsSkippedRecords();
    void infoOfTheShopLog();
    void readsStandardInput();
    void stepsAreFilteredAndCut();
    void csvHasAHeaderWithPositionFirst();
    void theSameSeedGivesTheSameLog();
    void aScenarioFileRunsAndRepeats();
    void scenarioFilesSayWhatIsWrong_data();
    void scenarioFilesSayWhatIsWrong();
    void aRunEndsAtItsCount();
    void compareSaysWhereLogsPart();
    void aCaseOfAScenarioIsRunAgain();
    void onlyWhatAScenarioMadeIsRunAgain();
    void conversionKeepsEveryStep_data();
    void conversionKeepsEveryStep();
    void checkFindsWhatIsWrong();
    void checkSaysWhereNothingIs();
    void aCaseFromANewerVersionIsRefused();
    void renderMakesAPictureOfTheAskedSize();

private:
    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    QString write(const char *name, const QByteArray &content) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) return {};
        return file.fileName();
    }

    QTemporaryDir m_folder;
    QString m_users;
    QString m_orders;
};

void CommandLineTest::endsWithTheRightStatus_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("said");

    const auto nowhere = path("nowhere.jsonl");
    const auto picture = write("noise.bin", QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16));
    QTest::newRow("unknown option")
        << QStringList{"info", "--loud", m_users} << 2 << QByteArray("--loud");
    QTest::newRow("no log") << QStringList{"info"} << 2 << QByteArray("LOG");
    QTest::newRow("no such file") << QStringList{"info", nowhere} << 3
                                  << QByteArray("nowhere.jsonl");
    QTest::newRow("not a log") << QStringList{"info", picture} << 3 << QByteArray("noise.bin");
    QTest::newRow("bad place") << QStringList{"state", m_users, "--at", "soon"} << 2
                               << QByteArray("soon");
    QTest::newRow("past the end") << QStringList{"state", m_users, "--at", "9"} << 2
                                  << QByteArray("1 to 2");
    QTest::newRow("unknown projection")
        << QStringList{"state", m_users, "--projection", "nope"} << 2 << QByteArray("merge");
    QTest::newRow("unknown observer")
        << QStringList{"state", m_users, "--observer", "nobody"} << 2 << QByteArray("nobody");
    QTest::newRow("no such subject")
        << QStringList{"state", m_users, "--subject", "user-9"} << 1 << QByteArray("user-9");
    QTest::newRow("bad filter") << QStringList{"steps", m_users, "--filter", "type =="} << 2
                                << QByteArray("expected");
    QTest::newRow("filter without match")
        << QStringList{"steps", m_users, "--filter", "type == \"none\""} << 1 << QByteArray();
    QTest::newRow("why without a question")
        << QStringList{"why", m_orders} << 2 << QByteArray("--path");
    QTest::newRow("why without a subject")
        << QStringList{"why", m_orders, "--path", "status"} << 2 << QByteArray("--subject");
    QTest::newRow("why with a bad path")
        << QStringList{"why", m_orders, "--subject", "o-1", "--path", "a..b"} << 2
        << QByteArray("a..b");
    QTest::newRow("why of a field that was never set")
        << QStringList{"why", m_orders, "--subject", "o-1", "--path", "colour"} << 1
        << QByteArray("colour");
    QTest::newRow("why of an event that is not there")
        << QStringList{"why", m_orders, "--event", "e99"} << 1 << QByteArray("e99");
    QTest::newRow("why of a position past the end")
        << QStringList{"why", m_orders, "--event", "99"} << 2 << QByteArray("1 to 5");
    QTest::newRow("find without a condition")
        << QStringList{"find", m_orders} << 2 << QByteArray("--when");
    QTest::newRow("find with a bad condition")
        << QStringList{"find", m_orders, "--when", "status == paid"} << 2
        << QByteArray("\n  status == paid\n  ^^^^^^\n");
    QTest::newRow("find what never holds")
        << QStringList{"find", m_orders, "--when", "state.status == lost"} << 1 << QByteArray();
    QTest::newRow("find in a projection with one state")
        << QStringList{"find",         m_users, "--when",    "state",
                       "--projection", "users", "--subject", "x"}
        << 2 << QByteArray("--subject");
    QTest::newRow("unknown limit")
        << QStringList{"check", m_users, "--limit", "patience=1s"} << 2 << QByteArray("quiet");
    QTest::newRow("limit without a value")
        << QStringList{"check", m_users, "--limit", "quiet"} << 2 << QByteArray("NAME=VALUE");
    QTest::newRow("bad limit") << QStringList{"check", m_users, "--limit", "quiet=soon"} << 2
                               << QByteArray("quiet");
    QTest::newRow("unknown kind") << QStringList{"check", m_users, "--kind", "bug"} << 2
                                  << QByteArray("dead-letter");
    QTest::newRow("check without a log")
        << QStringList{"check", nowhere} << 3 << QByteArray("nowhere.jsonl");
    QTest::newRow("unknown scenario") << QStringList{"run", "nope"} << 2 << QByteArray("nope");
    QTest::newRow("unknown format")
        << QStringList{"convert", m_users, path("x.nope")} << 2 << QByteArray("nope");
}

void CommandLineTest::endsWithTheRightStatus()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    QFETCH(QByteArray, said);
    const auto outcome = playhead(arguments);
    QCOMPARE(outcome.status, status);
    QVERIFY2(outcome.messages.contains(said), outcome.messages.constData());
}

void CommandLineTest::helpAndVersionGoToStandardOutput()
{
    const auto help = playhead({"--help"});
    QCOMPARE(help.status, 0);
    for (const auto *command : {"info", "steps", "state", "diff", "why", "find", "check", "compare",
                                "convert", "render", "run"})
        QVERIFY2(help.output.contains(command), command);
    const auto version = playhead({"--version"});
    QCOMPARE(version.status, 0);
    QVERIFY(version.output.startsWith("playhead "));
    const auto commandHelp = playhead({"steps", "--help"});
    QCOMPARE(commandHelp.status, 0);
    QVERIFY(commandHelp.output.contains("--filter"));
}

void CommandLineTest::statePrintsTheUsersProjection()
{
    const auto end = playhead({"state", m_users, "--projection", "users"});
    QCOMPARE(end.status, 0);
    QCOMPARE(end.output.trimmed(), QByteArray(R"({"user": {"id": 1, "name": "Alice Smith"}})"));
    const auto first = playhead({"state", m_users, "--projection", "users", "--at", "1"});
    QCOMPARE(first.output.trimmed(), QByteArray(R"({"user": {"id": 1, "name": "Alice"}})"));
}

void CommandLineTest::stateOfOneSubject()
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

void CommandLineTest::stateNamesWhatIsThere()
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

void CommandLineTest::diffIsAJsonPatch()
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

void CommandLineTest::scriptsPrintTheirState_data()
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

void CommandLineTest::scriptsPrintTheirState()
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

void CommandLineTest::scriptErrorsSayWhere_data()
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

void CommandLineTest::scriptErrorsSayWhere()
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

void CommandLineTest::scriptProblemsAreTold()
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

void CommandLineTest::statesOfABranch()
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

void CommandLineTest::whyNamesWhatSetAField()
{
    const QStringList question{"why", m_orders, "--subject", "o-1", "--path", "status"};
    const auto answer = playhead(question + QStringList{"--json"});
    QCOMPARE(answer.status, 0);
    const auto object = answer.object();
    QCOMPARE(object.keys(),
             (QStringList{"at", "changes", "leftOut", "path", "position", "subject", "value"}));
    QCOMPARE(object["position"].toInt(), 3);
    QCOMPARE(object["value"].toString(), "paid");
    const auto changes = object["changes"].toArray();
    QCOMPARE(changes.size(), 2);
    QVERIFY(!changes[0].toObject().contains("before"));
    QCOMPARE(changes[0].toObject()["after"].toString(), "open");
    QCOMPARE(changes[1].toObject()["before"].toString(), "open");
    QCOMPARE(changes[1].toObject()["id"].toString(), "e3");
    const auto causes = changes[1].toObject()["causes"].toArray();
    QCOMPARE(causes.size(), 1);
    QCOMPARE(causes[0].toObject()["id"].toString(), "e1");
    QCOMPARE(causes[0].toObject()["evidence"].toString(), "observed");

    const auto before = playhead(question + QStringList{"--json", "--at", "2"}).object();
    QCOMPARE(before["value"].toString(), "open");
    const auto text = playhead(question).output;
    QVERIFY2(text.contains("\"open\" -> \"paid\""), text.constData());
    QCOMPARE(playhead({"why", m_orders, "--subject", "o-1", "--path", "/lines/0/qty", "--json"})
                 .object()["value"]
                 .toInt(),
             1);
    const auto whole =
        playhead({"why", m_users, "--projection", "users", "--path", "user.name", "--json"});
    QCOMPARE(whole.object()["position"].toInt(), 2);
}

void CommandLineTest::whyTellsCausesAndEffects()
{
    const auto tree = playhead({"why", m_orders, "--event", "e3", "--json"}).object();
    QCOMPARE(tree["position"].toInt(), 3);
    QCOMPARE(tree["causes"].toArray().size(), 1);
    QCOMPARE(tree["causes"][0]["id"].toString(), "e1");
    QCOMPARE(tree["effects"].toArray().size(), 1);
    QCOMPARE(tree["effects"][0]["id"].toString(), "e4");
    QCOMPARE(tree["more"].toInt(), 0);
    QCOMPARE(playhead({"why", m_orders, "--event", "3", "--json"}).object(), tree);
    const auto lost = playhead({"why", m_orders, "--event", "last", "--json"}).object();
    QCOMPARE(lost["missingCause"].toString(), "e0");
    const auto text = playhead({"why", m_orders, "--event", "e3"}).output;
    QVERIFY2(text.startsWith("Causes, the nearest first:\n       1 "), text.constData());
    QVERIFY2(text.contains("Effects:\n       3 "), text.constData());
}

void CommandLineTest::whyFollowsACompensationOfTheShop()
{
    const auto file = path("declined.playhead");
    QCOMPARE(playhead({"run", "shop", "--for", "60s", "--seed", "1", "-o", file}).status, 0);
    const auto found = playhead(
        {"find", file, "--when", "state.payment.status == declined", "--becomes", "--json"});
    QCOMPARE(found.status, 0);
    const auto match = found.object()["matches"][0].toObject();
    QCOMPARE(match["type"].toString(), "payment.declined");
    const auto tree = playhead({"why", file, "--event",
                                QString::number(found.object()["position"].toInt()), "--json"})
                          .object();
    QMap<QString, QString> evidence;
    for (const auto &effect : tree["effects"].toArray())
        evidence[effect.toObject()["type"].toString()] = effect.toObject()["evidence"].toString();
    QCOMPARE(evidence, (QMap<QString, QString>{{"order.cancelled", "observed"},
                                               {"release-stock", "inferred"}}));
    const auto why = playhead({"why", file, "--subject", match["subject"].toString(), "--path",
                               "status", "--json"})
                         .object();
    QCOMPARE(why["value"].toString(), "cancelled");
    const auto last = why["changes"].toArray().last().toObject();
    QCOMPARE(last["causes"][0]["type"].toString(), "payment.declined");
}

void CommandLineTest::findTellsWhereAConditionHolds()
{
    const auto positions = [this](const QStringList &options) {
        const auto outcome =
            playhead(QStringList{"find", m_orders, "--json", "--when"} + options).object();
        QStringList found;
        for (const auto &match : outcome["matches"].toArray())
            found += QString::number(match.toObject()["position"].toInt());
        return found.join(' ');
    };
    QCOMPARE(positions({R"(state.status == "paid" && event.amount > 100)"}), "3");
    QCOMPARE(positions({"state.status == paid", "--all"}), "3 4 5");
    QCOMPARE(positions({"state.status == paid", "--all", "--becomes"}), "3 5");
    QCOMPARE(positions({"state.status == paid", "--all", "--subject", "o-1"}), "3 4");
    QCOMPARE(positions({"state.status == paid", "--from", "4"}), "4");
    QCOMPARE(positions({"state.status == paid", "--previous"}), "5");
    QCOMPARE(positions({"state.status == paid", "--previous", "--from", "4", "--all"}), "4 3");
    QCOMPARE(positions({"state.status == lost"}), "");
    const auto text = playhead({"find", m_orders, "--when", "state.status == paid"}).output;
    QVERIFY2(text.startsWith("       3 "), text.constData());
    const auto nothing = playhead({"find", m_orders, "--when", "state.a == b", "--json"});
    QCOMPARE(nothing.status, 1);
    QVERIFY(nothing.object()["position"].isNull());
}

void CommandLineTest::infoHasStableKeys()
{
    const auto info = playhead({"info", m_users, "--json"}).object();
    QCOMPARE(info.keys(),
             (QStringList{"events", "evidence", "first", "format", "kinds", "last", "participants",
                          "retries", "skipped", "skippedCount", "steps", "subjects", "types"}));
    QCOMPARE(info["format"].toString(), "edn");
    QCOMPARE(info["events"].toInt(), 2);
    QCOMPARE(info["types"].toObject(), (QJsonObject{{"user-created", 1}, {"user-updated", 1}}));
    QCOMPARE(info["kinds"].toObject().keys(),
             (QStringList{"ack", "command", "dead-letter", "deliver", "nack", "publish", "query",
                          "reply"}));
    QCOMPARE(info["kinds"]["publish"].toInt(), 2);
}

void CommandLineTest::infoReportsSkippedRecords()
{
    const auto file =
        write("broken.jsonl", R"({"specversion":"1.0","id":"1","source":"/s","type":"a"}
{"specversion":"1.0","id":"2","source":"/s","ty
{"specversion":"1.0","id":"3","source":"/s","type":"b"}
)");
    const auto outcome = playhead({"info", file, "--json"});
    QCOMPARE(outcome.status, 0);
    const auto info = outcome.object();
    QCOMPARE(info["events"].toInt(), 2);
    QCOMPARE(info["skippedCount"].toInt(), 1);
    QCOMPARE(info["skipped"].toArray()[0].toObject()["line"].toInt(), 2);
    QVERIFY(!info["skipped"].toArray()[0].toObject()["reason"].toString().isEmpty());
}

void CommandLineTest::infoOfTheShopLog()
{
    const auto info = playhead({"info", dataFile("otlp-rabbitmq-shop.jsonl"), "--json"}).object();
    QCOMPARE(info["format"].toString(), "otlp");
    QCOMPARE(info["kinds"]["publish"].toInt(), 196);
    QCOMPARE(info["kinds"]["deliver"].toInt(), 273);
    QCOMPARE(info["kinds"]["ack"].toInt(), 268);
    QCOMPARE(info["kinds"]["nack"].toInt(), 5);
    QCOMPARE(info["participants"].toArray().size(), 7);
    QCOMPARE(info["skippedCount"].toInt(), 0);
    QCOMPARE(info["retries"].toInt(), 3);
}

void CommandLineTest::readsStandardInput()
{
    const auto outcome = playhead({"state", "-", "--projection", "users"}, usersLog);
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.object()["user"].toObject()["name"].toString(), "Alice Smith");
}

void CommandLineTest::stepsAreFilteredAndCut()
{
    const auto shop = dataFile("otlp-rabbitmq-shop.jsonl");
    const auto nacks = playhead({"steps", shop, "--filter", "kind == nack", "--json"});
    QCOMPARE(nacks.status, 0);
    QCOMPARE(nacks.array().size(), 5);
    for (const auto &step : nacks.array())
        QCOMPARE(step.toObject()["kind"].toString(), "nack");
    const auto cut = playhead({"steps", shop, "--from", "10", "--to", "12", "--json"}).array();
    QCOMPARE(cut.size(), 3);
    QCOMPARE(cut[0]["position"].toInt(), 10);
    QCOMPARE(playhead({"steps", shop, "--from", "last"}).output.count('\n'), 1);
}

void CommandLineTest::csvHasAHeaderWithPositionFirst()
{
    const auto lines = playhead({"steps", m_users, "--csv"}).output.trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines[0].startsWith("position,"));
    QVERIFY(lines[1].startsWith("1,"));
}

void CommandLineTest::theSameSeedGivesTheSameLog()
{
    const auto stepsOf = [this](const char *name, const char *seed) {
        const auto file = path(name);
        if (playhead({"run", "shop", "--count", "2000", "--seed", seed, "-o", file}).status != 0)
            return QByteArray();
        return playhead({"steps", file, "--json"}).output;
    };
    const auto once = stepsOf("once.playhead", "7");
    QVERIFY(once.size() > 1000);
    QCOMPARE(stepsOf("again.playhead", "7"), once);
    QVERIFY(stepsOf("other.playhead", "8") != once);
}

void CommandLineTest::aScenarioFileRunsAndRepeats()
{
    const auto file = write("mine.js", "scenario({ base: 'users', seed: 5, knobs: { rate: 20 },\n"
                                       "    consumers: { newsletter: { crashed: true } } });\n"
                                       "on('user-created', { consumer: 'audit' }, e => {\n"
                                       "    log('seen');\n"
                                       "    publish('audit.noted', { about: e.subject });\n"
                                       "});\n");
    const auto steps = [&](const char *name, const QStringList &options) {
        const auto log = path(name);
        const auto ran = playhead(QStringList{"run", file, "--for", "10s", "-o", log} + options);
        return ran.status == 0 && ran.messages.contains("mine.js: position ")
                   ? playhead({"steps", log, "--csv"}).output
                   : QByteArray();
    };
    const auto first = steps("mine-1.playhead", {});
    QVERIFY(first.contains("audit.noted"));
    QVERIFY(!first.contains(",deliver,users,newsletter"));
    QCOMPARE(steps("mine-2.playhead", {}), first);
    QCOMPARE(steps("mine-3.playhead", {"--seed", "5"}), first); // as the file says
    const auto other = steps("mine-4.playhead", {"--seed", "6"});
    QVERIFY(!other.isEmpty());
    QVERIFY(other != first);

    // A case runs its scripts only for who says so.
    const auto log = path("mine-1.playhead");
    const auto refused = playhead({"run", "--again", log});
    QCOMPARE(refused.status, 2);
    QVERIFY2(refused.messages.contains("--with-scripts"), refused.messages.constData());
    const auto again = path("mine-again.playhead");
    const auto ran = playhead({"run", "--again", log, "--with-scripts", "-o", again});
    QVERIFY2(ran.status == 0, ran.messages.constData());
    QCOMPARE(playhead({"steps", again, "--csv"}).output, first);
}

void CommandLineTest::scenarioFilesSayWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("syntax") << QByteArray("on('a', e => {\n  let let = 1;\n})") << 2
                            << QByteArray("wrong.js:2:");
    QTest::newRow("base") << QByteArray("\nscenario({ base: 'shopp' })") << 2
                          << QByteArray("wrong.js:2:9: There is no scenario 'shopp'");
    QTest::newRow("consumer") << QByteArray(
        "scenario({ base: 'users', consumers: { nobody: { loss: 5 } } })")
                              << 2 << QByteArray("wrong.js:1:9: There is no consumer 'nobody'");
    QTest::newRow("loop") << QByteArray("scenario({ base: 'users' })\n"
                                        "on('user-created', e => { for (;;) ; })")
                          << 1 << QByteArray("The script stopped at position ");
}

void CommandLineTest::scenarioFilesSayWhatIsWrong()
{
    QFETCH(QByteArray, source);
    QFETCH(int, status);
    QFETCH(QByteArray, said);
    const auto ran = playhead({"run", write("wrong.js", source), "--for", "10s"});
    QCOMPARE(ran.status, status);
    QVERIFY2(ran.messages.contains(said), ran.messages.constData());
    QCOMPARE(playhead({"run", path("missing.js")}).status, 3);
}

void CommandLineTest::aRunEndsAtItsCount()
{
    const auto file = path("counted.playhead");
    QCOMPARE(playhead({"run", "firehose", "--count", "5000", "-o", file}).status, 0);
    QCOMPARE(playhead({"info", file, "--json"}).object()["steps"].toInt(), 5000);
}

void CommandLineTest::compareSaysWhereLogsPart()
{
    const auto same = playhead({"compare", m_orders, m_orders, "--json"});
    QCOMPARE(same.status, 0);
    QCOMPARE(same.object()["equal"].toBool(), true);
    QVERIFY(playhead({"compare", m_orders, m_orders}).output.contains("The steps are equal"));

    const auto changed = write("changed.jsonl", QByteArray(ordersLog)
                                                    .replace("\"amount\":120", "\"amount\":99")
                                                    .replace("\"id\":\"e5\"", "\"id\":\"e6\""));
    const auto outcome = playhead({"compare", m_orders, changed, "--json"});
    QCOMPARE(outcome.status, 1);
    const auto found = outcome.object();
    QCOMPARE(found.keys(), (QStringList{"equal", "events", "state", "states", "step"}));
    QCOMPARE(found["step"]["position"].toInt(), 3);
    QCOMPARE(found["step"]["a"]["data"]["amount"].toInt(), 120);
    QCOMPARE(found["step"]["b"]["data"]["amount"].toInt(), 99);
    QCOMPARE(found["states"].toArray().size(), 1);
    QCOMPARE(found["state"]["partition"].toString(), "o-1");
    QCOMPARE(found["state"]["fromA"].toInt(), 3);
    QCOMPARE(found["state"]["fromB"].toInt(), 3);
    QCOMPARE(found["events"].toArray().size(), 3);
    QCOMPARE(found["events"][0]["differs"].toString(), "data");
    QVERIFY(found["events"][1]["b"].isNull());
    QVERIFY(found["events"][2]["a"].isNull());
    const auto text = playhead({"compare", m_orders, changed});
    QCOMPARE(text.status, 1);
    QVERIFY2(text.output.contains("part at position 3: its event differs in data")
                 && text.output.contains("The state of o-1 ends differently")
                 && text.output.contains("1 only in A, 1 only in B, 1 different"),
             text.output.constData());
    QCOMPARE(playhead({"compare", m_orders, path("nowhere.jsonl")}).status, 3);
}

void CommandLineTest::aCaseOfAScenarioIsRunAgain()
{
    const auto file = path("once-more.playhead");
    QCOMPARE(playhead({"run", "shop", "--for", "60s", "--seed", "4", "-o", file}).status, 0);
    const auto plain = path("plain.playhead");
    const auto plainly = playhead({"run", "--again", file, "-o", plain, "--json"});
    QVERIFY2(plainly.status == 0, plainly.messages.constData());
    QCOMPARE(plainly.object()["common"], plainly.object()["steps"]);
    QCOMPARE(playhead({"compare", file, plain}).status, 0);
    QCOMPARE(playhead({"run", "--again", plain}).status, 0);

    const auto declined = playhead({"find", file, "--when", "state.payment.status == declined",
                                    "--becomes", "--json"})
                              .object();
    const auto position = declined["position"].toInt();
    const auto subject = declined["matches"][0]["subject"].toString();
    const auto branch = write("paid.json", QStringLiteral(R"({"name": "paid", "edits": [
        {"kind": "edit", "position": %1, "event": {"type": "payment.captured",
         "data": {"payment": {"status": "captured"}}}}]})")
                                               .arg(position)
                                               .toUtf8());
    const auto paid = path("paid.playhead");
    const auto again = playhead({"run", "--again", file, "--branch", branch, "-o", paid, "--json"});
    QVERIFY2(again.status == 0, again.messages.constData());
    QCOMPARE(again.object()["common"].toInt(), position - 1);
    QCOMPARE(again.object()["unreached"].toArray().size(), 0);
    const auto state = playhead({"state", paid, "--subject", subject}).object();
    QCOMPARE(state["status"].toString(), "completed");
    QCOMPARE(state["shipment"]["status"].toString(), "created");
    const auto comparison = playhead({"compare", file, paid, "--json"});
    QCOMPARE(comparison.status, 1);
    const auto found = comparison.object();
    QCOMPARE(found["step"]["position"].toInt(), position);
    QCOMPARE(found["state"]["partition"].toString(), subject);
    // The case that was run again is as it was.
    QCOMPARE(playhead({"compare", file, plain}).status, 0);
}

void CommandLineTest::onlyWhatAScenarioMadeIsRunAgain()
{
    const auto refused = playhead({"run", "--again", m_orders});
    QCOMPARE(refused.status, 2);
    QVERIFY2(refused.messages.contains("came from no scenario"), refused.messages.constData());
    const auto converted = path("converted-orders.playhead");
    QCOMPARE(playhead({"convert", m_orders, converted}).status, 0);
    QCOMPARE(playhead({"run", "--again", converted}).status, 2);

    const auto file = path("short.playhead");
    QCOMPARE(playhead({"run", "users", "--count", "50", "-o", file}).status, 0);
    const auto nameless = playhead({"run", "--again", file, "--branch", "nothing"});
    QCOMPARE(nameless.status, 2);
    QVERIFY2(nameless.messages.contains("keeps none"), nameless.messages.constData());
    QCOMPARE(playhead({"run", "users", "--again", file}).status, 2);
    QCOMPARE(playhead({"run", "users", "--branch", "nothing"}).status, 2);
    QCOMPARE(playhead({"run"}).status, 2);
    QCOMPARE(playhead({"run", "--again", path("nowhere.playhead")}).status, 3);
}

void CommandLineTest::conversionKeepsEveryStep_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("JSON Lines of CloudEvents") << "converted.jsonl";
    QTest::newRow("case") << "converted.playhead";
}

void CommandLineTest::conversionKeepsEveryStep()
{
    QFETCH(QString, name);
    const auto origin = path("origin.playhead");
    if (!QFile::exists(origin))
        QCOMPARE(playhead({"run", "shop", "--count", "1500", "--seed", "3", "-o", origin}).status,
                 0);
    const auto converted = m_folder.filePath(name);
    const auto outcome = playhead({"convert", origin, converted});
    QVERIFY2(outcome.status == 0, outcome.messages.constData());
    const auto before = playhead({"steps", origin, "--json"}).array();
    const auto after = playhead({"steps", converted, "--json"}).array();
    QCOMPARE(before.size(), 1500);
    QCOMPARE(after.size(), before.size());
    for (qsizetype i = 0; i < before.size(); ++i)
        QCOMPARE(after[i].toObject(), before[i].toObject());
}

void CommandLineTest::checkFindsWhatIsWrong()
{
    const auto file = path("checked.playhead");
    QCOMPARE(playhead({"run", "duplicates", "--count", "600", "-o", file}).status, 0);
    const auto outcome = playhead({"check", file, "--json"});
    QCOMPARE(outcome.status, 1);
    const auto json = outcome.object();
    QCOMPARE(json.keys(), (QStringList{"count", "counts", "findings", "limits", "steps",
                                       "unfollowed", "unreadable"}));
    QCOMPARE(json["counts"].toObject().size(), 12);
    QCOMPARE(json["counts"]["not-idempotent"].toInt(), 1);
    QCOMPARE(json["limits"]["unacknowledged"].toString(), "5s");
    QJsonObject naive;
    for (const auto &finding : json["findings"].toArray())
        if (finding.toObject()["kind"] == "not-idempotent") naive = finding.toObject();
    QCOMPARE(naive.keys(),
             (QStringList{"advice", "correlation", "explanation", "kind", "participants",
                          "positions", "severity", "subject", "times", "type"}));
    QCOMPARE(naive["participants"][0].toString(), "ledger-naive");
    QCOMPARE(naive["severity"].toString(), "error");
    QVERIFY(naive["positions"].toArray().size() >= 4);

    const auto people = playhead({"check", file, "--kind", "not-idempotent"});
    QCOMPARE(people.status, 1);
    QVERIFY(people.output.startsWith("Consumers that are not idempotent: 1\n"));
    QVERIFY(people.output.contains("ledger-naive"));
    QVERIFY(!people.output.contains("Duplicate deliveries"));

    const auto few =
        playhead({"check", file, "--json", "--kind", "duplicate-delivery", "--limit", "listed=2"});
    QCOMPARE(few.object()["findings"].toArray().size(), 2);
    QVERIFY(few.object()["count"].toInt() > 2);
}

void CommandLineTest::checkSaysWhereNothingIs()
{
    const auto users = playhead({"check", m_users});
    QCOMPARE(users.status, 0);
    QCOMPARE(users.output, QByteArray("Nothing found in 2 steps.\n"));
    const auto shop = dataFile("otlp-rabbitmq-shop.jsonl");
    QCOMPARE(playhead({"check", shop}).status, 1);
    QCOMPARE(playhead({"check", shop, "--kind", "dead-letter", "--kind", "order-broken"}).status,
             0);
}

void CommandLineTest::aCaseFromANewerVersionIsRefused()
{
    const auto file = path("newer.playhead");
    QCOMPARE(playhead({"run", "users", "--count", "20", "-o", file}).status, 0);
    QFile content(file);
    QVERIFY(content.open(QIODevice::ReadWrite));
    QVERIFY(content.seek(60)); // user_version, big endian, in the header of an SQLite file
    QCOMPARE(content.write(QByteArray("\x7f\0\0\0", 4)), 4);
    content.close();
    const auto outcome = playhead({"info", file});
    QCOMPARE(outcome.status, 3);
    QVERIFY2(outcome.messages.contains("newer"), outcome.messages.constData());
}

void CommandLineTest::renderMakesAPictureOfTheAskedSize()
{
    const auto picture = path("window.png");
    const auto outcome =
        playhead({"render", dataFile("otlp-rabbitmq-shop.jsonl"), "-o", picture, "--size",
                  "1200x800", "--scale", "2", "--at", "50%", "--theme", "light"});
    QVERIFY2(outcome.status == 0, outcome.messages.constData());
    QFile file(picture);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto header = file.read(24);
    QVERIFY(header.startsWith("\x89PNG"));
    const auto number = [&header](int at) { // big endian, in the IHDR chunk
        return qFromBigEndian<quint32>(header.constData() + at);
    };
    QCOMPARE(number(16), 2400U);
    QCOMPARE(number(20), 1600U);
}

QTEST_GUILESS_MAIN(CommandLineTest)
#include "tst_cli.moc"
