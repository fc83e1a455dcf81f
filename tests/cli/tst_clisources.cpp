// SPDX-License-Identifier: GPL-3.0-or-later
// `playhead sources` and `record`, against real receivers.
#include "livetesting.h"
#include "transports/kafka/kafkaclients.h"
#include "transports/kafka/kafkaserver.h"

using namespace clitest;

class SourcesTest : public ProgramTest
{
    Q_OBJECT

private slots:
    void initTestCase() { makeLogs(); }
    void sourcesAreListedAndDescribed();
    void mistakesAreWrongUsage_data();
    void mistakesAreWrongUsage();
    void aPlanIsSaidBeforeAnythingIsDone();
    void whatDisturbsOthersNeedsAgreement();
    void aRecordingEndsWhenItIsAskedTo();
    void aRecordingEndsAtItsCount();
    void aRecordingEndsAtItsTime();
    void severalSourcesGoIntoOneCase();
    void whatCannotBeReachedLeavesNoCase();
};

void SourcesTest::sourcesAreListedAndDescribed()
{
    const auto all = run({"sources"});
    QCOMPARE(all.status, 0);
    const auto lines = QString::fromUtf8(all.output).split('\n', Qt::SkipEmptyParts);
    for (const auto *scheme : {"kafka", "http", "otlp", "sqs", "sns"})
        QVERIFY2(std::ranges::any_of(lines,
                                     [scheme](const QString &line) {
                                         return line.startsWith(QLatin1String(scheme))
                                                && line.contains(QStringLiteral("://"));
                                     }),
                 scheme);
    const auto kafka = run({"sources", "kafka"});
    QCOMPARE(kafka.status, 0);
    QVERIFY(kafka.output.contains("Apache Kafka: read, publish"));
    QVERIFY(kafka.output.contains("  from"));
    const auto unknown = run({"sources", "kafkaesque"});
    QCOMPARE(unknown.status, 2);
    QVERIFY2(unknown.messages.contains("there are: kafka"), unknown.messages.constData());
}

void SourcesTest::mistakesAreWrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char *name, const QStringList &arguments, const char *said) {
        QTest::newRow(name) << (QStringList{"record"} + arguments) << QByteArray(said);
    };
    row("no source", {"-o", "x.playhead"}, "SOURCE is required");
    row("no URL", {"localhost:9092", "-o", "x.playhead"}, "is no source");
    row("unknown", {"gopher://h", "-o", "x.playhead"}, "'gopher' is no source");
    row("option", {"http://127.0.0.1:1?colour=red", "-o", "x.playhead"}, "no option 'colour'");
    row("no case", {"http://127.0.0.1:1"}, "Say -o CASE");
    row("duration", {"http://127.0.0.1:1", "-o", "x.playhead", "--for", "long"},
        "'long' is no duration");
    row("the second of two", {"http://127.0.0.1:1", "gopher://h", "-o", "x.playhead"},
        "'gopher' is no source");
}

void SourcesTest::mistakesAreWrongUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, said);
    const auto outcome = run(arguments);
    QCOMPARE(outcome.status, 2);
    QVERIFY2(outcome.messages.contains(said), outcome.messages.constData());
    QVERIFY(!QFile::exists("x.playhead"));
}

void SourcesTest::aPlanIsSaidBeforeAnythingIsDone()
{
    const auto plan = run({"record", "kafka://me:hidden@127.0.0.1:1/orders",
                           "http://127.0.0.1:8081", "--plan", "--json"});
    QCOMPARE(plan.status, 0);
    const auto sources = plan.object()["sources"].toArray();
    QCOMPARE(sources.size(), 2);
    QCOMPARE(sources[0]["url"].toString(), QStringLiteral("kafka://me@127.0.0.1:1/orders"));
    QCOMPARE(sources[0]["disturbs"].toBool(true), false);
    QVERIFY(!sources[0]["effects"].toArray().isEmpty());
    QCOMPARE(sources[1]["effects"][0]["kind"].toString(), QStringLiteral("listens"));
    QVERIFY(!plan.output.contains("hidden") && !plan.messages.contains("hidden"));

    const auto text = run({"record", "http://127.0.0.1:8081", "--plan"});
    QCOMPARE(text.status, 0);
    QVERIFY2(text.output.startsWith("http 127.0.0.1:8081:\n  Opens port 8081"),
             text.output.constData());
}

void SourcesTest::whatDisturbsOthersNeedsAgreement()
{
    const auto file = path("disturbing.playhead");
    const QStringList arguments = {"record", "sqs://127.0.0.1:1/orders?region=eu-west-1", "-o",
                                   file};
    const auto plan = run(QStringList(arguments) << "--plan"
                                                 << "--json");
    QVERIFY2(plan.object()["sources"][0]["disturbs"].toBool(), plan.output.constData());
    const auto refused = run(arguments);
    QCOMPARE(refused.status, 2);
    QVERIFY2(refused.messages.contains("Others may notice") && refused.messages.contains("--agree"),
             refused.messages.constData());
    QVERIFY(!QFile::exists(file));
}

void SourcesTest::aRecordingEndsWhenItIsAskedTo()
{
    const HttpSource source;
    const auto file = path("asked.playhead");
    Running recording({"record", source.url, "-o", file, "--json"});
    QVERIFY(recording.hasSaid("is live"));
    for (const auto *id : {"e-1", "e-2", "e-3"})
        QVERIFY(source.send(id));
    recording.interrupt();
    const auto outcome = recording.wait();
    QVERIFY2(outcome.status == 0, outcome.messages.constData());
    const auto json = outcome.object();
    QCOMPARE(json.keys(),
             (QStringList{"case", "events", "kinds", "retries", "seconds", "sources", "steps"}));
    QCOMPARE(json["steps"].toInt(), 3);
    QCOMPARE(json["kinds"]["publish"].toInt(), 3);
    QCOMPARE(json["sources"][0]["received"].toInt(), 3);
    QCOMPARE(json["sources"][0]["recorded"].toInt(), 3);
    QCOMPARE(json["sources"][0]["dropped"].toInt(), 0);
    QVERIFY(json["sources"][0]["reason"].isNull());
    QCOMPARE(run({"info", file, "--json"}).object()["steps"].toInt(), 3);
    QVERIFY2(outcome.messages.contains("Opens port"), outcome.messages.constData());
}

void SourcesTest::aRecordingEndsAtItsCount()
{
    const HttpSource source;
    const auto file = path("counted.playhead");
    Running recording({"record", source.url, "-o", file, "--count", "2"});
    QVERIFY(recording.hasSaid("is live"));
    QVERIFY(source.send("e-1"));
    source.send("e-2"); // the recording may end before it answers
    const auto outcome = recording.wait();
    QCOMPARE(outcome.status, 0);
    QVERIFY2(outcome.output.contains("Recorded 2 steps, 2 events"), outcome.output.constData());
    QCOMPARE(run({"info", file, "--json"}).object()["steps"].toInt(), 2);
}

void SourcesTest::aRecordingEndsAtItsTime()
{
    const HttpSource source;
    const auto file = path("timed.playhead");
    const auto outcome = run({"record", source.url, "-o", file, "--for", "50ms"});
    QCOMPARE(outcome.status, 0);
    QCOMPARE(run({"info", file, "--json"}).object()["steps"].toInt(), 0);
    // What is there is not written over.
    QCOMPARE(run({"record", source.url, "-o", file, "--for", "50ms"}).status, 3);
}

void SourcesTest::severalSourcesGoIntoOneCase()
{
    playhead::test::KafkaServer kafka;
    QVERIFY(kafka.isRunning());
    QVERIFY(kafka.makeTopic("orders", 1));
    playhead::test::TestProducer producer(kafka);
    QVERIFY(producer.produce("orders", playhead::test::numberedRecords(2, 1)));
    const HttpSource source;
    const auto file = path("several.playhead");
    Running recording({"record", QString::fromStdString(kafka.url("orders?from=beginning").text()),
                       source.url, "-o", file, "--count", "3", "--json"});
    const auto live = QByteArray("http 127.0.0.1:") + QByteArray::number(source.port) + ": is live";
    QVERIFY(recording.hasSaid(live));
    source.send("e-1"); // the recording may end before it answers
    const auto outcome = recording.wait();
    QVERIFY2(outcome.status == 0, outcome.messages.constData());
    const auto info = run({"info", file, "--json"}).object();
    QCOMPARE(info["steps"].toInt(), 3);
    QCOMPARE(info["types"]["orders"].toInt(), 2);
    QCOMPARE(info["types"]["order.placed"].toInt(), 1);
}

void SourcesTest::whatCannotBeReachedLeavesNoCase()
{
    const HttpSource source;
    Running first({"record", source.url, "-o", path("first.playhead")});
    QVERIFY(first.hasSaid("is live"));
    const HttpSource other;
    const auto file = path("second.playhead");
    // The port of the second source is taken.
    const auto second = run({"record", other.url, source.url, "-o", file});
    QCOMPARE(second.status, 3);
    QVERIFY2(second.messages.contains(QByteArray::number(source.port)),
             second.messages.constData());
    QVERIFY(!QFile::exists(file));
    first.interrupt();
    QCOMPARE(first.wait().status, 0);
}

QTEST_GUILESS_MAIN(SourcesTest)
#include "tst_clisources.moc"
