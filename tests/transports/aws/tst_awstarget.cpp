// SPDX-License-Identifier: GPL-3.0-or-later
// Events published to a topic and to a queue of a real server, and read again.
#include "support/eventually.h"
#include "transports/aws/awsrecording.h"
#include "transports/aws/awstarget.h"
#include "transports/aws/fauxqsserver.h"

#include <algorithm>

using namespace playhead;
using namespace playhead::test;

namespace {

Event sample(const std::string &id)
{
    Event event;
    event.id = id;
    event.type = "order.placed";
    event.source = "shop";
    event.subject = "order-7";
    event.time = *parseTimestamp("2026-01-02T03:04:05.006Z");
    event.correlation = "c-1";
    event.causation = "e-0";
    event.encoding = DataEncoding::Json;
    event.data = R"({"amount":12,"note":"a & b <c>"})";
    event.extensions = {{"playheadreplayed", "\"replay-1\""}};
    return event;
}

} // namespace

class AwsTargetTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<FauxqsServer>();
        if (const auto problem = m_server->start(); !problem.isEmpty())
            QSKIP(qPrintable("No server: " + problem));
    }
    void cleanup() { m_server.reset(); }

    void eventsComeBackAsTheyWere_data()
    {
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<QString>("what");
        for (const auto *scheme : {"sns", "sqs"})
            for (const auto *what : {"json", "text", "control characters", "binary", "no data",
                                     "many attributes", "odd attribute"})
                QTest::addRow("%s, %s", scheme, what) << scheme << what;
    }

    void eventsComeBackAsTheyWere()
    {
        QFETCH(QString, scheme);
        QFETCH(QString, what);
        auto event = sample("o-1");
        if (what == "text" || what == "control characters") {
            event.encoding = DataEncoding::Text;
            event.contentType = "text/plain";
            event.data = what == "text" ? "grüße" : "a\x01 b";
        } else if (what == "binary") {
            event.encoding = DataEncoding::Binary;
            event.contentType = "application/octet-stream";
            event.data = std::string("\0\xff\x80", 3);
        } else if (what == "no data") {
            event.encoding = DataEncoding::None;
            event.data.clear();
        } else if (what == "many attributes") {
            for (const auto *name : {"tenant", "region", "shop", "till"})
                event.extensions.emplace_back(name, "\"x\"");
        } else if (what == "odd attribute") {
            event.extensions.emplace_back("größe", "\"x\"");
        }
        const auto name = scheme.toStdString();
        if (name == "sns")
            m_server->makeTopic("orders");
        else
            m_server->makeQueue("orders");
        AwsRecording recording(m_server->url(name, "orders"), m_server->environment());
        QVERIFY(recording.source().waitUntilLive());
        auto target = connected(name, "orders");
        QVERIFY(target->publish(event, {}, {}));
        QVERIFY(target->flush({}));
        QCOMPARE(target->confirmed(), 1U);
        EVENTUALLY_EQUAL(recording.recorded(), 1U);
        const auto read = recording.event(recording.steps(StepKind::Publish).front());
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
            QVERIFY2(std::ranges::find(read.extensions, extension) != read.extensions.end(),
                     extension.first.c_str());
    }

    void groupsAreSubjectsAndKeepTheirOrder_data()
    {
        QTest::addColumn<QString>("scheme");
        QTest::newRow("topic") << "sns";
        QTest::newRow("queue") << "sqs";
    }

    void groupsAreSubjectsAndKeepTheirOrder()
    {
        QFETCH(QString, scheme);
        const auto topic = m_server->makeTopic("steps.fifo");
        const auto queue = m_server->makeQueue("steps.fifo");
        if (scheme == "sns") {
            const auto facts = m_server->admin().sqs.facts(queue, {});
            QVERIFY(m_server->admin().sns.subscribe(topic, facts->arn, true, {}).has_value());
        }
        auto target = connected(scheme.toStdString(), "steps.fifo");
        for (int i = 0; i < 60; ++i) {
            auto event = sample(std::to_string(i));
            event.subject = i % 2 == 0 ? "order 1" : "order-2"; // a blank is no group's
            QVERIFY(target->publish(event, {}, {}));
        }
        QVERIFY(target->flush({}));
        QCOMPARE(target->confirmed(), 60U);
        std::map<QString, int> last;
        const auto messages = m_server->messages("steps.fifo");
        QCOMPARE(messages.size(), 60);
        for (const auto &value : messages) {
            const auto message = value.toObject();
            const auto id =
                message["messageAttributes"].toObject()["ce_id"].toObject()["StringValue"];
            const auto number = id.toString().toInt() + 1;
            auto &before = last[message["messageGroupId"].toString()];
            QVERIFY(number > before);
            before = number;
        }
        QCOMPARE(last.size(), 2U);
        QVERIFY(last.contains("order-2"));
    }

    void manyAreSentOnceEach()
    {
        constexpr int count = 2'005;
        m_server->makeQueue("orders");
        auto target = connected("sqs", "orders");
        for (int i = 0; i < count; ++i)
            QVERIFY(target->publish(sample(std::to_string(i)), {}, {}));
        QVERIFY(target->flush({}));
        QCOMPARE(target->confirmed(), std::uint64_t(count));
        QCOMPARE(m_server->messages("orders").size(), count);
    }

    void whatIsTooLargeIsRefusedAndTheOthersAreSent()
    {
        m_server->makeQueue("orders");
        auto target = connected("sqs", "orders");
        auto large = sample("large");
        large.encoding = DataEncoding::Text;
        large.data.assign(mostMessageBytes, 'x');
        QVERIFY(target->publish(sample("small"), {}, {}));
        const auto refused = target->publish(large, {}, {});
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.find("1 event was not taken by orders")
                     != std::string::npos,
                 refused.error().message.c_str());
        QVERIFY(target->flush({}));
        QCOMPARE(m_server->messages("orders").size(), 1);
    }

    void severalLargeOnesShareNoRequest()
    {
        m_server->makeQueue("orders");
        auto target = connected("sqs", "orders");
        for (int i = 0; i < 5; ++i) {
            auto event = sample(std::to_string(i));
            event.encoding = DataEncoding::Text;
            event.data.assign(100'000, 'x');
            QVERIFY(target->publish(event, {}, {}));
        }
        QVERIFY(target->flush({}));
        QCOMPARE(target->confirmed(), 5U);
    }

    void aMissingDestinationIsSaid()
    {
        AwsTarget target(m_server->url("sqs", "nowhere"), m_server->environment());
        const auto failed = target.connect();
        QVERIFY(!failed);
        QVERIFY(failed.error().message.find("nowhere") != std::string::npos);
    }

    void aServerThatWentAwayIsSaid()
    {
        m_server->makeQueue("orders");
        auto target = connected("sqs", "orders");
        m_server->kill();
        QVERIFY(target->publish(sample("lost"), {}, {}));
        const auto failed = target->flush({});
        QVERIFY(!failed);
        QVERIFY2(failed.error().message.find("1 event was not taken") != std::string::npos,
                 failed.error().message.c_str());
        QCOMPARE(target->confirmed(), 0U);
    }

private:
    std::unique_ptr<AwsTarget> connected(const std::string &scheme, std::string_view name)
    {
        auto target =
            std::make_unique<AwsTarget>(m_server->url(scheme, name), m_server->environment());
        if (const auto done = target->connect(); !done) qFatal("%s", done.error().message.c_str());
        return target;
    }

    std::unique_ptr<FauxqsServer> m_server;
};

QTEST_GUILESS_MAIN(AwsTargetTest)
#include "tst_awstarget.moc"
