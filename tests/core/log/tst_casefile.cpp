// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/casereader.h"
#include "log/database.h"
#include "log/logwriter.h"
#include "logtesting.h"

#include <QtEndian>
#include <QtTest>

#include <atomic>
#include <random>
#include <thread>

using namespace playhead;
using namespace playhead::test;

namespace {

std::unique_ptr<LogWriter> newCase(const std::string &path, LogWriterOptions options = {})
{
    auto writer = LogWriter::create(path, std::move(options));
    if (!writer) qFatal("%s", writer.error().message.c_str());
    return std::move(*writer);
}

LogPtr loaded(const std::string &path)
{
    auto reader = CaseReader::open(path);
    if (!reader) qFatal("%s", reader.error().message.c_str());
    if (auto done = (*reader)->load(); !done) qFatal("%s", done.error().message.c_str());
    return (*reader)->log();
}

} // namespace

class TestCaseFile : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    int m_files = 0;

    std::string fresh()
    {
        return m_dir.filePath(QStringLiteral("c%1.playhead").arg(++m_files)).toStdString();
    }

private slots:
    /// A kill while a case is being made leaves the journal that undoes it (its header alone: the
    /// file was empty before; https://www.sqlite.org/fileformat2.html#the_rollback_journal).
    void aCaseWhoseMakingWasCutOffIsToldByAll()
    {
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("cut.playhead"));
        {
            auto writer = LogWriter::create(path.toStdString());
            QVERIFY(writer.has_value());
            QVERIFY((*writer)->finish().has_value());
        }
        QByteArray journal(512, '\0');
        const auto put = [&journal](int at, quint32 value) {
            qToBigEndian(value, journal.data() + at);
        };
        journal.replace(0, 8, QByteArray::fromHex("d9d505f920a163d7"));
        put(8, 0);      // pages kept
        put(16, 0);     // pages that the file had
        put(20, 512);   // sector
        put(24, 16384); // page
        const auto leave = [&](const QByteArray &content) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
            QFile side(path + QStringLiteral("-journal"));
            QVERIFY(side.open(QIODevice::WriteOnly) && side.write(journal) == journal.size());
        };
        QFile made(path);
        QVERIFY(made.open(QIODevice::ReadOnly));
        const auto content = made.readAll();
        made.close();

        leave(content);
        const auto reader = CaseReader::open(path.toStdString());
        QVERIFY(!reader);
        QVERIFY2(reader.error().message.find("nothing was recorded") != std::string::npos,
                 reader.error().message.c_str());
        leave(content);
        const auto writer = LogWriter::append(path.toStdString());
        QVERIFY(!writer);
        QVERIFY2(writer.error().message.find("nothing was recorded") != std::string::npos,
                 writer.error().message.c_str());
    }

    void comesBackAsItWas_data()
    {
        QTest::addColumn<int>("steps");
        for (const int steps : {0, 1, 3, 999, 1000, 1001, 5000, 40'000})
            QTest::addRow("%d steps", steps) << steps;
    }

    void comesBackAsItWas()
    {
        QFETCH(int, steps);
        const auto count = static_cast<std::uint64_t>(steps);
        const auto path = fresh();
        auto writer = newCase(path, {.format = "otlp"});
        writeNumberedSteps(*writer, 1, count);
        writer->skipped({7, 70, "no time"});
        writer->publish();
        const auto live = writer->log();
        checkNumberedSteps(*live, count, 7); // nothing, or only a part, is on disk
        QVERIFY(writer->finish().has_value());
        QCOMPARE(writer->durable().value(), count);
        QVERIFY(!QFile::exists(QString::fromStdString(path + "-wal")));
        checkNumberedSteps(*live, count, 97);
        writer.reset();
        checkNumberedSteps(*live, count, 97);

        auto reader = CaseReader::open(path);
        QVERIFY(reader.has_value());
        QCOMPARE((*reader)->totalSteps(), count);
        QCOMPARE((*reader)->log()->participants().size(), std::size_t(3));
        QVERIFY((*reader)->load().has_value());
        const auto log = (*reader)->log();
        checkNumberedSteps(*log, count);
        QCOMPARE(log->format(), std::string("otlp"));
        QCOMPARE(log->eventCount(), live->eventCount());
        QCOMPARE(log->names().size(), live->names().size());
        for (std::uint32_t i = 1; i <= log->names().size(); ++i)
            QVERIFY(log->name(NameId(i)) == live->name(NameId(i)));
        for (std::uint16_t i = 1; i <= 3; ++i) {
            QVERIFY(log->participantName(ParticipantId(i))
                    == live->participantName(ParticipantId(i)));
            QVERIFY(log->participants().role(ParticipantId(i))
                    == live->participants().role(ParticipantId(i)));
        }
        QCOMPARE(log->skippedCount(), 1U);
        QCOMPARE(log->skipped().at(0).line, 7U);
        QCOMPARE(log->skipped().at(0).offset, 70U);
        QCOMPARE(log->skipped().at(0).reason, std::string("no time"));
        QVERIFY(!log->event(EventNumber(0)).has_value());
        QVERIFY(!log->event(EventNumber(static_cast<std::uint32_t>(count) + 1)).has_value());
    }

    void keepsWhatIsUnusual()
    {
        const auto path = fresh();
        auto writer = newCase(path);
        const auto a = writer->participant("täg 😀", Role::Producer);
        Event event;
        event.data = std::string("\0\xff\x80 binary", 10);
        event.encoding = DataEncoding::Binary;
        event.time = INT64_MIN;
        const auto small = writer->event(EventAsView(event).view());
        std::mt19937 random(1);
        Event huge;
        huge.id = "huge";
        huge.data.resize(20'000'000);
        for (auto &c : huge.data)
            c = static_cast<char>(random());
        huge.time = INT64_MAX;
        const auto large = writer->event(EventAsView(huge).view());
        for (int i = 0; i < 300; ++i) {
            StepRecord step;
            step.kind = StepKind::Deliver;
            step.event = i % 2 == 0 ? small : large;
            step.time = i % 2 == 0 ? INT64_MIN : INT64_MAX;
            step.attempt = static_cast<std::uint8_t>(std::min(i, 255));
            step.sender = a;
            step.receiver = writer->participant("p" + std::to_string(i), Role::Consumer);
            writer->step(step);
        }
        QVERIFY(writer->finish().has_value());
        const auto log = loaded(path);
        QCOMPARE(log->watermark().value(), 300U);
        QVERIFY(sameEvent(*log->event(small), event));
        QVERIFY(sameEvent(*log->event(large), huge));
        for (std::uint64_t i = 0; i < 300; ++i) {
            const auto step = log->at(Position(i + 1));
            QCOMPARE(std::uint64_t(step.attempt), std::min<std::uint64_t>(i, 255));
            QCOMPARE(step.time, i % 2 == 0 ? INT64_MIN : INT64_MAX);
            QVERIFY(log->participantName(step.sender) == "täg 😀");
            QVERIFY(log->participantName(step.receiver) == "p" + std::to_string(i));
        }
    }

    void eventsMayComeLongBeforeTheirSteps()
    {
        const auto path = fresh();
        auto writer = newCase(path);
        const auto who = writer->participant("who", Role::Producer);
        constexpr std::uint32_t count = 9000; // more than two blocks of events alone
        for (std::uint32_t n = 1; n <= count; ++n)
            writer->event(EventAsView(numberedEvent(n)).view());
        for (std::uint32_t n = count; n >= 1; --n) {
            StepRecord step;
            step.event = EventNumber(n);
            step.sender = step.receiver = who;
            writer->step(step);
        }
        QVERIFY(writer->finish().has_value());
        const auto log = loaded(path);
        QCOMPARE(log->eventCount(), std::uint64_t(count));
        for (std::uint32_t p = 1; p <= count; ++p) {
            const auto step = log->at(Position(p));
            QCOMPARE(step.event.value(), count + 1 - p);
            QVERIFY(log->name(step.type) == numberedEvent(step.event.value()).type);
            if (p % 500 == 0)
                QVERIFY(sameEvent(*log->event(step.event), numberedEvent(step.event.value())));
        }
    }

    void goesOnWhereItStopped()
    {
        const auto path = fresh();
        std::uint64_t count = 0;
        for (const std::uint64_t more : {500U, 1U, 2499U, 3000U}) {
            auto writer = count == 0 ? LogWriter::create(path) : LogWriter::append(path);
            QVERIFY2(writer.has_value(), writer ? "" : writer.error().message.c_str());
            checkNumberedSteps((*writer)->log().operator*(), count, 5);
            writeNumberedSteps(**writer, count + 1, count + more);
            count += more;
            QVERIFY((*writer)->finish().has_value());
            checkNumberedSteps(*(*writer)->log(), count, 5);
        }
        checkNumberedSteps(*loaded(path), count);
        QVERIFY(!LogWriter::create(path).has_value());
    }

    void isReadWhileItIsWritten()
    {
        const auto path = fresh();
        auto writer = newCase(path);
        QVERIFY(writer->flush().has_value());
        constexpr std::uint64_t count = 30'000;
        std::atomic<bool> done{false};
        std::thread recording([&] {
            for (std::uint64_t at = 0; at < count; at += 250) {
                writeNumberedSteps(*writer, at + 1, at + 250);
                if (!writer->flush()) qFatal("cannot flush");
            }
            done = true;
        });
        auto reader = CaseReader::open(path);
        bool last = false;
        while (reader && !last) {
            last = done;
            const auto before = (*reader)->log()->watermark().value();
            const auto more = (*reader)->refresh();
            if (!more) qFatal("%s", more.error().message.c_str());
            if (before + *more != (*reader)->log()->watermark().value()) qFatal("lost count");
            const auto &log = *(*reader)->log();
            if (log.eventCount() > 0) {
                const auto number = static_cast<std::uint32_t>(log.eventCount());
                const auto event = log.event(EventNumber(number));
                if (!event || !sameEvent(*event, numberedEvent(number))) qFatal("wrong event");
            }
        }
        recording.join();
        QVERIFY(reader.has_value());
        checkNumberedSteps(*(*reader)->log(), count, 3);
        QVERIFY(writer->finish().has_value());
    }

    void copiesALiveCase()
    {
        const auto path = fresh();
        const auto copy = fresh();
        auto writer = newCase(path);
        writeNumberedSteps(*writer, 1, 2500);
        QVERIFY(writer->flush().has_value());
        QVERIFY(copyCase(path, copy).has_value());
        QVERIFY(looksLikeCase(copy));
        QVERIFY(!QFile::exists(QString::fromStdString(copy + "-wal")));
        checkNumberedSteps(*loaded(copy), 2500, 11);
        writeNumberedSteps(*writer, 2501, 3000);
        QVERIFY(writer->finish().has_value());
        QVERIFY(copyCase(path, copy).has_value()); // replaces
        checkNumberedSteps(*loaded(copy), 3000, 11);
        QVERIFY(!copyCase(fresh(), copy).has_value());
        checkNumberedSteps(*loaded(copy), 3000, 111);
    }

    void keepsSettingsBesideTheLog()
    {
        const auto path = fresh();
        auto writer = newCase(path);
        CaseSettings settings(path);
        QVERIFY(settings.value("view").has_value());
        QVERIFY(settings.value("view")->empty());
        QVERIFY(settings.setValue("view", R"({"zoom":2})").has_value());
        writeNumberedSteps(*writer, 1, 10);
        QVERIFY(writer->flush().has_value());
        QVERIFY(settings.setValue("marks", "[1]").has_value());
        QVERIFY(writer->finish().has_value());
        QVERIFY(settings.setValue("marks", "[1,2]").has_value());
        QCOMPARE(*settings.value("view"), std::string(R"({"zoom":2})"));
        QCOMPARE(*settings.value("marks"), std::string("[1,2]"));
        checkNumberedSteps(*loaded(path), 10);
        QVERIFY(!CaseSettings(fresh()).setValue("a", "1").has_value());
    }

    void aWorkingCopyGoesWithItsLastUser()
    {
        const auto path = fresh();
        auto writer = newCase(path, {.durable = false, .temporary = true});
        writeNumberedSteps(*writer, 1, 3000);
        QVERIFY(writer->finish().has_value());
        auto log = writer->log();
        writer.reset();
        QVERIFY(QFile::exists(QString::fromStdString(path)));
        checkNumberedSteps(*log, 3000, 50);
        log.reset();
        QVERIFY(!QFile::exists(QString::fromStdString(path)));
    }

    void saysWhyItCannotBeOpened()
    {
        const auto path = fresh();
        QVERIFY(newCase(path)->finish().has_value());
        auto database = Database::open(path, Database::Mode::Write);
        QVERIFY(database.has_value());
        QVERIFY(database->execute("PRAGMA user_version = 99").has_value());
        database->close();
        const auto newer = CaseReader::open(path);
        QVERIFY(!newer.has_value());
        QVERIFY(newer.error().message.find("newer Playhead") != std::string::npos);
        QVERIFY(!LogWriter::append(path).has_value());
        const auto missing = CaseReader::open(fresh());
        QVERIFY(!missing.has_value());
        QVERIFY(missing.error().message.find("No such file") != std::string::npos);
        const auto text = fresh();
        QFile file(QString::fromStdString(text));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(5000, 'x'));
        file.close();
        const auto other = CaseReader::open(text);
        QVERIFY(!other.has_value());
        QVERIFY(other.error().message.find("not a Playhead case") != std::string::npos);
        QVERIFY(!looksLikeCase(text));
    }

    void goesOnInMemoryWhenTheFileIsRemoved()
    {
        const auto path = fresh();
        auto writer = newCase(path);
        writeNumberedSteps(*writer, 1, 30);
        QVERIFY(QFile::remove(QString::fromStdString(path)));
        QVERIFY(!writer->flush().has_value());
        QVERIFY(!writer->status().has_value());
        QCOMPARE(writer->durable().value(), 0U);
        writeNumberedSteps(*writer, 31, 9000);
        writer->publish();
        const auto log = writer->log();
        checkNumberedSteps(*log, 9000, 10);
        QVERIFY(!writer->finish().has_value());
        writer.reset();
        checkNumberedSteps(*log, 9000, 10);
    }

    void stopsWhenAskedTo()
    {
        const auto path = fresh();
        auto writer = newCase(path);
        writeNumberedSteps(*writer, 1, 5000);
        QVERIFY(writer->finish().has_value());
        auto reader = CaseReader::open(path);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY((*reader)->load(stop.get_token()).has_value());
        QVERIFY((*reader)->log()->watermark().value() < 5000);
        QVERIFY((*reader)->load().has_value());
        checkNumberedSteps(*(*reader)->log(), 5000, 10);
    }

    void damageEndsTheLogAtTheLastGoodBlock_data()
    {
        QTest::addColumn<bool>("truncated");
        QTest::newRow("truncated") << true;
        QTest::newRow("random bytes") << false;
    }

    void damageEndsTheLogAtTheLastGoodBlock()
    {
        QFETCH(bool, truncated);
        const auto path = fresh();
        auto writer = newCase(path);
        writeNumberedSteps(*writer, 1, 30'000);
        QVERIFY(writer->finish().has_value());
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto whole = file.readAll();
        std::mt19937 random(42);
        int opened = 0;
        int cut = 0;
        for (int round = 0; round < 150; ++round) {
            auto bytes = whole;
            const auto at = static_cast<qsizetype>(random() % static_cast<unsigned>(whole.size()));
            if (truncated) {
                bytes.truncate(at);
            } else {
                for (qsizetype i = at; i < std::min<qsizetype>(at + 1 + round, bytes.size()); ++i)
                    bytes[i] = static_cast<char>(random());
            }
            const auto hurt = fresh();
            QFile out(QString::fromStdString(hurt));
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(bytes);
            out.close();
            auto reader = CaseReader::open(hurt);
            if (!reader) continue;
            ++opened;
            if (!(*reader)->load()) continue;
            const auto log = (*reader)->log();
            const auto count = log->watermark().value();
            if (count < 30'000) {
                ++cut;
                QVERIFY(log->skippedCount() > 0);
            }
            for (std::uint32_t n = 1; n <= log->eventCount(); n += 37) {
                const auto event = log->event(EventNumber(n)); // an error, or what was stored
                if (event) QVERIFY(sameEvent(*event, numberedEvent(n)));
            }
            for (std::uint64_t p = 1; p <= count; p += 41)
                QCOMPARE(log->at(Position(p)).time,
                         1'700'000'000'000'000'000 + static_cast<Timestamp>(p * 1000));
            QFile::remove(QString::fromStdString(hurt));
        }
        QVERIFY2(opened > 50, qPrintable(QString::number(opened)));
        QVERIFY2(cut > 20, qPrintable(QString::number(cut)));
    }
};

QTEST_GUILESS_MAIN(TestCaseFile)
#include "tst_casefile.moc"
