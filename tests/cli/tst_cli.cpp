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
    }

    void endsWithTheRightStatus_data();
    void endsWithTheRightStatus();
    void helpAndVersionGoToStandardOutput();
    void statePrintsTheUsersProjection();
    void stateOfOneSubject();
    void stateNamesWhatIsThere();
    void diffIsAJsonPatch();
    void infoHasStableKeys();
    void infoReportsSkippedRecords();
    void infoOfTheShopLog();
    void readsStandardInput();
    void stepsAreFilteredAndCut();
    void csvHasAHeaderWithPositionFirst();
    void theSameSeedGivesTheSameLog();
    void aRunEndsAtItsCount();
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
    for (const auto *command : {"info", "steps", "state", "diff", "check", "convert", "render", "run"})
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

void CommandLineTest::aRunEndsAtItsCount()
{
    const auto file = path("counted.playhead");
    QCOMPARE(playhead({"run", "firehose", "--count", "5000", "-o", file}).status, 0);
    QCOMPARE(playhead({"info", file, "--json"}).object()["steps"].toInt(), 5000);
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
    QCOMPARE(naive.keys(), (QStringList{"advice", "correlation", "explanation", "kind",
                                        "participants", "positions", "severity", "subject", "times",
                                        "type"}));
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
    QCOMPARE(playhead({"check", shop, "--kind", "dead-letter", "--kind", "order-broken"}).status, 0);
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
