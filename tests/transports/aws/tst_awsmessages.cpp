// SPDX-License-Identifier: GPL-3.0-or-later
// Messages of SQS and SNS as text, from anybody.
#include "transports/aws/awsmessages.h"
#include "transports/aws/recentmessages.h"
#include "transports/aws/sqsmessage.h"
#include "transports/structuredevent.h"

#include <QtTest>

#include <algorithm>
#include <random>

using namespace playhead;

namespace {

constexpr const char *answer =
    R"({"Messages":[{"MessageId":"m-1","ReceiptHandle":"r-1",)"
    "\"Body\":\"{\\\"type\\\":\\\"order.placed\\\"}\",\"Attributes\":{\"ApproximateReceiveCount\":"
    "\"3\","
    R"("SentTimestamp":"1767323045006","MessageGroupId":"g","DeadLetterQueueSourceArn":"arn:x:orders"},)"
    R"("MessageAttributes":{"tenant":{"DataType":"String","StringValue":"a"},)"
    R"("blob":{"DataType":"Binary.png","BinaryValue":"AAE="}}}]})";

SqsMessage enveloped(const std::string &envelope)
{
    SqsMessage message;
    message.id = "sqs-1";
    message.body = envelope;
    return message;
}

} // namespace

class AwsMessagesTest : public QObject
{
    Q_OBJECT

private slots:
    void anAnswerIsRead()
    {
        const auto messages = readSqsMessages(answer);
        QVERIFY(messages.has_value());
        QCOMPARE(messages->size(), 1U);
        const auto &message = messages->front();
        QCOMPARE(message.receiveCount, 3U);
        QCOMPARE(message.sent, *parseTimestamp("2026-01-02T03:04:05.006Z"));
        QCOMPARE(message.deadLetterSource, std::string("arn:x:orders"));
        AwsMessages reader{MessageNaming{}};
        const auto read = reader.read(message, "orders", "somebody");
        QCOMPARE(read.event.type, std::string("order.placed"));
        QCOMPARE(read.event.subject, std::string("g"));
        QCOMPARE(read.event.id, std::string("m-1"));
        QCOMPARE(read.event.source, std::string("somebody"));
        QVERIFY(std::ranges::find(read.event.extensions, Extension("blob", "\"AAE=\""))
                != read.event.extensions.end());
    }

    void hostileAnswersAreSurvived()
    {
        for (const auto *text : {"", "[]", "null", "{", "\"x\"", "{\"Messages\":[[]", "\xff"})
            QVERIFY2(!readSqsMessages(text), text);
        for (const auto *text : {"{}", R"({"Messages":null})", R"({"Messages":{}})",
                                 R"({"Messages":[1,null,"x",[]]})"})
            QCOMPARE(readSqsMessages(text)->size(), 0U);
        QCOMPARE(readSqsMessages(R"({"Messages":[{"Body":7,"MessageAttributes":[]}]})")->size(),
                 1U);
        std::mt19937 dice(1);
        const std::string good = answer;
        for (int i = 0; i < 5'000; ++i) {
            auto text = good;
            for (int k = 0; k < 4; ++k)
                text[dice() % text.size()] = static_cast<char>(dice());
            text.resize(1 + dice() % text.size());
            const auto messages = readSqsMessages(text);
            AwsMessages reader{MessageNaming{}};
            for (const auto &message : messages.value_or(std::vector<SqsMessage>()))
                QVERIFY(!reader.read(message, "q", "p").event.type.empty());
        }
    }

    void envelopesAreTakenOff()
    {
        AwsMessages reader{MessageNaming{}};
        const auto read = reader.read(
            enveloped(R"({"Type":"Notification","MessageId":"sns-1","Subject":"A title",)"
                      "\"TopicArn\":\"arn:aws:sns:eu-west-1:1:orders\",\"Message\":\"{\\\"type\\\":"
                      "\\\"order.paid\\\"}\","
                      R"("Timestamp":"2026-01-02T03:04:05.006Z","MessageAttributes":)"
                      R"({"subject":{"Type":"String","Value":"order-7"}}})"),
            "tap", "somebody");
        QCOMPARE(read.topic, std::string("orders"));
        QCOMPARE(read.id, std::string("sns-1"));
        QCOMPARE(read.time, *parseTimestamp("2026-01-02T03:04:05.006Z"));
        QCOMPARE(read.event.type, std::string("order.paid"));
        QCOMPARE(read.event.subject, std::string("order-7"));
        QVERIFY(std::ranges::find(read.event.extensions, Extension("snssubject", "\"A title\""))
                != read.event.extensions.end());
    }

    void whatOnlyLooksLikeAnEnvelopeIsLeftAlone_data()
    {
        QTest::addColumn<QString>("body");
        QTest::newRow("another type") << R"({"Type":"Order","TopicArn":"x"})";
        QTest::newRow("cut off") << "{\"Type\":\"Notification\",\"TopicArn\":\"x";
        QTest::newRow("a list") << R"(["TopicArn"])";
    }

    void whatOnlyLooksLikeAnEnvelopeIsLeftAlone()
    {
        QFETCH(QString, body);
        AwsMessages reader{MessageNaming{}};
        const auto read = reader.read(enveloped(body.toStdString()), "q", "p");
        QVERIFY(read.topic.empty());
        QCOMPARE(QString::fromStdString(read.event.data), body);
        QCOMPARE(read.id, std::string("sqs-1"));
    }

    void anOutgoingMessageFits_data()
    {
        QTest::addColumn<int>("extensions");
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<bool>("isStructured");
        QTest::newRow("few") << 2 << QByteArray("{}") << false;
        QTest::newRow("ten") << 3 << QByteArray("{}") << false;
        QTest::newRow("eleven") << 4 << QByteArray("{}") << true;
        QTest::newRow("no data") << 0 << QByteArray() << true;
        QTest::newRow("a control character") << 0 << QByteArray("\x02") << true;
        QTest::newRow("U+FFFF") << 0 << QByteArray("\xef\xbf\xbf") << true;
        QTest::newRow("U+FFFD") << 0 << QByteArray("\xef\xbf\xbd") << false;
        QTest::newRow("no UTF-8") << 0 << QByteArray("\xff") << true;
    }

    void anOutgoingMessageFits()
    {
        QFETCH(int, extensions);
        QFETCH(QByteArray, data);
        QFETCH(bool, isStructured);
        Event event;
        event.id = "1";
        event.source = "shop";
        event.type = "order.placed";
        event.subject = "s";
        event.encoding = DataEncoding::Text;
        event.time = 1;
        event.data = data.toStdString();
        for (int i = 0; i < extensions; ++i)
            event.extensions.emplace_back("a" + std::to_string(i), "1");
        const auto message = outgoingMessage(event);
        QCOMPARE(message.attributes.size() == 1, isStructured);
        QVERIFY(message.attributes.size() <= mostSqsAttributes);
        QVERIFY(!message.body.empty());
    }

    void groupsAreWhatFifoTakes_data()
    {
        QTest::addColumn<QString>("subject");
        QTest::addColumn<QString>("group");
        QTest::newRow("as it is") << "order-7"
                                  << "order-7";
        QTest::newRow("none") << ""
                              << "t";
        QTest::newRow("a blank") << "order 7"
                                 << "order%207";
        QTest::newRow("an umlaut") << "grün"
                                   << "gr%C3%BCn";
    }

    void groupsAreWhatFifoTakes()
    {
        QFETCH(QString, subject);
        QFETCH(QString, group);
        Event event;
        event.type = "t";
        event.subject = subject.toStdString();
        QCOMPARE(QString::fromStdString(outgoingMessage(event).group), group);
    }

    void longSubjectsKeepApart()
    {
        Event a;
        a.subject = std::string(300, 'x') + "a";
        Event b;
        b.subject = std::string(300, 'x') + "b";
        QVERIFY(outgoingMessage(a).group.size() <= 128);
        QVERIFY(outgoingMessage(a).group != outgoingMessage(b).group);
    }

    void structuredModeIsOneLineOfJson()
    {
        Event event;
        event.type = "t";
        event.encoding = DataEncoding::Json;
        event.data = "{\n\"a\":\"\\n\"}";
        event.extensions = {{"n", "12"}};
        QCOMPARE(
            structuredEvent(event),
            std::string(
                R"({"specversion":"1.0","id":"unknown","source":"unknown","type":"t",)"
                "\"datacontenttype\":\"application/json\",\"n\":12,\"data\":{ \"a\":\"\\n\"}}"));
    }

    void theOldestAreForgotten()
    {
        RecentMessages<int> recent(2);
        int forgotten = 0;
        const auto forget = [&](int value) { forgotten += value; };
        recent.add("a", forget) = 1;
        recent.add("b", forget) = 2;
        QCOMPARE(*recent.find("a"), 1);
        recent.add("c", forget) = 3;
        QCOMPARE(forgotten, 1);
        QVERIFY(recent.find("a") == nullptr);
        QCOMPARE(*recent.find("b"), 2);
        QCOMPARE(*recent.find("c"), 3);
    }
};

QTEST_GUILESS_MAIN(AwsMessagesTest)
#include "tst_awsmessages.moc"
