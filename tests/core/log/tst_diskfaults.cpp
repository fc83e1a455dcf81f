// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/casereader.h"
#include "log/logwriter.h"
#include "log/temporarycase.h"
#include "logtesting.h"

#include <QtTest>

#include <csignal>

#include <sys/resource.h>

using namespace playhead;
using namespace playhead::test;

namespace {

/// No file may grow past `bytes` while this lives: what a full disk looks like to a writer.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        m_previousHandler = std::signal(SIGXFSZ, SIG_IGN); // write() fails instead
        getrlimit(RLIMIT_FSIZE, &m_previous);
        auto limit = m_previous;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit()
    {
        setrlimit(RLIMIT_FSIZE, &m_previous);
        std::signal(SIGXFSZ, m_previousHandler);
    }

private:
    rlimit m_previous = {};
    void (*m_previousHandler)(int) = nullptr;
};

} // namespace

/// What happens when the disk does not take what the log wants to keep.
class TestDiskFaults : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;

    std::string path(const char *name) const
    {
        return m_dir.filePath(QString::fromLatin1(name)).toStdString();
    }

private slots:
    void aFullDiskIsReportedAndLosesNothingInMemory()
    {
        const auto file = path("full.playhead");
        auto made = LogWriter::create(file);
        QVERIFY(made.has_value());
        auto &writer = **made;
        constexpr std::uint64_t before = 3000;
        writeNumberedSteps(writer, 1, before);
        QVERIFY(writer.flush().has_value());
        const auto durable = writer.durable().value();
        QCOMPARE(durable, before);
        constexpr std::uint64_t all = 60'000;
        {
            const FileSizeLimit limit(256 * 1024);
            writeNumberedSteps(writer, before + 1, all);
            const auto flushed = writer.flush();
            QVERIFY(!flushed.has_value());
            QVERIFY(!flushed.error().message.empty());
            QVERIFY(!writer.status().has_value());
        }
        QVERIFY(writer.durable().value() < all);
        checkNumberedSteps(*writer.log(), all, 101); // the log in memory goes on
        QVERIFY(!writer.finish().has_value());       // and the error does not go away
        checkNumberedSteps(*writer.log(), all, 501);
        const auto written = writer.durable().value();
        made->reset();

        auto reader = CaseReader::open(file);
        QVERIFY(reader.has_value());
        QVERIFY((*reader)->load().has_value());
        const auto kept = (*reader)->log()->watermark().value();
        QVERIFY(kept >= written); // nothing that was reported durable is missing
        checkNumberedSteps(*(*reader)->log(), kept, 101);
    }

    void aFolderThatCannotBeWrittenIsReported()
    {
        for (const char *bad : {"/proc/no.playhead", "/nowhere/at/all/x.playhead"}) {
            const auto made = LogWriter::create(bad);
            QVERIFY(!made.has_value());
            QVERIFY2(made.error().message.find(bad) != std::string::npos,
                     made.error().message.c_str());
        }
    }

    void aCopyThatFailsLeavesTheOldFile()
    {
        const auto from = path("from.playhead");
        auto writer = LogWriter::create(from);
        QVERIFY(writer.has_value());
        writeNumberedSteps(**writer, 1, 60'000);
        QVERIFY((*writer)->finish().has_value());
        const auto to = path("to.playhead");
        QVERIFY(copyCase(from, to).has_value());
        {
            const FileSizeLimit limit(128 * 1024);
            QVERIFY(!copyCase(from, to).has_value());
        }
        auto reader = CaseReader::open(to);
        QVERIFY(reader.has_value());
        QVERIFY((*reader)->load().has_value());
        checkNumberedSteps(*(*reader)->log(), 60'000, 1001);
        const auto files = QDir(m_dir.path()).entryList({QStringLiteral("to.playhead*")});
        QCOMPARE(files, QStringList{QStringLiteral("to.playhead")});
    }

    void temporaryPathsAreFree()
    {
        const auto one = temporaryCasePath();
        const auto other = temporaryCasePath();
        QVERIFY(one.has_value() && other.has_value());
        QVERIFY(*one != *other);
        QVERIFY(!QFile::exists(QString::fromStdString(*one)));
    }

    void aTemporaryCaseGoesWithItsLog()
    {
        const auto file = path("temporary.playhead");
        auto writer = LogWriter::create(file, {.durable = false, .temporary = true});
        QVERIFY(writer.has_value());
        writeNumberedSteps(**writer, 1, 3000);
        QVERIFY((*writer)->finish().has_value());
        auto log = (*writer)->log();
        writer->reset();
        QVERIFY(QFile::exists(QString::fromStdString(file)));
        checkNumberedSteps(*log, 3000, 11);
        log.reset();
        QVERIFY(QDir(m_dir.path()).entryList({QStringLiteral("temporary*")}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestDiskFaults)
#include "tst_diskfaults.moc"
