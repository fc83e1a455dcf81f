// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window while a scenario runs in it.
#include "diagram/diagramcanvas.h"
#include "diagram/diagramview.h"
#include "explorer/explorerpanel.h"
#include "inspector/inspectorpanel.h"
#include "log/casereader.h"
#include "playground/playgroundpanel.h"
#include "scenarios/rerun.h"
#include "support/eventually.h"
#include "ui/window/windowtesting.h"

#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QToolButton>

using namespace playhead;

class TestLiveWindow : public test::WindowTest
{
    Q_OBJECT

private slots:
    void initTestCase() { prepare(); }
    void init() { makeWindow({1400, 900}); }
    void cleanup() { closeWindow(); }
    void findingsArriveWhileAScenarioRuns();
    void aQueryIsAskedInThePlayground();
    void liveScenarioLosesNoStep();
    void scrollingBackStopsFollowing();
    void nothingOfThePlaygroundIsCut();
};

void TestLiveWindow::findingsArriveWhileAScenarioRuns()
{
    m_window->runScenario(QStringLiteral("duplicates"));
    QVERIFY(m_window->session().scenario());
    m_window->session().scenario()->setKnob("rate", 50);
    const auto found = [this] {
        const auto findings = m_window->explorer().model().findings().findings();
        return findings && findings->of(FindingKind::NotIdempotent).count > 0;
    };
    EVENTUALLY(found());
    QVERIFY(m_window->session().scenario());
    const auto &model = m_window->explorer().model();
    const auto rows = model.match(model.index(0), Qt::DisplayRole, QStringLiteral("Not idempotent"),
                                  1, Qt::MatchStartsWith);
    QVERIFY(!rows.isEmpty());
    m_window->session().stopScenario();
}

void TestLiveWindow::aQueryIsAskedInThePlayground()
{
    open(shopLog);
    key(Qt::Key_5);
    QCOMPARE(m_window->inspector().currentTab(), InspectorPanel::Tab::Query);
    auto *ask = m_window->findChild<QToolButton *>(QStringLiteral("askQuery"));
    QVERIFY(!ask->isVisible()); // nobody is there to answer
    m_window->runScenario(QStringLiteral("lag"));
    EVENTUALLY(ask->isVisible());
    m_window->actionList().find(QStringLiteral("showPlayground"))->setChecked(false);
    auto *playground = child<PlaygroundPanel>();
    QVERIFY(!playground->isVisible());
    QTest::mouseClick(ask, Qt::LeftButton);
    QVERIFY(playground->isVisible());
    EVENTUALLY(playground->isAncestorOf(QApplication::focusWidget()));
    m_window->session().stopScenario();
    EVENTUALLY(!ask->isVisible());
}

void TestLiveWindow::liveScenarioLosesNoStep()
{
    m_window->runScenario(QStringLiteral("shop"));
    QVERIFY(m_window->session().scenario());
    QVERIFY(m_window->state().isFollowing());
    EVENTUALLY(m_window->state().watermark().value() > 100);
    QCOMPARE(playhead(), m_window->state().watermark());
    // Filtering and moving about do not disturb the recording.
    m_window->state().setFilter(QStringLiteral("kind == publish"));
    EVENTUALLY(m_window->state().rows()->count() < m_window->state().watermark().value());
    m_window->state().setPlayhead(Position(5));
    m_window->session().stopScenario();
    const auto counters = m_window->session().recorderCounters();
    QVERIFY(counters.received > 100);
    QCOMPARE(counters.recorded, counters.received);
    QCOMPARE(counters.durable, counters.received);
    const auto path = m_folder.filePath(QStringLiteral("live.playhead"));
    QSignalSpy saved(&m_window->session(), &Session::saved);
    m_window->session().save(path);
    EVENTUALLY_EQUAL(saved.size(), 1);
    auto reader = CaseReader::open(path.toStdString());
    QVERIFY(reader);
    QVERIFY((*reader)->load());
    QCOMPARE((*reader)->log()->watermark().value(), counters.received);

    // What made it is kept with it: it can be run again.
    const auto origin = CaseOrigin(path.toStdString()).load();
    QVERIFY(origin && *origin);
    QVERIFY(**origin == m_window->session().origin());
    ParticipantTable participants;
    const auto again = runAgain(
        **origin, (*reader)->log(), Branch(), [](std::span<TapStep>) {}, participants);
    QVERIFY2(again, again ? "" : again.error().message.c_str());
    QCOMPARE(again->common, (*reader)->log()->watermark());
}

void TestLiveWindow::scrollingBackStopsFollowing()
{
    m_window->runScenario(QStringLiteral("firehose"));
    EVENTUALLY(m_window->state().watermark().value() > 500);
    auto &canvas = m_window->diagram().canvas();
    const QPointF middle(canvas.rect().center());
    QWheelEvent wheel(middle, canvas.mapToGlobal(middle), {}, QPoint(0, 1200), Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&canvas, &wheel);
    QVERIFY(!m_window->state().isFollowing());
    const auto stoppedAt = playhead();
    const auto end = m_window->state().watermark();
    EVENTUALLY(m_window->state().watermark() > end);
    QCOMPARE(playhead(), stoppedAt);
    m_window->diagram().setFocus();
    key(Qt::Key_L);
    QVERIFY(m_window->state().isFollowing());
    EVENTUALLY(playhead() > end);
}

void TestLiveWindow::nothingOfThePlaygroundIsCut()
{
    m_window->runScenario(QStringLiteral("shop"));
    auto *panel = child<PlaygroundPanel>();
    EVENTUALLY(panel->isVisible());
    // In the style of the window, whose buttons are wider than those of a bare panel.
    for (const auto *section : {"foldPublish", "foldConsumers", "foldHandlers"})
        QTest::mouseClick(panel->findChild<QToolButton *>(QLatin1String(section)), Qt::LeftButton);
    QTest::mouseClick(panel->findChild<QToolButton *>(QStringLiteral("newHandlers")),
                      Qt::LeftButton);
    const auto *area = panel->findChild<QScrollArea *>(QStringLiteral("playgroundScroll"));
    EVENTUALLY(panel->findChild<QToolButton *>(QStringLiteral("renameHandlers"))->isVisible());
    constexpr int narrowDock = 256; // as wide as it is when the window is new
    EVENTUALLY(area->widget()->minimumSizeHint().width() + area->verticalScrollBar()->width()
               <= narrowDock);
}

QTEST_MAIN(TestLiveWindow)
#include "tst_livewindow.moc"
