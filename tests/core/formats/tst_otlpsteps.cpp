// SPDX-License-Identifier: GPL-3.0-or-later
// What spans mean: which steps the OTLP reader makes of them.
#include "otlpflow.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

class TestOtlpSteps : public QObject
{
    Q_OBJECT

private slots:
    void publishDeliverAck();
    void typeAndConversation();
    void redeliveriesAreAttempts();
    void reasons();
    void linksAndBatches();
    void receivingIsNotProcessing();
    void recordedTwiceIsDeliveredOnce();
    void unknownProducer();
    void unfinished();
    void causation();
    void requests();
    void requestsWithoutTheirOtherHalf();
    void namesThatClash();
};

void TestOtlpSteps::publishDeliverAck()
{
    CollectingSink sink;
    readSamples(
        {{.service = "mail", .kind = consumer, .id = 2, .parent = 1, .start = 30, .end = 40},
         {.service = "shop", .kind = producer, .id = 1, .start = 10, .end = 20}},
        sink);
    COMPARE_FLOW(sink, "publish shop > orders span1\n"
                       "deliver orders > mail #1 span1\n"
                       "ack mail > orders span1\n");
    QCOMPARE(sink.times(), std::string("10 30 40"));
    QCOMPARE(sink.events.size(), 1U);
    QCOMPARE(sink.events[0].source, std::string("shop"));
    QCOMPARE(sink.events[0].scope, EventScope::Domain);
    QCOMPARE(sink.events[0].correlation, std::string("00000000000000000000000000000001"));
    QVERIFY(sink.events[0].extensions.empty());
    QCOMPARE(sink.events[0].data,
             std::string(R"({"sample":"1","messaging.destination.name":"orders"})"));
    QCOMPARE(sink.steps[0].record.attempt, 0);
    QCOMPARE(sink.steps[1].record.evidence, Evidence::Observed);
    QCOMPARE(sink.steps[2].record.evidence, Evidence::Inferred);
}

void TestOtlpSteps::typeAndConversation()
{
    const auto typeOf = [](const std::string &attributes) {
        CollectingSink sink;
        readSamples({{.service = "shop", .kind = producer, .attributes = attributes}}, sink);
        return sink.events.at(0).type;
    };
    const auto routing = otlpAttribute("messaging.rabbitmq.destination.routing_key", "order.new");
    const auto type = otlpAttribute("messaging.message.type", "OrderPlaced");
    QCOMPARE(typeOf(""), std::string("span1"));
    QCOMPARE(typeOf(type), std::string("OrderPlaced"));
    QCOMPARE(typeOf(type + "," + routing), std::string("order.new"));
    QCOMPARE(typeOf(otlpAttribute("messaging.rabbitmq.routing_key", "old")), std::string("old"));

    const auto subjectOf = [](const std::string &attributes) {
        CollectingSink sink;
        readSamples({{.service = "shop", .kind = producer, .attributes = attributes}}, sink);
        return sink.events.at(0).subject + " " + sink.events.at(0).correlation;
    };
    const auto older = otlpAttribute("messaging.conversation_id", "o-1");
    const auto newer = otlpAttribute("messaging.message.conversation_id", "o-2");
    const auto key = otlpAttribute("messaging.kafka.message.key", "k-3");
    const std::string trace = "00000000000000000000000000000001";
    QCOMPARE(subjectOf(""), " " + trace);
    QCOMPARE(subjectOf(key), "k-3 " + trace);
    QCOMPARE(subjectOf(key + "," + older), std::string("o-1 o-1"));
    QCOMPARE(subjectOf(older + "," + newer), std::string("o-2 o-2"));
}

void TestOtlpSteps::redeliveriesAreAttempts()
{
    CollectingSink sink;
    readSamples(
        {{.service = "shop", .kind = producer, .id = 1, .start = 1},
         {.service = "mail", .kind = consumer, .id = 4, .parent = 1, .start = 30, .end = 31},
         {.service = "mail",
          .kind = consumer,
          .id = 2,
          .parent = 1,
          .start = 10,
          .end = 11,
          .more = failed},
         {.service = "bill", .kind = consumer, .id = 5, .parent = 1, .start = 15, .end = 16},
         {.service = "mail",
          .kind = consumer,
          .id = 3,
          .parent = 1,
          .start = 20,
          .end = 21,
          .more = failed}},
        sink);
    COMPARE_FLOW(sink, "publish shop > orders span1\n"
                       "deliver orders > mail #1 span1\n"
                       "nack mail > orders span1 (no)\n"
                       "deliver orders > bill #1 span1\n"
                       "ack bill > orders span1\n"
                       "deliver orders > mail #2 span1\n"
                       "nack mail > orders span1 (no)\n"
                       "deliver orders > mail #3 span1\n"
                       "ack mail > orders span1\n");

    std::vector<OtlpSample> many = {{.service = "shop", .kind = producer, .id = 1}};
    for (int i = 2; i < 402; ++i)
        many.push_back(
            {.service = "mail", .kind = consumer, .id = i, .parent = 1, .start = i * 10});
    CollectingSink worn;
    readSamples(many, worn);
    QCOMPARE(worn.count(StepKind::Deliver), 400U);
    QCOMPARE(worn.steps.back().record.attempt, 255);
}

void TestOtlpSteps::reasons()
{
    const auto reasonOf = [](const std::string &more, const std::string &attributes = {}) {
        CollectingSink sink;
        readSamples({{.service = "mail", .kind = consumer, .more = more, .attributes = attributes}},
                    sink);
        return sink.count(StepKind::Nack) == 1 ? sink.steps.at(1).reason : "no nack";
    };
    const std::string event = R"("events":[{"name":"exception","attributes":[)"
                              + otlpAttribute("exception.type", "IoError") + ","
                              + otlpAttribute("exception.message", "disk \\\"full\\\"") + "]}]";
    QCOMPARE(reasonOf(R"("status":{"code":1,"message":"fine"})"), std::string("no nack"));
    QCOMPARE(reasonOf(R"("status":{"code":2,"message":"gone"},)" + event), std::string("gone"));
    QCOMPARE(reasonOf(R"("status":{"code":2},)" + event), std::string("disk \"full\""));
    QCOMPARE(reasonOf(event + R"(,"status":{"code":"STATUS_CODE_ERROR"})"),
             std::string("disk \"full\""));
    QCOMPARE(reasonOf(R"("status":{"code":2})", otlpAttribute("error.type", "timeout")),
             std::string("timeout"));
    QCOMPARE(reasonOf(R"("status":{"code":2})"), std::string());
    QCOMPARE(reasonOf(event), std::string("no nack"));
}

void TestOtlpSteps::linksAndBatches()
{
    CollectingSink sink; // one consumer for two messages, one of which it names twice
    readSamples({{.service = "shop", .kind = producer, .id = 1, .start = 1},
                 {.service = "shop", .kind = producer, .id = 2, .start = 2},
                 {.service = "mail",
                  .kind = consumer,
                  .id = 3,
                  .parent = 2,
                  .start = 5,
                  .end = 7,
                  .more = otlpLinks({1, 2, 99})}},
                sink);
    COMPARE_FLOW(sink, "publish shop > orders span1\n"
                       "publish shop > orders span2\n"
                       "deliver orders > mail #1 span1\n"
                       "deliver orders > mail #1 span2\n"
                       "ack mail > orders span1\n"
                       "ack mail > orders span2\n");

    CollectingSink created; // messages with spans of their own, sent by one more
    readSamples({{.service = "shop", .kind = producer, .id = 1, .start = 1},
                 {.service = "shop", .kind = producer, .id = 2, .start = 2},
                 {.service = "shop",
                  .kind = client,
                  .id = 3,
                  .start = 3,
                  .end = 4,
                  .more = otlpLinks({1, 2}),
                  .attributes = operation("send")}},
                created);
    COMPARE_FLOW(created, "publish shop > orders span1\n"
                          "publish shop > orders span2\n");
    QCOMPARE(created.skips.size(), 1U);
}

void TestOtlpSteps::receivingIsNotProcessing()
{
    const OtlpSample sent = {.service = "shop", .kind = producer, .id = 1, .start = 10};
    const OtlpSample received = {.service = "mail",
                                 .kind = consumer,
                                 .id = 2,
                                 .start = 5,
                                 .end = 20,
                                 .more = otlpLinks({1}),
                                 .attributes = operation("receive")};
    CollectingSink alone; // waits from before the message was there
    readSamples({sent, received}, alone);
    COMPARE_FLOW(alone, "publish shop > orders span1\n"
                        "deliver orders > mail #1 span1\n"
                        "ack mail > orders span1\n");
    QCOMPARE(alone.times(), std::string("10 20 20"));

    const std::string flow = "publish shop > orders span1\n"
                             "deliver orders > mail #1 span1\n"
                             "nack mail > orders span1 (no)\n";
    CollectingSink linked;
    readSamples({sent,
                 received,
                 {.service = "mail",
                  .kind = consumer,
                  .id = 3,
                  .parent = 2,
                  .start = 25,
                  .end = 26,
                  .more = otlpLinks({1}) + "," + failed}},
                linked);
    COMPARE_FLOW(linked, flow);
    QCOMPARE(linked.times(), std::string("10 25 26"));
    CollectingSink child; // the processing span names only the receiving one
    readSamples({sent,
                 received,
                 {.service = "mail",
                  .kind = consumer,
                  .id = 3,
                  .parent = 2,
                  .start = 25,
                  .end = 26,
                  .more = failed}},
                child);
    COMPARE_FLOW(child, flow);
}

void TestOtlpSteps::recordedTwiceIsDeliveredOnce()
{
    const OtlpSample sent = {.service = "shop", .kind = producer, .id = 1};
    const OtlpSample taken = {
        .service = "mail", .kind = consumer, .id = 2, .parent = 1, .start = 5, .end = 9};
    const std::string flow = "publish shop > orders span1\n"
                             "deliver orders > mail #1 span1\n"
                             "ack mail > orders span1\n";
    CollectingSink nested; // by a framework and by its library
    readSamples({sent,
                 taken,
                 {.service = "mail",
                  .kind = consumer,
                  .id = 3,
                  .parent = 2,
                  .start = 6,
                  .end = 8,
                  .more = otlpLinks({1})}},
                nested);
    COMPARE_FLOW(nested, flow);
    QCOMPARE(nested.skips.size(), 1U);
    CollectingSink again; // exported once more after a lost answer
    readSamples({sent, taken, sent, taken}, again);
    COMPARE_FLOW(again, flow);
    QCOMPARE(again.skips.size(), 1U);
    QCOMPARE(again.skips[0].reason, std::string("2 spans exported more than once, taken once"));
}

void TestOtlpSteps::unknownProducer()
{
    CollectingSink sink;
    readSamples({{.service = "mail", .kind = consumer, .id = 2, .parent = 77, .start = 5, .end = 6},
                 {.service = "mail", .kind = consumer, .id = 3, .start = 7, .end = 8}},
                sink);
    COMPARE_FLOW(sink, "deliver orders > mail #1 span2\n"
                       "ack mail > orders span2\n"
                       "deliver orders > mail #1 span3\n"
                       "ack mail > orders span3\n");
    QCOMPARE(sink.events[0].source, std::string("orders"));
    QCOMPARE(sink.events[0].id, std::string("0000000000000002"));
}

void TestOtlpSteps::unfinished()
{
    CollectingSink sink;
    readSamples({{.service = "shop", .kind = producer, .id = 1, .start = 1, .end = 0},
                 {.service = "mail", .kind = consumer, .id = 2, .parent = 1, .start = 5, .end = 0},
                 {.service = "bill", .kind = consumer, .id = 3, .parent = 1, .start = 6, .end = 4},
                 {.service = "web", .kind = server, .id = 4, .start = 7, .end = 0}},
                sink);
    COMPARE_FLOW(sink, "publish shop > orders span1\n"
                       "deliver orders > mail #1 span1\n"
                       "deliver orders > bill #1 span1\n"
                       "ack bill > orders span1\n"
                       "command unknown service > web span4\n");
}

void TestOtlpSteps::causation()
{
    CollectingSink sink;
    readSamples(
        {{.service = "web", .kind = server, .id = 1, .start = 1, .end = 100},
         {.service = "web", .kind = internal, .id = 2, .parent = 1, .start = 2, .end = 90},
         {.service = "web", .kind = producer, .id = 3, .parent = 2, .start = 3},
         {.service = "bill", .kind = consumer, .id = 4, .parent = 3, .start = 10, .end = 20},
         {.service = "bill", .kind = producer, .id = 5, .parent = 4, .start = 12}},
        sink);
    QCOMPARE(sink.events.size(), 3U);
    QCOMPARE(sink.events[0].causation, std::string());
    QCOMPARE(sink.events[1].causation, std::string("0000000000000001"));
    QCOMPARE(sink.events[2].causation, std::string("0000000000000003"));
    QCOMPARE(sink.problem(), std::string());
}

void TestOtlpSteps::requests()
{
    CollectingSink sink;
    readSamples({{.service = "web", .kind = client, .id = 1, .start = 1, .end = 9},
                 {.service = "shop",
                  .kind = server,
                  .id = 2,
                  .parent = 1,
                  .start = 3,
                  .end = 6,
                  .more = failed}},
                sink);
    COMPARE_FLOW(sink, "command web > shop span2\nreply shop > web span2 (no)\n");
    QCOMPARE(sink.times(), std::string("1 9"));
    QCOMPARE(sink.events.size(), 1U);
    QCOMPARE(sink.events[0].scope, EventScope::Request);
    QCOMPARE(sink.events[0].source, std::string("web"));
    QVERIFY(sink.steps[0].record.evidence == Evidence::Observed);

    CollectingSink repeated; // one client span for two tries
    readSamples({{.service = "web", .kind = client, .id = 1, .start = 1, .end = 9},
                 {.service = "shop", .kind = server, .id = 2, .parent = 1, .start = 2, .end = 3},
                 {.service = "shop", .kind = server, .id = 3, .parent = 1, .start = 5, .end = 6}},
                repeated);
    COMPARE_FLOW(repeated, "command web > shop span2\nreply shop > web span2\n"
                           "command web > shop span3\nreply shop > web span3\n");
}

void TestOtlpSteps::requestsWithoutTheirOtherHalf()
{
    CollectingSink sink;
    readSamples({{.service = "web", .kind = internal, .id = 1, .start = 1, .end = 9},
                 {.service = "shop", .kind = server, .id = 2, .parent = 1, .start = 2, .end = 8},
                 {.service = "shop",
                  .kind = client,
                  .id = 3,
                  .parent = 2,
                  .start = 3,
                  .end = 4,
                  .more = failed,
                  .attributes = otlpAttribute("db.system", "postgresql")},
                 {.service = "shop",
                  .kind = server,
                  .id = 4,
                  .start = 10,
                  .end = 11,
                  .attributes = otlpAttribute("server.address", "shop.local")}},
                sink);
    COMPARE_FLOW(sink, "command web > shop span2\n"
                       "command shop > postgresql span3\n"
                       "reply postgresql > shop span3 (no)\n"
                       "reply shop > web span2\n"
                       "command unknown service > shop span4\n"
                       "reply shop > unknown service span4\n");
    CollectingSink transport; // how a message was sent is not told besides it
    readSamples({{.service = "shop", .kind = producer, .id = 1},
                 {.service = "shop", .kind = client, .id = 2, .parent = 1}},
                transport);
    COMPARE_FLOW(transport, "publish shop > orders span1\n");
}

void TestOtlpSteps::namesThatClash()
{
    CollectingSink sink;
    readSamples({{.service = "orders", .kind = producer, .id = 1},
                 {.service = "mail", .kind = consumer, .id = 2, .parent = 1, .start = 3, .end = 4}},
                sink);
    COMPARE_FLOW(sink, "publish orders > orders (channel) span1\n"
                       "deliver orders (channel) > mail #1 span1\n"
                       "ack mail > orders (channel) span1\n");
    CollectingSink nameless;
    readSamples({{.service = "", .kind = producer, .id = 1, .destination = ""}}, nameless);
    COMPARE_FLOW(nameless, "publish unknown service > messages span1\n");
}

QTEST_GUILESS_MAIN(TestOtlpSteps)
#include "tst_otlpsteps.moc"
