// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkaclients.h"
#include "transports/sourcerecording.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

std::string headerOf(const TestRecord &record, std::string_view name)
{
    for (const auto &[known, value] : record.headers)
        if (known == name) return value;
    return {};
}

Event orderPlaced(const std::string &id)
{
    Event event;
    event.id = id;
    event.type = "order.placed";
    event.source = "shop";
    event.subject = "order-17";
    event.time = *parseTimestamp("2024-05-01T12:00:00.5Z");
    event.correlation = "c1";
    event.causation = "e0";
    event.scope = EventScope::Integration;
    event.encoding = DataEncoding::Json;
    event.data = R"({"total":3})";
    event.extensions = {{"tenant", "\"a\""}, {std::string(replayedAttribute), "\"test\""}};
    return event;
}

} // namespace

/// Publishing to a server.
class TestKafkaTarget : public QObject
{
    Q_OBJECT

    KafkaServer m_server;
    const std::stop_token m_never;

    std::unique_ptr<Target> open(const std::string &path)
    {
        auto target = openTarget(m_server.url(path));
        if (!target) qFatal("%s", target.error().message.c_str());
        return std::move(*target);
    }
    Event readBack(const std::string &topic)
    {
        SourceRecording recording(m_server.url(topic + "?from=-1&to=end"));
        recording.source().waitUntilEnded();
        return recording.events().at(0);
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_server.isRunning());
        for (const auto *topic : {"attributes", "bodies", "fixed", "by.orders", "by.payments",
                                  "from", "kept.text", "kept.bytes", "many"})
            QVERIFY(m_server.makeTopic(topic, 1));
    }

    void writesCloudEventsInBinaryMode()
    {
        const auto target = open("attributes");
        QVERIFY(target->connect().has_value());
        QVERIFY(target->publish(orderPlaced("e1"), "anywhere", m_never).has_value());
        QVERIFY(target->flush(m_never).has_value());
        QCOMPARE(target->confirmed(), 1U);
        const auto record = recordsOf(m_server, "attributes", 0, 1).at(0);
        QCOMPARE(record.key, "order-17");
        QCOMPARE(record.value, R"({"total":3})");
        QCOMPARE(headerOf(record, "ce_specversion"), "1.0");
        QCOMPARE(headerOf(record, "ce_id"), "e1");
        QCOMPARE(headerOf(record, "ce_type"), "order.placed");
        QCOMPARE(headerOf(record, "ce_source"), "shop");
        QCOMPARE(headerOf(record, "ce_time"), "2024-05-01T12:00:00.5Z");
        QCOMPARE(headerOf(record, "ce_tenant"), "a");
        QCOMPARE(headerOf(record, "ce_playheadreplayed"), "test");
        QCOMPARE(headerOf(record, "content-type"), "application/json");
    }

    void whatIsPublishedIsReadAgain_data()
    {
        QTest::addColumn<int>("encoding");
        QTest::addColumn<QByteArray>("data");
        QTest::newRow("JSON") << int(DataEncoding::Json) << QByteArray("{\"total\":3}");
        QTest::newRow("text") << int(DataEncoding::Text) << QByteArray("paid, with thanks");
        QTest::newRow("bytes") << int(DataEncoding::Binary) << QByteArray("\xff\x00\xfe", 3);
        QTest::newRow("nothing") << int(DataEncoding::None) << QByteArray();
    }
    void whatIsPublishedIsReadAgain()
    {
        QFETCH(int, encoding);
        QFETCH(QByteArray, data);
        auto event = orderPlaced("e2");
        event.encoding = DataEncoding(encoding);
        event.data = data.toStdString();
        const auto target = open("bodies");
        QVERIFY(target->connect().has_value());
        QVERIFY(target->publish(event, {}, m_never).has_value());
        QVERIFY(target->flush(m_never).has_value());
        const auto read = readBack("bodies");
        QCOMPARE(read.id, event.id);
        QCOMPARE(read.type, event.type);
        QCOMPARE(read.source, event.source);
        QCOMPARE(read.subject, event.subject);
        QCOMPARE(read.time, event.time);
        QCOMPARE(read.correlation, event.correlation);
        QCOMPARE(read.causation, event.causation);
        QCOMPARE(read.encoding, event.encoding);
        QCOMPARE(read.data, event.data);
        for (const auto &extension : event.extensions)
            QVERIFY(std::ranges::find(read.extensions, extension) != read.extensions.end());
    }

    void thePathSaysTheTopic_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("channel");
        QTest::addColumn<QString>("topic");
        QTest::newRow("fixed") << "fixed"
                               << "orders"
                               << "fixed";
        QTest::newRow("with the channel") << "by.{channel}"
                                          << "orders"
                                          << "by.orders";
        QTest::newRow("the channel") << "{channel}"
                                     << "by.payments"
                                     << "by.payments";
        QTest::newRow("empty") << ""
                               << "by.payments"
                               << "by.payments";
    }
    void thePathSaysTheTopic()
    {
        QFETCH(QString, path);
        QFETCH(QString, channel);
        QFETCH(QString, topic);
        const std::string id = QTest::currentDataTag();
        const auto target = open(path.toStdString());
        QVERIFY(target->connect().has_value());
        QVERIFY(target->publish(orderPlaced(id), channel.toStdString(), m_never).has_value());
        QVERIFY(target->flush(m_never).has_value());
        QCOMPARE(readBack(topic.toStdString()).id, id);
    }

    void aRecordKeepsItsKeyNotItsPlace_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("text") << QByteArray("customer-4");
        QTest::newRow("bytes") << QByteArray("\x00\xff\x01", 3);
    }
    void aRecordKeepsItsKeyNotItsPlace()
    {
        QFETCH(QByteArray, key);
        const auto topic = std::string("kept.") + QTest::currentDataTag();
        TestProducer producer(m_server);
        QVERIFY(producer.produce("from", {{key.toStdString(), "{\"subject\":\"s\"}", {}, 0, 0}}));
        const auto event = readBack("from");
        const auto target = open(topic);
        QVERIFY(target->connect().has_value());
        QVERIFY(target->publish(event, "from", m_never).has_value());
        QVERIFY(target->flush(m_never).has_value());
        SourceRecording recording(m_server.url(topic + "?from=beginning&to=end"));
        recording.source().waitUntilEnded();
        const auto again = recording.events().at(0);
        QCOMPARE(again.id, event.id);
        QCOMPARE(std::ranges::count(again.extensions, "kafkaoffset", &Extension::first), 1);
        const auto records = recordsOf(m_server, topic, 0, 1);
        QCOMPARE(records.at(0).key, key.toStdString());
        QCOMPARE(headerOf(records.at(0), "ce_kafkaoffset"), "");
    }

    void manyAreConfirmedInOrder()
    {
        const auto target = open("many");
        QVERIFY(target->connect().has_value());
        constexpr int count = 5000;
        for (int i = 0; i < count; ++i)
            QVERIFY(target->publish(orderPlaced(std::to_string(i)), {}, m_never).has_value());
        QVERIFY(target->flush(m_never).has_value());
        QCOMPARE(target->confirmed(), std::uint64_t(count));
        const auto records = recordsOf(m_server, "many", 0, count);
        QCOMPARE(records.size(), std::size_t(count));
        for (int i = 0; i < count; ++i)
            QCOMPARE(headerOf(records[static_cast<std::size_t>(i)], "ce_id"), std::to_string(i));
    }

    void aTopicThatIsNotThereIsRefused()
    {
        const auto fixed = open("nowhere");
        const auto connected = fixed->connect();
        QVERIFY(!connected.has_value());
        QVERIFY(QString::fromStdString(connected.error().message)
                    .contains("There is no topic 'nowhere'"));
        const auto byChannel = open("");
        QVERIFY(byChannel->connect().has_value());
        QVERIFY(!byChannel->publish(orderPlaced("e"), "nowhere", m_never).has_value());
        QVERIFY(byChannel->flush(m_never).has_value());
        QCOMPARE(byChannel->confirmed(), 0U);
        // Not even by the attempts: else this would connect.
        QVERIFY(!open("nowhere")->connect().has_value());
    }

    void aServerThatIsAwayIsWaitedFor()
    {
        KafkaServer server;
        QVERIFY(server.makeTopic("orders", 1));
        auto target = openTarget(server.url("orders"));
        QVERIFY(target.has_value());
        QVERIFY((*target)->connect().has_value());
        QVERIFY(server.goDown());
        QVERIFY((*target)->publish(orderPlaced("e1"), {}, m_never).has_value());
        std::stop_source stop;
        stop.request_stop();
        QVERIFY((*target)->flush(stop.get_token()).has_value()); // is left alone
        QCOMPARE((*target)->confirmed(), 0U);
        QVERIFY(server.comeUp());
        QVERIFY((*target)->flush(m_never).has_value());
        QCOMPARE((*target)->confirmed(), 1U);
        QCOMPARE(recordsOf(server, "orders", 0, 1).size(), 1U);
    }

    void saysThatNobodyAnswers()
    {
        const auto target = openTarget(*parseSourceUrl("kafka://u:secret@127.0.0.1:1/orders"));
        QVERIFY(target.has_value());
        const auto connected = (*target)->connect();
        QVERIFY(!connected.has_value());
        const auto said = QString::fromStdString(connected.error().message);
        QVERIFY2(said.contains("No Kafka server answers at 127.0.0.1:1"), qPrintable(said));
        QVERIFY(!said.contains("secret"));
    }
};

QTEST_GUILESS_MAIN(TestKafkaTarget)
#include "tst_kafkatarget.moc"
