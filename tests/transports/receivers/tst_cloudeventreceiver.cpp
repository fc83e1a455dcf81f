// SPDX-License-Identifier: GPL-3.0-or-later
// CloudEvents that programs post, and what is recorded of them.
#include "receiverrecording.h"

#include <QProcess>
#include <QStandardPaths>
#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

/// What the real curl prints: the body and, on a line of its own, the status.
std::string curl(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral("curl"),
                  QStringList{QStringLiteral("-sS"), QStringLiteral("-m"), QStringLiteral("60"),
                              QStringLiteral("-w"), QStringLiteral("%{http_code}")}
                      + arguments);
    if (!process.waitForFinished(patience)) return "curl did not end";
    return (process.readAllStandardOutput() + process.readAllStandardError()).toStdString();
}

QString eventsUrl(const ReceiverRecording &receiver)
{
    return QStringLiteral("http://127.0.0.1:%1/events").arg(receiver.port());
}

} // namespace

class TestCloudEventReceiver : public QObject
{
    Q_OBJECT

private slots:
    void curlSendsAnEventInBinaryMode();
    void curlSendsAnEventInStructuredMode();
    void batchesKeepTheirOrder();
    void channelIsTold_data();
    void channelIsTold();
    void everythingOfAnEventIsKept();
    void connectionsAreUsedAgain();
    void requestsMayComeTogether();
    void theAnsweredAreRecordedWhenItEnds();
};

void TestCloudEventReceiver::curlSendsAnEventInBinaryMode()
{
    if (QStandardPaths::findExecutable(QStringLiteral("curl")).isEmpty()) QSKIP("curl is missing");
    ReceiverRecording receiver;
    const auto answer =
        curl({QStringLiteral("-H"), QStringLiteral("ce-specversion: 1.0"), QStringLiteral("-H"),
              QStringLiteral("ce-id: 7"), QStringLiteral("-H"), QStringLiteral("ce-source: shop"),
              QStringLiteral("-H"), QStringLiteral("ce-type: order.placed"), QStringLiteral("-H"),
              QStringLiteral("ce-subject: M%C3%BCller %25"), QStringLiteral("-H"),
              QStringLiteral("ce-time: 2024-05-01T10:00:00Z"), QStringLiteral("-H"),
              QStringLiteral("ce-tenant: a"), QStringLiteral("--json"),
              QStringLiteral(R"({"amount": 7})"), eventsUrl(receiver)});
    QCOMPARE(answer, std::string("{\"recorded\":1}\n202"));
    const auto events = receiver.recording().events();
    QCOMPARE(events.size(), 1U);
    QCOMPARE(events[0].id, std::string("7"));
    QCOMPARE(events[0].type, std::string("order.placed"));
    QCOMPARE(events[0].subject, std::string("Müller %"));
    QCOMPARE(formatTimestamp(events[0].time), std::string("2024-05-01T10:00:00Z"));
    QCOMPARE(events[0].data, std::string(R"({"amount": 7})"));
    QCOMPARE(events[0].extensions, (std::vector<Extension>{{"tenant", "\"a\""}}));
    QCOMPARE(receiver.recording().arrows(StepKind::Publish),
             std::vector<std::string>{R"(shop > events: {"amount": 7})"});
    const auto step = receiver.recording().steps(StepKind::Publish).at(0);
    QCOMPARE(step.evidence, Evidence::Observed);
    QCOMPARE(step.time, events[0].time);
}

void TestCloudEventReceiver::curlSendsAnEventInStructuredMode()
{
    if (QStandardPaths::findExecutable(QStringLiteral("curl")).isEmpty()) QSKIP("curl is missing");
    ReceiverRecording receiver;
    for (const auto *type : {"application/cloudevents+json; charset=utf-8", "application/json"}) {
        const auto answer =
            curl({QStringLiteral("-H"), QStringLiteral("content-type: %1").arg(QLatin1String(type)),
                  QStringLiteral("-d"), QString::fromStdString(structuredEvent(1)),
                  eventsUrl(receiver)});
        QCOMPARE(answer, std::string("{\"recorded\":1}\n202"));
    }
    const auto before = currentTime();
    const auto events = receiver.recording().events();
    QCOMPARE(events.size(), 2U);
    QCOMPARE(events[1].subject, std::string("order-1"));
    QVERIFY(events[1].time <= before); // it has none: it happened when it came
    QVERIFY(events[1].time > before - 600 * nanosecondsPerSecond);
}

void TestCloudEventReceiver::batchesKeepTheirOrder()
{
    ReceiverRecording receiver;
    std::string batch = "[";
    for (int i = 0; i < 100; ++i)
        batch += (i > 0 ? ",\n" : "") + structuredEvent(i);
    batch += "]";
    QCOMPARE(receiver.postEvents(batchType, batch).body, std::string("{\"recorded\":100}\n"));
    QCOMPARE(receiver.postEvents("application/json", batch).status, 202);
    QCOMPARE(receiver.postEvents(batchType, gzipped(batch), "Content-Encoding: gzip\r\n").status,
             202);
    QCOMPARE(receiver.postEvents(batchType, "[]").status, 202);
    const auto events = receiver.recording().events();
    QCOMPARE(events.size(), 300U);
    for (std::size_t i = 0; i < events.size(); ++i)
        QCOMPARE(events[i].id, std::to_string(i % 100));
    const auto status = receiver.source().status();
    QCOMPARE(status.received, 300U);
    QCOMPARE(status.recorded, 300U);
    QCOMPARE(status.dropped, 0U);
}

void TestCloudEventReceiver::channelIsTold_data()
{
    QTest::addColumn<QString>("extension");
    QTest::addColumn<QString>("channel");
    QTest::newRow("none") << ""
                          << "events";
    for (const auto *name : {"channel", "topic", "queue", "exchange"})
        QTest::newRow(name) << QStringLiteral(R"("%1":"a\u00e4")").arg(QLatin1String(name))
                            << QStringLiteral("aä");
    QTest::newRow("no text") << R"("channel":7)"
                             << "events";
}

void TestCloudEventReceiver::channelIsTold()
{
    QFETCH(QString, extension);
    QFETCH(QString, channel);
    ReceiverRecording receiver;
    const auto reply =
        receiver.postEvents(structuredType, structuredEvent(1, extension.toStdString()));
    QCOMPARE(reply.status, 202);
    QCOMPARE(receiver.recording().arrows(StepKind::Publish),
             std::vector<std::string>{"shop > " + channel.toStdString() + ": {\"n\":1}"});
}

void TestCloudEventReceiver::everythingOfAnEventIsKept()
{
    ReceiverRecording receiver;
    const auto more = R"("correlationid":"c","causationid":"d","dataschema":"urn:s","n":7,)"
                      R"("datacontenttype":"application/vnd.x+json")";
    QCOMPARE(receiver.postEvents(structuredType, structuredEvent(1, more)).status, 202);
    const auto event = receiver.recording().events().at(0);
    QCOMPARE(event.correlation, std::string("c"));
    QCOMPARE(event.causation, std::string("d"));
    QCOMPARE(event.schema, std::string("urn:s"));
    QCOMPARE(event.contentType, std::string("application/vnd.x+json"));
    QCOMPARE(event.extensions, (std::vector<Extension>{{"n", "7"}}));
}

void TestCloudEventReceiver::connectionsAreUsedAgain()
{
    ReceiverRecording receiver;
    RawConnection connection(receiver.port());
    for (int i = 0; i < 50; ++i) {
        QVERIFY(connection.send(postRequest(
            "/events", fmt::format("Content-Type: {}\r\n", structuredType), structuredEvent(i))));
        QCOMPARE(connection.reply().status, 202);
    }
    // In pieces, of a length that is not said before.
    const auto event = structuredEvent(50);
    QVERIFY(connection.send(fmt::format("POST /events HTTP/1.1\r\nContent-Type: {}\r\n"
                                        "Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n",
                                        structuredType, 10, event.substr(0, 10))));
    QVERIFY(connection.send(
        fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", event.size() - 10, event.substr(10))));
    QCOMPARE(connection.reply().status, 202);
    QCOMPARE(receiver.recording().events().size(), 51U);
}

void TestCloudEventReceiver::requestsMayComeTogether()
{
    ReceiverRecording receiver;
    RawConnection connection(receiver.port());
    std::string requests;
    for (int i = 0; i < 20; ++i)
        requests += postRequest("/events", fmt::format("Content-Type: {}\r\n", structuredType),
                                structuredEvent(i));
    QVERIFY(connection.send(requests));
    for (int i = 0; i < 20; ++i)
        QCOMPARE(connection.reply().status, 202);
    const auto events = receiver.recording().events();
    QCOMPARE(events.size(), 20U);
    QCOMPARE(events.back().id, std::string("19"));
}

void TestCloudEventReceiver::theAnsweredAreRecordedWhenItEnds()
{
    ReceiverRecording receiver;
    RawConnection connection(receiver.port());
    const auto request = postRequest("/events", fmt::format("Content-Type: {}\r\n", structuredType),
                                     structuredEvent(1));
    std::size_t taken = 0;
    receiver.source().detach();
    while (connection.send(request) && connection.reply().status == 202)
        ++taken;
    receiver.source().waitUntilEnded();
    QCOMPARE(receiver.recording().events().size(), taken);
    QVERIFY(!RawConnection(receiver.port()).isOpen());
}

QTEST_GUILESS_MAIN(TestCloudEventReceiver)
#include "tst_cloudeventreceiver.moc"
