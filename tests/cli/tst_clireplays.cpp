// SPDX-License-Identifier: GPL-3.0-or-later
// `playhead replay`, and `run` with bridges, against a real Kafka protocol.
#include "livetesting.h"
#include "support/eventually.h"
#include "transports/kafka/kafkaserver.h"

using namespace clitest;

class ReplaysTest : public ProgramTest
{
    Q_OBJECT

private slots:
    void initTestCase();
    void mistakesAreWrongUsage_data();
    void mistakesAreWrongUsage();
    void aDryRunContactsNobody();
    void whatIsReplayedArrivesMarkedAndIsNotReplayedAgain();
    void aServerThatIsNotThereFailsIt();
    void aReplayIsCancelled();
    void aScenarioTakesPartInARealSystem();
    void bridgesSayWhatIsWrong_data();
    void bridgesSayWhatIsWrong();

private:
    QString topic(const char *rest) const
    {
        return QString::fromStdString(m_kafka->url(rest).text());
    }
    /// Records a topic as it is now.
    QString recorded(const char *name, const char *topicName) const
    {
        const auto file = path(name);
        const auto outcome =
            run({"record", topic(topicName) + "?from=beginning&to=end", "-o", file});
        return outcome.status == 0 ? file : QString();
    }

    std::unique_ptr<playhead::test::KafkaServer> m_kafka;
};

void ReplaysTest::initTestCase()
{
    makeLogs();
    m_kafka = std::make_unique<playhead::test::KafkaServer>();
    QVERIFY(m_kafka->isRunning());
    for (const auto *name : {"replayed", "cancelled", "out"})
        QVERIFY(m_kafka->makeTopic(name, 1));
}

void ReplaysTest::mistakesAreWrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments"); // after the log
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char *name, const QStringList &arguments, const char *said) {
        QTest::newRow(name) << arguments << 2 << QByteArray(said);
    };
    row("no target", {}, "TARGET is required");
    row("no URL", {"orders"}, "is no source");
    row("read only", {"http://127.0.0.1:1"}, "can only be read");
    row("speed", {"kafka://127.0.0.1:1/x", "--speed", "fast"}, "'fast' is no speed");
    row("filter", {"kafka://127.0.0.1:1/x", "--filter", "type =="}, "The filter is not complete");
    row("place", {"kafka://127.0.0.1:1/x", "--from", "9999"}, "9999");
}

void ReplaysTest::mistakesAreWrongUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    QFETCH(QByteArray, said);
    const auto outcome = run(QStringList{"replay", m_orders} + arguments);
    QCOMPARE(outcome.status, status);
    QVERIFY2(outcome.messages.contains(said), outcome.messages.constData());
}

void ReplaysTest::aDryRunContactsNobody()
{
    const QStringList arguments = {"replay", m_orders, "kafka://127.0.0.1:1/x", "--dry-run"};
    const auto text = run(arguments);
    QCOMPARE(text.status, 0);
    QVERIFY2(text.output.startsWith("Would publish 5 events to kafka://127.0.0.1:1/x"),
             text.output.constData());
    const auto json = run(arguments + QStringList{"--json", "--filter", "type == paid"});
    QCOMPARE(json.object().keys(),
             (QStringList{"channels", "dryRun", "events", "leftOut", "log", "seconds", "target"}));
    QCOMPARE(json.object()["events"].toInt(), 2);
    QCOMPARE(run(arguments + QStringList{"--filter", "type == nothing"}).status, 1);
}

void ReplaysTest::whatIsReplayedArrivesMarkedAndIsNotReplayedAgain()
{
    const auto target = topic("replayed");
    const auto done = run({"replay", m_orders, target, "--speed", "max", "--json"});
    QVERIFY2(done.status == 0, done.messages.constData());
    const auto json = done.object();
    QCOMPARE(json["state"].toString(), QStringLiteral("done"));
    QCOMPARE(json["sent"].toInt(), 5);
    QCOMPARE(json["confirmed"].toInt(), 5);
    QVERIFY(json["reason"].isNull());

    const auto file = recorded("replayed.playhead", "replayed");
    QVERIFY(!file.isEmpty());
    const auto arrived = run({"convert", file, "-", "--to", "cloudevents"}).output;
    const auto lines = arrived.split('\n');
    QCOMPARE(lines.size(), 6); // the last one is empty
    for (int i = 0; i < 5; ++i) {
        const auto event = QJsonDocument::fromJson(lines[i]).object();
        QCOMPARE(event["id"].toString(), QStringLiteral("e%1").arg(i + 1));
        QCOMPARE(event["playheadreplayed"].toString(), QStringLiteral("orders.jsonl"));
    }

    const auto again = run({"replay", file, target, "--speed", "max", "--json"});
    QCOMPARE(again.status, 1);
    const auto nothing = again.object();
    QCOMPARE(nothing["events"].toInt(), 0);
    QCOMPARE(nothing["leftOut"]["replayed"].toInt(), 5);
    const auto text = run({"replay", file, target, "--dry-run"});
    QVERIFY2(text.output.contains("Left out: 5"), text.output.constData());
    const auto meant =
        run({"replay", file, target, "--speed", "max", "--again", "--to", "1", "--json"});
    QCOMPARE(meant.status, 0);
    QCOMPARE(meant.object()["confirmed"].toInt(), 1);
}

void ReplaysTest::aServerThatIsNotThereFailsIt()
{
    const auto failed =
        run({"replay", m_orders, "kafka://127.0.0.1:1/x", "--speed", "max", "--json"});
    QCOMPARE(failed.status, 3);
    QCOMPARE(failed.object()["state"].toString(), QStringLiteral("failed"));
    QVERIFY2(failed.messages.contains("127.0.0.1:1"), failed.messages.constData());
}

void ReplaysTest::aReplayIsCancelled()
{
    const auto event = [](const char *id, const char *time) {
        return QByteArray(R"({"specversion":"1.0","source":"/s","type":"t","id":")") + id
               + R"(","time":")" + time + "\"}\n";
    };
    const auto log = write("hours.jsonl",
                           event("1", "2026-01-01T00:00:00Z") + event("2", "2026-01-01T09:00:00Z"));
    Running replay({"replay", log, topic("cancelled")});
    // The first has arrived; the second is due in nine hours.
    EVENTUALLY([&] {
        const auto file = path("cancelled.playhead");
        QFile::remove(file);
        return run({"info", recorded("cancelled.playhead", "cancelled"), "--json"})
                   .object()["events"]
                   .toInt()
               == 1;
    }());
    replay.interrupt();
    const auto outcome = replay.wait();
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.output.contains("Published 1 of 2 events"), outcome.output.constData());
    QVERIFY2(outcome.output.contains("--from 2 goes on"), outcome.output.constData());
}

void ReplaysTest::aScenarioTakesPartInARealSystem()
{
    const HttpSource source;
    const auto file = write("bridged.js", "scenario({ bridges: [\n"
                                          "    { from: '"
                                              + source.url.toUtf8()
                                              + "', channel: 'orders' },\n"
                                                "    { channel: 'audit', to: '"
                                              + topic("out").toUtf8()
                                              + "' },\n] });\n"
                                                "on('order.placed', { consumer: 'audit' }, e => {\n"
                                                "    publish('audit.noted', { about: e.id },\n"
                                                "        { channel: 'audit' });\n"
                                                "});\n");
    const auto log = path("bridged.playhead");
    // Two events: publish, deliver, publish, deliver, and two acknowledgements, each.
    Running running({"run", file, "--count", "12", "-o", log, "--json"});
    QVERIFY(running.hasSaid(": is live"));
    QVERIFY(source.send("e-1"));
    source.send("e-2"); // the run may end before it answers
    const auto outcome = running.wait();
    QVERIFY2(outcome.status == 0, outcome.messages.constData());
    QCOMPARE(outcome.object()["bridges"][0]["carried"].toInt(), 2);
    QCOMPARE(outcome.object()["bridges"][1]["carried"].toInt(), 2);
    const auto info = run({"info", log, "--json"}).object();
    QCOMPARE(info["steps"].toInt(), 12);
    QCOMPARE(info["types"]["audit.noted"].toInt(), 2);

    const auto out = run({"info", recorded("out.playhead", "out"), "--json"}).object();
    QCOMPARE(out["types"]["audit.noted"].toInt(), 2);
    const auto again = run({"run", "--again", log, "--with-scripts"});
    QCOMPARE(again.status, 2);
    QVERIFY2(again.messages.contains("cannot be run again"), again.messages.constData());
}

void ReplaysTest::bridgesSayWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("bridge");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("password") << QByteArray("from: 'kafka://me:hidden@h/x', channel: 'a'") << 2
                              << QByteArray("wrong.js:1:9: The bridge URL kafka://me@h/x");
    QTest::newRow("scheme") << QByteArray("from: 'gopher://h', channel: 'a'") << 2
                            << QByteArray("'gopher' is no source");
    QTest::newRow("target") << QByteArray("to: 'http://h:1', channel: 'a'") << 2
                            << QByteArray("can only be read");
    QTest::newRow("not there") << QByteArray("to: 'kafka://127.0.0.1:1/x', channel: 'a'") << 3
                               << QByteArray("127.0.0.1:1");
}

void ReplaysTest::bridgesSayWhatIsWrong()
{
    QFETCH(QByteArray, bridge);
    QFETCH(int, status);
    QFETCH(QByteArray, said);
    const auto log = path("wrong.playhead");
    const auto outcome =
        run({"run", write("wrong.js", "scenario({ bridges: [{ " + bridge + " }] });"), "-o", log});
    QCOMPARE(outcome.status, status);
    QVERIFY2(outcome.messages.contains(said), outcome.messages.constData());
    QVERIFY(!outcome.messages.contains("hidden"));
    QVERIFY(!QFile::exists(log));
}

QTEST_GUILESS_MAIN(ReplaysTest)
#include "tst_clireplays.moc"
