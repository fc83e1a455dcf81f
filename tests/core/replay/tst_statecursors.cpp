// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/casereader.h"
#include "log/casesnapshots.h"
#include "log/logwriter.h"
#include "replay/statecursors.h"

#include "plainfold.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

using Place = StateCursors::Place;

ProjectionPtr chainProjection()
{
    return reducerProjection("chain-1", std::make_shared<ChainReducer>());
}

std::string stateAt(StateCursors &cursors, const StateScope &scope, Place place, Position at)
{
    auto &cursor = **cursors.cursor(scope, place);
    if (!*cursor.moveTo(at)) qFatal("was not asked to stop");
    return wholeState(cursor.fold()).dump();
}

} // namespace

class TestStateCursors : public QObject
{
    Q_OBJECT

private slots:
    void bothPlacesAgreeWithThePlainFold()
    {
        RandomLog random(3);
        random.grow(300);
        StateCursors cursors(random.log());
        const auto observers = observersOf(random);
        const auto branch = std::make_shared<const Branch>(random.branch(4));
        // More scopes than cursors are kept, in turn.
        for (int round = 0; round < 3; ++round) {
            for (const auto &observer : observers) {
                for (const auto &course : {BranchPtr(), BranchPtr(branch)}) {
                    const auto plain = plainItems(*random.log(), observer, course.get());
                    for (const auto place : {Place::Shown, Place::Compared}) {
                        const auto at = random.anywhere();
                        QCOMPARE(stateAt(cursors, {chainProjection(), observer, course}, place, at),
                                 plainState(plain, ChainReducer(), at).dump());
                    }
                }
            }
        }
    }

    void theSameScopeKeepsItsCursor()
    {
        RandomLog random(1);
        random.grow(50);
        StateCursors cursors(random.log());
        const StateScope scope{mergeProjection(), {}, {}, "a"};
        auto *shown = *cursors.cursor(scope, Place::Shown);
        auto *compared = *cursors.cursor(scope, Place::Compared);
        QVERIFY(shown != compared);
        QCOMPARE(shown->shelf(), compared->shelf());
        QCOMPARE(*cursors.cursor(scope, Place::Shown), shown);
        QCOMPARE(*cursors.cursor(scope, Place::Compared), compared);
    }

    void snapshotsComeBackFromTheCase()
    {
        const auto path = writeCase(400'000);
        const auto projection = mergeProjection();
        {
            const auto log = loaded(path);
            StateCursors cursors(log);
            QCOMPARE(*cursors.keep(), std::size_t(0)); // no case to keep them in
            cursors.setCase(path);
            QVERIFY(*(*cursors.cursor({projection}, Place::Shown))->moveTo(log->watermark()));
            QCOMPARE(*cursors.keep(), std::size_t(1));
            QCOMPARE(*cursors.keep(), std::size_t(0)); // nothing new since
        }
        StateCursors cursors(loaded(path));
        cursors.setCase(path);
        const auto &shelf = (*cursors.cursor({projection}, Place::Shown))->shelf();
        QVERIFY(shelf->count() > 0);
        QVERIFY(CaseSnapshots(path).load(projection->fingerprint(), "log")->size() > 0);
    }

private:
    std::string writeCase(std::uint64_t events)
    {
        const auto path = m_folder.filePath("kept.playhead").toStdString();
        auto writer = LogWriter::create(path, {.durable = false});
        StepRecord step;
        step.sender = (*writer)->participant("shop", Role::Producer);
        step.receiver = (*writer)->participant("orders", Role::Channel);
        EventView event;
        event.type = "changed";
        event.encoding = DataEncoding::Json;
        for (std::uint64_t i = 0; i < events; ++i) {
            const auto id = std::to_string(i);
            const auto subject = "order-" + std::to_string(i % 100);
            event.id = id;
            event.subject = subject;
            event.data = R"({"amount":1})";
            step.event = (*writer)->event(event);
            step.time = static_cast<Timestamp>(i);
            (*writer)->step(step);
        }
        if (!(*writer)->finish()) qFatal("cannot write");
        return path;
    }

    static LogPtr loaded(const std::string &path)
    {
        auto reader = CaseReader::open(path);
        if (!reader || !(*reader)->load()) qFatal("cannot read");
        return (*reader)->log();
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestStateCursors)
#include "tst_statecursors.moc"
