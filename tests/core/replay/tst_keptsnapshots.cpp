// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/casefile.h"
#include "log/casereader.h"
#include "log/logwriter.h"
#include "model/extensions.h"
#include "replay/keptsnapshots.h"
#include "replay/timelinecursor.h"

#include "plainfold.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace playhead;
using namespace playhead::test;
using namespace std::chrono_literals;

namespace {

ProjectionPtr chainProjection(const char *name = "chain-1")
{
    return reducerProjection(name, std::make_shared<ChainReducer>());
}

} // namespace

class TestKeptSnapshots : public QObject
{
    Q_OBJECT

private slots:
    void statesComeBackFromTheCase_data()
    {
        QTest::addColumn<bool>("wholeLog");
        QTest::addColumn<bool>("consumer");
        for (const bool whole : {false, true})
            for (const bool consumer : {false, true})
                QTest::addRow("%s, %s", whole ? "whole log" : "merge", consumer ? "mail" : "log")
                    << whole << consumer;
    }

    void statesComeBackFromTheCase()
    {
        QFETCH(bool, wholeLog);
        QFETCH(bool, consumer);
        const auto log = recorded(300);
        const auto projection = wholeLog ? chainProjection() : mergeProjection();
        const ReducerPtr reducer =
            wholeLog ? ReducerPtr(std::make_shared<ChainReducer>()) : mergeReducer();
        Observer observer;
        if (consumer) observer = {log->participants().find("mail")};
        fill(log, projection, observer);

        const auto again = loaded();
        const auto plain = plainItems(*again, observer, nullptr);
        const auto shelf = std::make_shared<SnapshotShelf>();
        KeptSnapshots kept{CaseSnapshots(m_path)};
        QVERIFY(*kept.load(*again, *projection, observer, *shelf) > 50);
        // Only what a snapshot holds can be right without the events before it.
        for (const auto &entry : shelf->all()) {
            auto fold = projection->start();
            fold->restore(entry.state);
            const auto at = plain[entry.index - 1].position;
            const auto items = std::vector(plain.begin(), plain.begin() + long(entry.index));
            QCOMPARE(wholeState(*fold).dump(), plainState(items, *reducer, at).dump());
        }
        TimelineCursor cursor(*EventSequence::make(again, {observer}), projection, shelf);
        for (const std::uint64_t at : {300, 17, 18, 250, 249, 1}) {
            QVERIFY(*cursor.moveTo(Position(at)));
            QCOMPARE(wholeState(cursor.fold()).dump(),
                     plainState(plain, *reducer, Position(at)).dump());
        }
    }

    void areVoidForAnotherProjectionOrObserver()
    {
        const auto log = recorded(100);
        fill(log, chainProjection(), {});
        KeptSnapshots kept{CaseSnapshots(m_path)};
        SnapshotShelf shelf;
        QCOMPARE(*kept.load(*log, *chainProjection("chain-2"), {}, shelf), std::size_t(0));
        const Observer mail{log->participants().find("mail")};
        QCOMPARE(*kept.load(*log, *chainProjection(), mail, shelf), std::size_t(0));
        QVERIFY(*kept.load(*log, *chainProjection(), {}, shelf) > 10);
    }

    void areVoidBehindWhereTheLogChanged()
    {
        const auto log = recorded(200);
        fill(log, chainProjection(), {});
        const CaseSnapshots stored(m_path);
        const auto snapshots = *stored.load("chain-1", "log");
        // The same projection in a case whose log is another one from some step on.
        const auto first = m_path;
        const auto other = recorded(200, 120);
        QVERIFY(CaseSnapshots(m_path).save("chain-1", "log", snapshots).has_value());
        SnapshotShelf shelf;
        const auto good =
            *KeptSnapshots{CaseSnapshots(m_path)}.load(*other, *chainProjection(), {}, shelf);
        QVERIFY(good > 0);
        QVERIFY(good < snapshots.size());
        const auto positions = other->contributions({})->upTo(other->watermark());
        QVERIFY(positions.at(shelf.all().back().index - 1).value() < 120);
        QVERIFY(first != m_path);
    }

    void areBounded()
    {
        const auto log = recorded(300);
        fill(log, chainProjection(), {});
        std::vector<StoredSnapshot> many;
        std::mt19937 random(1);
        for (std::uint64_t i = 1; i <= 20; ++i) {
            StoredSnapshot snapshot;
            snapshot.events = i;
            for (int n = 0; n < 4000; ++n)
                snapshot.state += static_cast<char>(random());
            many.push_back(std::move(snapshot));
        }
        CaseSnapshots small(m_path, 40'000);
        QVERIFY(small.save("a", "log", many).has_value());
        const auto kept = small.load("a", "log")->size();
        QVERIFY(kept > 5 && kept < 11);
        QVERIFY(small.load("chain-1", "log")->empty()); // the oldest went first
        many.front().state += std::string(0, 'x');
        for (int n = 0; n < 20'000; ++n)
            many.front().state += static_cast<char>(random());
        many.resize(1);
        QVERIFY(small.save("a", "log", many).has_value()); // too large to be kept
        QVERIFY(small.load("a", "log")->empty());
    }

    void anOlderCaseIsBroughtUp()
    {
        const auto log = recorded(50);
        {
            auto database = Database::open(m_path, Database::Mode::Write);
            QVERIFY(database->execute("DROP TABLE snapshots; PRAGMA user_version = 1").has_value());
        }
        // Reading leaves it as it is.
        const auto again = loaded();
        QCOMPARE(again->watermark(), log->watermark());
        QVERIFY(CaseSnapshots(m_path).load("chain-1", "log")->empty());
        QCOMPARE(version(), 1);
        fill(again, chainProjection(), {});
        QCOMPARE(version(), 2);
        QVERIFY(!CaseSnapshots(m_path).load("chain-1", "log")->empty());
        QCOMPARE(loaded()->watermark(), log->watermark());
    }

    void anOlderCaseThatIsContinuedIsBroughtUp()
    {
        static_cast<void>(recorded(50));
        {
            auto database = Database::open(m_path, Database::Mode::Write);
            QVERIFY(database->execute("DROP TABLE snapshots; PRAGMA user_version = 1").has_value());
        }
        QVERIFY((*LogWriter::append(m_path))->finish().has_value());
        QCOMPARE(version(), 2);
        QCOMPARE(loaded()->watermark(), Position(50));
        auto database = Database::open(m_path, Database::Mode::Write);
        QVERIFY(database->execute("DROP TABLE snapshots").has_value());
        QVERIFY(!CaseReader::open(m_path).has_value()); // version 2 has it
        QVERIFY(database->execute("PRAGMA user_version = 3").has_value());
        QVERIFY(!CaseSnapshots(m_path).load("chain-1", "log").has_value());
    }

private:
    /// Writes a random log into a new case; from `different` on it is another one.
    LogPtr recorded(std::uint64_t steps, std::uint64_t different = 0)
    {
        m_path = m_folder.filePath(QString("%1.playhead").arg(++m_cases)).toStdString();
        RandomLog random(9);
        random.grow(steps);
        const auto &from = *random.log();
        auto writer = LogWriter::create(m_path);
        std::map<EventNumber, EventNumber> numbers;
        for (std::uint64_t at = 1; at <= steps; ++at) {
            const auto step = from.at(Position(at));
            StepRecord record;
            record.kind = step.kind;
            record.time = step.time + (at >= different && different != 0 ? 1 : 0);
            record.sender =
                (*writer)->participant(from.participantName(step.sender), Role::Consumer);
            record.receiver =
                (*writer)->participant(from.participantName(step.receiver), Role::Channel);
            if (step.event.isValid()) {
                auto &number = numbers[step.event];
                if (!number.isValid()) {
                    const auto event = *from.event(step.event);
                    number = (*writer)->event(EventAsView(event).view());
                }
                record.event = number;
            }
            (*writer)->step(record);
        }
        if (!(*writer)->finish()) qFatal("cannot write");
        return (*writer)->log();
    }

    LogPtr loaded()
    {
        auto reader = CaseReader::open(m_path);
        if (!reader || !(*reader)->load()) qFatal("cannot read");
        return (*reader)->log();
    }

    int version()
    {
        auto database = Database::open(m_path, Database::Mode::Read);
        return static_cast<int>(*database->number("PRAGMA user_version"));
    }

    /// Takes a snapshot after each event and keeps them.
    void fill(const LogPtr &log, const ProjectionPtr &projection, Observer observer)
    {
        TimelineCursor cursor(*EventSequence::make(log, {observer}), projection, {}, {},
                              {0ns, 0ns});
        QVERIFY(*cursor.moveTo(log->watermark()));
        KeptSnapshots kept{CaseSnapshots(m_path)};
        QVERIFY(kept.save(*log, *projection, observer, *cursor.shelf()).has_value());
    }

    QTemporaryDir m_folder;
    std::string m_path;
    int m_cases = 0;
};

QTEST_GUILESS_MAIN(TestKeptSnapshots)
#include "tst_keptsnapshots.moc"
