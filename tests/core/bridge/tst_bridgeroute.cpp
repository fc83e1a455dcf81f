// SPDX-License-Identifier: GPL-3.0-or-later
// What scenario files say of bridges.
#include "bridge/bridgeroute.h"

#include <QtTest>

using namespace playhead;

class BridgeRouteTest : public QObject
{
    Q_OBJECT

private slots:
    void routesAreRead()
    {
        const auto from = readBridgeRoute("amqp://me@h:1/orders", "", "shop.orders");
        QVERIFY(from.has_value());
        QCOMPARE(from->direction, BridgeRoute::Direction::From);
        QCOMPARE(from->url.host, std::string("h"));
        QCOMPARE(from->text(), std::string("from amqp://me@h:1/orders to the channel shop.orders"));
        const auto to = readBridgeRoute("", "kafka://h/audit", "audit.#");
        QVERIFY(to.has_value());
        QCOMPARE(to->direction, BridgeRoute::Direction::To);
        QCOMPARE(to->text(), std::string("from the channel audit.# to kafka://h/audit"));
    }

    void mistakesAreExplained_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("channel");
        QTest::addColumn<QString>("said");
        QTest::newRow("neither") << ""
                                 << ""
                                 << "a"
                                 << "either from";
        QTest::newRow("both") << "amqp://h"
                              << "amqp://h"
                              << "a"
                              << "either from";
        QTest::newRow("no URL") << "orders"
                                << ""
                                << "a"
                                << "is no source";
        QTest::newRow("pattern") << "amqp://h"
                                 << ""
                                 << "a.*"
                                 << "cannot lead to a channel 'a.*'";
        QTest::newRow("no channel") << "amqp://h"
                                    << ""
                                    << ""
                                    << "cannot lead to a channel ''";
        QTest::newRow("no pattern") << ""
                                    << "amqp://h"
                                    << "a..b"
                                    << "has no pattern of channels";
        QTest::newRow("password") << "amqp://me:hidden@h"
                                  << ""
                                  << "a"
                                  << "PLAYHEAD_PASSWORD";
        QTest::newRow("token") << ""
                               << "http://h?token=hidden"
                               << "a"
                               << "PLAYHEAD_PASSWORD";
    }

    void mistakesAreExplained()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, channel);
        QFETCH(QString, said);
        const auto route =
            readBridgeRoute(from.toStdString(), to.toStdString(), channel.toStdString());
        QVERIFY(!route);
        const auto message = QString::fromStdString(route.error().message);
        QVERIFY2(message.contains(said), qPrintable(message));
        QVERIFY2(!message.contains(QStringLiteral("hidden")), qPrintable(message));
    }
};

QTEST_APPLESS_MAIN(BridgeRouteTest)
#include "tst_bridgeroute.moc"
