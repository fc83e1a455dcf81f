// SPDX-License-Identifier: GPL-3.0-or-later
// Requests that are refused, and the answers that say why.
#include "receiverrecording.h"
#include "support/eventually.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

class TestCloudEventRefusals : public QObject
{
    Q_OBJECT

private slots:
    void aBatchWithABadEventIsRefusedWhole();
    void badRequestsAreAnsweredClearly_data();
    void badRequestsAreAnsweredClearly();
    void pausedSendersAreAskedToComeAgain();
    void tokenIsAskedFor();
    void tooManyAreRefusedAndCounted();
    void aTakenPortIsTold();
};

void TestCloudEventRefusals::aBatchWithABadEventIsRefusedWhole()
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

void TestCloudEventRefusals::badRequestsAreAnsweredClearly_data()
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

void TestCloudEventRefusals::badRequestsAreAnsweredClearly()
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

void TestCloudEventRefusals::pausedSendersAreAskedToComeAgain()
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

void TestCloudEventRefusals::tokenIsAskedFor()
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

void TestCloudEventRefusals::tooManyAreRefusedAndCounted()
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
    EVENTUALLY_EQUAL(receiver.source().status().dropped, 2U);
    QCOMPARE(receiver.recording().events().size(), 10'001U);
}

void TestCloudEventRefusals::aTakenPortIsTold()
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

QTEST_GUILESS_MAIN(TestCloudEventRefusals)
#include "tst_cloudeventrefusals.moc"
