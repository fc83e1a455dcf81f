// SPDX-License-Identifier: GPL-3.0-or-later
#include "formatstesting.h"

#include <QProcess>
#include <QtTest>

#include <random>

using namespace playhead;
using namespace playhead::test;

namespace {

const std::string eventLine =
    "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}\n";

QByteArray run(const char *program, const QByteArray &input)
{
    QProcess process;
    process.start(QString::fromLatin1(program), {QStringLiteral("-c")});
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished()) qFatal("%s did not run", program);
    return process.readAllStandardOutput();
}

} // namespace

class TestLogFiles : public QObject
{
    Q_OBJECT

private slots:
    void undoesCompression_data()
    {
        QTest::addColumn<QString>("program");
        QTest::newRow("gzip") << QStringLiteral("gzip");
        QTest::newRow("zstd") << QStringLiteral("zstd");
    }

    void undoesCompression()
    {
        QFETCH(QString, program);
        QByteArray lines;
        std::mt19937 random(5);
        for (int i = 0; i < 2000; ++i)
            lines += "{\"specversion\":\"1.0\",\"id\":\"" + QByteArray::number(random())
                     + "\",\"source\":\"s\",\"type\":\"t\"}\n";
        const auto packed = run(program.toLatin1().constData(), lines).toStdString();
        QVERIFY(!packed.empty());
        QCOMPARE(readText(packed, "x.csv").steps(), std::uint64_t(2000));
        QCOMPARE(readText(packed + packed).steps(), std::uint64_t(4000)); // members in a row
        for (std::size_t part = 1; part < 40; ++part) {
            const auto cut = readText(packed.substr(0, packed.size() * part / 40));
            QVERIFY(!cut.error.empty() || cut.log->skippedCount() > 0);
            if (cut.error.empty()) QVERIFY(cut.steps() < 2000);
        }
        auto damaged = packed;
        damaged[packed.size() / 2] ^= 0x55;
        const auto read = readText(damaged);
        QVERIFY(!read.error.empty() || read.log->skippedCount() > 0);
    }

    void saysWhatIsNoLog_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("empty") << QByteArray() << QByteArray("is empty");
        QTest::newRow("blank") << QByteArray("\n  \n") << QByteArray("is empty");
        QTest::newRow("PNG") << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16)
                             << QByteArray("binary data");
        QTest::newRow("text") << QByteArray("Dear all,\nthis is no log.\n")
                              << QByteArray("not a log");
        QTest::newRow("JSON") << QByteArray("{\n \"name\": \"package\"\n}\n")
                              << QByteArray("not a log");
        QTest::newRow("packed nothing") << run("gzip", {}) << QByteArray("is empty");
    }

    void saysWhatIsNoLog()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, reason);
        const auto read = readText(text.toStdString(), "x.jsonl");
        QVERIFY2(read.error.find(reason.toStdString()) != std::string::npos, read.error.c_str());
        QVERIFY(read.error.find("x.jsonl") != std::string::npos);
        QCOMPARE(read.steps(), std::uint64_t(0));
        QVERIFY(!readPath("/nowhere").error.empty());
        QVERIFY(!readPath("/tmp").error.empty());
    }

    /// Not 1970, which would put all that follows at the end of half a century.
    void eventsBeforeTheFirstTimeTakeIt_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArrayList>("times");
        const QByteArray bare = R"({"specversion":"1.0","id":"1","source":"a","type":"t"})";
        const QByteArray dated = R"({"specversion":"1.0","id":"2","source":"a","type":"t",)"
                                 R"("time":"2018-04-05T17:31:00Z"})";
        const QByteArray time = "2018-04-05T17:31:00Z";
        QTest::newRow("before") << bare + '\n' + bare + '\n' + dated
                                << QByteArrayList{time, time, time};
        QTest::newRow("behind") << dated + '\n' + bare << QByteArrayList{time, time};
        const QByteArray epoch = "1970-01-01T00:00:00Z";
        QTest::newRow("none at all") << bare + '\n' + bare << QByteArrayList{epoch, epoch};
    }

    void eventsBeforeTheFirstTimeTakeIt()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArrayList, times);
        const auto read = readText(text.toStdString());
        QCOMPARE(read.steps(), std::uint64_t(times.size()));
        for (int i = 0; i < times.size(); ++i) {
            const auto step = read.log->at(Position(std::uint64_t(i) + 1));
            QCOMPARE(QByteArray::fromStdString(formatTimestamp(step.time)), times.at(i));
            QCOMPARE(read.log->event(step.event)->time, step.time);
        }
    }

    void survivesEveryPrefix_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("line") << QByteArray::fromStdString(eventLine + eventLine);
        QTest::newRow("array") << QByteArray::fromStdString("[" + eventLine + "," + eventLine
                                                            + "]");
        QTest::newRow("edn") << QByteArray("[{:type :a :data {:x [1 #{2}]}}\n{:type :b}]");
        QTest::newRow("jsonl") << QByteArray("{\"type\":\"a\",\"ts\":1700000000}\n"
                                             "{\"type\":\"b\",\"ts\":1700000001}\n");
        QTest::newRow("CDEvent") << QByteArray::fromStdString(
            contentOf(dataFile("cloudevents/cdevents-build_finished.json")));
    }

    void survivesEveryPrefix()
    {
        QFETCH(QByteArray, text);
        const auto whole = text.trimmed().toStdString();
        for (const auto *reader : logReaders()) {
            for (std::size_t size = 0; size <= whole.size(); ++size) {
                const std::vector<char> copy(whole.begin(), whole.begin() + long(size));
                LogInput input;
                input.text = {copy.data(), copy.size()};
                (void)reader->recognise(input.text, true);
                CountingSink sink;
                (void)reader->read(input, sink);
            }
        }
        const QTemporaryDir folder;
        // Where a cut does not fall between records, it is told.
        for (std::size_t size = 1; size < whole.size(); ++size) {
            if (whole[size] == '\n' || whole[size - 1] == '\n') continue;
            const auto path = folder.filePath(QStringLiteral("x")).toStdString();
            std::ofstream(path, std::ios::binary) << whole.substr(0, size);
            CountingSink sink;
            const auto read = readLog(path, sink);
            QVERIFY2(!read || sink.problems > 0, whole.substr(0, size).c_str());
        }
    }

    void survivesRandomBytes()
    {
        std::mt19937 random(23);
        const std::string alphabet = "{}[]\":,\\ \n#_;()abc123.-+e\xff\xc3\x1f\x8b";
        for (int i = 0; i < 600; ++i) {
            std::string text = i % 3 == 0   ? eventLine.substr(0, random() % eventLine.size())
                               : i % 3 == 1 ? std::string("[{:type :a ")
                                            : std::string();
            for (auto n = random() % 200; n > 0; --n)
                text += i % 5 == 0 ? char(random()) : alphabet[random() % alphabet.size()];
            for (const auto *reader : logReaders()) {
                const std::vector<char> copy(text.begin(), text.end());
                LogInput input;
                input.text = {copy.data(), copy.size()};
                CountingSink sink;
                (void)reader->recognise(input.text, true);
                (void)reader->read(input, sink);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestLogFiles)
#include "tst_logfiles.moc"
