// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/player.h"
#include "when/breakpointwatch.h"
#include "when/whenpanel.h"

#include "core/replay/scriptedlog.h"
#include "support/eventually.h"

#include <QSignalSpy>
#include <QTest>

using namespace playhead;

namespace {

constexpr Duration second = nanosecondsPerSecond;

} // namespace

/// Twenty publishes of two orders in turn, whose amount goes up; order 1 is paid at #9, and its
/// next event at #11 leaves it so.
class TestWhen : public QObject
{
    Q_OBJECT

private:
    Position publish(int number)
    {
        const auto *subject = number % 2 == 1 ? "order-1" : "order-2";
        const bool paid = number == 9;
        return m_script->publish(
            m_script->json(paid ? "order.paid" : "order.changed", subject,
                           QStringLiteral(R"({"amount":%1%2})")
                               .arg(number * 10)
                               .arg(paid ? QStringLiteral(R"(,"status":"paid")") : QString())
                               .toStdString()));
    }
    void enter(const char *condition)
    {
        auto &field = m_panel->condition().field();
        field.selectAll();
        QTest::keyClicks(&field, QLatin1String(condition));
    }
    template <class T> T *child(const char *name)
    {
        auto *found = m_panel->findChild<T *>(QLatin1String(name));
        Q_ASSERT(found);
        return found;
    }
    void click(const char *button)
    {
        QTest::mouseClick(child<QToolButton>(button), Qt::LeftButton);
        EVENTUALLY(!m_panel->isBusy());
    }
    QString answer() { return child<QLabel>("whenAnswer")->text(); }
    std::uint64_t at() const { return m_view.playhead().value(); }
    void choose(const char *box, int index)
    {
        auto *combo = child<QComboBox>(box);
        combo->setFocus();
        while (combo->currentIndex() < index)
            QTest::keyClick(combo, Qt::Key_Down);
        while (combo->currentIndex() > index)
            QTest::keyClick(combo, Qt::Key_Up);
    }
    void addBreakpoint(const char *condition)
    {
        enter(condition);
        QTest::mouseClick(child<QToolButton>("addBreakpoint"), Qt::LeftButton);
    }
    /// Plays until it stops by itself.
    void play()
    {
        m_player->play();
        for (int i = 0; i < 10'000 && m_player->isPlaying(); ++i) {
            m_player->tick(second / 10);
            QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
        }
        QVERIFY(!m_player->isPlaying());
    }

    Theme m_theme;
    ProjectionTable m_projections;
    ViewState m_view;
    std::unique_ptr<test::ScriptedLog> m_script;
    std::unique_ptr<Breakpoints> m_breakpoints;
    std::unique_ptr<BreakpointWatch> m_watch;
    std::unique_ptr<WhenPanel> m_panel;
    std::unique_ptr<Player> m_player;

private slots:
    void init()
    {
        m_script = std::make_unique<test::ScriptedLog>();
        for (int number = 1; number <= 20; ++number)
            publish(number);
        m_view.setLog({});
        m_breakpoints = std::make_unique<Breakpoints>();
        m_watch = std::make_unique<BreakpointWatch>(m_view, *m_breakpoints, m_projections);
        m_panel = std::make_unique<WhenPanel>(m_view, m_theme, m_projections, *m_breakpoints);
        m_player = std::make_unique<Player>(m_view);
        m_player->setTimerEnabled(false);
        m_player->setBrake(m_watch.get());
        m_panel->resize(420, 600);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
        m_view.setLog(m_script->log());
    }
    void cleanup()
    {
        m_player.reset();
        m_panel.reset();
        m_watch.reset();
        m_breakpoints.reset();
    }

    void movesThePlayheadToWhereTheConditionHolds()
    {
        enter("state.status == \"paid\" && event.amount > 100");
        click("whenFirst");
        QCOMPARE(at(), 11U);
        click("whenNext");
        QCOMPARE(at(), 13U);
        click("whenPrevious");
        QCOMPARE(at(), 11U);
        click("whenPrevious");
        QCOMPARE(at(), 11U);
        QVERIFY2(answer().contains(QStringLiteral("nowhere before #11")), qPrintable(answer()));
        enter("event.amount > 1000");
        QVERIFY(answer().isEmpty());
        click("whenFirst");
        QCOMPARE(at(), 11U);
        QVERIFY2(answer().contains(QStringLiteral("nowhere")), qPrintable(answer()));
    }

    void enterInTheFieldGoesForwardAndBack()
    {
        auto &field = m_panel->condition().field();
        enter("event.amount in (50, 90)");
        QTest::keyClick(&field, Qt::Key_Return);
        EVENTUALLY_EQUAL(at(), 5U);
        QTest::keyClick(&field, Qt::Key_Return);
        EVENTUALLY_EQUAL(at(), 9U);
        QTest::keyClick(&field, Qt::Key_Return, Qt::ShiftModifier);
        EVENTUALLY_EQUAL(at(), 5U);
    }

    void becomingTrueIsFoundOnce()
    {
        choose("whenMode", 1);
        enter("state.status == \"paid\"");
        click("whenFirst");
        QCOMPARE(at(), 9U);
        click("whenNext");
        QCOMPARE(at(), 9U);
        QVERIFY(answer().contains(QStringLiteral("nowhere after #9")));
    }

    void aPinnedSubjectCanBeAskedAlone()
    {
        enter("state.amount >= 30");
        QVERIFY(!child<QComboBox>("whenSubject")->isEnabled());
        m_view.setPinnedSubject(m_script->name("order-2"));
        choose("whenSubject", 1);
        click("whenFirst");
        QCOMPARE(at(), 4U);
        m_view.setPinnedSubject({});
        QCOMPARE(child<QComboBox>("whenSubject")->count(), 1);
        click("whenFirst");
        QCOMPARE(at(), 3U);
    }

    void aMistakeSaysWhatWasExpected()
    {
        auto *mistake = child<QLabel>("conditionMistake");
        enter("state.status ==");
        QVERIFY(mistake->isVisible());
        QVERIFY2(mistake->text().contains(QStringLiteral("expected")), qPrintable(mistake->text()));
        QVERIFY(!m_panel->find(WhenDirection::First));
        QVERIFY(!m_panel->addBreakpoint());
        QVERIFY(m_breakpoints->list().isEmpty());
        QTest::keyClick(&m_panel->condition().field(), Qt::Key_End);
        QTest::keyClicks(&m_panel->condition().field(), QStringLiteral(" 1"));
        QVERIFY(!mistake->isVisible());
    }

    void playingStopsAtABreakpoint_data()
    {
        QTest::addColumn<double>("speed");
        for (const auto speed : {1.0, 1000.0, Player::unlimited})
            QTest::addRow("%g", speed) << speed;
    }

    void playingStopsAtABreakpoint()
    {
        QFETCH(double, speed);
        m_player->setSpeed(speed);
        addBreakpoint("event.amount == 70");
        addBreakpoint("event.type == \"order.paid\"");
        QSignalSpy stopped(m_player.get(), &Player::stoppedByChanged);
        play();
        QCOMPARE(at(), 7U);
        QCOMPARE(m_player->stoppedBy(), QStringLiteral("event.amount == 70"));
        play();
        QCOMPARE(at(), 9U);
        QCOMPARE(m_player->stoppedBy(), QStringLiteral("event.type == \"order.paid\""));
        QCOMPARE(m_breakpoints->list()[0].hits, 1);
        QCOMPARE(m_breakpoints->list()[1].hits, 1);
        play();
        QCOMPARE(at(), 20U);
        QVERIFY(m_player->stoppedBy().isEmpty());
        QVERIFY(stopped.count() >= 3);
    }

    void oneThatIsOffStopsNothing()
    {
        m_player->setSpeed(Player::unlimited);
        addBreakpoint("event.amount == 70");
        auto &table = m_panel->list().table();
        auto *item = table.topLevelItem(0);
        QCOMPARE(item->checkState(0), Qt::Checked);
        table.setCurrentItem(item);
        QTest::keyClick(&table, Qt::Key_Space);
        EVENTUALLY(!m_breakpoints->list()[0].isOn);
        play();
        QCOMPARE(at(), 20U);
    }

    void stopsWhereTheFilterHidesTheStep()
    {
        m_player->setSpeed(Player::unlimited);
        m_view.setRows(RowMap::of({1, 20}, Position(20)));
        addBreakpoint("event.amount == 70");
        play();
        QCOMPARE(at(), 7U);
    }

    void theListComesBackFromTheCase()
    {
        m_view.setPinnedSubject(m_script->name("order-2"));
        choose("whenSubject", 1);
        choose("whenMode", 1);
        addBreakpoint("state.amount > 50");
        m_breakpoints->add({QStringLiteral("event.id == 1"), QStringLiteral("merge"), {}, {}});
        m_breakpoints->setOn(1, false);
        const auto kept = m_breakpoints->toJson();
        Breakpoints again;
        again.restore(kept);
        QCOMPARE(again.list(), m_breakpoints->list());
        QCOMPARE(again.list()[0].what.subject, QStringLiteral("order-2"));
        QCOMPARE(again.toJson(), kept);
        again.restore({});
        QVERIFY(again.list().isEmpty());
    }

    void deleteRemovesAndADoubleClickTakesUp()
    {
        addBreakpoint("event.amount == 70");
        addBreakpoint("event.amount == 80");
        auto &table = m_panel->list().table();
        const auto rect = table.visualItemRect(table.topLevelItem(0));
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, rect.center());
        QTest::mouseDClick(table.viewport(), Qt::LeftButton, {}, rect.center());
        QCOMPARE(m_panel->condition().text(), QStringLiteral("event.amount == 70"));
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_Delete);
        QCOMPARE(m_breakpoints->list().size(), 1);
        QCOMPARE(table.topLevelItem(0)->text(0), QStringLiteral("event.amount == 80"));
    }

    void aMissingProjectionIsToldOf()
    {
        m_player->setSpeed(Player::unlimited);
        QSignalSpy failed(m_watch.get(), &BreakpointWatch::failed);
        m_breakpoints->add({QStringLiteral("state.a"), QStringLiteral("gone"), {}, {}});
        play();
        QCOMPARE(at(), 20U);
        QVERIFY(failed.count() >= 1);
        QVERIFY(failed[0][1].toString().contains(QStringLiteral("gone")));
    }
};

QTEST_MAIN(TestWhen)
#include "tst_when.moc"
