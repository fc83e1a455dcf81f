// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/fieldmapping.h"
#include "formatstesting.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

const std::string shopLines =
    R"({"ts":"2026-01-01T00:00:00Z","event_type":"placed","service":"web","order_id":"o1","data":{"n":1}})"
    "\n"
    R"({"ts":"2026-01-01T00:00:01Z","event_type":"paid","service":"pay","order_id":"o1","data":{"n":2}})"
    "\n";

} // namespace

class TestJsonLines : public QObject
{
    Q_OBJECT

private slots:
    void guesses()
    {
        const auto mapping = guessMapping(shopLines);
        QCOMPARE(mapping.type, std::string("event_type"));
        QCOMPARE(mapping.time, std::string("ts"));
        QCOMPARE(mapping.source, std::string("service"));
        QCOMPARE(mapping.subject, std::string("order_id"));
        QCOMPARE(mapping.data, std::string("data"));
        QVERIFY(guessMapping("") == FieldMapping());
        QVERIFY(guessMapping("hello") == FieldMapping());
        const auto read = readText(shopLines);
        QCOMPARE(read.format, std::string("jsonl"));
        QCOMPARE(read.steps(), std::uint64_t(2));
        const auto event = read.event(2);
        QCOMPARE(event.type, std::string("paid"));
        QCOMPARE(event.source, std::string("pay"));
        QCOMPARE(event.subject, std::string("o1"));
        QCOMPARE(event.data, std::string("{\"n\":2}"));
        QCOMPARE(formatTimestamp(event.time), std::string("2026-01-01T00:00:01Z"));
    }

    void takesAGivenMapping()
    {
        ReadLogOptions options;
        options.mapping =
            R"({"type":"service","id":"data.n","source":"event_type","channel":"order_id"})";
        const auto read = readText(shopLines + "[1]\n{\"ts\":\n", "x.log", options);
        QCOMPARE(read.steps(), std::uint64_t(2));
        QCOMPARE(read.event(1).type, std::string("web"));
        QCOMPARE(read.event(1).id, std::string("1"));
        QCOMPARE(read.event(1).source, std::string("placed"));
        QVERIFY(read.log->participants().find("o1").isValid());
        QCOMPARE(read.log->skippedCount(), std::uint64_t(2));
        QCOMPARE(read.log->skipped()[0].line, std::uint64_t(3));
        QCOMPARE(read.log->skipped()[1].line, std::uint64_t(4));
    }

    void refusesABadMapping_data()
    {
        QTest::addColumn<QByteArray>("mapping");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("no JSON") << QByteArray("type=x") << QByteArray("not a JSON object");
        QTest::newRow("list") << QByteArray("[]") << QByteArray("not a JSON object");
        QTest::newRow("field") << QByteArray("{\"typo\":\"x\"}") << QByteArray("'typo'");
        QTest::newRow("number") << QByteArray("{\"type\":1}") << QByteArray("'type' is not a text");
    }

    void refusesABadMapping()
    {
        QFETCH(QByteArray, mapping);
        QFETCH(QByteArray, reason);
        const auto parsed = FieldMapping::fromJson(mapping.toStdString());
        QVERIFY(!parsed.has_value());
        QVERIFY(parsed.error().message.find(reason.toStdString()) != std::string::npos);
        ReadLogOptions options;
        options.mapping = mapping.toStdString();
        const auto read = readText(shopLines, "x", options);
        QVERIFY(read.error.find(reason.toStdString()) != std::string::npos);
        QCOMPARE(read.steps(), std::uint64_t(0));
    }

    void writesMappingsAsJson()
    {
        FieldMapping mapping;
        QCOMPARE(mapping.toJson(), std::string("{}"));
        int n = 0;
        for (const auto &field : FieldMapping::fields())
            mapping.*field.path = "a \"" + std::to_string(n++) + "\".ä";
        const auto back = FieldMapping::fromJson(mapping.toJson());
        QVERIFY(back.has_value());
        QVERIFY(*back == mapping);
    }

    void readsTimes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("time"); // -1: none
        const auto row = [](const char *text, qint64 time) {
            QTest::newRow(text) << QByteArray(text) << time;
        };
        constexpr qint64 base = 1'700'000'000'000'000'000;
        row("2023-11-14T22:13:20Z", base);
        row("2023-11-14T22:13:20", base);
        row("2023-11-14 22:13:20", base);
        row("2023-11-14T22:13:20,5", base + 500'000'000);
        row("2023-11-14T23:13:20+01:00", base);
        row("1700000000", base);
        row("1700000000000", base);
        row("1700000000000000", base);
        row("1700000000000000000", base);
        row("1700000000.5", base + 500'000'000);
        row("1.7e9", base);
        row("-1700000000", -1);
        row("-1700000000.5", -1);
        row("0", -1);
        row("12", -1);
        row("99999999999999999999", -1);
        row("nan", -1);
        row("", -1);
        row("{{time}}", -1);
    }

    void readsTimes()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, time);
        QCOMPARE(qint64(parseLogTime(text.toStdString()).value_or(-1)), time);
    }

    void listsPaths()
    {
        const auto paths = mappablePaths(shopLines);
        QStringList names;
        for (const auto &path : paths)
            names << QString::fromStdString(path.path);
        QCOMPARE(names.join(QLatin1Char(' ')),
                 QStringLiteral("ts event_type service order_id data data.n"));
        QCOMPARE(paths[0].times, std::size_t(2));
        QCOMPARE(paths[0].records, std::size_t(2));
        QCOMPARE(paths[1].example, std::string("placed"));
    }
};

QTEST_GUILESS_MAIN(TestJsonLines)
#include "tst_jsonlines.moc"
