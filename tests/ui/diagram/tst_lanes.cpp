// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/lanes.h"
#include "support/samplelog.h"

#include <QSignalSpy>
#include <QTest>

using namespace playhead;

class TestLanes : public QObject
{
    Q_OBJECT

private:
    static ParticipantId id(std::uint16_t value) { return ParticipantId(value); }
    static void speak(Log &log, ParticipantId participant)
    {
        Step step;
        step.sender = participant;
        step.receiver = id(2);
        step.time = log.index().maxTime();
        log.writableIndex().append(step);
        log.writableDensity().extend(log.index());
        log.writableIndex().publish();
    }
    std::vector<int> order(const Lanes &lanes)
    {
        std::vector<int> ids;
        for (const auto participant : lanes.order())
            ids.push_back(participant.value());
        return ids;
    }

private slots:
    void lanesSpreadOverTheWidth()
    {
        const auto plan = planLanes({{id(3), 80, false}, {id(1), 80, false}}, 800);
        QCOMPARE(plan.lanes.size(), std::size_t(2));
        QCOMPARE(plan.lanes[0].x, 200.0);
        QCOMPARE(plan.lanes[1].x, 600.0);
        QCOMPARE(plan.totalWidth, 800.0);
        QCOMPARE(plan.laneOf(id(3)), 0);
        QCOMPARE(plan.laneOf(id(1)), 1);
        QCOMPARE(plan.laneOf(id(2)), -1);
        QCOMPARE(plan.laneOf(id(900)), -1);
    }

    void crowdedLanesShrinkAndThenScroll()
    {
        std::vector<LaneWish> wishes;
        for (std::uint16_t i = 1; i <= 40; ++i)
            wishes.push_back({id(i), 60.0 + i * 3, false});
        const auto roomy = planLanes(wishes, 20'000);
        for (std::size_t i = 1; i < wishes.size(); ++i)
            QVERIFY(roomy.lanes[i].x - roomy.lanes[i - 1].x
                    >= (wishes[i - 1].headerWidth + wishes[i].headerWidth) / 2);
        const auto crowded = planLanes(wishes, 500);
        QVERIFY(crowded.totalWidth > 500);
        QVERIFY(crowded.lanes.back().x < crowded.totalWidth);
        for (std::size_t i = 1; i < wishes.size(); ++i)
            QVERIFY(crowded.lanes[i].x - crowded.lanes[i - 1].x >= 60);
        // In between they give way just so far that all fit.
        const auto between = planLanes(wishes, (roomy.totalWidth + crowded.totalWidth) / 4);
        QVERIFY(between.totalWidth >= crowded.totalWidth - 1);
    }

    void collapsedLanesAreNarrow()
    {
        const auto plan =
            planLanes({{id(1), 80, false}, {id(2), 300, true}, {id(3), 80, false}}, 800);
        QVERIFY(plan.lanes[1].width < 40);
        QCOMPARE(plan.lanes[0].width, plan.lanes[2].width);
        const auto all = planLanes({{id(1), 80, true}, {id(2), 80, true}}, 800);
        QVERIFY(all.lanes[1].x < 100);
        QCOMPARE(planLanes({}, 800).lanes.size(), std::size_t(0));
    }

    void orderIsByRoleUntilDragged()
    {
        ViewState state;
        Lanes lanes(state);
        QVERIFY(lanes.order().empty());
        auto log = test::makeShopLog(100); // order-service, orders.events, payment, inventory, ...
        speak(*log, log->writableParticipants().intern("zoo", Role::Producer));
        log->writableParticipants().intern("silent", Role::Producer); // has no lane
        state.setLog(log);
        QCOMPARE(order(lanes), (std::vector{1, 6, 2, 3, 4, 5}));
        lanes.setGrouping(LaneGrouping::Arrival);
        QCOMPARE(order(lanes), (std::vector{1, 2, 3, 4, 5, 6}));
        lanes.setGrouping(LaneGrouping::Prefix);
        QCOMPARE(order(lanes), (std::vector{4, 1, 2, 3, 5, 6}));
        lanes.setGrouping(LaneGrouping::Role);
        QSignalSpy changed(&lanes, &Lanes::changed);
        lanes.move(id(3), 0);
        QCOMPARE(order(lanes), (std::vector{3, 1, 6, 2, 4, 5}));
        lanes.move(id(3), 99);
        QCOMPARE(order(lanes), (std::vector{1, 6, 2, 4, 5, 3}));
        QCOMPARE(changed.count(), 2);
        lanes.move(id(3), 5);  // stays
        lanes.move(id(77), 0); // is not there
        QCOMPARE(changed.count(), 2);
        // A newcomer goes to the end.
        speak(*log, log->writableParticipants().intern("audit", Role::Consumer));
        state.setWatermark(log->watermark());
        lanes.refresh();
        QCOMPARE(order(lanes), (std::vector{1, 6, 2, 4, 5, 3, 8}));
        lanes.setGrouping(LaneGrouping::Role);
        QCOMPARE(order(lanes), (std::vector{1, 6, 2, 3, 4, 5, 8}));
    }

    void hidingGoesThroughTheViewState()
    {
        ViewState state;
        Lanes lanes(state);
        state.setLog(test::makeShopLog(100));
        lanes.hide(id(2));
        QVERIFY(state.visibility().hiddenParticipants.contains(2));
        QCOMPARE(order(lanes), (std::vector{1, 3, 4, 5}));
        lanes.move(id(5), 0);
        lanes.showAll();
        QCOMPARE(lanes.order().size(), std::size_t(5));
        QCOMPARE(lanes.order().front(), id(5));
    }

    void arrangementIsKeptByName()
    {
        ViewState state;
        Lanes lanes(state);
        state.setLog(test::makeShopLog(100));
        lanes.move(id(5), 0);
        lanes.toggleCollapsed(id(3));
        const auto saved = lanes.save();
        const auto wanted = order(lanes);

        ViewState another;
        Lanes restored(another);
        another.setLog(test::makeShopLog(500, 9));
        QVERIFY(!restored.isCollapsed(id(3)));
        restored.restore(saved);
        QCOMPARE(order(restored), wanted);
        QVERIFY(restored.isCollapsed(id(3)));
        restored.toggleCollapsed(id(3));
        QVERIFY(!restored.isCollapsed(id(3)));
        restored.restore("garbage");
        QCOMPARE(order(restored), (std::vector{1, 2, 3, 4, 5}));
        restored.restore("{\"grouping\":99,\"order\":3,\"collapsed\":[1,null]}");
        QCOMPARE(restored.order().size(), std::size_t(5));
    }
};

QTEST_GUILESS_MAIN(TestLanes)
#include "tst_lanes.moc"
