// SPDX-License-Identifier: GPL-3.0-or-later
#include "formatstesting.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

class TestExport : public QObject
{
    Q_OBJECT

private slots:
    void comesBackIdentical()
    {
        NewCase made;
        auto &writer = made.writer();
        const auto shop = writer.participant("shop, \"the\"", Role::Producer);
        const auto channel = writer.participant("orders", Role::Channel);
        const auto mail = writer.participant("mäil", Role::Consumer);
        const auto web = writer.participant("web", Role::Producer);
        const std::vector<std::pair<DataEncoding, std::string>> datas = {
            {DataEncoding::None, ""},
            {DataEncoding::Json, R"({"a": [1, 2.50, "x\n"]})"},
            {DataEncoding::Json, "null"},
            {DataEncoding::Json, "\"text\""},
            {DataEncoding::Json, "12.50"},
            {DataEncoding::Text, "two\nlines \"quoted\" \x01"},
            {DataEncoding::Binary, std::string("\0\xff\n", 3)},
            {DataEncoding::Text, ""}};
        for (std::size_t i = 0; i < 64; ++i) {
            Event event;
            event.id = i % 16 == 3 ? "" : "id-" + std::to_string(i);
            event.type = i % 16 == 5 ? "" : "type." + std::to_string(i % 3);
            event.source = i % 16 == 7 ? "" : "/source";
            event.subject = i % 2 ? "" : "subject \"" + std::to_string(i % 5);
            event.time = 1'700'000'000'123'456'789 - Timestamp(i) * 1'000'000'007;
            event.correlation = i % 3 ? "c-" + std::to_string(i / 4) : "";
            event.causation = i % 5 ? "" : "id-0";
            event.scope = static_cast<EventScope>(i % 3);
            std::tie(event.encoding, event.data) = datas[i % datas.size()];
            event.contentType = i % 4 == 1 ? "text/plain" : "";
            event.schema = i % 7 ? "" : "urn:x";
            if (i % 6 == 0) event.extensions = {{"tenant", "\"a\\n\""}, {"deep", R"({"x":[1]})"}};
            StepRecord step;
            step.event = writer.event(EventAsView(event).view());
            const auto add = [&](StepKind kind, ParticipantId from, ParticipantId to, int attempt,
                                 std::string_view reason = {}, bool failed = false) {
                step.time += 1000 + Timestamp(i);
                step.kind = kind;
                step.sender = from;
                step.receiver = to;
                step.attempt = static_cast<std::uint8_t>(attempt);
                step.reason = reason;
                step.failed = failed;
                step.evidence = i % 4 == 2 ? Evidence::Inferred : Evidence::Observed;
                writer.step(step);
            };
            step.time = event.time;
            if (i % 8 == 4) {
                add(StepKind::Command, web, shop, 0);
                add(StepKind::Reply, shop, web, 0, "no, \"never\"\n", true);
                add(StepKind::Query, web, shop, 0);
                continue;
            }
            add(StepKind::Publish, shop, channel, 0);
            add(StepKind::Deliver, channel, mail, 1);
            add(StepKind::Nack, mail, channel, 0, "time-out");
            add(StepKind::Deliver, channel, mail, 255);
            if (i % 8 == 1) add(StepKind::DeadLetter, channel, channel, 0, "given up");
            if (i % 8 == 2) step.event = {}; // an answer that does not say to what
            add(StepKind::Ack, mail, channel, 0);
        }
        const auto log = made.log();
        const auto text = exported(*log, "cloudevents");
        const auto lines = std::uint64_t(std::ranges::count(text, '\n'));
        QCOMPARE(lines, log->watermark().value());
        const auto back = readText(text);
        QCOMPARE(back.format, std::string("cloudevents"));
        QVERIFY2(back.log->skippedCount() == 0,
                 back.log->skipped().empty() ? "" : back.log->skipped()[0].reason.c_str());
        QCOMPARE(differenceOf(*log, *back.log), std::string());
        QCOMPARE(exported(*back.log, "cloudevents"), text);
        QCOMPARE(exported(*back.log, "csv"), exported(*log, "csv"));
    }

    void repeatedEventsNeedTheirFirstLine()
    {
        NewCase made;
        StepRecord step;
        Event event;
        event.id = event.type = event.source = "x";
        step.event = made.writer().event(EventAsView(event).view());
        step.sender = made.writer().participant("a", Role::Producer);
        step.receiver = made.writer().participant("b", Role::Channel);
        made.writer().step(step);
        made.writer().step(step);
        const auto text = exported(*made.log(), "cloudevents");
        const auto back = readText(text.substr(text.find('\n') + 1) + text);
        QCOMPARE(back.steps(), std::uint64_t(2));
        QCOMPARE(back.log->skippedCount(), std::uint64_t(1));
        QCOMPARE(back.log->skipped()[0].line, std::uint64_t(1));
    }

    void quotesCsv_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("plain") << QByteArray("abc") << QByteArray("abc");
        QTest::newRow("comma") << QByteArray("a,b") << QByteArray("\"a,b\"");
        QTest::newRow("quote") << QByteArray("a\"b") << QByteArray("\"a\"\"b\"");
        QTest::newRow("line") << QByteArray("a\nb") << QByteArray("\"a\nb\"");
        QTest::newRow("return") << QByteArray("a\rb") << QByteArray("\"a\rb\"");
        QTest::newRow("empty") << QByteArray("") << QByteArray("");
    }

    void quotesCsv()
    {
        QFETCH(QByteArray, data);
        QFETCH(QByteArray, field);
        NewCase made;
        Event event;
        event.id = event.type = event.source = "x";
        event.encoding = DataEncoding::Text;
        event.data = data.toStdString();
        StepRecord step;
        step.event = made.writer().event(EventAsView(event).view());
        step.sender = made.writer().participant("a", Role::Producer);
        step.receiver = made.writer().participant("b", Role::Channel);
        made.writer().step(step);
        const auto csv = exported(*made.log(), "csv");
        const auto header = csv.substr(0, csv.find('\n') + 1);
        QCOMPARE(header, std::string("position,time,kind,attempt,sender,receiver,type,subject,"
                                     "correlation,id,source,causation,evidence,failed,reason,"
                                     "data\n"));
        QCOMPARE(csv.substr(header.size()),
                 "1,1970-01-01T00:00:00Z,publish,,a,b,x,,,x,x,,observed,false,,"
                     + field.toStdString() + "\n");
    }

    void findsExports()
    {
        QVERIFY(findLogExport("csv") != nullptr);
        QVERIFY(findLogExport("xml") == nullptr);
        QCOMPARE(findLogExportForFile("a.csv"), findLogExport("csv"));
        QCOMPARE(findLogExportForFile("a.jsonl"), findLogExport("cloudevents"));
        QVERIFY(findLogExportForFile("a.txt") == nullptr);
    }

    void tellsThatItCannotWrite()
    {
        const auto read = readPath(dataFile("cloudevents/cloudevent-0.json"));
        for (const auto *format : logExports()) {
            std::ofstream full("/dev/full");
            full.rdbuf()->pubsetbuf(nullptr, 0);
            std::ostringstream bad;
            bad.setstate(std::ios::badbit);
            QVERIFY(!format->write(*read.log, bad).has_value());
        }
    }
};

QTEST_GUILESS_MAIN(TestExport)
#include "tst_export.moc"
