// SPDX-License-Identifier: GPL-3.0-or-later
// CloudEvents that programs post: what is recorded of them, and what bad requests are answered.
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
    void aBatchWithABadEventIsRefusedWhole();
    void badRequestsAreAnsweredClearly_data();
    void badRequestsAreAnsweredClearly();
    void connectionsAreUsedAgain();
    void requestsMayComeTogether();
    void pausedSendersAreAskedToComeAgain();
    void tokenIsAskedFor();
    void tooManyAreRefusedAndCounted();
    void aTakenPortIsTold();
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

void TestCloudEventReceiver::aBatchWithABadEventIsRefusedWhole()
{
    ReceiverRecording receiver;
    const auto batch =
        "[" + structuredEvent(1) + R"(,{"specversion":"1.0","id":"2"},)" + structuredEvent(3) + "]";
    const auto reply = receiver.postEvents(batchType, batch);
    const std::string says = "{\"message\":\"1 of 3 events are bad, none was recorded. Event 2 ";
    QCOMPARE(reply.status, 400);
    QVERIFY2(reply.body.starts_with(says), reply.body.c_str());
    QVERIFY2(reply.body.find("source") != std::string::npos, reply.body.c_str());
    QCOMPARE(receiver.recording().events().size(), 0U);
}

void TestCloudEventReceiver::badRequestsAreAnsweredClearly_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const std::string &request, int status,
                        const char *says) {
        QTest::newRow(name) << QByteArray::fromStdString(request) << status
                            << QString::fromUtf8(says);
    };
    const auto structured = fmt::format("Content-Type: {}\r\n", structuredType);
    const std::string good = structuredEvent(1);
    const auto eventPost = [&](const std::string &headers, std::string_view body) {
        return postRequest("/events", headers, body);
    };
    row("no HTTP", "hello\r\n\r\n", 400, "no HTTP/1.1 request");
    row("elsewhere", postRequest("/", structured, good), 404, "/events");
    row("with GET", "GET /events HTTP/1.1\r\n\r\n", 405, "POST only");
    row("without a length", "POST /events HTTP/1.1\r\n" + structured + "\r\n", 411,
        "Content-Length");
    row("with a broken length", "POST /events HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400, "");
    row("from a web page", eventPost(structured + "Origin: http://evil\r\n", good), 403,
        "web pages");
    row("a form", eventPost("Content-Type: application/x-www-form-urlencoded\r\n", "a=1"), 415,
        "application/cloudevents+json");
    row("without a type", eventPost("", good), 415, "application/cloudevents+json");
    row("in another format", eventPost("Content-Type: application/cloudevents+avro\r\n", good), 415,
        "cloudevents+avro");
    row("packed unknown", eventPost(structured + "Content-Encoding: br\r\n", good), 415, "'br'");
    row("not packed", eventPost(structured + "Content-Encoding: gzip\r\n", good), 400, "gzip");
    row("packed and cut off",
        eventPost(structured + "Content-Encoding: gzip\r\n", gzipped(good).substr(0, 40)), 400, "");
    row("no JSON", eventPost(structured, "{\"id\":"), 400, "JSON");
    row("empty", eventPost(structured, ""), 400, "");
    row("no event", eventPost(structured, "{\"a\":1}"), 400, "specversion");
    row("an event without a type",
        eventPost(structured, R"({"specversion":"1.0","id":"1","source":"s"})"), 400, "type");
    row("with a bad time", eventPost(structured, structuredEvent(1, R"("time":"yesterday")")), 400,
        "yesterday");
    row("headers without an id",
        eventPost("ce-specversion: 1.0\r\nce-source: s\r\nce-type: t\r\n", "{}"), 400, "ce-id");
    row("headers with a bad time",
        eventPost("ce-specversion: 1.0\r\nce-id: 1\r\nce-source: s\r\nce-type: t\r\nce-time: x\r\n",
                  "{}"),
        400, "ce-time");
    row("a batch that is none", eventPost(fmt::format("Content-Type: {}\r\n", batchType), good),
        400, "JSON array");
    row("a batch that is cut off",
        eventPost(fmt::format("Content-Type: {}\r\n", batchType), "[" + good + ",{\"spec"), 400,
        "Event 2");
}

void TestCloudEventReceiver::badRequestsAreAnsweredClearly()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    QFETCH(QString, says);
    ReceiverRecording receiver;
    RawConnection connection(receiver.port());
    QVERIFY(connection.send(request.toStdString()));
    const auto reply = connection.reply();
    QCOMPARE(reply.status, status);
    QVERIFY2(reply.body.starts_with("{\"message\":\""), reply.body.c_str());
    QVERIFY2(reply.body.find(says.toStdString()) != std::string::npos, reply.body.c_str());
    QCOMPARE(receiver.recording().log()->watermark().value(), 0U);
    QCOMPARE(receiver.postEvents(structuredType, structuredEvent(1)).status, 202);
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

void TestCloudEventReceiver::pausedSendersAreAskedToComeAgain()
{
    ReceiverRecording receiver;
    receiver.source().pause();
    const auto reply = receiver.postEvents(structuredType, structuredEvent(1));
    QCOMPARE(reply.status, 503);
    QVERIFY(reply.headers.find("Retry-After: 5\r\n") != std::string::npos);
    receiver.source().resume();
    QCOMPARE(receiver.postEvents(structuredType, structuredEvent(1)).status, 202);
    QCOMPARE(receiver.recording().events().size(), 1U);
}

void TestCloudEventReceiver::tokenIsAskedFor()
{
    ReceiverRecording receiver("token=s3cret");
    for (const auto *header : {"", "Authorization: Bearer s3cre\r\n", "Authorization: s3cret\r\n",
                               "Authorization: Bearer s3cret2\r\n", "Authorization: Bearer \r\n"}) {
        const auto reply = receiver.postEvents(structuredType, structuredEvent(1), header);
        QCOMPARE(reply.status, 401);
        QVERIFY(reply.headers.find("WWW-Authenticate: Bearer\r\n") != std::string::npos);
    }
    const auto reply =
        receiver.postEvents(structuredType, structuredEvent(1), "authorization: Bearer s3cret\r\n");
    QCOMPARE(reply.status, 202);
    QCOMPARE(receiver.recording().events().size(), 1U);
}

void TestCloudEventReceiver::tooManyAreRefusedAndCounted()
{
    ReceiverRecording receiver("rate-limit=1");
    const auto batch = "[" + structuredEvent(1) + "," + structuredEvent(2) + "]";
    // What was paid for with the time to come: hours.
    std::string large = "[" + structuredEvent(0);
    for (int i = 0; i < 10'000; ++i)
        large += "," + structuredEvent(i);
    QCOMPARE(receiver.postEvents(batchType, large + "]").status, 202);
    const auto reply = receiver.postEvents(batchType, batch);
    QCOMPARE(reply.status, 429);
    QVERIFY(reply.headers.find("Retry-After: 1\r\n") != std::string::npos);
    QTRY_COMPARE_WITH_TIMEOUT(receiver.source().status().dropped, 2U, patience);
    QCOMPARE(receiver.recording().events().size(), 10'001U);
}

void TestCloudEventReceiver::aTakenPortIsTold()
{
    ReceiverRecording receiver;
    ParticipantTable participants;
    const auto url = parseSourceUrl(fmt::format("http://127.0.0.1:{}/", receiver.port()));
    const auto other = attach(*url, {[](std::span<TapStep>) {}, participants, {}});
    QVERIFY(other);
    QVERIFY(!(*other)->waitUntilLive());
    const auto status = (*other)->status();
    QCOMPARE(status.state, SourceState::Ended);
    QVERIFY2(status.reason.find(fmt::format("Port {} of 127.0.0.1 is taken", receiver.port()))
                 != std::string::npos,
             status.reason.c_str());
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
