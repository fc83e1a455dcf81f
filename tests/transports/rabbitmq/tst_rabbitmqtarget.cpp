// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/rabbitmqprogram.h"
#include "transports/rabbitmq/rabbitmqserver.h"
#include "transports/transporttable.h"

#include <QtTest>

#include <algorithm>
#include <memory>
#include <set>
#include <string>

using namespace playhead;
using namespace playhead::test;

namespace {

Event eventOf(const std::string &id, const std::string &type)
{
    Event event;
    event.id = id;
    event.type = type;
    event.source = "/shop";
    event.subject = "order-7";
    event.time = parseTimestamp("2026-05-01T10:00:00Z").value();
    event.correlation = "c-1";
    event.encoding = DataEncoding::Json;
    event.data = R"({"n":")" + id + "\"}";
    event.extensions = {{"tenant", "\"a\""}, {std::string(replayedAttribute), "\"test\""}};
    return event;
}

std::string headerOf(const TestMessage &message, std::string_view name)
{
    const auto found =
        std::ranges::find(message.headers, name, [](const auto &header) { return header.first; });
    return found != message.headers.end() ? found->second : std::string();
}

} // namespace

class TestRabbitMqTarget : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<RabbitMqServer> m_server;
    std::unique_ptr<RabbitMqProgram> m_program;

    std::unique_ptr<Target> connected(const std::string &options)
    {
        auto target = openTarget(m_server->url(options));
        if (!target) qFatal("%s", target.error().message.c_str());
        if (const auto done = (*target)->connect(); !done)
            qFatal("%s", done.error().message.c_str());
        return std::move(*target);
    }

private slots:
    void initTestCase()
    {
        if (!RabbitMqServer::isInstalled()) QSKIP("rabbitmq-server is not installed");
        m_server = std::make_unique<RabbitMqServer>();
        QVERIFY(m_server->isRunning());
        m_program = std::make_unique<RabbitMqProgram>(*m_server);
        m_program->makeExchange("orders", "topic");
        m_program->makeQueue("placed");
        m_program->bind("placed", "orders", "order.placed");
    }
    void cleanup()
    {
        if (m_program) m_program->drain("placed");
    }

    void eventsAreCloudEvents()
    {
        auto target = connected("?exchange=orders");
        QVERIFY(target->publish(eventOf("e-1", "order.placed"), "elsewhere", {}).has_value());
        const auto flushed = target->flush({});
        QVERIFY2(flushed.has_value(), flushed ? "" : flushed.error().message.c_str());
        QCOMPARE(target->confirmed(), std::uint64_t(1));
        const auto got = m_program->drain("placed");
        QCOMPARE(got.size(), std::size_t(1));
        QCOMPARE(got[0].body, R"({"n":"e-1"})");
        QCOMPARE(got[0].contentType, "application/json");
        QCOMPARE(got[0].messageId, "e-1");
        QCOMPARE(headerOf(got[0], "cloudEvents:specversion"), "1.0");
        QCOMPARE(headerOf(got[0], "cloudEvents:type"), "order.placed");
        QCOMPARE(headerOf(got[0], "cloudEvents:subject"), "order-7");
        QCOMPARE(headerOf(got[0], "cloudEvents:time"), "2026-05-01T10:00:00Z");
        QCOMPARE(headerOf(got[0], "cloudEvents:correlationid"), "c-1");
        QCOMPARE(headerOf(got[0], "cloudEvents:tenant"), "a");
        QCOMPARE(headerOf(got[0], "cloudEvents:playheadreplayed"), "test");
    }

    void theRoutingKeyIsChosen_data()
    {
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("kept");
        QTest::newRow("the type") << "?exchange=orders" << "order.placed" << "";
        QTest::newRow("the one it was read with") << "?exchange=orders" << "Placed" << "order.placed";
        QTest::newRow("the URL's") << "?exchange=orders&routing=order.placed" << "Placed" << "other";
        QTest::newRow("the channel's exchange") << "?exchange={channel}" << "order.placed" << "";
        QTest::newRow("straight to a queue") << "?routing=placed" << "Placed" << "";
    }
    void theRoutingKeyIsChosen()
    {
        QFETCH(QString, options);
        QFETCH(QString, type);
        QFETCH(QString, kept);
        auto target = connected(options.toStdString());
        auto event = eventOf("e", type.toStdString());
        if (!kept.isEmpty())
            event.extensions.emplace_back("routingkey", '"' + kept.toStdString() + '"');
        QVERIFY(target->publish(event, "orders", {}).has_value());
        QVERIFY(target->flush({}).has_value());
        QCOMPARE(m_program->drain("placed").size(), std::size_t(1));
    }

    void whatNobodyTakesIsReported()
    {
        auto target = connected("?exchange=orders");
        for (const auto *type : {"order.placed", "order.lost", "order.gone", "order.placed"})
            QVERIFY(target->publish(eventOf(type, type), {}, {}).has_value());
        const auto flushed = target->flush({});
        QVERIFY(!flushed.has_value());
        QVERIFY2(flushed.error().message.find("2 of the events") != std::string::npos,
                 flushed.error().message.c_str());
        QVERIFY2(flushed.error().message.find("no queue is bound to orders for order.gone")
                     != std::string::npos,
                 flushed.error().message.c_str());
        QCOMPARE(target->confirmed(), std::uint64_t(2));
        QVERIFY(target->flush({}).has_value()); // is said once
    }

    void anExchangeThatIsNotThereIsReportedAndOthersGoOn()
    {
        auto missing = openTarget(m_server->url("?exchange=nowhere")).value();
        const auto refused = missing->connect();
        QVERIFY(!refused.has_value());
        QVERIFY2(refused.error().message.find("nowhere") != std::string::npos,
                 refused.error().message.c_str());

        auto target = connected("?exchange={channel}");
        QVERIFY(target->publish(eventOf("1", "order.placed"), "nowhere", {}).has_value());
        const auto flushed = target->flush({});
        QVERIFY(!flushed.has_value());
        QVERIFY2(flushed.error().message.find("nowhere") != std::string::npos,
                 flushed.error().message.c_str());
        QVERIFY(target->publish(eventOf("2", "order.placed"), "orders", {}).has_value());
        QVERIFY(target->flush({}).has_value());
        QCOMPARE(m_program->drain("placed").size(), std::size_t(1));
    }

    void manyArriveOnceEach()
    {
        constexpr int count = 20'000;
        auto target = connected("?exchange=orders");
        for (int i = 0; i < count; ++i)
            QVERIFY(target->publish(eventOf(std::to_string(i), "order.placed"), {}, {}).has_value());
        QVERIFY(target->flush({}).has_value());
        QCOMPARE(target->confirmed(), std::uint64_t(count));
        std::set<std::string> ids;
        for (const auto &message : m_program->drain("placed"))
            QVERIFY(ids.insert(message.messageId).second);
        QCOMPARE(ids.size(), std::size_t(count));
    }

    void aServerThatIsGoneIsReported()
    {
        auto target = connected("?exchange=orders");
        m_server->kill();
        m_program.reset();
        Result<void> outcome;
        for (int i = 0; i < 10'000 && outcome; ++i)
            outcome = target->publish(eventOf("e", "order.placed"), {}, {});
        if (outcome) outcome = target->flush({});
        QVERIFY(!outcome.has_value());
        QVERIFY(!target->publish(eventOf("e", "order.placed"), {}, {}).has_value());
    }
};

QTEST_GUILESS_MAIN(TestRabbitMqTarget)
#include "tst_rabbitmqtarget.moc"
