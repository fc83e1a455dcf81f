// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/filter.h"

#include "support/samplelog.h"

#include <QtTest>

#include <random>

using namespace playhead;
using namespace playhead::test;

class TestFilterErrors : public QObject
{
    Q_OBJECT

private slots:
    void tellsTheMistake_data()
    {
        QTest::addColumn<QByteArray>("filter");
        QTest::addColumn<int>("offset");
        QTest::addColumn<int>("length");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *filter, int offset, int length, const char *message) {
            QTest::newRow(filter) << QByteArray(filter) << offset << length << QByteArray(message);
        };
        row("type ==", 7, 1, "expected a value after ==");
        row("type == && a", 8, 2, "expected a value after ==");
        row("type contains", 13, 1, "expected a value after contains");
        row("type = a", 5, 1, "expected ==");
        row("a & b", 2, 1, "expected &&");
        row("a | b", 2, 1, "expected ||");
        row("colour == red", 0, 6, "expected a field");
        row("\"type\" == a", 0, 6, "expected a field");
        row("data. == 1", 0, 5, "expected a field");
        row("type == \"open", 8, 5, "expected a closing \"");
        row("'open", 0, 5, "expected a closing '");
        row("(kind == ack", 12, 1, "expected )");
        row("kind == ack)", 11, 1, "expected && or ||");
        row("()", 1, 1, "expected a condition");
        row("!", 1, 1, "expected a condition");
        row("&& a", 0, 2, "expected a condition");
        row("a ||", 4, 1, "expected a condition");
        row("kind == acked", 8, 5, "expected a kind");
        row("kind in (ack, acked)", 14, 5, "expected a kind");
        row("kind in ack", 8, 3, "expected ( and a list");
        row("kind in ()", 9, 1, "expected a value");
        row("kind in (ack,", 13, 1, "expected a value");
        row("kind in (ack nack)", 13, 4, "expected , or )");
        row("type matches '('", 13, 3, "expected a regular expression");
        row("position == x", 12, 1, "expected a number");
        row("position == ''", 12, 2, "expected a number");
        row("attempt == nan", 11, 3, "expected a number");
        row("attempt > inf", 10, 3, "expected a number");
        row("position contains 4", 18, 1, "expected a comparison: position is a number");
        row("time > yesterday", 7, 9, "expected a time");
        row("time > 12", 7, 2, "expected a time");
        row("time > 25:00", 7, 5, "expected a time");
        row("latency > 5 apples", -1, 0, "");
        row("latency > apples", 10, 6, "expected a length of time");
        row("type == a == b", 10, 2, "expected && or ||");
    }

    void tellsTheMistake()
    {
        QFETCH(QByteArray, filter);
        QFETCH(int, offset);
        QFETCH(int, length);
        QFETCH(QByteArray, message);
        const auto parsed = Filter::parse(filter.toStdString());
        QCOMPARE(parsed.has_value(), offset < 0);
        if (parsed) return;
        const auto &error = parsed.error();
        QVERIFY2(error.message.starts_with(message.toStdString()), error.message.c_str());
        QCOMPARE(int(error.offset), offset);
        QCOMPARE(int(error.length), length);
    }

    void refusesEndlessNesting()
    {
        QVERIFY(Filter::parse(std::string(90, '(') + "a" + std::string(90, ')')).has_value());
        for (const char *opening : {"(", "!"}) {
            std::string filter;
            for (int i = 0; i < 100'000; ++i)
                filter += opening;
            const auto parsed = Filter::parse(filter + "a");
            QVERIFY(!parsed.has_value());
            QCOMPARE(parsed.error().message, std::string("expected fewer brackets"));
        }
    }

    void survivesRandomFilters()
    {
        const auto log = makeShopLog(60);
        const std::vector<std::string> parts = {
            "type",  "kind", "data.a", "time",  "latency", "in",      "matches", "contains",
            "==",    "!=",   "<",      ">=",    "&&",      "||",      "!",       "(",
            ")",     ",",    "\"",     "'",     "ack",     "order.*", "1",       "5ms",
            "12:04", " ",    "\\",     "data.", "=",       "[a"};
        std::mt19937 random(11);
        int good = 0;
        for (int i = 0; i < 20'000; ++i) {
            std::string filter;
            for (auto n = random() % 9; n > 0; --n)
                filter += parts[random() % parts.size()] + (random() % 3 ? " " : "");
            const auto parsed = Filter::parse(filter);
            if (!parsed) {
                QVERIFY2(!parsed.error().message.empty(), filter.c_str());
                QVERIFY2(parsed.error().offset <= filter.size(), filter.c_str());
                continue;
            }
            ++good;
            std::vector<std::uint32_t> found;
            parsed->evaluate(*log, Position(1), log->watermark(), found);
            QVERIFY(found.size() <= 60);
        }
        QVERIFY(good > 1000);
    }
};

QTEST_GUILESS_MAIN(TestFilterErrors)
#include "tst_filtererrors.moc"
