// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/diagramcanvas.h"
#include "diagram/diagramheader.h"
#include "diagram/diagramview.h"
#include "support/eventually.h"
#include "support/samplelog.h"

#include <QHelpEvent>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>
#include <QWheelEvent>

using namespace playhead;

class TestDiagramView : public QObject
{
    Q_OBJECT

private:
    DiagramCanvas &canvas() { return m_view->canvas(); }
    const DiagramScale &scale() { return m_view->scale(); }
    QPushButton *pill() { return m_view->findChild<QPushButton *>(QStringLiteral("livePill")); }
    void open(std::uint64_t steps)
    {
        m_log = test::makeShopLog(steps);
        m_state->setLog(m_log);
        settle();
    }
    void grow(std::uint64_t steps)
    {
        test::appendShopSteps(*m_log, steps, ++m_seed);
        m_state->setWatermark(m_log->watermark());
        settle();
    }
    void settle()
    {
        EVENTUALLY(!m_view->isBusy());
        QCoreApplication::processEvents();
        (void)canvas().grab();
    }
    void wheel(int steps, Qt::KeyboardModifiers modifiers = {}, double y = 300)
    {
        const QPointF at(500, y);
        QWheelEvent event(at, canvas().mapToGlobal(at), {}, QPoint(0, 120 * steps), Qt::NoButton,
                          modifiers, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&canvas(), &event);
    }
    /// The middle of the row that is the `index`-th in view.
    QPoint middleOf(std::size_t index)
    {
        const auto &row = canvas().scene().rows.at(index);
        return QPointF(500, row.y + row.height / 2).toPoint();
    }
    void drag(const QPoint &from, const QPoint &to)
    {
        QTest::mousePress(&canvas(), Qt::LeftButton, {}, from);
        const auto middle = (from + to) / 2;
        for (const auto &at : {middle, to}) {
            QMouseEvent move(QEvent::MouseMove, QPointF(at), canvas().mapToGlobal(QPointF(at)),
                             Qt::NoButton, Qt::LeftButton, {});
            QCoreApplication::sendEvent(&canvas(), &move);
        }
        QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, to);
    }
    double lastRowEnds() { return canvas().scene().endY; }

    Theme m_theme;
    std::unique_ptr<ViewState> m_state;
    std::unique_ptr<DiagramView> m_view;
    std::shared_ptr<Log> m_log;
    std::uint32_t m_seed = 1;

private slots:
    void init()
    {
        m_state = std::make_unique<ViewState>();
        m_view = std::make_unique<DiagramView>(*m_state, m_theme);
        m_view->resize(1100, 760);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup()
    {
        m_view.reset();
        m_state.reset();
        m_log.reset();
    }

    void aClickSelectsTheStep()
    {
        open(5000);
        for (const std::size_t index : {3U, 11U, 0U}) {
            const auto wanted = canvas().scene().rows.at(index).position;
            QTest::mouseClick(&canvas(), Qt::LeftButton, {}, middleOf(index));
            QCOMPARE(m_state->playhead(), wanted);
        }
        const auto before = m_state->playhead();
        QTest::mouseClick(&canvas(), Qt::RightButton, {}, middleOf(5));
        QCOMPARE(m_state->playhead(), before);
    }

    void theWheelScrollsThreeRows()
    {
        open(5000);
        wheel(-1);
        QCOMPARE(scale().top, 3.0);
        wheel(1);
        wheel(1);
        QCOMPARE(scale().top, 0.0);
    }

    void scrollingBackStopsFollowingAndThePillGoesOn()
    {
        open(5000);
        m_state->setFollowing(true);
        QVERIFY(std::abs(lastRowEnds() - canvas().height()) < 1);
        grow(100);
        QVERIFY(std::abs(lastRowEnds() - canvas().height()) < 1);
        QVERIFY(!pill()->isVisible());
        wheel(3);
        QVERIFY(!m_state->isFollowing());
        QVERIFY(!pill()->isVisible()); // nothing new yet
        settle();
        const auto top = scale().top;
        const auto first = canvas().scene().rows.front().position;
        grow(1);
        QVERIFY(pill()->isVisible());
        QCOMPARE(pill()->text(), QString(QStringLiteral("\u2193 1 new step")));
        grow(1233);
        QCOMPARE(pill()->text(), QString(QStringLiteral("\u2193 1\u00a0234 new steps")));
        QCOMPARE(scale().top, top); // what is read stays where it is
        QCOMPARE(canvas().scene().rows.front().position, first);
        QTest::mouseClick(pill(), Qt::LeftButton);
        QVERIFY(m_state->isFollowing());
        QVERIFY(!pill()->isVisible());
        QVERIFY(std::abs(lastRowEnds() - canvas().height()) < 1);
        QCOMPARE(canvas().scene().rows.back().position, m_log->watermark());
    }

    void controlWheelZoomsAroundThePointer()
    {
        open(100'000);
        m_state->setPlayhead(Position(50'000));
        for (const int steps : {-1, -3, -8, 2, 6}) {
            const double row = scale().rowAt(300);
            const double height = scale().rowHeight;
            wheel(steps, Qt::ControlModifier);
            QVERIFY(steps < 0 ? scale().rowHeight < height : scale().rowHeight > height);
            QVERIFY(std::abs(scale().yOf(row) - 300) < 0.5);
        }
    }

    void draggingPansAndSelectsNothing()
    {
        open(5000);
        m_state->setPlayhead(Position(2000));
        const auto playhead = m_state->playhead();
        const double top = scale().top;
        drag({500, 500}, {500, 180});
        QVERIFY(std::abs(scale().top - top - 10) < 0.5);
        QCOMPARE(m_state->playhead(), playhead);
    }

    void fitAllShowsTheWholeLog()
    {
        open(1'000'000);
        m_view->fitAll();
        settle();
        QVERIFY(canvas().scene().isDensity);
        QCOMPARE(m_state->firstVisible(), Position(1));
        QCOMPARE(m_state->lastVisible(), Position(1'000'000));
        QVERIFY(std::abs(canvas().scene().endY - canvas().height()) < 1);
        grow(500'000); // stays whole
        QVERIFY(std::abs(canvas().scene().endY - canvas().height()) < 1);
    }

    void aDoubleClickInTheDensityZoomsInThere()
    {
        open(1'000'000);
        m_view->fitAll();
        settle();
        const auto row = canvas().rowAt(350);
        QTest::mouseClick(&canvas(), Qt::LeftButton, {}, {500, 350});
        QTest::mouseDClick(&canvas(), Qt::LeftButton, {}, {500, 350});
        settle();
        QVERIFY(!canvas().scene().isDensity);
        // The step that was clicked is selected and in view, not what lies there afterwards.
        QCOMPARE(m_state->playhead(), Position(std::uint64_t(row) + 1));
        QVERIFY(canvas().scene().playheadY > 0);
        QVERIFY(canvas().scene().playheadY <= canvas().height());
    }

    void thePlayheadIsRevealed()
    {
        open(100'000);
        for (const std::uint64_t p : {99'999ULL, 1ULL, 50'000ULL, 50'030ULL, 100'000ULL}) {
            m_state->setPlayhead(Position(p));
            const auto &scene = canvas().scene();
            QVERIFY(scene.playheadTop >= -0.5);
            QVERIFY(scene.playheadY <= canvas().height() + 0.5);
        }
    }

    void aRequestedRangeIsShown()
    {
        open(100'000);
        m_state->requestRange(Position(40'000), Position(60'000));
        settle();
        QVERIFY(std::abs(double(m_state->firstVisible().value()) - 40'000) < 50);
        QVERIFY(std::abs(double(m_state->lastVisible().value()) - 60'000) < 50);
        const double height = scale().rowHeight;
        m_state->requestRange(Position(10'000), Position(30'000)); // as large: only moved
        settle();
        QCOMPARE(scale().rowHeight, height);
        QCOMPARE(m_state->firstVisible(), Position(10'000));
    }

    void detailLevelsKeepThePlayheadInView()
    {
        open(50'000);
        m_state->setPlayhead(Position(25'000));
        for (const auto level :
             {DetailLevel::Folded, DetailLevel::Conversation, DetailLevel::Full}) {
            m_state->setDetailLevel(level);
            settle();
            QVERIFY(canvas().scene().playheadY >= 0);
            QVERIFY(canvas().scene().playheadY <= canvas().height() + 0.5);
        }
        m_view->foldMore();
        QCOMPARE(m_state->detailLevel(), DetailLevel::Folded);
        m_view->foldMore();
        m_view->foldMore();
        QCOMPARE(m_state->detailLevel(), DetailLevel::Conversation);
        m_view->unfoldMore();
        m_view->unfoldMore();
        QCOMPARE(m_state->detailLevel(), DetailLevel::Full);
    }

    void aFilterKeepsThePlace()
    {
        open(50'000);
        m_state->setPlayhead(Position(25'000));
        std::vector<std::uint32_t> some;
        for (std::uint32_t p = 1; p <= 50'000; p += 10)
            some.push_back(p);
        m_state->setRows(RowMap::of(some, m_log->watermark()));
        settle();
        QCOMPARE(scale().rows, std::uint64_t(5000));
        QVERIFY(canvas().scene().playheadY >= 0);
        m_state->setRows(RowMap::of({}, m_log->watermark()));
        settle();
        QCOMPARE(canvas().rowAt(100), qint64(-1));
        m_state->setRows(RowMap::all(m_log->watermark()));
        settle();
        QCOMPARE(scale().rows, std::uint64_t(50'000));
    }

    void headersAreDraggedAndCollapsed()
    {
        open(1000);
        auto *header = m_view->findChild<DiagramHeader *>();
        const auto &lines = canvas().scene().lifelines;
        const auto first = lines.at(0).participant;
        const auto xOf = [&](std::size_t i) {
            return QPointF(canvas().scene().lifelines.at(i).x, 25).toPoint();
        };
        const auto to = xOf(2) + QPoint(10, 0);
        QTest::mousePress(header, Qt::LeftButton, {}, xOf(0));
        QMouseEvent move(QEvent::MouseMove, QPointF(to), header->mapToGlobal(QPointF(to)),
                         Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(header, &move);
        QTest::mouseRelease(header, Qt::LeftButton, {}, to);
        QCOMPARE(canvas().scene().lifelines.at(2).participant, first);
        QTest::mouseDClick(header, Qt::LeftButton, {}, xOf(2));
        QVERIFY(m_view->lanes().isCollapsed(first));
        QTest::mouseDClick(header, Qt::LeftButton, {}, xOf(2));
        QVERIFY(!m_view->lanes().isCollapsed(first));
    }

    void toolTipsTellOfSteps()
    {
        open(1000);
        const auto at = middleOf(4);
        QHelpEvent help(QEvent::ToolTip, at, canvas().mapToGlobal(at));
        QCoreApplication::sendEvent(&canvas(), &help);
        QVERIFY2(QToolTip::text().contains(QStringLiteral("#5")), qPrintable(QToolTip::text()));
        QToolTip::hideText();
    }

    void placeAndZoomAreKept()
    {
        open(100'000);
        m_state->setPlayhead(Position(50'000));
        wheel(-4, Qt::ControlModifier);
        wheel(-2);
        const auto saved = m_view->save();
        const auto before = scale();
        m_view->fitAll();
        m_view->restore(saved);
        QVERIFY(std::abs(scale().top - before.top) < 1e-6);
        QVERIFY(std::abs(scale().rowHeight - before.rowHeight) < 1e-9);
        m_view->restore("no json");
        m_view->restore("{\"rowHeight\":-5,\"top\":1e300,\"scrollX\":-7}");
        QVERIFY(scale().top <= scale().lastTop());
        QVERIFY(scale().rowHeight >= scale().fittingRow());
        // Before the log is there it is kept for later.
        DiagramView later(*m_state, m_theme);
        later.resize(1100, 760);
        m_state->setLog({});
        later.restore(saved);
        m_state->setLog(m_log);
        EVENTUALLY(std::abs(later.scale().top - before.top) < 1);
    }

    void anotherLogStartsAtItsBegin()
    {
        open(100'000);
        m_state->setPlayhead(Position(90'000));
        QVERIFY(scale().top > 1000);
        open(300);
        QCOMPARE(scale().top, 0.0);
        QCOMPARE(scale().rows, std::uint64_t(300));
        QCOMPARE(scale().rowHeight, DiagramScale::usualRow);
        m_state->setLog({});
        settle();
        QCOMPARE(scale().rows, std::uint64_t(0));
        QCOMPARE(canvas().rowAt(50), qint64(-1));
        QTest::mouseClick(&canvas(), Qt::LeftButton, {}, {500, 100});
        wheel(-3);
        m_view->fitAll();
        m_view->fitSelection();
        m_view->zoomIn();
        m_view->zoomOut();
        settle();
    }

    void silencesNeverHideTheLastRow()
    {
        open(20'000);
        m_state->setRowSpacing(RowSpacing::ByTime);
        m_state->setFollowing(true);
        for (int i = 0; i < 5; ++i) {
            grow(37);
            QCOMPARE(canvas().scene().rows.back().position, m_log->watermark());
            QVERIFY(std::abs(lastRowEnds() - canvas().height()) < 1);
        }
        m_state->setFollowing(false);
        m_state->setPlayhead(Position(1));
        QCOMPARE(canvas().scene().rows.front().position, Position(1));
        QVERIFY(canvas().scene().rows.front().y >= -0.5);
    }

    void scrollBarAndDiagramAgree()
    {
        open(1'000'000);
        auto *bar = m_view->findChild<QScrollBar *>();
        for (auto *candidate : m_view->findChildren<QScrollBar *>())
            if (candidate->orientation() == Qt::Vertical) bar = candidate;
        bar->setValue(bar->maximum());
        QVERIFY(scale().showsEnd());
        QCOMPARE(canvas().scene().rows.back().position, Position(1'000'000));
        bar->setValue(0);
        QCOMPARE(scale().top, 0.0);
        bar->setValue(bar->maximum() / 2);
        QVERIFY(std::abs(scale().top - 500'000) < 20);
    }
};

QTEST_MAIN(TestDiagramView)
#include "tst_diagramview.moc"
