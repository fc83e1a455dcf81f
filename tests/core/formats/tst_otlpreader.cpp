// SPDX-License-Identifier: GPL-3.0-or-later
#include "otlpsamples.h"

#include "formats/otlpreader.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <map>
#include <set>

using namespace playhead;
using namespace playhead::test;

class TestOtlpReader : public QObject
{
    Q_OBJECT

private slots:
    void shopGivesItsFacts();
    void orderIsFollowedThroughTheShop();
    void filesGiveTheirFacts_data();
    void filesGiveTheirFacts();
    void otherSignalsAreSkippedAndCounted();
    void dialectsGiveTheSame_data();
    void dialectsGiveTheSame();
    void recognises();
    void stopsAndTellsProgress();
};

void TestOtlpReader::shopGivesItsFacts()
{
    const auto text = dataFile("otlp-rabbitmq-shop.jsonl");
    CollectingSink sink;
    QVERIFY(readOtlp(text, sink));
    QCOMPARE(sink.count(StepKind::Publish), 196U);
    QCOMPARE(sink.count(StepKind::Deliver), 273U);
    QCOMPARE(sink.count(StepKind::Ack), 268U);
    QCOMPARE(sink.count(StepKind::Nack), 5U);
    QCOMPARE(sink.steps.size(), 196U + 273U + 268U + 5U);
    QCOMPARE(sink.participants.size(), 7U);
    QCOMPARE(sink.events.size(), 196U);
    QCOMPARE(sink.skips.size(), 0U);
    std::size_t retries = 0;
    std::map<std::string, std::size_t> spans;
    std::map<std::string, int> reasons;
    for (const auto &taken : sink.steps) {
        const auto &step = taken.record;
        if (step.kind == StepKind::Deliver && step.attempt > 1) ++retries;
        if (step.kind == StepKind::Publish)
            ++spans[std::string(sink.participants.name(step.sender))];
        if (step.kind == StepKind::Deliver)
            ++spans[std::string(sink.participants.name(step.receiver))];
        if (step.failed) ++reasons[taken.reason];
    }
    QCOMPARE(retries, 3U);
    const std::map<std::string, std::size_t> services = {{"checkout", 40},      {"email", 112},
                                                         {"inventory", 88},     {"payment", 83},
                                                         {"order-service", 76}, {"shipping", 70}};
    QCOMPARE(spans, services);
    QCOMPARE(reasons["nack called on message with requeue"], 3);
    QCOMPARE(reasons["nack called on message without requeue"], 2);
    const auto role = [&](std::string_view name) {
        return sink.participants.role(sink.participants.find(name));
    };
    QCOMPARE(role("checkout"), Role::Producer);
    QCOMPARE(role("shop.events"), Role::Channel);
    QCOMPARE(role("email"), Role::Consumer);
    QCOMPARE(sink.problem(), std::string());
}

void TestOtlpReader::orderIsFollowedThroughTheShop()
{
    const auto text = dataFile("otlp-rabbitmq-shop.jsonl");
    CollectingSink sink;
    QVERIFY(readOtlp(text, sink));
    const auto &first = sink.events.front();
    QCOMPARE(first.id, std::string("1604f6624eba26b6"));
    QCOMPARE(first.type, std::string("order.placed"));
    QCOMPARE(first.source, std::string("checkout"));
    QCOMPARE(first.subject, std::string("order-1000"));
    QCOMPARE(first.correlation, std::string("order-1000"));
    QCOMPARE(first.time, Timestamp(1795409966082000000));
    QCOMPARE(first.encoding, DataEncoding::Json);
    QVERIFY(QByteArray::fromStdString(first.data).contains("\"server.port\":5673"));
    QVERIFY(!QJsonDocument::fromJson(QByteArray::fromStdString(first.data)).isNull());
    QCOMPARE(first.extensions.size(), 1U);
    QCOMPARE(first.extensions[0].first, std::string("traceid"));
    QCOMPARE(first.extensions[0].second, std::string("\"3207bcd5177414d7bef9e737d4aa74fa\""));
    QVERIFY(first.causation.empty());

    std::set<std::string> types;
    std::map<std::string, const Event *> byId;
    for (const auto &event : sink.events)
        byId[event.id] = &event;
    for (const auto &event : sink.events) {
        if (event.subject != "order-1000") continue;
        types.insert(event.type);
        if (event.type == "order.placed") continue;
        QVERIFY(byId.contains(event.causation)); // all that follows was caused by something
        QCOMPARE(byId[event.causation]->subject, std::string("order-1000"));
    }
    QVERIFY(types.size() >= 4);
}

void TestOtlpReader::filesGiveTheirFacts_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("flow");
    QTest::addColumn<int>("skips");
    const auto add = [](const char *file, const char *flow, int skips = 0) {
        QTest::newRow(file) << QString::fromUtf8(file) << QString::fromUtf8(flow) << skips;
    };
    add("proto-trace.json", "command unknown service > my.service I'm a server span\n"
                            "reply my.service > unknown service I'm a server span\n");
    add("jaeger-example_trace.json",
        "command unknown service > example-service-1 example-operation-3\n"
        "command example-service-1 > unknown service example-operation-4\n"
        "reply example-service-1 > unknown service example-operation-3\n"
        "reply unknown service > example-service-1 example-operation-4\n",
        1);
    add("jaegerui-otlp-multi-combined.json", "", 1);
    add("kiali-istio-bookinfo-tempo-batches.json",
        "command istio-ingressgateway.istio-system > productpage.bookinfo "
        "productpage.bookinfo.svc.cluster.local:9080/productpage\n"
        "command productpage.bookinfo > details.bookinfo "
        "details.bookinfo.svc.cluster.local:9080/*\n"
        "reply details.bookinfo > productpage.bookinfo "
        "details.bookinfo.svc.cluster.local:9080/*\n"
        "command productpage.bookinfo > reviews.bookinfo "
        "reviews.bookinfo.svc.cluster.local:9080/*\n"
        "command reviews.bookinfo > ratings.bookinfo "
        "ratings.bookinfo.svc.cluster.local:9080/*\n"
        "reply ratings.bookinfo > reviews.bookinfo "
        "ratings.bookinfo.svc.cluster.local:9080/*\n"
        "reply reviews.bookinfo > productpage.bookinfo "
        "reviews.bookinfo.svc.cluster.local:9080/*\n"
        "reply productpage.bookinfo > istio-ingressgateway.istio-system "
        "productpage.bookinfo.svc.cluster.local:9080/productpage\n");
    add("messaging-core-normal.json", "publish checkout > orders send orders\n"
                                      "deliver orders > fulfillment #1 send orders\n"
                                      "ack fulfillment > orders send orders\n");
    add("messaging-core-batch-incomplete.json", "publish batch-producer > events send events\n"
                                                "publish batch-producer > events send events\n"
                                                "deliver events > batch-consumer #1 send events\n"
                                                "ack batch-consumer > events send events\n");
    add("messaging-core-broken-context.json", "publish checkout > payments send payments\n"
                                              "deliver payments > billing #1 process payments\n"
                                              "ack billing > payments process payments\n");
    add("messaging-adversarial-rabbitmq-destination-shape.json",
        "publish publisher > events:order.created publish order.created\n"
        "deliver events:order.created > billing #1 publish order.created\n"
        "ack billing > events:order.created publish order.created\n");
}

void TestOtlpReader::filesGiveTheirFacts()
{
    QFETCH(QString, file);
    QFETCH(QString, flow);
    QFETCH(int, skips);
    const auto text = dataFile("otlp/" + file.toStdString());
    QVERIFY(!text.empty());
    QVERIFY(otlpReader().recognise(std::string_view(text).substr(0, 65536), true) >= 90);
    CollectingSink sink;
    QVERIFY(readOtlp(text, sink));
    QCOMPARE(QString::fromStdString(sink.flow()), flow);
    QCOMPARE(static_cast<int>(sink.skips.size()), skips);
    QCOMPARE(sink.problem(), std::string());
}

void TestOtlpReader::otherSignalsAreSkippedAndCounted()
{
    const auto text = dataFile("otlp/otel-demo-excerpt.jsonl");
    CollectingSink sink;
    QVERIFY(readOtlp(text, sink));
    // 54 spans: 18 of servers; 22 of clients that no server names; 10 of clients with theirs; 4
    // internal.
    QCOMPARE(sink.count(StepKind::Command), 18U + 22U);
    QCOMPARE(sink.count(StepKind::Reply), sink.count(StepKind::Command));
    std::map<std::string, int> reasons;
    for (const auto &skip : sink.skips) {
        ++reasons[skip.reason];
        if (skip.line > 0) QVERIFY(skip.line <= 23);
    }
    QCOMPARE(reasons["resourceMetrics: not traces"], 8);
    QCOMPARE(reasons["resourceLogs: not traces"], 7);
    QCOMPARE(sink.skips.size(), 16U); // and one note on internal spans
    QVERIFY(sink.skips.back().reason.starts_with("4 spans without a step"));
    QCOMPARE(sink.problem(), std::string());
}

void TestOtlpReader::dialectsGiveTheSame_data()
{
    QTest::addColumn<QString>("text");
    const QString plain = QStringLiteral(
        R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":)"
        R"({"stringValue":"shop"}}]},"scopeSpans":[{"spans":[{"traceId":)"
        R"("5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"send","kind":4,)"
        R"("startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000",)"
        R"("attributes":[{"key":"messaging.destination","value":{"stringValue":"orders"}},)"
        R"({"key":"size","value":{"intValue":"12"}}]},{"traceId":)"
        R"("5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b175","parentSpanId":)"
        R"("eee19b7ec3c1b174","name":"take","kind":5,"startTimeUnixNano":"1544712660000000005",)"
        R"("endTimeUnixNano":"1544712661000000007","attributes":[],"status":{"code":2,)"
        R"("message":"no"}}]}]}]})");
    const auto row = [&](const char *name,
                         std::initializer_list<std::array<const char *, 2>> changes) {
        auto text = plain;
        for (const auto &change : changes) {
            const auto before = text;
            text.replace(QString::fromUtf8(change[0]), QString::fromUtf8(change[1]));
            QVERIFY2(text != before, change[0]);
        }
        QTest::newRow(name) << text;
    };
    row("plain", {});
    row("batches", {{"resourceSpans", "batches"}});
    row("older scopes", {{"scopeSpans", "instrumentationLibrarySpans"}});
    row("capitals", {{"5b8efff798038103d269b633813fc60c", "5B8EFFF798038103D269B633813FC60C"}});
    row("base64", {{"5b8efff798038103d269b633813fc60c", "W47/95gDgQPSabYzgT/GDA=="},
                   {"eee19b7ec3c1b174", "7uGbfsPBsXQ="},
                   {"eee19b7ec3c1b175", "7uGbfsPBsXU="}});
    row("names", {{"\"kind\":4", "\"kind\":\"SPAN_KIND_PRODUCER\""},
                  {"\"kind\":5", "\"kind\":\"SPAN_KIND_CONSUMER\""},
                  {"\"code\":2", "\"code\":\"STATUS_CODE_ERROR\""}});
    row("snake case", {{"resourceSpans", "resource_spans"},
                       {"scopeSpans", "scope_spans"},
                       {"traceId", "trace_id"},
                       {"spanId", "span_id"},
                       {"parentSpanId", "parent_span_id"},
                       {"startTimeUnixNano", "start_time_unix_nano"},
                       {"endTimeUnixNano", "end_time_unix_nano"},
                       {"stringValue", "string_value"},
                       {"intValue", "int_value"}});
    row("numbers", {{"\"1544712660000000000\"", "1544712660000000000"},
                    {"\"1544712660000000005\"", "1544712660000000005"},
                    {"\"12\"", "12"}});
    row("newer name", {{"messaging.destination", "messaging.destination.name"}});
    row("wrapped",
        {{"{\"resourceSpans\"", "{\"trace\":{\"resourceSpans\""}, {"]}]}]}", "]}]}]}}"}});
    row("in an array", {{"{\"resourceSpans\"", " [ {\"resourceSpans\""}, {"]}]}]}", "]}]}]}]"}});
    row("mark and unknown",
        {{"{\"resourceSpans\"", "\uFEFF{\"schema\":[1,{}],\"resourceSpans\""},
         {"\"kind\":4", "\"flags\":257,\"traceState\":\"a\\\"=}]\",\"kind\":4"}});
    row("nulls", {{"\"attributes\":[],", "\"attributes\":null,\"links\":null,"}});
    row("two documents",
        {{"},{\"traceId\"", R"(}]}]}]}  {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId")"},
         {R"("message":"no"}}]}]})",
          R"("message":"no"}}]}],"resource":{"attributes":[{"key":"service.name",)"
          R"("value":{"stringValue":"shop"}}]}})"}});
    const auto indented = QJsonDocument::fromJson(plain.toUtf8()).toJson(QJsonDocument::Indented);
    QTest::newRow("indented") << QString::fromUtf8(indented);
    QTest::newRow("carriage returns")
        << QString::fromUtf8(indented).replace(u'\n', QStringLiteral("\r\n"));
}

void TestOtlpReader::dialectsGiveTheSame()
{
    QFETCH(QString, text);
    const auto bytes = text.toStdString();
    CollectingSink sink;
    QVERIFY(readOtlp(bytes, sink));
    QVERIFY(otlpReader().recognise(bytes, true) >= 90);
    QCOMPARE(sink.skips.size(), 0U);
    QCOMPARE(sink.flow(), std::string("publish shop > orders send\n"
                                      "deliver orders > shop #1 send\n"
                                      "nack shop > orders send (no)\n"));
    QCOMPARE(sink.events.size(), 1U);
    QCOMPARE(sink.events[0].id, std::string("eee19b7ec3c1b174"));
    QCOMPARE(sink.events[0].correlation, std::string("5b8efff798038103d269b633813fc60c"));
    QCOMPARE(sink.steps[0].record.time, Timestamp(1544712660000000000));
    QCOMPARE(sink.steps[1].record.time, Timestamp(1544712660000000005));
    QCOMPARE(sink.steps[2].record.time, Timestamp(1544712661000000007));
    QVERIFY(QByteArray::fromStdString(sink.events[0].data).endsWith(R"("orders","size":12})"));
}

void TestOtlpReader::recognises()
{
    const auto &reader = otlpReader();
    QCOMPARE(reader.name(), std::string_view("otlp"));
    QVERIFY(!reader.description().empty());
    const auto shop = dataFile("otlp-rabbitmq-shop.jsonl");
    QVERIFY(reader.recognise(std::string_view(shop).substr(0, 65536), false) >= 90);
    QVERIFY(reader.recognise(std::string_view(shop).substr(0, 100), false) >= 90);
    QVERIFY(reader.recognise(R"({"resourceLogs":[)", false) >= 90);
    QCOMPARE(reader.recognise(R"({"batches":[{"id":1}]})", true), 0);
    QCOMPARE(reader.recognise(R"({"specversion":"1.0","data":{"resourceSpans":[]}})", true), 0);
}

void TestOtlpReader::stopsAndTellsProgress()
{
    const auto line = dataFile("otlp-rabbitmq-shop.jsonl");
    std::string text;
    for (int i = 0; i < 8; ++i)
        text += line;
    std::vector<std::uint64_t> told;
    std::stop_source source;
    LogInput input;
    input.text = text;
    input.stop = source.get_token();
    input.progress = [&](std::uint64_t done) { told.push_back(done); };
    CollectingSink all;
    QVERIFY(otlpReader().read(input, all));
    QVERIFY(told.size() >= 3);
    QVERIFY(std::is_sorted(told.begin(), told.end()));
    QCOMPARE(told.back(), text.size());
    QCOMPARE(all.steps.size(), 742U); // the rest are the same spans once more
    QCOMPARE(all.skips.size(), 1U);
    QVERIFY(all.skips[0].reason.starts_with("3283 spans exported more than once"));

    input.progress = [&](std::uint64_t) { source.request_stop(); };
    CollectingSink stopped;
    QVERIFY(otlpReader().read(input, stopped));
    QVERIFY(stopped.steps.size() < all.steps.size());
}

QTEST_GUILESS_MAIN(TestOtlpReader)
#include "tst_otlpreader.moc"
