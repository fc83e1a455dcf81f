// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/ednparser.h"
#include "formatstesting.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

class TestEdn : public QObject
{
    Q_OBJECT

private slots:
    void readsTheExample()
    {
        const auto read = readText("[{:type :user-created :data {:id 1 :name \"Alice\"}} "
                                   "{:type :user-updated :data {:name \"Alice Smith\"}}]",
                                   "users.json");
        QCOMPARE(read.error, std::string());
        QCOMPARE(read.format, std::string("edn"));
        QCOMPARE(read.steps(), std::uint64_t(2));
        QCOMPARE(read.log->skippedCount(), std::uint64_t(0));
        QCOMPARE(read.event(1).type, std::string("user-created"));
        QCOMPARE(read.event(1).data, std::string("{\"id\":1,\"name\":\"Alice\"}"));
        QCOMPARE(read.event(2).data, std::string("{\"name\":\"Alice Smith\"}"));
        QCOMPARE(read.event(1).source, std::string("users"));
    }

    void turnsValuesIntoJson_data()
    {
        QTest::addColumn<QByteArray>("edn");
        QTest::addColumn<QByteArray>("json"); // empty: cannot be read
        const auto row = [](const char *edn, const char *json) {
            QTest::newRow(edn) << QByteArray(edn) << QByteArray(json);
        };
        row("nil", "null");
        row("true", "true");
        row(":a/b", "\"a/b\"");
        row("sym", "\"sym\"");
        row("12", "12");
        row("-12N", "-12");
        row("+1.50M", "1.50");
        row("007", "7");
        row("1.e5", "1.0e5");
        row("1/2", "\"1/2\"");
        row("\"a\\n\\\"\\u00e4\"", "\"a\\n\\\"ä\"");
        row("\"\\ud83d\\ude00\"", "\"😀\"");
        row("\\a", "\"a\"");
        row("\\newline", "\"\\n\"");
        row("\\(", "\"(\"");
        row("[1 2, 3]", "[1,2,3]");
        row("(1 [2 ()])", "[1,[2,[]]]");
        row("#{1 :a}", "[1,\"a\"]");
        row("{:a 1, \"b\" {c nil}}", "{\"a\":1,\"b\":{\"c\":null}}");
        row("#inst \"2020-01-01T00:00:00Z\"", "\"2020-01-01T00:00:00Z\"");
        row("#uuid \"f81d\"", "\"f81d\"");
        row("#my/tag [1]", "[1]");
        row("[1 #_2 3 #_ #_ 4 5]", "[1,3]");
        row("; comment\n 5", "5");
        row("", "");
        row("[1", "");
        row("[1}", "");
        row("{:a}", "");
        row("\"open", "");
        row("\"\\u12\"", "");
        row("#", "");
        row(")", "");
        row("[#_]", "");
    }

    void turnsValuesIntoJson()
    {
        QFETCH(QByteArray, edn);
        QFETCH(QByteArray, json);
        const auto text = edn.toStdString();
        EdnParser parser(text);
        std::string found;
        const bool read = parser.value(found);
        QCOMPARE(read, !json.isEmpty());
        if (read)
            QCOMPARE(QByteArray::fromStdString(found), json);
        else
            QVERIFY(!parser.problem().empty());
    }

    void refusesEndlessNesting()
    {
        for (const char *open : {"[", "{", "#{", "#_", "#a ", "{[", "{:a {", "(#_"}) {
            std::string text;
            for (int i = 0; i < 100'000; ++i)
                text += open;
            EdnParser parser(text);
            std::string json;
            QVERIFY(!parser.value(json));
        }
    }

    void keepsAttributes()
    {
        const auto read = readText("{:event/type :a :event/id #uuid \"f8\" :source \"web\" "
                                   ":at #inst \"2020-01-01T00:00:00Z\" :subject \"s\" "
                                   ":correlation-id \"c\" :topic :orders :data nil :tenant 5}\n"
                                   "; between\n{:type :b :x 1}");
        QCOMPARE(read.steps(), std::uint64_t(2));
        const auto event = read.event(1);
        QCOMPARE(event.id, std::string("f8"));
        QCOMPARE(event.source, std::string("web"));
        QCOMPARE(event.subject, std::string("s"));
        QCOMPARE(event.correlation, std::string("c"));
        QCOMPARE(formatTimestamp(event.time), std::string("2020-01-01T00:00:00Z"));
        QVERIFY(read.log->participants().find("orders").isValid());
        QCOMPARE(read.event(2).data, std::string("{\"x\":1}"));
    }

    void tellsWhatIsMalformed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("line");
        const auto row = [](const char *name, const QByteArray &text, int steps, int line) {
            QTest::newRow(name) << text << steps << line;
        };
        row("no type", "[{:type :a}\n{:x 1}\n{:type :b}]", 2, 2);
        row("odd map", "[{:type :a}\n{:type}\n{:type :b}]", 2, 2);
        row("cut off", "[{:type :a}\n{:type :b} {:ty", 2, 2);
        row("vector cut off", "[{:type :a}\n{:type :b}\n", 2, 3);
        row("behind the end", "[{:type :a} {:type :b}]\n5", 2, 2);
        row("a number between", "[{:type :a}\n5\n{:type :b}]", 2, 2);
        row("bad discard at the end", "{:type :a} {:type :b}\n#_{:x", 2, 2);
        row("NUL", QByteArray("{:type :a}\n\0\n{:type :b}", 23), 2, 2);
    }

    void tellsWhatIsMalformed()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, steps);
        QFETCH(int, line);
        ReadLogOptions options;
        NewCase made;
        LogInput input;
        const auto held = text.toStdString();
        input.text = held;
        input.name = "x.edn";
        for (const auto *reader : logReaders())
            if (reader->name() == "edn") QVERIFY(reader->read(input, made.writer()).has_value());
        const auto log = made.log();
        QCOMPARE(log->watermark().value(), std::uint64_t(steps));
        QVERIFY(log->skippedCount() >= 1);
        QCOMPARE(log->skipped()[0].line, std::uint64_t(line));
        QVERIFY(!log->skipped()[0].reason.empty());
    }
};

QTEST_GUILESS_MAIN(TestEdn)
#include "tst_edn.moc"
