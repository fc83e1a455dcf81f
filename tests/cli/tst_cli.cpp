// SPDX-License-Identifier: GPL-3.0-or-later
// The built program, end to end: status, what is in a log, conversions, pictures.
#include "clitesting.h"

using namespace clitest;

class CommandLineTest : public ProgramTest
{
    Q_OBJECT

private slots:
    void initTestCase() { makeLogs(); }
    void endsWithTheRightStatus_data();
    void endsWithTheRightStatus();
    void helpAndVersionGoToStandardOutput();
    void infoHasStableKeys();
    void infoReportsSkippedRecords();
    void infoOfTheShopLog();
    void readsStandardInput();
    void stepsAreFilteredAndCut();
    void csvHasAHeaderWithPositionFirst();
    void conversionKeepsEveryStep_data();
    void conversionKeepsEveryStep();
    void aCaseFromANewerVersionIsRefused();
    void renderMakesAPictureOfTheAskedSize();
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
