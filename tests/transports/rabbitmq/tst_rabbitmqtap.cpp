// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/eventually.h"
#include "transports/rabbitmq/rabbitmqprogram.h"
#include "transports/rabbitmq/rabbitmqserver.h"
#include "transports/sourcerecording.h"

#include <QtTest>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

using namespace playhead;
using namespace playhead::test;

namespace {

using Texts = std::vector<std::string>;

std::string extensionOf(const Event &event, std::string_view name)
{
    const auto found = std::ranges::find(event.extensions, name, &Extension::first);
    return found != event.extensions.end() ? found->second : std::string();
}

} // namespace

class TestRabbitMqTap : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<RabbitMqServer> m_server;

    /// A recording that is live, of what these options say.
    std::unique_ptr<SourceRecording> recording(const std::string &options)
    {
        auto recording = std::make_unique<SourceRecording>(m_server->url(options));
        if (!recording->source().waitUntilLive())
            qWarning("%s", recording->source().status().reason.c_str());
        return recording;
    }
    /// Queues that sources have made.
    std::string ownQueues()
    {
        std::string own;
        for (const auto &line :
             QString::fromStdString(m_server->control({"-q", "list_queues", "name"})).split('\n'))
            if (line.startsWith("playhead.")) own += line.toStdString() + ' ';
        return own;
    }

private slots:
    void initTestCase()
    {
        if (!RabbitMqServer::isInstalled()) QSKIP("rabbitmq-server is not installed");
        m_server = std::make_unique<RabbitMqServer>();
        QVERIFY(m_server->isRunning());
    }

    void everyKindOfExchangeIsRead_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("options");
        QTest::addColumn<QStringList>("keys");
        QTest::addColumn<QStringList>("seen");
        const QStringList keys = {"order.placed", "order.paid.late", "stock.low"};
        QTest::newRow("topic") << "topic"
                               << "" << keys << keys;
        QTest::newRow("topic, a pattern")
            << "topic"
            << "&pattern=order.%23" << keys << QStringList{"order.placed", "order.paid.late"};
        QTest::newRow("topic, patterns that overlap")
            << "topic"
            << "&pattern=order.*,*.placed" << keys << QStringList{"order.placed"};
        QTest::newRow("direct") << "direct"
                                << "&pattern=stock.low&pattern=order.placed" << keys
                                << QStringList{"order.placed", "stock.low"};
        QTest::newRow("fanout") << "fanout"
                                << "" << keys << keys;
        QTest::newRow("headers") << "headers"
                                 << "" << keys << keys;
    }
    void everyKindOfExchangeIsRead()
    {
        QFETCH(QString, type);
        QFETCH(QString, options);
        QFETCH(QStringList, keys);
        QFETCH(QStringList, seen);
        auto exchange = std::string("kinds ") + QTest::currentDataTag();
        std::erase(exchange, ','); // which stands between exchanges
        RabbitMqProgram program(*m_server);
        program.makeExchange(exchange, type.toStdString());
        auto recording =
            this->recording("?exchange=" + percentEncoded(exchange) + options.toStdString());
        for (const auto &key : keys)
            program.publish(exchange, key.toStdString(),
                            {key.toStdString(), {{"n", "1"}}, {}, {}, {}});
        program.settle();
        EVENTUALLY_EQUAL(recording->events().size(), std::size_t(seen.size()));
        Texts expected;
        for (const auto &key : seen)
            expected.push_back(key.toStdString());
        QCOMPARE(recording->data(), expected);
    }

    void messagesBecomeEvents()
    {
        RabbitMqProgram program(*m_server);
        program.makeExchange("shop", "topic");
        auto recording = this->recording("?exchange=shop");
        program.publish(
            "shop", "order.placed",
            {R"({"total":7})", {{"tenant", "a"}}, "application/json", "m-1", "checkout"});
        program.publish("shop", "k",
                        {"{}",
                         {{"cloudEvents:specversion", "1.0"},
                          {"cloudEvents:id", "ce-1"},
                          {"cloudEvents:type", "order.paid"},
                          {"cloudEvents:source", "/payments"},
                          {"cloudEvents:subject", "order-7"}},
                         "application/json",
                         {},
                         {}});
        program.publish("shop", "x", {"plain", {}, {}, {}, {}});
        program.publish("shop", "s",
                        {R"({"specversion":"1.0","id":"ce-2","type":"order.sent","source":"/s"})",
                         {},
                         "application/cloudevents+json",
                         {},
                         {}});
        EVENTUALLY_EQUAL(recording->events().size(), std::size_t(4));
        const auto events = recording->events();
        QCOMPARE(events[0].type, "order.placed");
        QCOMPARE(events[0].id, "m-1");
        QCOMPARE(events[0].source, "checkout");
        QCOMPARE(extensionOf(events[0], "tenant"), "\"a\"");
        QVERIFY(events[0].encoding == DataEncoding::Json);
        QCOMPARE(events[1].type, "order.paid");
        QCOMPARE(events[1].id, "ce-1");
        QCOMPARE(events[1].subject, "order-7");
        QCOMPARE(extensionOf(events[1], "routingkey"), "\"k\"");
        QCOMPARE(events[2].type, "x");
        QVERIFY(!events[2].id.empty());
        QCOMPARE(events[3].id, "ce-2");
        const auto arrows = recording->story();
        QCOMPARE(arrows[0], R"(publish checkout > shop: {"total":7})");
        QCOMPARE(arrows[1], "publish /payments > shop: {}");
        QCOMPARE(arrows[2], "publish shop producer > shop: plain");
        QVERIFY(recording->log()->participants().role(recording->log()->participants().find("shop"))
                == Role::Channel);
    }

    void deadLettersHaveTheirReasonAndCount()
    {
        RabbitMqProgram program(*m_server);
        program.makeExchange("work", "topic");
        program.makeExchange("graveyard", "fanout");
        program.makeQueue("worker", "graveyard");
        program.bind("worker", "work", "#");
        program.consume("worker");
        auto recording = this->recording("?exchange=work,graveyard");
        program.publish("work", "job", {"1", {}, {}, "job-1", "boss"});
        program.reject(program.next().value(), false);
        EVENTUALLY_EQUAL(recording->steps().size(), std::size_t(2));
        // The first is known by its id; this one by what is in it.
        program.publish("work", "job", {"2", {}, {}, {}, "boss"});
        program.reject(program.next().value(), false);
        EVENTUALLY_EQUAL(recording->steps().size(), std::size_t(4));
        const QStringList expected = {"publish boss > work: 1", "dead-letter worker > graveyard: 1",
                                      "publish boss > work: 2",
                                      "dead-letter worker > graveyard: 2"};
        QCOMPARE(recording->story(), expected);
        const auto steps = recording->steps();
        QVERIFY(steps[1].event == steps[0].event);
        QVERIFY(steps[3].event == steps[2].event);
        QVERIFY(steps[1].evidence == Evidence::Observed);
        QCOMPARE(*recording->log()->reason(steps[1].position), "rejected");
    }

    void whatCannotBeReadIsSaid_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("said");
        const auto at = QStringLiteral("127.0.0.1:%1").arg(m_server->port());
        QTest::newRow("no such exchange")
            << QStringLiteral("amqp://%1/?exchange=nowhere").arg(at) << "no exchange 'nowhere'";
        QTest::newRow("wrong password")
            << QStringLiteral("amqp://guest:wrong@%1/?exchange=amq.topic").arg(at) << "refused";
        QTest::newRow("no such virtual host")
            << QStringLiteral("amqp://%1/nowhere?exchange=amq.topic").arg(at) << "nowhere";
        QTest::newRow("nobody there") << "amqp://127.0.0.1:1/?exchange=a"
                                      << "Cannot connect";
        QTest::newRow("no TLS there")
            << QStringLiteral("amqps://%1/?exchange=amq.topic").arg(at) << "Cannot connect";
    }
    void whatCannotBeReadIsSaid()
    {
        QFETCH(QString, url);
        QFETCH(QString, said);
        SourceRecording recording(parseSourceUrl(url.toStdString()).value());
        QVERIFY(!recording.source().waitUntilLive());
        const auto reason = QString::fromStdString(recording.source().status().reason);
        QVERIFY2(reason.contains(said, Qt::CaseInsensitive), qPrintable(reason));
        QVERIFY2(!reason.contains("wrong"), qPrintable(reason));
    }

    void pausingKeepsWhatIsPublished()
    {
        RabbitMqProgram program(*m_server);
        program.makeExchange("pausing", "fanout");
        auto recording = this->recording("?exchange=pausing");
        recording->source().pause();
        EVENTUALLY(recording->source().status().state == SourceState::Paused);
        // More than is sent ahead, so that some wait on the server.
        constexpr int count = 10000;
        for (int i = 0; i < count; ++i)
            program.publish("pausing", "", {std::to_string(i), {}, {}, {}, {}});
        program.settle();
        EVENTUALLY(recording->source().status().behind > 0);
        recording->source().resume();
        EVENTUALLY_EQUAL(recording->events().size(), std::size_t(count));
        EVENTUALLY_EQUAL(recording->source().status().behind, std::uint64_t(0));
        QCOMPARE(recording->source().status().recorded, std::uint64_t(count));
    }

    void exchangesThatAreMadeAnewAreReadAgain()
    {
        RabbitMqProgram program(*m_server);
        program.makeExchange("renewed", "fanout");
        auto recording = this->recording("?exchange=renewed");
        m_server->control({"eval", "rabbit_exchange:delete(rabbit_misc:r(<<\"/\">>, exchange, "
                                   "<<\"renewed\">>), false, <<\"guest\">>)."});
        EVENTUALLY(recording->source().status().note.find("renewed") != std::string::npos);
        program.makeExchange("renewed", "fanout");
        EVENTUALLY(recording->source().status().note.find("renewed") == std::string::npos);
        program.publish("renewed", "", {"again", {}, {}, {}, {}});
        EVENTUALLY_EQUAL(recording->data(), Texts{"again"});
    }

    void twoHundredThousandMessagesAreRecordedOnce()
    {
        constexpr std::size_t count = 200'000;
        RabbitMqProgram program(*m_server);
        program.makeExchange("many", "topic");
        auto recording = this->recording("?exchange=many");
        for (std::size_t i = 0; i < count; ++i)
            program.publish("many", "n", {std::to_string(i), {}, {}, {}, {}, false});
        program.settle();
        EVENTUALLY(recording->source().status().recorded >= count);
        std::set<std::string> seen;
        const auto events = recording->events();
        QCOMPARE(events.size(), count);
        for (const auto &event : events)
            QVERIFY2(seen.insert(event.data).second, event.data.c_str());
        const auto status = recording->source().status();
        QCOMPARE(status.received, count);
        QCOMPARE(status.dropped, std::uint64_t(0));
    }

    void aServerThatIsKilledLeavesAGapAndNothingTwice()
    {
        auto program = std::make_unique<RabbitMqProgram>(*m_server);
        program->makeExchange("lasting", "topic");
        program->makeQueue("kept");
        program->bind("kept", "lasting", "#");
        auto recording = this->recording("?exchange=lasting");
        for (int i = 0; i < 1000; ++i)
            program->publish("lasting", "n", {"before " + std::to_string(i), {}, {}, {}, {}});
        program->settle();
        EVENTUALLY_EQUAL(recording->events().size(), std::size_t(1000));
        m_server->kill();
        EVENTUALLY(recording->source().status().state == SourceState::Lost);
        m_server->restart();
        QVERIFY(m_server->isRunning());
        recording->source().retryNow();
        QVERIFY(recording->source().waitUntilLive());
        program = std::make_unique<RabbitMqProgram>(*m_server);
        for (int i = 0; i < 1000; ++i)
            program->publish("lasting", "n", {"after " + std::to_string(i), {}, {}, {}, {}});
        program->settle();
        EVENTUALLY_EQUAL(recording->events().size(), std::size_t(2000));
        const auto data = recording->data();
        QCOMPARE(std::set<std::string>(data.begin(), data.end()).size(), std::size_t(2000));
        QCOMPARE(recording->source().status().gaps, std::uint64_t(1));
        Texts told;
        const auto log = recording->log();
        for (const auto &step : recording->steps())
            if (step.sender == step.receiver) told.push_back(log->event(step.event)->type);
        QCOMPARE(told, (Texts{std::string(sourceLostType), std::string(sourceBackType)}));
    }

    void detachingLeavesNothingBehind()
    {
        RabbitMqProgram program(*m_server);
        program.makeExchange("leaving", "fanout");
        {
            auto recording = this->recording("?exchange=leaving");
            QVERIFY(!ownQueues().empty());
            recording->source().detach();
            recording->source().waitUntilEnded();
            QCOMPARE(recording->source().status().reason, std::string());
        }
        EVENTUALLY_EQUAL(ownQueues(), std::string());
    }
};

QTEST_GUILESS_MAIN(TestRabbitMqTap)
#include "tst_rabbitmqtap.moc"
