// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/eventually.h"
#include "transports/kafka/kafkaclients.h"
#include "transports/sourcerecording.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

std::string extension(const Event &event, std::string_view name)
{
    const auto found = std::ranges::find(event.extensions, name, &Extension::first);
    return found == event.extensions.end() ? std::string() : found->second;
}

} // namespace

/// What a source makes of the records of a server.
class TestKafkaSource : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatARecordSays()
    {
        KafkaServer server;
        QVERIFY(server.isRunning());
        QVERIFY(server.makeTopic("orders", 2));
        TestProducer producer(server);
        QVERIFY(
            producer.produce("orders", {{"17",
                                         R"({"event":"order.placed","total":3})",
                                         {{"tenant", "a"}, {"content-type", "application/json"}},
                                         1,
                                         1'700'000'000'123}}));
        SourceRecording recording(server.url("orders?from=beginning"));
        QVERIFY(recording.source().waitUntilLive());
        EVENTUALLY_EQUAL(recording.events().size(), 1U);

        const auto event = recording.events().front();
        QCOMPARE(event.id, "orders/1/0");
        QCOMPARE(event.type, "order.placed");
        QCOMPARE(event.subject, "17");
        QCOMPARE(event.time, 1'700'000'000'123 * nanosecondsPerMillisecond);
        QCOMPARE(event.data, R"({"event":"order.placed","total":3})");
        QCOMPARE(extension(event, "tenant"), "\"a\"");
        QCOMPARE(extension(event, "kafkapartition"), "1");
        QCOMPARE(extension(event, "kafkaoffset"), "0");
        QCOMPARE(extension(event, "kafkakey"), "\"17\"");
        QCOMPARE(extension(event, "content-type"), "");
        const auto step = recording.steps(StepKind::Publish).front();
        QCOMPARE(step.time, event.time);
        QCOMPARE(step.evidence, Evidence::Observed);
        const auto log = recording.log();
        QCOMPARE(log->participantName(step.sender), "orders producer");
        QCOMPARE(log->participants().role(step.sender), Role::Producer);
        QCOMPARE(log->participantName(step.receiver), "orders");
        QCOMPARE(log->participants().role(step.receiver), Role::Channel);
    }

    void readsCloudEventsInBothModes()
    {
        KafkaServer server;
        QVERIFY(server.makeTopic("orders", 1));
        TestProducer producer(server);
        QVERIFY(producer.produce(
            "orders", {{"17",
                        R"({"total":3})",
                        {{"ce_specversion", "1.0"},
                         {"ce_id", "e1"},
                         {"ce_type", "order.placed"},
                         {"ce_source", "shop"},
                         {"ce_time", "2024-05-01T12:00:00Z"},
                         {"ce_correlationid", "c1"},
                         {"content-type", "application/json"}},
                        0,
                        0},
                       {{},
                        R"({"specversion":"1.0","id":"e2","type":"order.paid","source":"payments",)"
                        R"("subject":"17","data":{"paid":true}})",
                        {{"content-type", "application/cloudevents+json"}},
                        0,
                        0}}));
        SourceRecording recording(server.url("orders?from=beginning"));
        EVENTUALLY_EQUAL(recording.events().size(), 2U);
        const auto events = recording.events();
        QCOMPARE(events[0].id, "e1");
        QCOMPARE(events[0].type, "order.placed");
        QCOMPARE(events[0].subject, "17"); // the key: it says none
        QCOMPARE(events[0].correlation, "c1");
        QCOMPARE(formatTimestamp(events[0].time), "2024-05-01T12:00:00Z");
        QCOMPARE(events[1].id, "e2");
        QCOMPARE(events[1].subject, "17");
        QCOMPARE(events[1].data, R"({"paid":true})");
        QCOMPARE(recording.arrows(StepKind::Publish),
                 (std::vector<std::string>{R"(shop > orders: {"total":3})",
                                           R"(payments > orders: {"paid":true})"}));
    }

    void keepsKeysAndBodiesThatAreNoText()
    {
        KafkaServer server;
        QVERIFY(server.makeTopic("raw", 1));
        const std::string bytes("\xff\x00\x01", 3);
        TestProducer producer(server);
        QVERIFY(producer.produce("raw", {{bytes, bytes, {{"bin", bytes}}, 0, 0}, // bytes
                                         {"k", {}, {}, 0, 0},                    // a tombstone
                                         {{}, "text", {}, 0, 0}}));              // no key
        SourceRecording recording(server.url("raw?from=beginning"));
        EVENTUALLY_EQUAL(recording.events().size(), 3U);
        const auto events = recording.events();
        QCOMPARE(events[0].encoding, DataEncoding::Binary);
        QCOMPARE(events[0].data, bytes);
        QCOMPARE(extension(events[0], "kafkakeybase64"), "\"/wAB\"");
        QCOMPARE(events[0].subject, "/wAB");
        QCOMPARE(events[1].encoding, DataEncoding::None);
        QCOMPARE(events[1].subject, "k");
        QCOMPARE(events[2].encoding, DataEncoding::Text);
        QCOMPARE(events[2].subject, "");
        QCOMPARE(extension(events[2], "kafkakey"), "");
        QCOMPARE(events[2].type, "raw");
    }

    void readsTopicsByNameAndPattern()
    {
        KafkaServer server(3);
        for (const auto *topic : {"orders.new", "orders.old", "payments", "other"})
            QVERIFY(server.makeTopic(topic, 3));
        TestProducer producer(server);
        for (const auto *topic : {"orders.new", "orders.old", "payments", "other"}) {
            std::vector<TestRecord> records;
            for (int partition = 0; partition < 3; ++partition)
                records.push_back(
                    {{}, topic + ("/" + std::to_string(partition)), {}, partition, 0});
            QVERIFY(producer.produce(topic, records));
        }
        SourceRecording recording(server.url("payments,orders.*?from=beginning"));
        EVENTUALLY_EQUAL(recording.events().size(), 9U);
        QCOMPARE(recording.data(true),
                 (std::vector<std::string>{"orders.new/0", "orders.new/1", "orders.new/2",
                                           "orders.old/0", "orders.old/1", "orders.old/2",
                                           "payments/0", "payments/1", "payments/2"}));
        EVENTUALLY_EQUAL(recording.source().status().behind, 0U);
        const auto status = recording.source().status();
        QCOMPARE(status.received, 9U);
        QCOMPARE(status.recorded, 9U);
        QCOMPARE(status.dropped, 0U);
    }

    void findsTopicsThatComeToBe()
    {
        KafkaServer server;
        QVERIFY(server.makeTopic("orders.a", 1));
        TestProducer producer(server);
        QVERIFY(producer.produce("orders.a", {{{}, "before", {}, 0, 0}}));
        SourceRecording recording(server.url("orders.*?refresh=100ms"));
        QVERIFY(recording.source().waitUntilLive());
        // From its beginning, though the others are read from their ends: all of it is new.
        QVERIFY(server.makeTopic("orders.b", 2));
        QVERIFY(producer.produce("orders.b", {{{}, "b1", {}, 1, 0}, {{}, "b0", {}, 0, 0}}));
        QVERIFY(producer.produce("orders.a", {{{}, "after", {}, 0, 0}}));
        EVENTUALLY_EQUAL(recording.data(true), (std::vector<std::string>{"after", "b0", "b1"}));
    }

    void waitsForATopicThatMatches()
    {
        KafkaServer server;
        SourceRecording recording(server.url("orders.*?refresh=100ms"));
        QVERIFY(recording.source().waitUntilLive());
        EVENTUALLY(recording.source().status().note.find("No topic is there") != std::string::npos);
        QVERIFY(server.makeTopic("orders.a", 1));
        TestProducer producer(server);
        QVERIFY(producer.produce("orders.a", {{{}, "first", {}, 0, 0}}));
        EVENTUALLY_EQUAL(recording.data(), std::vector<std::string>{"first"});
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("rest");
        QTest::addColumn<QString>("reason");
        QTest::newRow("no such topic") << "nothing"
                                       << "There is no topic 'nothing' at";
        QTest::newRow("which there are") << "nothing"
                                         << "there are: orders.";
    }
    void saysWhatIsWrong()
    {
        QFETCH(QString, rest);
        QFETCH(QString, reason);
        KafkaServer server;
        QVERIFY(server.makeTopic("orders", 1));
        SourceRecording recording(server.url(rest.toStdString()));
        QVERIFY(!recording.source().waitUntilLive());
        const auto said = QString::fromStdString(recording.source().status().reason);
        QVERIFY2(said.contains(reason), qPrintable(said));
        // A name that is asked for makes no topic.
        SourceRecording again(server.url(rest.toStdString()));
        QVERIFY(!again.source().waitUntilLive());
    }

    void saysThatNobodyAnswers()
    {
        SourceRecording recording(*parseSourceUrl("kafka://u:secret@127.0.0.1:1/orders"));
        QVERIFY(!recording.source().waitUntilLive());
        const auto said = QString::fromStdString(recording.source().status().reason);
        QVERIFY2(said.contains("No Kafka server answers at 127.0.0.1:1"), qPrintable(said));
        QVERIFY(!said.contains("secret"));
    }

    void readsNothingWhilePaused()
    {
        KafkaServer server;
        QVERIFY(server.makeTopic("orders", 1));
        TestProducer producer(server);
        SourceRecording recording(server.url("orders?from=beginning"));
        QVERIFY(recording.source().waitUntilLive());
        QVERIFY(producer.produce("orders", {{{}, "1", {}, 0, 0}}));
        EVENTUALLY_EQUAL(recording.events().size(), 1U);
        recording.source().pause();
        EVENTUALLY_EQUAL(recording.source().status().state, SourceState::Paused);
        QVERIFY(producer.produce("orders", {{{}, "2", {}, 0, 0}, {{}, "3", {}, 0, 0}}));
        recording.source().resume();
        EVENTUALLY_EQUAL(recording.data(), (std::vector<std::string>{"1", "2", "3"}));
        recording.source().detach();
        recording.source().waitUntilEnded();
        QCOMPARE(recording.source().status().reason, "");
    }
};

QTEST_GUILESS_MAIN(TestKafkaSource)
#include "tst_kafkasource.moc"
