// SPDX-License-Identifier: GPL-3.0-or-later
// Traces that programs export by OTLP/HTTP: in both encodings they give what a file of them gives.
#include "protobufspans.h"
#include "receiverrecording.h"

#include "formats/logreader.h"
#include "support/eventually.h"

#include <QtTest>

#include <random>

using namespace playhead;
using namespace playhead::test;

namespace {

constexpr std::string_view jsonType = "application/json";
constexpr std::string_view protobufType = "application/x-protobuf";

/// All steps of a log with their events, one a line, sorted: order depends on when spans arrive.
std::vector<std::string> sortedSteps(const Log &log)
{
    std::vector<std::string> lines;
    for (std::uint64_t p = 1; p <= log.watermark().value(); ++p) {
        const auto step = log.at(Position(p));
        const auto event = *log.event(step.event);
        lines.push_back(
            fmt::format("{} {} {} > {} #{} {} {} {} | {} {} {} {} {} {} {} {}", step.time,
                        stepKindName(step.kind), log.participantName(step.sender),
                        log.participantName(step.receiver), step.attempt,
                        static_cast<int>(step.evidence), step.failed,
                        log.reason(step.position).value_or("?"), event.id, event.type, event.source,
                        event.subject, event.time, event.correlation, event.causation, event.data));
    }
    std::ranges::sort(lines);
    return lines;
}

std::vector<std::string> stepsOfFile(const std::string &path)
{
    const QTemporaryDir folder;
    auto writer = LogWriter::create(folder.filePath("file.playhead").toStdString());
    if (!writer || !readLog(path, **writer) || !(*writer)->finish()) qFatal("cannot read the file");
    return sortedSteps(*(*writer)->log());
}

/// Requests of a few spans each, in an order of their own.
std::vector<nlohmann::json> shuffledRequests(const std::string &path, unsigned seed)
{
    std::vector<nlohmann::json> requests;
    std::mt19937 random(seed);
    auto spans = spansOfFile(path);
    std::ranges::shuffle(spans, random);
    for (std::size_t at = 0; at < spans.size();) {
        const auto size = std::min<std::size_t>(1 + random() % 60, spans.size() - at);
        auto list = nlohmann::json::array();
        for (std::size_t i = 0; i < size; ++i)
            list.push_back(spans[at + i]);
        requests.push_back({{"resourceSpans", std::move(list)}});
        at += size;
    }
    return requests;
}

const std::string oneSpan =
    R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":)"
    R"("shop"}}]},"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":)"
    R"("eee19b7ec3c1b174","name":"send","kind":4,"startTimeUnixNano":"1544712660000000000",)"
    R"("endTimeUnixNano":"1544712661000000000","attributes":[{"key":"messaging.destination.name",)"
    R"("value":{"stringValue":"orders"}}]}]}]}]})";

} // namespace

class TestOtlpReceiver : public QObject
{
    Q_OBJECT

private slots:
    void shuffledRequestsGiveWhatTheFileGives_data();
    void shuffledRequestsGiveWhatTheFileGives();
    void spansAreRecordedWhenTheyHaveSettled();
    void heldSpansAreRecordedOnDetach();
    void badSpansAreToldAndTheRestIsTaken_data();
    void badSpansAreToldAndTheRestIsTaken();
    void badRequestsAreAnsweredInTheirEncoding_data();
    void badRequestsAreAnsweredInTheirEncoding();
    void metricsAndLogsAreAnsweredAndIgnored();
    void tooManyAreRefusedAndCounted();
    void protobufIsReadAnyHow();
};

void TestOtlpReceiver::shuffledRequestsGiveWhatTheFileGives_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("protobuf");
    for (const auto *file :
         {"otlp-rabbitmq-shop.jsonl", "otlp/otel-demo-excerpt.jsonl",
          "otlp/jaeger-otel_traces_01.json", "otlp/messaging-core-batch-incomplete.json"}) {
        for (const bool protobuf : {false, true})
            QTest::addRow("%s %s", file, protobuf ? "protobuf" : "JSON")
                << QString::fromUtf8(file) << protobuf;
    }
}

void TestOtlpReceiver::shuffledRequestsGiveWhatTheFileGives()
{
    QFETCH(QString, file);
    QFETCH(bool, protobuf);
    const auto path = PLAYHEAD_TEST_DATA "/" + file.toStdString();
    ReceiverRecording receiver("settle=300ms", "otlp");
    std::size_t number = 0;
    for (const auto &request : shuffledRequests(path, 7)) {
        const auto text = request.dump();
        auto body = protobuf ? protobufRequest(request) : text;
        const bool packed = ++number % 2 == 0;
        if (packed) body = gzipped(body);
        const auto reply = receiver.postTraces(protobuf ? protobufType : jsonType, body,
                                               packed ? "Content-Encoding: gzip\r\n" : "");
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body, std::string(protobuf ? "" : "{\"partialSuccess\":{}}\n"));
    }
    const auto spans = spansOfFile(path).size();
    EVENTUALLY_EQUAL(receiver.source().status().recorded, spans);
    QCOMPARE(sortedSteps(*receiver.recording().log()), stepsOfFile(path));
    QCOMPARE(receiver.source().status().behind, 0U);
}

void TestOtlpReceiver::spansAreRecordedWhenTheyHaveSettled()
{
    ReceiverRecording receiver("settle=100ms");
    QCOMPARE(receiver.postTraces(jsonType, oneSpan).status, 200);
    EVENTUALLY_EQUAL(receiver.source().status().recorded, 1U);
    QCOMPARE(receiver.recording().steps(StepKind::Publish).at(0).time, 1544712660000000000);
}

void TestOtlpReceiver::heldSpansAreRecordedOnDetach()
{
    ReceiverRecording receiver("settle=60s");
    QCOMPARE(receiver.postTraces(jsonType, oneSpan).status, 200);
    EVENTUALLY_EQUAL(receiver.source().status().behind, 1U);
    QCOMPARE(receiver.recording().events().size(), 0U);
    receiver.source().detach();
    receiver.source().waitUntilEnded();
    QCOMPARE(receiver.recording().events().size(), 1U);
    QCOMPARE(receiver.source().status().behind, 0U);
}

void TestOtlpReceiver::badSpansAreToldAndTheRestIsTaken_data()
{
    QTest::addColumn<bool>("protobuf");
    QTest::newRow("JSON") << false;
    QTest::newRow("protobuf") << true;
}

void TestOtlpReceiver::badSpansAreToldAndTheRestIsTaken()
{
    QFETCH(bool, protobuf);
    auto request = nlohmann::json::parse(oneSpan);
    auto &spans = request["resourceSpans"][0]["scopeSpans"][0]["spans"];
    spans.push_back({{"name", "no ids"}});
    ReceiverRecording receiver;
    const auto reply = protobuf ? receiver.postTraces(protobufType, protobufRequest(request))
                                : receiver.postTraces(jsonType, request.dump());
    QCOMPARE(reply.status, 200);
    QVERIFY2(reply.body.find("a span without a span id") != std::string::npos, reply.body.c_str());
    if (!protobuf)
        QVERIFY2(reply.body.find("\"rejectedSpans\":\"1\"") != std::string::npos,
                 reply.body.c_str());
    receiver.source().detach();
    receiver.source().waitUntilEnded();
    QCOMPARE(receiver.recording().events().size(), 1U);
}

void TestOtlpReceiver::badRequestsAreAnsweredInTheirEncoding_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, std::string_view type, const std::string &body,
                        int status, const char *says) {
        QTest::newRow(name) << QString::fromUtf8(type.data(), qsizetype(type.size()))
                            << QByteArray::fromStdString(body) << status << QString::fromUtf8(says);
    };
    const auto request = protobufRequest(nlohmann::json::parse(oneSpan));
    row("no JSON", jsonType, "hello", 400, "at byte 0");
    row("JSON that is cut off", jsonType, oneSpan.substr(0, 300), 400, "at byte");
    row("no traces", jsonType, R"({"resourceMetrics":[]})", 400, "no traces");
    row("another type", "text/plain", oneSpan, 415, "application/x-protobuf");
    row("no protobuf", protobufType, "hello", 400, "at byte");
    row("protobuf that is cut off", protobufType, request.substr(0, request.size() - 3), 400,
        "cut off");
    row("JSON as protobuf", protobufType, oneSpan, 400, "at byte");
    std::string huge =
        protobufField(1, protobufField(2, protobufField(2, std::string(2 << 20, ' '))));
    row("one huge span", protobufType, huge, 400, "a span of 2097152 bytes");
}

void TestOtlpReceiver::badRequestsAreAnsweredInTheirEncoding()
{
    QFETCH(QString, type);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, says);
    ReceiverRecording receiver;
    const auto reply = receiver.postTraces(type.toStdString(), body.toStdString());
    QCOMPARE(reply.status, status);
    const bool protobuf = type.toStdString() == protobufType;
    const auto answered = fmt::format("Content-Type: {}\r\n", protobuf ? protobufType : jsonType);
    QVERIFY2(reply.headers.find(answered) != std::string::npos, reply.headers.c_str());
    QVERIFY2(reply.body.find(says.toStdString()) != std::string::npos, reply.body.c_str());
    QCOMPARE(reply.body.starts_with("{\"message\":"), !protobuf);
    QCOMPARE(receiver.source().status().behind, 0U);
}

void TestOtlpReceiver::metricsAndLogsAreAnsweredAndIgnored()
{
    ReceiverRecording receiver({}, "otlp");
    QCOMPARE(receiver.source().status().note, std::string());
    for (const auto *path : {"/v1/metrics", "/v1/logs"}) {
        const auto json = post(receiver.port(), path, jsonType, R"({"resourceMetrics":[]})");
        QCOMPARE(json.status, 200);
        QCOMPARE(post(receiver.port(), path, protobufType, "\n").status, 200);
    }
    EVENTUALLY(receiver.source().status().note.find("only their traces") != std::string::npos);
    QCOMPARE(receiver.source().status().received, 0U);
}

void TestOtlpReceiver::tooManyAreRefusedAndCounted()
{
    ReceiverRecording receiver("rate-limit=1");
    const auto requests = shuffledRequests(PLAYHEAD_TEST_DATA "/otlp-rabbitmq-shop.jsonl", 3);
    QCOMPARE(receiver.postTraces(jsonType, requests[0].dump()).status, 200);
    QCOMPARE(receiver.postTraces(jsonType, oneSpan).status, 429);
    EVENTUALLY_EQUAL(receiver.source().status().dropped, 1U);
}

/// Damaged anywhere, it gives an answer and no more.
void TestOtlpReceiver::protobufIsReadAnyHow()
{
    ReceiverRecording receiver("settle=60s");
    const auto request = protobufRequest(nlohmann::json::parse(oneSpan));
    RawConnection connection(receiver.port());
    std::mt19937 random(1);
    const auto type = fmt::format("Content-Type: {}\r\n", protobufType);
    for (int i = 0; i < 2000; ++i) {
        auto damaged = request;
        for (unsigned hits = 1 + random() % 3; hits > 0; --hits)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        QVERIFY(connection.send(postRequest("/v1/traces", type, damaged)));
        const auto status = connection.reply().status;
        QVERIFY2(status == 200 || status == 400, std::to_string(status).c_str());
    }
    QCOMPARE(receiver.postTraces(protobufType, request).status, 200);
}

QTEST_GUILESS_MAIN(TestOtlpReceiver)
#include "tst_otlpreceiver.moc"
