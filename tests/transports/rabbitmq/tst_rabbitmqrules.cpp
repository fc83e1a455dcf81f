// SPDX-License-Identifier: GPL-3.0-or-later
// What needs no server: the memory of messages, how acknowledgements are inferred, URLs and plans.
#include "transports/rabbitmq/ackinference.h"
#include "transports/rabbitmq/messageledger.h"
#include "transports/rabbitmq/rabbitmqsettings.h"
#include "transports/transporttable.h"

#include <QtTest>

#include <memory>
#include <string>

using namespace playhead;

namespace {

constexpr std::uint64_t fingerprint = 7;

EventPtr eventOf(const std::string &data)
{
    auto event = std::make_shared<Event>();
    event->data = data;
    return event;
}

OpenDelivery deliveryOf(const EventPtr &event, Timestamp time, std::uint64_t connection = 1)
{
    OpenDelivery delivery;
    delivery.event = event;
    delivery.queue = ParticipantId(1);
    delivery.consumer = ParticipantId(2);
    delivery.time = time;
    delivery.connection = delivery.channel = connection;
    return delivery;
}

std::string dataOf(const std::vector<TapStep> &steps)
{
    std::string data;
    for (const auto &step : steps)
        data += step.event->data;
    return data;
}

} // namespace

class TestRabbitMqRules : public QObject
{
    Q_OBJECT

private slots:
    void alikeMessagesAreDeliveredOldestFirst()
    {
        MessageLedger ledger;
        ledger.add(fingerprint, eventOf("a"), {"q", "r"});
        ledger.add(fingerprint, eventOf("b"), {"q"});
        const auto first = ledger.deliver(fingerprint, "q", false);
        QCOMPARE(first.event->data, "a");
        QVERIFY(first.isGuess);
        QCOMPARE(ledger.deliver(fingerprint, "r", false).event->data, "a");
        const auto second = ledger.deliver(fingerprint, "q", false);
        QCOMPARE(second.event->data, "b");
        QVERIFY(!second.isGuess);
        // Back in the queue, in their order.
        QCOMPARE(ledger.deliver(fingerprint, "q", true).event->data, "a");
        const auto again = ledger.deliver(fingerprint, "q", true);
        QCOMPARE(again.event->data, "b");
        QCOMPARE(again.attempts, std::uint64_t(1));
    }

    void whatCameByDeadLetteringIsTheLatest()
    {
        MessageLedger ledger;
        QCOMPARE(ledger.deliver(fingerprint, "dead", false).number, std::uint64_t(0));
        ledger.add(fingerprint, eventOf("a"), {"q"});
        ledger.add(fingerprint, eventOf("b"), {"q"});
        QCOMPARE(ledger.deliver(fingerprint, "dead", false).event->data, "b");
        QCOMPARE(ledger.find(fingerprint).event->data, "b");
        QVERIFY(!ledger.find(8).event);
    }

    void deathsAreToldOnceEarliestFirst()
    {
        MessageLedger ledger;
        const auto number = ledger.add(fingerprint, eventOf("a"), {});
        const Death rejected{"work", "rejected", 1, "jobs", "k"};
        const Death expired{"wait", "expired", 1, "dlx", "k"};
        auto told = ledger.newDeaths(number, {expired, rejected});
        QCOMPARE(told.size(), std::size_t(2));
        QCOMPARE(told[0].queue, "work");
        QCOMPARE(told[1].queue, "wait");
        auto again = rejected;
        again.count = 2;
        told = ledger.newDeaths(number, {again, expired});
        QCOMPARE(told.size(), std::size_t(1));
        QCOMPARE(told[0].text(), "rejected 2 times");
        QVERIFY(ledger.newDeaths(number, {again, expired}).empty());
    }

    void theLedgerForgetsTheOldest()
    {
        MessageLedger ledger;
        for (std::size_t i = 0; i < MessageLedger::most + 1; ++i)
            ledger.add(i, eventOf("x"), {"q"});
        QCOMPARE(ledger.find(0).number, std::uint64_t(0));
        QCOMPARE(ledger.deliver(0, "q", false).number, std::uint64_t(0));
        QVERIFY(ledger.find(1).number != 0);
        MessageLedger large;
        for (int i = 0; i < 3; ++i)
            large.add(std::uint64_t(i), eventOf(std::string(MessageLedger::mostBytes / 2, 'x')), {});
        QCOMPARE(large.find(0).number, std::uint64_t(0));
        QVERIFY(large.find(2).number != 0);
    }

    void countsShowTheOldestAcknowledged()
    {
        AckInference acks;
        const AckInference::Connections alive = {1};
        for (const auto *data : {"a", "b", "c"})
            acks.delivered("q", deliveryOf(eventOf(data), 0), false);
        // Two of three are not acknowledged; it counts the next time.
        QCOMPARE(dataOf(acks.counted("q", 2, 2, alive, 10)), "");
        acks.delivered("q", deliveryOf(eventOf("d"), 5), false);
        const auto shown = acks.counted("q", 3, 3, alive, 20);
        QCOMPARE(dataOf(shown), "a");
        QVERIFY(shown[0].kind == StepKind::Ack && shown[0].evidence == Evidence::Inferred);
        QCOMPARE(shown[0].time, Timestamp(20));
        QVERIFY(shown[0].sender == ParticipantId(2) && shown[0].receiver == ParticipantId(1));
        QCOMPARE(dataOf(acks.counted("q", 0, 0, alive, 30)), "");
        QCOMPARE(dataOf(acks.counted("q", 0, 0, alive, 40)), "bcd");
        QVERIFY(acks.openQueues().empty());
    }

    void whatCameBackOrDiedIsNotAcknowledged()
    {
        AckInference acks;
        const AckInference::Connections alive = {1};
        const auto back = eventOf("b");
        acks.delivered("q", deliveryOf(eventOf("a"), 0), false);
        acks.delivered("q", deliveryOf(back, 0), false);
        acks.counted("q", 1, 1, alive, 10);
        QVERIFY(acks.takeBack("q", back.get()).has_value()); // that is the one that was missing
        QVERIFY(!acks.takeBack("q", back.get()).has_value());
        QCOMPARE(dataOf(acks.counted("q", 1, 1, alive, 20)), "");
    }

    void whatAConnectionHeldThatIsGoneIsNotAcknowledged()
    {
        AckInference acks;
        acks.delivered("q", deliveryOf(eventOf("a"), 0, 1), false);
        acks.delivered("q", deliveryOf(eventOf("b"), 0, 2), false);
        acks.counted("q", 2, 1, {1, 2}, 10); // the first has put its message back
        QCOMPARE(dataOf(acks.counted("q", 2, 1, {2}, 20)), "");
        // Unless nothing is left in the queue.
        acks.counted("q", 0, 0, {2}, 30);
        QCOMPARE(dataOf(acks.counted("q", 0, 0, {2}, 40)), "ab");
    }

    void withoutCountsALaterDeliveryShows()
    {
        AckInference acks;
        acks.delivered("q", deliveryOf(eventOf("a"), 0, 1), false);
        acks.delivered("q", deliveryOf(eventOf("x"), 0, 2), false);
        acks.delivered("q", deliveryOf(eventOf("b"), 1, 1), false);
        const auto soon = AckInference::settling / 2;
        QCOMPARE(dataOf(acks.guessed("q", 5, 2, soon)), "");
        QCOMPARE(dataOf(acks.guessed("q", 5, 2, AckInference::settling)), "a");
        // Back again: says nothing about those before.
        acks.delivered("q", deliveryOf(eventOf("x"), 2, 1), true);
        QCOMPARE(dataOf(acks.guessed("q", 5, 2, AckInference::patience)), "");
        QCOMPARE(dataOf(acks.guessed("q", 0, 2, 2 * AckInference::patience)), "xbx");
    }

    void withoutConsumersAnEmptyQueueIsDone()
    {
        AckInference acks;
        acks.delivered("q", deliveryOf(eventOf("a"), 0), false);
        QCOMPARE(dataOf(acks.guessed("q", 1, 0, 2 * AckInference::patience)), ""); // put back
        QCOMPARE(dataOf(acks.guessed("q", 0, 0, AckInference::settling)), "a");
    }

    void urlsAreRead()
    {
        const auto settings = RabbitMqSettings::fromUrl(
            parseSourceUrl("amqps://me:secret@rabbit/shop?exchange=a,b&exchange=c&pattern=x.%23"
                           "&management=yes")
                .value());
        QVERIFY(settings.has_value());
        QCOMPARE(settings->address(), "rabbit:5671");
        QCOMPARE(settings->vhost, "shop");
        QVERIFY((settings->exchanges == std::vector<std::string>{"a", "b", "c"}));
        QVERIFY((settings->patterns == std::vector<std::string>{"x.#"}));
        QCOMPARE(settings->management, "https://rabbit:15671");
        QCOMPARE(settings->command("trace_on"), "'rabbitmqctl trace_on -p shop'");
        QVERIFY(settings->text.find("secret") == std::string::npos);
    }

    void credentialsComeFromTheEnvironment()
    {
        qputenv("AMQP_USER", "someone");
        qputenv("AMQP_PASSWORD", "pass");
        const auto settings =
            RabbitMqSettings::fromUrl(parseSourceUrl("amqp://rabbit/?exchange=a").value());
        qunsetenv("AMQP_USER");
        qunsetenv("AMQP_PASSWORD");
        QCOMPARE(settings->user, "someone");
        QCOMPARE(settings->password, "pass");
    }

    void whatMakesNoSenseIsRefused_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("said");
        QTest::newRow("nothing to read") << "amqp://rabbit/" << "Name an exchange";
        QTest::newRow("several hosts") << "amqp://a:1,b:2/?exchange=x" << "one server";
        QTest::newRow("certificates without TLS") << "amqp://a/?exchange=x&ca=f" << "amqps://";
        QTest::newRow("half a certificate") << "amqps://a/?exchange=x&certificate=f" << "private-key";
        QTest::newRow("unknown option") << "amqp://a/?exchnage=x" << "exchnage";
        QTest::newRow("no choice") << "amqp://a/?firehose=maybe" << "yes|no";
        QTest::newRow("no place") << "amqp://a/?exchange=x&type=kind" << "header:NAME";
    }
    void whatMakesNoSenseIsRefused()
    {
        QFETCH(QString, url);
        QFETCH(QString, said);
        const auto plan = planAttach(parseSourceUrl(url.toStdString()).value());
        QVERIFY(!plan.has_value());
        QVERIFY2(plan.error().message.find(said.toStdString()) != std::string::npos,
                 plan.error().message.c_str());
    }

    void onlyTurningTracingOnDisturbs_data()
    {
        QTest::addColumn<QString>("options");
        QTest::addColumn<bool>("disturbs");
        QTest::newRow("a tap") << "exchange=a" << false;
        QTest::newRow("a tap, and management") << "exchange=a&management=yes" << false;
        QTest::newRow("the firehose") << "firehose=yes" << false;
        QTest::newRow("the firehose, turned on") << "firehose=yes&management=yes" << true;
    }
    void onlyTurningTracingOnDisturbs()
    {
        QFETCH(QString, options);
        QFETCH(bool, disturbs);
        const auto plan =
            planAttach(parseSourceUrl("amqp://rabbit/?" + options.toStdString()).value());
        QVERIFY(plan.has_value());
        QCOMPARE(plan->disturbs(), disturbs);
    }
};

QTEST_GUILESS_MAIN(TestRabbitMqRules)
#include "tst_rabbitmqrules.moc"
