// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/pattern.h"

#include <QtTest>

using namespace playhead;

class TestPattern : public QObject
{
    Q_OBJECT

private slots:
    void matches_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<QByteArray>("channel");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char *pattern, const char *channel, bool expected) {
            QTest::addRow("%s on %s", pattern, channel)
                << QByteArray(pattern) << QByteArray(channel) << expected;
        };
        row("orders", "orders", true);
        row("orders", "Orders", false);
        row("orders", "orders.eu", false);
        row("orders.eu", "orders", false);
        row("*", "orders", true);
        row("*", "orders.eu", false);
        row("*.eu", "orders.eu", true);
        row("orders.*", "orders", false);
        row("orders.*.new", "orders.eu.new", true);
        row("orders.*.new", "orders.new", false);
        row("#", "orders", true);
        row("#", "a.b.c.d", true);
        row("orders.#", "orders", true);
        row("orders.#", "orders.eu.new", true);
        row("orders.#", "order", false);
        row("#.new", "new", true);
        row("#.new", "a.new.b.new", true);
        row("#.new", "a.new.b", false);
        row("a.#.b", "a.b", true);
        row("a.#.b", "a.x.b.y.b", true);
        row("a.#.b.#.c", "a.x.b.b.y.c", true);
        row("a.#.b.#.c", "a.x.c", false);
        row("#.*", "a", true);
        row("*.#.*", "a", false);
        row("*.#.*", "a.b", true);
        row("#.#", "a", true);
    }
    void matches()
    {
        QFETCH(QByteArray, pattern);
        QFETCH(QByteArray, channel);
        QFETCH(bool, expected);
        const auto parsed = Pattern::parse(pattern.toStdString());
        QVERIFY(parsed);
        QCOMPARE(parsed->matches(channel.toStdString()), expected);
        QCOMPARE(parsed->text(), pattern.toStdString());
    }

    void refusesWhatIsNoPattern_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", ".", "a.", ".a", "a..b", "a b", "a*", "#a", "a.**"})
            QTest::addRow("'%s'", text) << QByteArray(text);
    }
    void refusesWhatIsNoPattern()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!Pattern::parse(text.toStdString()));
    }

    void knowsChannelNames()
    {
        QVERIFY(isChannelName("orders"));
        QVERIFY(isChannelName("orders.eu-west.v1"));
        for (const char *name : {"", "a..b", "a.*", "#", "a b", ".a"})
            QVERIFY(!isChannelName(name));
    }
};

QTEST_GUILESS_MAIN(TestPattern)
#include "tst_pattern.moc"
