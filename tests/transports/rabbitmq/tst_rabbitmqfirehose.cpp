// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/eventually.h"
#include "transports/rabbitmq/firehoseswitch.h"
#include "transports/rabbitmq/managementclient.h"
#include "transports/rabbitmq/rabbitmqprogram.h"
#include "transports/rabbitmq/rabbitmqserver.h"
#include "transports/rabbitmq/rabbitmqsource.h"
#include "transports/sourcerecording.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>

using namespace playhead;
using namespace playhead::test;

class TestRabbitMqFirehose : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<RabbitMqServer> m_server;
    std::unique_ptr<ManagementClient> m_management;

    std::unique_ptr<SourceRecording> recording(const SourceUrl &url)
    {
        auto recording = std::make_unique<SourceRecording>(url);
        if (!recording->source().waitUntilLive())
            qWarning("%s", recording->source().status().reason.c_str());
        return recording;
    }
    std::unique_ptr<SourceRecording> firehose()
    {
        return recording(m_server->url("?firehose=yes"));
    }
    bool isTraced()
    {
        const auto vhost = m_management->fetch("/api/vhosts/%2F");
        return vhost && vhost->find("\"tracing\":true") != std::string::npos;
    }
    bool isNoted()
    {
        const auto all = m_management->fetch("/api/global-parameters");
        return !all || all->find("playhead") != std::string::npos;
    }
    /// The server tells the names of new connections after some seconds.
    bool isListed(const std::string &name)
    {
        const auto all = m_management->fetch("/api/connections");
        return all && all->find('"' + name + '"') != std::string::npos;
    }
    static int countOf(SourceRecording &recording, const QString &arrow)
    {
        return int(recording.story().count(arrow));
    }

private slots:
    void initTestCase()
    {
        if (!RabbitMqServer::isInstalled()) QSKIP("rabbitmq-server is not installed");
        m_server = std::make_unique<RabbitMqServer>(RabbitMqServer::Management::On);
        QVERIFY(m_server->isRunning());
        m_management =
            std::make_unique<ManagementClient>(RabbitMqSettings::fromUrl(m_server->url()).value());
    }

    void everyStepOfAMessageIsSeen()
    {
        RabbitMqProgram shop(*m_server, "shop");
        RabbitMqProgram billing(*m_server, "billing service");
        EVENTUALLY(isListed("shop") && isListed("billing service"));
        shop.makeExchange("orders", "topic");
        shop.makeQueue("invoices");
        shop.bind("invoices", "orders", "order.#");
        auto recording = firehose();
        QVERIFY(isTraced());
        billing.consume("invoices");
        shop.publish("orders", "order.placed", {"1", {}, {}, "m-1", {}});
        billing.acknowledge(billing.next().value());
        EVENTUALLY_EQUAL(recording->story(), (QStringList{"publish shop > orders: 1",
                                                          "deliver invoices > billing service: 1",
                                                          "ack* billing service > invoices: 1"}));
        const auto steps = recording->steps(StepKind::Deliver);
        QVERIFY(steps.front().evidence == Evidence::Observed);
        QCOMPARE(int(steps.front().attempt), 1);
        QVERIFY(recording->log()->eventCount() == 2); // with that of the topology
        QVERIFY(steps.front().event == recording->steps(StepKind::Ack).front().event);
    }

    void aDeliveryThatIsNotAnsweredStaysOpen()
    {
        RabbitMqProgram program(*m_server);
        program.makeQueue("slowly");
        auto recording = firehose();
        program.consume("slowly", 10);
        for (const auto *body : {"1", "2", "3"})
            program.publish("", "slowly", {body, {}, {}, {}, {}});
        const auto first = program.next().value();
        program.next();
        program.next();
        program.acknowledge(first);
        EVENTUALLY_EQUAL(countOf(*recording, "ack* slowly consumer > slowly: 1"), 1);
        // Whatever comes behind: once the figures have shown this, they have shown that.
        program.makeQueue("other");
        program.consume("other", 10);
        program.publish("", "other", {"4", {}, {}, {}, {}});
        program.acknowledge(program.next().value());
        EVENTUALLY_EQUAL(countOf(*recording, "ack* other consumer > other: 4"), 1);
        QCOMPARE(recording->steps(StepKind::Ack).size(), std::size_t(2));
    }

    void redeliveriesAreRetries()
    {
        RabbitMqProgram shop(*m_server);
        shop.makeQueue("retried");
        auto recording = firehose();
        auto first = std::make_unique<RabbitMqProgram>(*m_server);
        RabbitMqProgram second(*m_server);
        first->consume("retried");
        shop.publish("", "retried", {"1", {}, {}, {}, "shop"});
        first->reject(first->next().value(), true);
        QVERIFY(first->next()->isRedelivered);
        second.consume("retried");
        first.reset(); // crashes: the message goes back
        auto third = second.next().value();
        QVERIFY(third.isRedelivered);
        second.acknowledge(third);
        EVENTUALLY_EQUAL(
            recording->story(),
            (QStringList{"publish shop > retried: 1", "deliver retried > retried consumer: 1",
                         "deliver retried > retried consumer (2): 1",
                         "deliver retried > retried consumer (3): 1",
                         "ack* retried consumer > retried: 1"}));
        QCOMPARE(recording->events().size(), std::size_t(1));
        const auto delivers = recording->steps(StepKind::Deliver);
        QVERIFY(std::ranges::all_of(delivers, [&](const Step &step) {
            return step.event == delivers.front().event && step.evidence == Evidence::Observed;
        }));
    }

    void deadLettersAreSeenThoughNobodyTakesThem()
    {
        RabbitMqProgram program(*m_server);
        program.makeExchange("dead", "fanout");
        program.makeQueue("morgue");
        program.bind("morgue", "dead", "");
        program.makeQueue("work", "dead");
        auto recording = firehose(); // knows the exchange of dead letters from the topology
        program.consume("work");
        program.publish("", "work", {"1", {}, {}, {}, "boss"});
        program.reject(program.next().value(), false);
        EVENTUALLY_EQUAL(recording->story(),
                         (QStringList{"publish boss > work: 1", "deliver work > boss: 1",
                                      "nack* boss > work: 1", "dead-letter work > dead: 1"}));
        // And once only, when somebody takes it.
        QCOMPARE(program.drain("morgue").size(), std::size_t(1));
        EVENTUALLY_EQUAL(countOf(*recording, "deliver morgue > boss: 1"), 1);
        QCOMPARE(recording->steps(StepKind::DeadLetter).size(), std::size_t(1));
        QCOMPARE(recording->events().size(), std::size_t(1));
        const auto dead = recording->steps(StepKind::DeadLetter).front();
        QCOMPARE(*recording->log()->reason(dead.position), "rejected");
        QVERIFY(dead.event == recording->steps(StepKind::Publish).back().event);
    }

    void whatIsUnroutableSaysSo()
    {
        RabbitMqProgram program(*m_server);
        program.makeExchange("void", "topic");
        auto recording = firehose();
        program.publish("void", "order.lost", {"1", {}, {}, {}, "shop"});
        EVENTUALLY_EQUAL(countOf(*recording, "publish shop > void: 1"), 1);
        const auto publish = recording->steps(StepKind::Publish).back();
        QCOMPARE(*recording->log()->reason(publish.position),
                 "unroutable: no queue is bound to void for order.lost");
    }

    void messagesThatAreAlikeAreGuesses()
    {
        RabbitMqProgram program(*m_server);
        program.makeQueue("alike");
        auto recording = firehose();
        program.publish("", "alike", {"same", {}, {}, {}, "twins"});
        program.publish("", "alike", {"same", {}, {}, {}, "twins"});
        program.settle();
        program.consume("alike", 10);
        program.acknowledge(program.next().value());
        program.acknowledge(program.next().value());
        EVENTUALLY_EQUAL(recording->steps(StepKind::Ack).size(), std::size_t(2));
        QCOMPARE(recording->story().mid(0, 4),
                 (QStringList{"publish twins > alike: same", "publish twins > alike: same",
                              "deliver* alike > twins: same", "deliver alike > twins: same"}));
        const auto publishes = recording->steps(StepKind::Publish);
        const auto delivers = recording->steps(StepKind::Deliver);
        QVERIFY(delivers[0].event == publishes[publishes.size() - 2].event);
        QVERIFY(delivers[1].event == publishes[publishes.size() - 1].event);
    }

    void withoutTheManagementInterfaceTheServerIsAsked()
    {
        QVERIFY(m_server->control({"trace_on"}).find("rror") == std::string::npos);
        RabbitMqProgram program(*m_server);
        program.makeQueue("asked");
        auto url = m_server->url("?firehose=yes");
        url.setOption("management", "no");
        auto recording = this->recording(url);
        QVERIFY(recording->source().status().note.find("rabbitmqctl trace_on -p /")
                != std::string::npos);
        program.consume("asked");
        for (const auto *body : {"1", "2"}) {
            program.publish("", "asked", {body, {}, {}, {}, "shop"});
            program.acknowledge(program.next().value());
        }
        const QStringList expected = {"publish shop > asked: 1", "deliver asked > shop: 1",
                                      "publish shop > asked: 2", "deliver asked > shop: 2",
                                      "ack* shop > asked: 1",    "ack* shop > asked: 2"};
        EVENTUALLY_EQUAL(recording->story().size(), expected.size());
        QCOMPARE(recording->story(), expected);
        QVERIFY(recording->source().status().note.find("trace_on") == std::string::npos);
        recording.reset();
        QVERIFY(isTraced()); // somebody else's
        m_server->control({"trace_off"});
    }

    void theTopologyIsInTheLog()
    {
        RabbitMqProgram program(*m_server);
        program.makeExchange("mapped", "direct");
        program.makeQueue("mapped here", "mapped");
        program.bind("mapped here", "mapped", "a key");
        // Of a direct exchange the keys are known, then.
        auto recording = this->recording(m_server->url("?exchange=mapped"));
        program.publish("mapped", "a key", {"1", {}, {}, {}, {}});
        EVENTUALLY_EQUAL(recording->events().size(), std::size_t(1));
        const auto first = recording->log()->event(recording->steps().front().event);
        QCOMPARE(first->type, std::string(sourceTopologyType));
        const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(first->data)).object();
        QCOMPARE(json["exchanges"]["mapped"]["type"].toString(), "direct");
        QCOMPARE(json["queues"]["mapped here"]["arguments"]["x-dead-letter-exchange"].toString(),
                 "mapped");
        QVERIFY(json["bindings"].toArray().contains(QJsonObject{
            {"exchange", "mapped"}, {"queue", "mapped here"}, {"routingKey", "a key"}}));
        QVERIFY(first->data.find("playhead.tap") == std::string::npos);
    }

    void tracingIsAsItWasAfterwards()
    {
        QVERIFY(!isTraced());
        QVERIFY(!isNoted());
        const std::string settings = R"({"tracing":false,"description":"all of it","tags":"a,b"})";
        QVERIFY(m_management->put("/api/vhosts/%2F", settings).has_value());
        {
            auto one = firehose();
            auto other = firehose();
            QVERIFY(isTraced());
            one.reset();
            QVERIFY(isTraced()); // the other one looks still
        }
        QVERIFY(!isTraced());
        QVERIFY(!isNoted());
        const auto vhost = m_management->fetch("/api/vhosts/%2F").value();
        QVERIFY2(vhost.find(R"("description":"all of it")") != std::string::npos, vhost.c_str());
        QVERIFY2(vhost.find(R"("tags":["a","b"])") != std::string::npos, vhost.c_str());

        m_server->control({"trace_on"});
        firehose().reset();
        QVERIFY(isTraced()); // it was on before
        m_server->control({"trace_off"});
    }

    void whatACrashLeftIsRemovedByTheNextStart_data()
    {
        QTest::addColumn<QString>("options");
        QTest::newRow("of the firehose") << "?firehose=yes";
        QTest::newRow("of a tap") << "?exchange=amq.topic";
    }
    void whatACrashLeftIsRemovedByTheNextStart()
    {
        QFETCH(QString, options);
        // As a process leaves it that is killed: its connection and queue go, tracing stays.
        QVERIFY(FirehoseSwitch(*m_management).turnOn().has_value());
        QVERIFY(isTraced());
        QVERIFY(isNoted());
        recording(m_server->url(options.toStdString())).reset();
        QVERIFY(!isTraced());
        QVERIFY(!isNoted());
    }

    void manyMessagesAreSeenOnceEach()
    {
        constexpr std::size_t count = 20'000;
        RabbitMqProgram program(*m_server);
        program.makeQueue("busy");
        auto recording = firehose();
        for (std::size_t i = 0; i < count; ++i)
            program.publish("", "busy", {std::to_string(i), {}, {}, {}, "shop", false});
        program.settle();
        RabbitMqProgram consumer(*m_server);
        consumer.consume("busy", 100);
        for (std::size_t i = 0; i < count; ++i)
            consumer.acknowledge(consumer.next().value());
        EVENTUALLY_EQUAL(recording->steps(StepKind::Ack).size(), count);
        for (const auto kind : {StepKind::Publish, StepKind::Deliver, StepKind::Ack}) {
            std::set<std::uint64_t> events;
            for (const auto &step : recording->steps(kind))
                if (step.sender != step.receiver) events.insert(step.event.value());
            QCOMPARE(events.size(), count);
        }
        QCOMPARE(recording->log()->eventCount(), count + 1); // with that of the topology
    }

    void theServerIsKilledAndTracedAgain()
    {
        {
            RabbitMqProgram program(*m_server);
            program.makeQueue("survives");
        }
        auto recording = firehose();
        { // confirmed, so that the server has it on its disk
            auto target = openTarget(m_server->url("?routing=survives")).value();
            QVERIFY(target->connect().has_value());
            Event event;
            event.id = "m-1";
            event.type = "t";
            event.source = "shop";
            event.encoding = DataEncoding::Text;
            event.data = "1";
            QVERIFY(target->publish(event, {}, {}).has_value());
            QVERIFY(target->flush({}).has_value());
        }
        EVENTUALLY_EQUAL(countOf(*recording, "publish shop > survives: 1"), 1);
        m_server->kill();
        EVENTUALLY(recording->source().status().state == SourceState::Lost);
        m_server->restart();
        QVERIFY(m_server->isRunning());
        recording->source().retryNow();
        QVERIFY(recording->source().waitUntilLive());
        QVERIFY(isTraced());
        RabbitMqProgram program(*m_server);
        program.consume("survives");
        program.acknowledge(program.next().value());
        // A server that did not end well says of all that it finds that it may be delivered again.
        EVENTUALLY_EQUAL(recording->story(),
                         (QStringList{"publish shop > survives: 1",
                                      "deliver survives > survives consumer (2): 1",
                                      "ack* survives consumer > survives: 1"}));
        QCOMPARE(recording->source().status().gaps, std::uint64_t(1));
        QVERIFY(recording->steps(StepKind::Ack).front().event
                == recording->steps(StepKind::Deliver).front().event);
    }
};

QTEST_GUILESS_MAIN(TestRabbitMqFirehose)
#include "tst_rabbitmqfirehose.moc"
