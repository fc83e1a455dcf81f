// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptprojection.h"
#include "support/eventually.h"
#include "when/breakpointhold.h"

#include <QSignalSpy>
#include <QTest>

using namespace playhead;

/// A shop that runs, and breakpoints that hold it.
class TestBreakpointHold : public QObject
{
    Q_OBJECT

private:
    WhenCondition condition(const char *text, const char *projection = "merge",
                            const char *observer = "")
    {
        return {QLatin1String(text), QLatin1String(projection), {}, QLatin1String(observer)};
    }
    /// Where the condition holds first behind a position, by the log alone.
    Position nextOf(const WhenCondition &what, Position behind)
    {
        const auto log = m_view.log();
        auto question = whenQuestion(what, log, m_projections);
        if (!question) qFatal("%s", question.error().message.c_str());
        WhenFinder finder(question->state, *Condition::parse(what.text.toStdString()), what.mode);
        return *finder.next(Position(behind.value() + 1), log->watermark());
    }
    bool waitUntilHeld(int times)
    {
        if (!QTest::qWaitFor([&] { return m_held->size() == times; }, 30000)) return false;
        const bool paused = m_session->isScenarioPaused();
        m_session->setScenarioPaused(true); // as the window does
        return paused;
    }
    Position heldAt() { return m_held->last()[0].value<Position>(); }
    /// Only what the task of the held step did follows it, however long one waits.
    void checkThatNothingFollows()
    {
        const auto log = m_view.log();
        const auto at = heldAt();
        const auto last = log->watermark();
        QCOMPARE(m_view.watermark(), last);
        for (auto next = advanced(at, 1); next <= last; next = advanced(next, 1)) {
            QCOMPARE(log->at(next).time, log->at(at).time);
            QVERIFY(log->at(next).kind != StepKind::Deliver);
        }
        ParticipantTable participants;
        auto other = LiveScenario::start(
            "firehose", 1, [](std::span<TapStep>) {}, participants);
        EVENTUALLY((*other)->steps() > 100);
        QCOMPARE(m_session->recorderCounters().received, last.value());
        QCOMPARE(log->watermark(), last);
    }

    ProjectionTable m_projections;
    ViewState m_view;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Breakpoints> m_breakpoints;
    std::unique_ptr<BreakpointHold> m_hold;
    std::unique_ptr<QSignalSpy> m_held;

private slots:
    void initTestCase()
    {
        auto script = scriptProjection("placed", R"(
            fromAll().when({
                $init: () => ({ placed: 0 }),
                "order.placed": (state) => { ++state.placed; }
            }))");
        QVERIFY(script);
        m_projections.add("placed", *script);
    }
    void init()
    {
        m_session = std::make_unique<Session>(m_view);
        m_breakpoints = std::make_unique<Breakpoints>();
        m_hold =
            std::make_unique<BreakpointHold>(*m_session, m_view, *m_breakpoints, m_projections);
        m_held = std::make_unique<QSignalSpy>(m_hold.get(), &BreakpointHold::held);
        QVERIFY(m_session->runScenario(QStringLiteral("shop"), 7));
        QVERIFY(m_session->scenario()->setKnob("rate", 5));
        EVENTUALLY(m_view.watermark().value() > 60);
    }
    void cleanup()
    {
        m_held.reset();
        m_hold.reset();
        m_breakpoints.reset();
        m_session.reset();
    }

    void standsStillExactlyWhereTheConditionHolds_data()
    {
        QTest::addColumn<WhenCondition>("what");
        const auto add = [](const char *name, const WhenCondition &what) {
            QTest::newRow(name) << what;
        };
        add("event", condition("event.type == \"order.placed\""));
        add("state", condition("state.payment.status == \"captured\""));
        add("event or state",
            condition("event.type == \"payment.captured\" || state.amount > 100"));
        add("consumer", condition("event.type == \"stock.reserved\"", "merge", "payment"));
        add("script", condition("state.placed > 2 && event.type == \"order.placed\"", "placed"));
    }
    void standsStillExactlyWhereTheConditionHolds()
    {
        QFETCH(WhenCondition, what);
        m_breakpoints->add(what);
        m_session->setScenarioPaused(true);
        EVENTUALLY_EQUAL(m_view.log()->watermark().value(), m_session->recorderCounters().received);
        auto from = m_view.log()->watermark();
        m_hold->setOn(true);
        for (int times = 1; times <= 3; ++times) {
            m_session->setScenarioPaused(false);
            QVERIFY(waitUntilHeld(times));
            QCOMPARE(heldAt(), nextOf(what, from));
            QCOMPARE(m_held->last()[1].toString(), what.text);
            checkThatNothingFollows();
            from = heldAt();
        }
        QCOMPARE(m_breakpoints->list()[0].hits, 3);
    }

    void runsOnWithoutABreakpoint()
    {
        m_breakpoints->add(condition("event.type == \"order.placed\""));
        m_hold->setOn(true);
        QVERIFY(waitUntilHeld(1));
        m_breakpoints->setOn(0, false);
        m_session->setScenarioPaused(false);
        const auto before = m_view.watermark();
        EVENTUALLY(nextOf(m_breakpoints->list()[0].what, before).isValid());
        QCOMPARE(m_held->size(), 1);
        QVERIFY(!m_session->isScenarioPaused());
    }

    void aBreakpointThatIsAddedMeanwhileGoesOnBehindTheHeldStep()
    {
        const auto placed = condition("event.type == \"order.placed\"");
        const auto reserved = condition("event.type matches \"^payment\"");
        m_breakpoints->add(placed);
        m_hold->setOn(true);
        QVERIFY(waitUntilHeld(1));
        const auto from = heldAt();
        m_breakpoints->add(reserved);
        m_session->setScenarioPaused(false);
        QVERIFY(waitUntilHeld(2));
        const auto ofPlaced = nextOf(placed, from);
        const auto ofReserved = nextOf(reserved, from);
        QVERIFY(ofReserved.isValid());
        QCOMPARE(heldAt(), ofPlaced.isValid() ? std::min(ofPlaced, ofReserved) : ofReserved);
    }

    void saysWhyABreakpointCannotBeTested()
    {
        QSignalSpy failed(m_hold.get(), &BreakpointHold::failed);
        m_breakpoints->add(condition("state.a", "gone"));
        m_breakpoints->add(condition("event.type == \"order.placed\""));
        m_hold->setOn(true);
        QVERIFY(waitUntilHeld(1)); // by the other one
        QVERIFY(failed.size() >= 1);
        QCOMPARE(failed[0][0].toInt(), 0);
        QVERIFY(failed[0][1].toString().contains(QStringLiteral("gone")));
    }

    void aScenarioThatEndsTakesItsBrakeAlong()
    {
        m_breakpoints->add(condition("event.type == \"order.placed\""));
        m_hold->setOn(true);
        QVERIFY(waitUntilHeld(1));
        m_session->stopScenario();
        QVERIFY(m_session->runScenario(QStringLiteral("shop"), 8));
        QVERIFY(waitUntilHeld(2));
        checkThatNothingFollows();
    }
};

QTEST_MAIN(TestBreakpointHold)
#include "tst_breakpointhold.moc"
