// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/statepath.h"

#include <QtTest>

using namespace playhead;

class TestStatePath : public QObject
{
    Q_OBJECT

private slots:
    void findsValues_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("pointer");
        QTest::addColumn<QByteArray>("value"); // empty: nothing there
        const auto row = [](const char *path, const char *pointer, const char *value) {
            QTest::newRow(*path ? path : "(empty)")
                << QByteArray(path) << QByteArray(pointer) << QByteArray(value);
        };
        row("payment.status", "/payment/status", "\"paid\"");
        row("/payment/status", "/payment/status", "\"paid\"");
        row("lines.1.qty", "/lines/1/qty", "3");
        row("/lines/0", "/lines/0", R"({"qty":2})");
        row("lines.2", "/lines/2", "");
        row("lines.01", "/lines/01", "");
        row("lines.-", "/lines/-", "");
        row("lines.+1", "/lines/+1", "");
        row("lines.99999999999999999999", "/lines/99999999999999999999", "");
        row("/a~1b", "/a~1b", "1");
        row("/m~0n", "/m~0n", "2");
        row("/x.y", "/x.y", "3");
        row("x.y", "/x/y", "");
        row("/", "/", "4");
        row("nothing", "/nothing", "null");
        row("nothing.more", "/nothing/more", "");
        row("payment.status.length", "/payment/status/length", "");
    }

    void findsValues()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, pointer);
        QFETCH(QByteArray, value);
        const auto state = Json::parse(
            R"({"payment":{"status":"paid"},"lines":[{"qty":2},{"qty":3}],"a/b":1,"m~n":2,
                "x.y":3,"":4,"nothing":null})");
        const auto parsed = StatePath::parse(path.toStdString());
        QVERIFY(parsed.has_value());
        QCOMPARE(parsed->pointer(), pointer.toStdString());
        QCOMPARE(*StatePath::parse(parsed->pointer()), *parsed);
        const auto *found = parsed->find(state);
        QCOMPARE(found ? found->dump() : std::string(), value.toStdString());
    }

    void anEmptyPathIsTheStateUnlessThereIsNone()
    {
        const Json state = {{"a", 1}};
        QCOMPARE(StatePath().find(state), &state);
        QVERIFY(!StatePath().find(Json()));
        QCOMPARE(StatePath::parse("")->pointer(), std::string());
    }

    void tellsTheMistake_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path : {"/a~", "/a~2b", "a..b", ".a", "a."})
            QTest::newRow(path) << QByteArray(path);
    }

    void tellsTheMistake()
    {
        QFETCH(QByteArray, path);
        const auto parsed = StatePath::parse(path.toStdString());
        QVERIFY(!parsed.has_value());
        QVERIFY2(parsed.error().message.find(path.toStdString()) != std::string::npos,
                 parsed.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestStatePath)
#include "tst_statepath.moc"
