// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/linechunks.h"

#include "formatstesting.h"
#include "linesamples.h"

#include <QtTest>

#include <algorithm>
#include <stdexcept>

using namespace playhead;
using namespace playhead::test;

namespace {

/// Keeps the lines; throws at one that says so.
struct Kept
{
    std::vector<std::string> lines;
    std::uint64_t count = 0;

    void parse(std::string_view text)
    {
        lines.clear();
        count = forEachLine(text, [this](std::string_view line, std::uint64_t) {
            if (line == "throw") throw std::runtime_error("as it says");
            lines.emplace_back(line);
        });
    }
};

std::string numbered(std::size_t lines, std::size_t length)
{
    std::string text;
    for (std::size_t i = 0; i < lines; ++i)
        text += std::to_string(i) + std::string(length, '.') + '\n';
    return text;
}

std::unique_ptr<Kept> makeKept()
{
    return std::make_unique<Kept>();
}

} // namespace

class TestLineChunks : public QObject
{
    Q_OBJECT

private slots:
    void givesEveryLineInOrder_data()
    {
        QTest::addColumn<int>("lines");
        QTest::addColumn<int>("length");
        QTest::newRow("nothing") << 0 << 0;
        QTest::newRow("one chunk, no thread") << 100 << 10;
        QTest::newRow("many chunks") << 30'000 << 100;
        QTest::newRow("lines larger than a chunk") << 5 << 700'000;
    }

    void givesEveryLineInOrder()
    {
        QFETCH(int, lines);
        QFETCH(int, length);
        auto text = numbered(std::size_t(lines), std::size_t(length));
        if (!text.empty()) text.pop_back(); // the last line has no end
        LineChunks<Kept> chunks(text, makeKept);
        int next = 0;
        std::uint64_t counted = 0;
        std::uint64_t offset = 0;
        while (const auto *chunk = chunks.next()) {
            for (const auto &line : chunk->lines)
                QCOMPARE(line, std::to_string(next++) + std::string(std::size_t(length), '.'));
            counted += chunk->count;
            QVERIFY(chunks.offset() > offset);
            offset = chunks.offset();
        }
        QCOMPARE(next, lines);
        QCOMPARE(counted, std::uint64_t(lines));
        QCOMPARE(offset, std::uint64_t(text.size()));
    }

    void canBeGivenUp()
    {
        const auto text = numbered(30'000, 100);
        LineChunks<Kept> chunks(text, makeKept);
        QVERIFY(chunks.next());
    }

    void passesOnWhatAParserThrows()
    {
        const auto text = numbered(10'000, 100) + "throw\n" + numbered(10'000, 100);
        LineChunks<Kept> chunks(text, makeKept);
        const auto takeAll = [&] {
            while (chunks.next()) {
            }
        };
        QVERIFY_EXCEPTION_THROWN(takeAll(), std::runtime_error);
    }

    void countsLinesThatAreBlank()
    {
        std::vector<std::pair<std::string, std::uint64_t>> seen;
        const auto count =
            forEachLine("a\r\n\n  b \n \n", [&](std::string_view text, std::uint64_t line) {
                seen.emplace_back(text, line);
            });
        QCOMPARE(count, std::uint64_t(4));
        QCOMPARE(seen.size(), std::size_t(2));
        QVERIFY((seen[0] == std::pair(std::string("a"), std::uint64_t(0))));
        QVERIFY((seen[1] == std::pair(std::string("b"), std::uint64_t(2))));
    }

    /// Lines take a way of their own, over chunks and for plain events past the careful parser.
    void linesGiveWhatAListGives_data()
    {
        QTest::addColumn<int>("events");
        QTest::newRow("few") << 19;
        QTest::newRow("many") << 6'000;
    }

    void linesGiveWhatAListGives()
    {
        QFETCH(int, events);
        ReadLogOptions options;
        options.format = "cloudevents";
        const auto lines = readText(joined(events, "\n"), "x.jsonl", options);
        const auto list = readText('[' + joined(events, ",\n") + ']', "x.json", options);
        QCOMPARE(lines.error + list.error, std::string());
        QVERIFY(lines.steps() > std::uint64_t(events) / 2);
        QCOMPARE(differenceOf(*lines.log, *list.log), std::string());
        QCOMPARE(lines.log->skippedCount(), list.log->skippedCount());
        const auto skippedLines = lines.log->skipped();
        const auto skippedList = list.log->skipped();
        for (std::size_t i = 0; i < skippedLines.size(); ++i) {
            QCOMPARE(skippedLines[i].line, skippedList[i].line);
            // A bracket before all, and a comma behind each line before.
            QCOMPARE(skippedLines[i].offset + skippedLines[i].line, skippedList[i].offset);
            QCOMPARE(skippedLines[i].reason, skippedList[i].reason);
        }
    }

    void recordsOfAnyKindGiveWhatAListGives()
    {
        std::string lines;
        std::string list = "[";
        for (int i = 0; i < 8'000; ++i) {
            const auto record = plainRecord(i);
            lines += record + '\n';
            list += (i == 0 ? "" : ",\n") + record;
        }
        ReadLogOptions options;
        options.format = "jsonl";
        options.mapping = plainRecordMapping();
        const auto one = readText(lines, "x.json", options);
        const auto other = readText(list + ']', "x.json", options);
        QCOMPARE(one.error + other.error, std::string());
        QCOMPARE(one.steps(), std::uint64_t(8'000));
        QCOMPARE(differenceOf(*one.log, *other.log), std::string());
        QCOMPARE(one.event(2).subject, std::string("u\t1"));
        QCOMPARE(one.log->at(Position(4)).time, one.log->at(Position(3)).time);
    }

    void namesTheLineOfWhatItSkips_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QByteArray>("begin");
        QTest::newRow("cloudevents") << QStringLiteral("cloudevents") << QByteArray();
        QTest::newRow("jsonl") << QStringLiteral("jsonl") << QByteArray();
        QTest::newRow("behind a mark and blank lines")
            << QStringLiteral("cloudevents") << QByteArray("\xef\xbb\xbf\n\r\n");
    }

    void namesTheLineOfWhatItSkips()
    {
        QFETCH(QString, format);
        QFETCH(QByteArray, begin);
        std::string text = begin.toStdString();
        auto line = std::uint64_t(std::count(text.begin(), text.end(), '\n')) + 1;
        std::vector<std::uint64_t> lines;
        std::vector<std::uint64_t> offsets;
        for (int i = 0; i < 9'000; ++i) {
            if (i % 1'000 == 999) {
                lines.push_back(line);
                offsets.push_back(text.size());
                text += "{\"broken\n";
            } else if (i % 1'000 == 500) {
                text += "\n";
            } else {
                text += cloudEvent(14) + '\n';
            }
            ++line;
        }
        ReadLogOptions options;
        options.format = format.toStdString();
        const auto read = readText(text, "x.jsonl", options);
        const auto skipped = read.log->skipped();
        QCOMPARE(skipped.size(), lines.size());
        for (std::size_t i = 0; i < lines.size(); ++i) {
            QCOMPARE(skipped[i].line, lines[i]);
            QCOMPARE(skipped[i].offset, offsets[i]);
        }
        QCOMPARE(read.steps(), std::uint64_t(9'000 - 18));
    }

    void stopsWhereItIsAsked()
    {
        struct Stopping : CountingSink
        {
            std::stop_source source;
            void step(const StepRecord &record) override
            {
                CountingSink::step(record);
                if (steps == 5'000) source.request_stop();
            }
        } sink;
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("x.jsonl")).toStdString();
        std::string text;
        for (int i = 0; i < 20'000; ++i)
            text += cloudEvent(14) + '\n';
        std::ofstream(path, std::ios::binary) << text;
        ReadLogOptions options;
        options.stop = sink.source.get_token();
        std::uint64_t told = 0;
        options.progress = [&](std::uint64_t done, std::uint64_t total) {
            QVERIFY(done >= told && done <= total);
            told = done;
        };
        QVERIFY(readLog(path, sink, options));
        QVERIFY(sink.steps >= 5'000);
        QVERIFY(sink.steps < 6'000);
        QVERIFY(told > 0);
    }
};

QTEST_GUILESS_MAIN(TestLineChunks)
#include "tst_linechunks.moc"
