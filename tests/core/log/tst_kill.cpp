// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/casereader.h"
#include "log/logwriter.h"

#include <QProcess>
#include <QtTest>

#include <random>

using namespace playhead;

/// Kills a recording process at a random moment, again and again.
/// PLAYHEAD_KILL_ROUNDS says how often (20).
class TestKill : public QObject
{
    Q_OBJECT

private:
    static void checkContents(const Log &log)
    {
        const auto count = log.watermark().value();
        for (std::uint64_t p = 1; p <= count; ++p) {
            const auto step = log.at(Position(p));
            QCOMPARE(step.time, static_cast<Timestamp>(p));
            QCOMPARE(std::uint64_t(step.event.value()), p);
            QVERIFY(log.participantName(step.receiver) == "channel");
            if (p % 199 != 0 && p + 50 < count) continue;
            const auto event = log.event(step.event);
            QVERIFY2(event.has_value(), event ? "" : event.error().message.c_str());
            QCOMPARE(event->id, std::to_string(p));
            QCOMPARE(event->subject, "subject-" + std::to_string(p / 2));
            QCOMPARE(event->data, std::string(p % 100, 'a') + std::to_string(p));
        }
    }

private slots:
    void nothingDurableIsLost()
    {
        bool given = false;
        const int rounds = qEnvironmentVariableIntValue("PLAYHEAD_KILL_ROUNDS", &given);
        std::mt19937 random(std::random_device{}());
        std::uint64_t recovered = 0;
        for (int round = 0; round < (given ? rounds : 20); ++round) {
            QTemporaryDir dir;
            const auto path = dir.filePath("killed.playhead");
            QProcess child;
            child.start(PLAYHEAD_RECORDING_CHILD, {path});
            QVERIFY(child.waitForStarted());
            // The moment counts from the first durable step; in every fifth round from the start.
            if (round % 5 != 0) QVERIFY(child.waitForReadyRead());
            const auto moment = static_cast<qint64>(random() % 400);
            QElapsedTimer timer;
            timer.start();
            while (timer.elapsed() < moment)
                child.waitForReadyRead(static_cast<int>(moment - timer.elapsed()));
            child.kill();
            QVERIFY(child.waitForFinished());
            QCOMPARE(child.exitStatus(), QProcess::CrashExit);
            const auto lines = child.readAllStandardOutput().split('\n');
            // The last line may be cut off by the kill; the one before it is whole.
            const auto durable = lines.size() >= 2 ? lines.at(lines.size() - 2).toULongLong() : 0;

            auto reader = CaseReader::open(path.toStdString());
            if (durable == 0 && !reader) continue; // killed before there was a case
            QVERIFY2(reader.has_value(), reader ? "" : reader.error().message.c_str());
            QVERIFY((*reader)->load().has_value());
            const auto log = (*reader)->log();
            QCOMPARE(log->skippedCount(), 0U);
            QVERIFY2(log->watermark().value() >= durable,
                     qPrintable(QStringLiteral("durable %1, found %2")
                                    .arg(durable)
                                    .arg(log->watermark().value())));
            checkContents(*log);
            recovered += log->watermark().value();

            auto writer = LogWriter::append(path.toStdString());
            QVERIFY2(writer.has_value(), writer ? "" : writer.error().message.c_str());
            QCOMPARE((*writer)->log()->watermark(), log->watermark());
            StepRecord more;
            more.sender = more.receiver = (*writer)->participant("later", Role::Producer);
            (*writer)->step(more);
            QVERIFY((*writer)->finish().has_value());
            QCOMPARE((*writer)->durable().value(), log->watermark().value() + 1);
            if (QTest::currentTestFailed()) return;
        }
        QVERIFY(recovered > 0);
        qInfo("%llu steps recovered", static_cast<unsigned long long>(recovered));
    }
};

QTEST_GUILESS_MAIN(TestKill)
#include "tst_kill.moc"
