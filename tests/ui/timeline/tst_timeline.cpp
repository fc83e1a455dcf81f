// SPDX-License-Identifier: GPL-3.0-or-later
#include "numbertext.h"
#include "support/eventually.h"
#include "support/samplelog.h"
#include "timeline/timelinepanel.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace playhead;

class TestTimeline : public QObject
{
    Q_OBJECT

private:
    void open(const LogPtr &log)
    {
        m_view.setLog(log);
        settle();
    }
    /// Until the histogram holds all that the log has.
    void settle()
    {
        EVENTUALLY(
            !m_view.log()
            || (timeline().histogram() && timeline().histogram()->watermark == m_view.watermark()));
    }
    TimelineView &timeline() { return m_panel->timeline(); }
    QPoint point(double x, double y) { return QPointF(x, y).toPoint(); }
    double middle() { return timeline().plotRect().center().y(); }
    template <class T> T *child(const char *name)
    {
        auto *found = m_panel->findChild<T *>(QLatin1String(name));
        Q_ASSERT(found);
        return found;
    }
    void click(const char *button) { QTest::mouseClick(child<QWidget>(button), Qt::LeftButton); }
    int pixelsOf(const QColor &color, const QRectF &area)
    {
        const auto image = timeline().grab(area.toAlignedRect()).toImage();
        int count = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                count += image.pixel(x, y) == color.rgb() ? 1 : 0;
        return count;
    }

    ViewState m_view;
    Theme m_theme;
    std::unique_ptr<TimelinePanel> m_panel;

private slots:
    void init()
    {
        m_view.setLog({});
        m_panel = std::make_unique<TimelinePanel>(m_view, m_theme);
        m_panel->player().setTimerEnabled(false);
        m_panel->resize(900, 190);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }
    void cleanup() { m_panel.reset(); }

    void aClickMovesThePlayheadThere()
    {
        open(test::makeShopLog(5'000));
        const auto plot = timeline().plotRect();
        for (const double share : {0.2, 0.8, 0.5}) {
            const auto at = point(plot.left() + plot.width() * share, middle());
            QTest::mouseClick(&timeline(), Qt::LeftButton, {}, at);
            QCOMPARE(m_view.playhead(), timeline().positionAt(at.x()));
            QVERIFY(timeline().xOf(m_view.playhead()) >= at.x() - 0.01);
            QVERIFY(timeline().xOf(advanced(m_view.playhead(), -1)) < at.x());
        }
    }

    void draggingTheHandleScrubs()
    {
        open(test::makeShopLog(5'000));
        m_view.setFollowing(true);
        const auto from = timeline().xOf(m_view.playhead());
        QTest::mousePress(&timeline(), Qt::LeftButton, {}, point(from, 8));
        for (int i = 1; i <= 5; ++i) {
            QTest::mouseMove(&timeline(), point(from - 60 * i, 8));
            QCOMPARE(m_view.playhead(), timeline().positionAt(point(from - 60 * i, 8).x()));
        }
        QTest::mouseRelease(&timeline(), Qt::LeftButton, {}, point(from - 300, 8));
        QVERIFY(m_view.playhead() < Position(5'000));
        QVERIFY(!m_view.isFollowing());
        QCOMPARE(m_view.playhead(), timeline().positionAt(point(from - 300, 8).x()));
    }

    void scrubbingStaysOnShownSteps()
    {
        open(test::makeShopLog(2'000));
        m_view.setRows(RowMap::of({10, 500, 1'500}, m_view.watermark()));
        QTest::mouseClick(&timeline(), Qt::LeftButton, {},
                          point(timeline().xOf(Position(900)), middle()));
        QCOMPARE(m_view.playhead(), Position(500));
    }

    void theBrushIsMovedAndResized()
    {
        open(test::makeShopLog(5'000));
        m_view.setVisibleRange(Position(1'500), Position(2'500));
        const auto brush = timeline().brushRect();
        QVERIFY(brush.width() > 40);
        QSignalSpy asked(&m_view, &ViewState::rangeRequested);
        const auto drag = [&](double from, double by) {
            asked.clear();
            QTest::mousePress(&timeline(), Qt::LeftButton, {}, point(from, middle()));
            QTest::mouseMove(&timeline(), point(from + by, middle()));
            QTest::mouseRelease(&timeline(), Qt::LeftButton, {}, point(from + by, middle()));
        };
        const auto first = [&] { return asked.last().at(0).value<Position>(); };
        const auto last = [&] { return asked.last().at(1).value<Position>(); };
        const auto at = [&](double x) { return timeline().positionAt(x); };
        const auto near = [](Position a, Position b) {
            return std::abs(static_cast<qint64>(a.value()) - static_cast<qint64>(b.value())) < 60;
        };
        const auto playhead = m_view.playhead();

        drag(brush.center().x(), 100);
        QVERIFY(!asked.isEmpty());
        QVERIFY(near(first(), at(brush.left() + 100)));
        QVERIFY(near(last(), at(brush.right() + 100)));
        drag(brush.right() - 1, 80);
        QVERIFY(near(first(), Position(1'500)));
        QVERIFY(near(last(), at(brush.right() + 80)));
        drag(brush.left() + 0.5, -80);
        QVERIFY(near(first(), at(brush.left() - 80)));
        QVERIFY(near(last(), Position(2'500)));
        QCOMPARE(m_view.playhead(), playhead);

        QTest::mouseClick(&timeline(), Qt::LeftButton, {}, brush.center().toPoint());
        QVERIFY(near(m_view.playhead(), at(brush.center().x())));
    }

    void everyFailureHasATick_data()
    {
        QTest::addColumn<int>("failing");
        QTest::newRow("first") << 1;
        QTest::newRow("inside") << 43'211;
        QTest::newRow("last") << 100'000;
    }
    void everyFailureHasATick()
    {
        QFETCH(int, failing);
        auto log = std::make_shared<Log>();
        for (int i = 1; i <= 100'000; ++i) {
            Step step;
            step.time = i * nanosecondsPerMillisecond;
            step.failed = i == failing;
            log->writableIndex().append(step);
        }
        log->writableDensity().extend(log->index());
        log->writableIndex().publish();
        open(log);
        EVENTUALLY(pixelsOf(m_theme.color(ColorRole::Failure), timeline().tickRect()) > 0);
        QVERIFY(pixelsOf(m_theme.color(ColorRole::Failure), timeline().tickRect()) <= 3 * 6);
        const Position position(static_cast<std::uint64_t>(failing));
        const auto x = std::clamp(timeline().xOf(position), timeline().plotRect().left() + 1,
                                  timeline().plotRect().right() - 1);
        QTest::mouseClick(&timeline(), Qt::LeftButton, {},
                          point(x, timeline().tickRect().center().y()));
        QCOMPARE(m_view.playhead(), position);
    }

    void barsHaveTheColoursOfTheTypes()
    {
        const auto log = test::makeShopLog(20'000);
        open(log);
        const auto type = log->names().find("order.placed");
        QVERIFY(type.isValid());
        QVERIFY(pixelsOf(m_theme.typeColor(type), timeline().plotRect()) > 100);
        m_theme.setLook(Theme::Look::Light);
        EVENTUALLY(pixelsOf(m_theme.typeColor(type), timeline().plotRect()) > 100);
        QCOMPARE(pixelsOf(m_theme.color(ColorRole::Window), QRectF(0, 60, 4, 4)), 16);
        m_theme.setLook(Theme::Look::Dark);
    }

    void theWheelZoomsAndADoubleClickFits()
    {
        open(test::makeShopLog(5'000));
        const auto whole = timeline().axis();
        const auto at = timeline().plotRect().center();
        const auto under = timeline().axis().timeAt(at.x() - timeline().plotRect().left());
        QWheelEvent wheel(at, timeline().mapToGlobal(at), {}, {0, 240}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&timeline(), &wheel);
        QVERIFY(timeline().axis().span() < whole.span());
        QVERIFY(std::abs(timeline().axis().timeAt(at.x() - timeline().plotRect().left()) - under)
                < 10);
        QVERIFY(!timeline().fitsAll());
        QTest::mouseDClick(&timeline(), Qt::LeftButton, {}, at.toPoint());
        QVERIFY(timeline().fitsAll());
        QCOMPARE(timeline().axis(), whole);
    }

    void zoomButtonsShowThatMuchTime()
    {
        open(test::makeShopLog(20'000));
        m_view.setPlayhead(Position(9'000));
        const auto buttons = m_panel->findChildren<TransportButton *>(QStringLiteral("spanButton"));
        QCOMPARE(buttons.size(), 4);
        QTest::mouseClick(buttons[1], Qt::LeftButton);
        QCOMPARE(timeline().axis().span(), nanosecondsPerSecond);
        QVERIFY(buttons[1]->isChecked() && !buttons[0]->isChecked());
        m_view.setPlayhead(Position(100)); // outside: the timeline follows
        const auto x = timeline().xOf(Position(100));
        QVERIFY(timeline().plotRect().left() <= x && x <= timeline().plotRect().right());
        QTest::mouseClick(buttons[0], Qt::LeftButton);
        QVERIFY(timeline().fitsAll());
        QVERIFY(buttons[0]->isChecked() && !buttons[1]->isChecked());
    }

    void transportButtonsStepPlayAndFollow()
    {
        open(test::makeShopLog(1'000));
        click("forwardButton");
        QCOMPARE(m_view.playhead(), Position(2));
        click("lastButton");
        QCOMPARE(m_view.playhead(), Position(1'000));
        click("backButton");
        QCOMPARE(m_view.playhead(), Position(999));
        click("firstButton");
        QCOMPARE(m_view.playhead(), Position(1));
        click("playButton");
        QVERIFY(m_panel->player().isPlaying());
        QCOMPARE(child<TransportButton>("playButton")->glyph(), TransportButton::Glyph::Pause);
        m_panel->player().tick(50 * nanosecondsPerMillisecond);
        QVERIFY(m_view.playhead() > Position(1));
        QTest::keyClick(child<QWidget>("playButton"), Qt::Key_Space);
        QVERIFY(!m_panel->player().isPlaying());
        click("liveButton");
        QVERIFY(m_view.isFollowing());
        QCOMPARE(m_view.playhead(), Position(1'000));
        m_view.setPlayhead(Position(5));
        QVERIFY(!child<TransportButton>("liveButton")->isChecked());
    }

    void theLabelsTellPositionTimeAndDelta()
    {
        const auto log = test::makeShopLog(12'345);
        open(log);
        m_view.setPlayhead(Position(8'412));
        QCOMPARE(child<QLabel>("positionLabel")->text(),
                 QStringLiteral("#%1 of %2").arg(exactNumber(8'412), exactNumber(12'345)));
        const auto time = log->at(Position(8'412)).time;
        const auto delta = time - log->at(Position(8'411)).time;
        QCOMPARE(child<QLabel>("timeLabel")->text(),
                 QString::fromStdString(formatTimeOfDay(time) + " +" + formatDuration(delta)));
    }

    void followsALogThatGrows()
    {
        const auto log = test::makeShopLog(1'000);
        open(log);
        for (std::uint32_t i = 0; i < 5; ++i) {
            test::appendShopSteps(*log, 2'000, i + 2);
            m_view.setWatermark(log->watermark());
            settle();
            std::uint64_t steps = 0;
            for (const auto &bin : timeline().histogram()->bins)
                steps += bin.steps;
            QCOMPARE(steps, log->watermark().value());
            QVERIFY(timeline().fitsAll());
        }
    }

    void thePlayheadStaysInViewBetweenTwoFits()
    {
        const auto log = test::makeShopLog(1'000);
        open(log);
        m_view.setFollowing(true);
        for (std::uint32_t i = 0; i < 6; ++i) { // faster than the timeline is fitted
            test::appendShopSteps(*log, 2'000, i + 2);
            m_view.setWatermark(log->watermark());
            m_view.setVisibleRange(advanced(log->watermark(), -20), log->watermark());
            QVERIFY(timeline().xOf(m_view.playhead()) <= timeline().plotRect().right() + 0.01);
            QVERIFY(!timeline().brushRect().isEmpty());
            QVERIFY(pixelsOf(m_theme.color(ColorRole::Accent), timeline().rect()) > 10);
        }
        EVENTUALLY(timeline().axis().end >= log->index().maxTime());
        settle();
        m_view.setFollowing(false);
    }

    void aBookmarkFlagIsClicked()
    {
        open(test::makeShopLog(5'000));
        m_view.toggleBookmark(Position(3'000), QStringLiteral("deploy 4.2"));
        QVERIFY(pixelsOf(m_theme.color(ColorRole::Warning),
                         QRectF(timeline().xOf(Position(3'000)) - 2, 0, 12, 20))
                > 10);
        QTest::mouseClick(&timeline(), Qt::LeftButton, {},
                          point(timeline().xOf(Position(3'000)) + 3, 9));
        QCOMPARE(m_view.playhead(), Position(3'000));
    }

    void everyButtonHasANameAndAToolTip()
    {
        const auto buttons = m_panel->findChildren<QAbstractButton *>();
        QVERIFY(buttons.size() >= 10);
        for (const auto *button : buttons) {
            QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(button->objectName()));
            QVERIFY2(!button->toolTip().isEmpty(), qPrintable(button->objectName()));
            QVERIFY2(button->focusPolicy() & Qt::TabFocus, qPrintable(button->objectName()));
        }
    }

    void withoutALogTheButtonsRest()
    {
        QVERIFY(!child<QWidget>("playButton")->isEnabled());
        QTest::mouseClick(&timeline(), Qt::LeftButton, {}, point(100, 60));
        QVERIFY(!m_view.playhead().isValid());
        const auto before = timeline().grab().toImage();
        open(test::makeShopLog(10));
        QVERIFY(child<QWidget>("playButton")->isEnabled());
        QVERIFY(timeline().grab().toImage() != before);
    }
};

QTEST_MAIN(TestTimeline)
#include "tst_timeline.moc"
