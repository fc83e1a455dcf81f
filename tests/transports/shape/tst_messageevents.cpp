// SPDX-License-Identifier: GPL-3.0-or-later
// Events of messages, and messages of events.
#include "transports/eventheaders.h"
#include "transports/messageevents.h"
#include "transports/target.h"

#include <QtTest>

using namespace playhead;

namespace {

using Headers = std::vector<MessageHeader>;

const Headers noHeaders;

/// All of it must live as long as the message.
BrokerMessage messageOf(std::string_view body, const Headers &headers = noHeaders,
                        std::string_view contentType = {})
{
    BrokerMessage message;
    message.body = body;
    message.contentType = contentType;
    message.headers = headers;
    return message;
}

Event read(const BrokerMessage &message, MessageNaming naming = {})
{
    return MessageEvents(std::move(naming)).read(message);
}

std::string extension(const Event &event, std::string_view name)
{
    for (const auto &[known, value] : event.extensions)
        if (known == name) return value;
    return "(none)";
}

} // namespace

class MessageEventsTest : public QObject
{
    Q_OBJECT

private slots:
    void binaryModeIsReadWithEveryPrefix_data()
    {
        QTest::addColumn<QString>("prefix");
        for (const auto *prefix : {"ce_", "ce-", "CE-", "cloudEvents:", "cloudEvents_"})
            QTest::newRow(prefix) << prefix;
    }

    void binaryModeIsReadWithEveryPrefix()
    {
        QFETCH(QString, prefix);
        Headers headers;
        for (const auto &[name, value] : Headers{{"specversion", "1.0"},
                                                 {"id", "e-1"},
                                                 {"type", "order.placed"},
                                                 {"source", "/shop"},
                                                 {"subject", "o-1"},
                                                 {"time", "2026-01-02T03:04:05Z"},
                                                 {"dataschema", "/schema"},
                                                 {"correlationid", "c"},
                                                 {"causationid", "e-0"},
                                                 {"tenant", "a\"b"}})
            headers.emplace_back(prefix.toStdString() + name, value);
        headers.emplace_back("x-hop", "2");
        headers.emplace_back("type", "not this");
        const std::string body = R"({"type": "nor this", "n": 1})";
        auto message = messageOf(body, headers, "application/json; charset=utf-8");
        message.channel = "orders";
        const auto event = read(message);
        QCOMPARE(event.id, std::string("e-1"));
        QCOMPARE(event.type, std::string("order.placed"));
        QCOMPARE(event.source, std::string("/shop"));
        QCOMPARE(event.subject, std::string("o-1"));
        QCOMPARE(formatTimestamp(event.time), std::string("2026-01-02T03:04:05Z"));
        QCOMPARE(event.schema, std::string("/schema"));
        QCOMPARE(event.correlation, std::string("c"));
        QCOMPARE(event.causation, std::string("e-0"));
        QCOMPARE(event.encoding, DataEncoding::Json);
        QCOMPARE(event.contentType, std::string());
        QCOMPARE(event.data, body);
        QCOMPARE(event.scope, EventScope::Integration);
        QCOMPARE(extension(event, "tenant"), std::string("\"a\\\"b\""));
        QCOMPARE(extension(event, "x-hop"), std::string("\"2\""));
    }

    void structuredModeIsRead()
    {
        const std::string body = R"({"specversion":"1.0","id":"e-1","type":"t","source":"/s",)"
                                 R"("subject":"o","tenant":"a","n":3,"data":{"x":[1]}})";
        const Headers headers = {{"tenant", "not this"}, {"x-hop", "2"}};
        auto message = messageOf(body, headers, "application/cloudevents+json; charset=utf-8");
        message.key = "key";
        message.time = 5;
        const auto event = read(message);
        QCOMPARE(event.id, std::string("e-1"));
        QCOMPARE(event.subject, std::string("o"));
        QCOMPARE(event.data, std::string(R"({"x":[1]})"));
        QCOMPARE(event.time, Timestamp(5)); // the message's, where the event has none
        QCOMPARE(extension(event, "tenant"), std::string("\"a\""));
        QCOMPARE(extension(event, "n"), std::string("3"));
        QCOMPARE(extension(event, "x-hop"), std::string("\"2\""));
    }

    void whatSaysItIsACloudEventAndIsNoneIsKept_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<DataEncoding>("encoding");
        QTest::newRow("no JSON") << QByteArray("oops {") << DataEncoding::Text;
        QTest::newRow("cut off") << QByteArray(R"({"specversion":"1.0","id")")
                                 << DataEncoding::Text;
        QTest::newRow("a batch") << QByteArray("[1,2]") << DataEncoding::Json;
        QTest::newRow("a number") << QByteArray("12") << DataEncoding::Json;
        QTest::newRow("bytes") << QByteArray("\xff\xfe{") << DataEncoding::Binary;
        QTest::newRow("nothing") << QByteArray() << DataEncoding::None;
    }

    void whatSaysItIsACloudEventAndIsNoneIsKept()
    {
        QFETCH(QByteArray, body);
        QFETCH(DataEncoding, encoding);
        auto message = messageOf({body.constData(), std::size_t(body.size())}, noHeaders,
                                 "application/cloudevents+json");
        message.channel = "orders";
        message.id = "orders/1/2";
        const auto event = read(message);
        QCOMPARE(event.encoding, encoding);
        QCOMPARE(event.data, body.toStdString());
        QCOMPARE(event.type, std::string("orders"));
        QCOMPARE(event.id, std::string("orders/1/2"));
    }

    void bodiesAreWhatTheyAreNotWhatTheySay_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("said");
        QTest::addColumn<DataEncoding>("encoding");
        QTest::addColumn<QString>("contentType");
        QTest::addColumn<QByteArray>("data");
        const auto row = [](const char *name, QByteArray body, const char *said,
                            DataEncoding encoding, const char *contentType, QByteArray data = {}) {
            QTest::newRow(name) << body << said << encoding << contentType
                                << (data.isNull() ? body : data);
        };
        row("JSON, not said", R"({"a":1})", "", DataEncoding::Json, "");
        row("JSON in lines", "{\n \"a\": 1\n}", "", DataEncoding::Json, "", R"({"a":1})");
        row("JSON, bytes said", R"([1])", "application/octet-stream", DataEncoding::Json,
            "application/octet-stream");
        row("JSON, text said", R"({"a":1})", "text/plain", DataEncoding::Text, "text/plain");
        row("own JSON", R"({"a":1})", "application/vnd.x+json", DataEncoding::Json,
            "application/vnd.x+json");
        row("no JSON, JSON said", "hello", "application/json", DataEncoding::Text, "text/plain");
        row("text, not said", "h\xc3\xa9llo", "", DataEncoding::Text, "text/plain");
        row("bytes, not said", QByteArray("\0\xff\x01", 3), "", DataEncoding::Binary,
            "application/octet-stream");
        row("bytes, JSON said", "{\"a\":\"\xff\"}", "application/json", DataEncoding::Binary,
            "application/octet-stream");
        row("bytes, protobuf said", "\x08\xff", "application/protobuf", DataEncoding::Binary,
            "application/protobuf");
    }

    void bodiesAreWhatTheyAreNotWhatTheySay()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, said);
        QFETCH(DataEncoding, encoding);
        QFETCH(QString, contentType);
        QFETCH(QByteArray, data);
        const auto type = said.toStdString();
        const auto event =
            read(messageOf({body.constData(), std::size_t(body.size())}, noHeaders, type));
        QCOMPARE(event.encoding, encoding);
        QCOMPARE(QString::fromStdString(event.contentType), contentType);
        QCOMPARE(QByteArray::fromStdString(event.data), data);
    }

    void usualNamesAreFound_data()
    {
        QTest::addColumn<QString>("header"); // NAME=VALUE
        QTest::addColumn<QString>("body");
        QTest::addColumn<QStringList>("found"); // type, id, subject, correlation, causation
        const auto row = [](const char *name, const char *header, const char *body,
                            QStringList found) { QTest::newRow(name) << header << body << found; };
        row("nothing", "", R"({"a":1})", {"orders", "orders/1", "key", "", ""});
        row("header type", "type=t", R"({"type":"other"})", {"t", "orders/1", "key", "", ""});
        row("header Event-Type", "Event-Type=t", "{}", {"t", "orders/1", "key", "", ""});
        row("header event_name", "event_name=t", "{}", {"t", "orders/1", "key", "", ""});
        row("members", "",
            R"({"eventType":"t","eventId":"i","aggregate_id":"s","correlationId":"c","causation_id":"k"})",
            {"t", "i", "s", "c", "k"});
        row("members that are no text", "", R"({"type":{"a":1},"id":12,"subject":""})",
            {"orders", "orders/1", "key", "", ""});
        row("correlation", "X-Correlation-Id=c", "{}", {"orders", "orders/1", "key", "c", ""});
        row("trace", "traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "{}",
            {"orders", "orders/1", "key", "0af7651916cd43dd8448eb211c80319c", ""});
        row("trace that is none", "traceparent=no", "{}", {"orders", "orders/1", "key", "", ""});
        row("correlation before trace",
            "traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            R"({"correlationId":"c"})", {"orders", "orders/1", "key", "c", ""});
    }

    void usualNamesAreFound()
    {
        QFETCH(QString, header);
        QFETCH(QString, body);
        QFETCH(QStringList, found);
        Headers headers;
        if (!header.isEmpty())
            headers.emplace_back(header.section('=', 0, 0).toStdString(),
                                 header.section('=', 1).toStdString());
        const auto text = body.toStdString();
        auto message = messageOf(text, headers);
        message.channel = "orders";
        message.id = "orders/1";
        message.key = "key";
        const auto event = read(message);
        const auto qt = [](const std::string &part) { return QString::fromStdString(part); };
        QCOMPARE((QStringList{qt(event.type), qt(event.id), qt(event.subject),
                              qt(event.correlation), qt(event.causation)}),
                 found);
    }

    void namesCanBeSaid()
    {
        const auto url = parseSourceUrl("kafka://h/t?type=header:Kind&subject=data.order.id"
                                        "&correlation=data.n&causation=data.list");
        const auto naming = MessageNaming::fromUrl(*url);
        QVERIFY(naming.has_value());
        const auto event =
            read(messageOf(R"({"type":"other","order":{"id":"o-1"},"n":12,"list":[1]})",
                           {{"kind", "placed"}}),
                 *naming);
        QCOMPARE(event.type, std::string("placed"));
        QCOMPARE(event.subject, std::string("o-1"));
        QCOMPARE(event.correlation, std::string("12"));
        QCOMPARE(event.causation, std::string());

        for (const auto *bad : {"type=Kind", "subject=header:", "causation=data.", "type="}) {
            const auto wrong = MessageNaming::fromUrl(*parseSourceUrl(std::string("k://h?") + bad));
            QVERIFY2(!wrong, bad);
            QVERIFY(wrong.error().message.find("says no place in a message") != std::string::npos);
        }
    }

    void oneReaderReadsManyMessages()
    {
        MessageEvents events;
        QCOMPARE(events.read(messageOf(R"({"type":"a"})")).type, std::string("a"));
        QCOMPARE(events.read(messageOf("text")).type, std::string()); // nothing of the one before
        QCOMPARE(events.read(messageOf(R"({"type":"b"})")).type, std::string("b"));
    }

    void eventsSurviveAsMessages_data()
    {
        QTest::addColumn<DataEncoding>("encoding");
        QTest::addColumn<QString>("contentType");
        QTest::addColumn<QByteArray>("data");
        QTest::newRow("JSON") << DataEncoding::Json << "" << QByteArray(R"({"n":1})");
        QTest::newRow("own JSON") << DataEncoding::Json << "application/vnd.x+json"
                                  << QByteArray("[1]");
        QTest::newRow("JSON text") << DataEncoding::Json << "" << QByteArray("\"a\"");
        QTest::newRow("text") << DataEncoding::Text << "text/plain" << QByteArray("h\xc3\xa9");
        QTest::newRow("bytes") << DataEncoding::Binary << "application/octet-stream"
                               << QByteArray("\0\xff", 2);
        QTest::newRow("nothing") << DataEncoding::None << "" << QByteArray();
    }

    void eventsSurviveAsMessages()
    {
        QFETCH(DataEncoding, encoding);
        QFETCH(QString, contentType);
        QFETCH(QByteArray, data);
        Event event;
        event.id = "e-1";
        event.type = "order.placed";
        event.source = "/shop";
        event.subject = "o-1";
        event.time = 1'767'225'600'123'456'789;
        event.correlation = "c";
        event.causation = "e-0";
        event.schema = "/schema";
        event.scope = EventScope::Integration;
        event.encoding = encoding;
        event.contentType = contentType.toStdString();
        event.data = data.toStdString();
        event.extensions = {{"tenant", "\"a\\\"b\""}, {"n", "12"}};
        for (const auto *prefix : {"ce_", "ce-", "cloudEvents:"}) {
            const auto headers = eventHeaders(event, prefix);
            QVERIFY(headers.front().first == std::string(prefix) + "specversion");
            auto again = read(messageOf(event.data, headers, eventContentType(event)));
            QCOMPARE(extension(again, "tenant"), std::string("\"a\\\"b\""));
            QCOMPARE(extension(again, "n"), std::string("\"12\"")); // headers are text
            QCOMPARE(again.id, event.id);
            QCOMPARE(again.type, event.type);
            QCOMPARE(again.source, event.source);
            QCOMPARE(again.subject, event.subject);
            QCOMPARE(again.time, event.time);
            QCOMPARE(again.correlation, event.correlation);
            QCOMPARE(again.causation, event.causation);
            QCOMPARE(again.schema, event.schema);
            QCOMPARE(again.scope, event.scope);
            QCOMPARE(again.encoding, event.encoding);
            QCOMPARE(again.contentType, event.contentType);
            QCOMPARE(again.data, event.data);
        }
    }

    void replayedEventsAreKnownAgain()
    {
        Event event;
        event.type = "t";
        QVERIFY(!isReplayed(event));
        markReplayed(event, "first");
        markReplayed(event, "shop \"2\"");
        QVERIFY(isReplayed(event));
        QCOMPARE(event.extensions.size(), 1U);
        QCOMPARE(extension(event, replayedAttribute), std::string("\"shop \\\"2\\\"\""));
        const auto headers = eventHeaders(event, "ce_");
        QVERIFY(isReplayed(read(messageOf("", headers))));
    }
};

QTEST_APPLESS_MAIN(MessageEventsTest)
#include "tst_messageevents.moc"
