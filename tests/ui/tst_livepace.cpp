// SPDX-License-Identifier: GPL-3.0-or-later
#include "livepace.h"
#include "support/eventually.h"
#include "support/samplelog.h"

#include <QTest>

using namespace playhead;

class TestLivePace : public QObject
{
    Q_OBJECT

private:
    ViewState m_view;
    std::vector<Position> m_shown; ///< what the view showed, in order
    std::unique_ptr<LivePace> m_pace;

private slots:
    void init()
    {
        m_view.setLog(test::makeShopLog(100));
        m_view.setFollowing(false);
        m_shown.clear();
        m_pace =
            std::make_unique<LivePace>(m_view, [this] { m_shown.push_back(m_view.playhead()); });
        connect(&m_view, &ViewState::playheadChanged, m_pace.get(), &LivePace::wish);
        QVERIFY(m_shown.empty());
    }
    void cleanup() { m_pace.reset(); }

    void everyMoveByHandShowsAtOnce()
    {
        for (const std::uint64_t position : {5, 6, 7})
            m_view.setPlayhead(Position(position));
        QCOMPARE(m_shown, (std::vector{Position(5), Position(6), Position(7)}));
        QVERIFY(!m_pace->isWaiting());
    }

    void followingShowsTheFirstAndTheLast()
    {
        m_view.setFollowing(true);
        QCOMPARE(m_shown, (std::vector{Position(100)}));
        for (std::uint64_t end = 101; end <= 109; ++end)
            m_view.setWatermark(Position(end));
        QCOMPARE(m_shown.size(), 1U);
        QVERIFY(m_pace->isWaiting());
        // The log stands still now, and the view must not stay behind.
        EVENTUALLY_EQUAL(m_shown.size(), 2U);
        QCOMPARE(m_shown.back(), Position(109));
        QVERIFY(!m_pace->isWaiting());
    }

    void whoStopsFollowingSeesWhereTheyStopped()
    {
        m_view.setFollowing(true);
        m_view.setWatermark(Position(120));
        QVERIFY(m_pace->isWaiting());
        m_view.setFollowing(false);
        QCOMPARE(m_shown.back(), Position(120));
        QVERIFY(!m_pace->isWaiting());
    }

    void aGrowingLogIsPacedAlsoWhileNobodyFollows()
    {
        m_pace->wishGrown();
        m_pace->wishGrown();
        m_pace->wishGrown();
        QCOMPARE(m_shown.size(), 1U);
        EVENTUALLY_EQUAL(m_shown.size(), 2U);
        // A move by hand takes what waits with it.
        m_pace->wishGrown();
        m_view.setPlayhead(Position(9));
        QCOMPARE(m_shown.size(), 3U);
        QVERIFY(!m_pace->isWaiting());
    }
};

QTEST_MAIN(TestLivePace)
#include "tst_livepace.moc"
