// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metricspanel.h"
#include "support/eventually.h"
#include "support/samplelog.h"
#include "timeaxis.h"

#include <QSignalSpy>
#include <QTest>

using namespace playhead;

class TestMetricsPanel : public QObject
{
    Q_OBJECT

private:
    void open(const LogPtr &log)
    {
        m_view.setLog(log);
        settle();
    }
    /// Until the charts hold all that the log has.
    void settle()
    {
        EVENTUALLY(m_panel->metrics() && m_panel->metrics()->watermark == m_view.watermark());
    }
    std::array<MetricChart *, 4> charts()
    {
        return {&m_panel->throughput(), &m_panel->latency(), &m_panel->lag(), &m_panel->trouble()};
    }
    /// Presses the left button in the plot of a chart, at a pixel of the chart.
    void press(MetricChart &chart, double x)
    {
        const QPoint at(qRound(x), chart.plotRect().center().toPoint().y());
        auto *target = chart.childAt(at);
        QVERIFY(target);
        QTest::mouseClick(target, Qt::LeftButton, {}, target->mapFrom(&chart, at));
    }
    int pixelsOf(MetricChart &chart, const QColor &color, const QRectF &area)
    {
        const auto image = chart.grab(area.toAlignedRect()).toImage();
        int count = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                count += image.pixel(x, y) == color.rgb() ? 1 : 0;
        return count;
    }
    QLabel *hint() { return m_panel->findChild<QLabel *>(QStringLiteral("metricsHint")); }

    ViewState m_view;
    Theme m_theme;
    std::unique_ptr<MetricsPanel> m_panel;

private slots:
    void init()
    {
        m_view.setLog({});
        m_theme.setLook(Theme::Look::Dark);
        m_panel = std::make_unique<MetricsPanel>(m_view, m_theme);
        m_panel->resize(900, 600);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }
    void cleanup() { m_panel.reset(); }

    void withoutALogItSaysHowToGetOne()
    {
        QVERIFY(hint()->isVisible());
        QVERIFY(hint()->text().contains(QStringLiteral("Open a log or run a scenario")));
        for (auto *chart : charts())
            QVERIFY(!chart->isVisible());
        const auto log = std::make_shared<Log>();
        m_view.setLog(log);
        QVERIFY(hint()->isVisible());
        QVERIFY(hint()->text().contains(QStringLiteral("as they are recorded")));

        open(test::makeShopLog(500));
        QVERIFY(!hint()->isVisible());
        for (auto *chart : charts())
            QVERIFY(chart->isVisible());
        m_view.setLog({});
        QVERIFY(hint()->isVisible());
        QVERIFY(!m_panel->throughput().isVisible());
    }

    void allFourHaveLinesOfAFewHundredPoints()
    {
        const auto log = test::makeShopLog(50'000);
        open(log);
        QCOMPARE(m_panel->throughput().lines().size(), 6);
        QCOMPARE(m_panel->latency().lines().size(), 2);
        QCOMPARE(m_panel->trouble().lines().size(), 2);
        QVERIFY(!m_panel->lag().lines().isEmpty());
        for (auto *chart : charts())
            for (const auto &line : chart->lines()) {
                QVERIFY(line.points.size() > 20 && line.points.size() <= 300);
                for (const auto &point : line.points)
                    QVERIFY(point.y() <= chart->highest());
            }
    }

    void aClickMovesThePlayheadThere()
    {
        const auto log = test::makeShopLog(5'000);
        open(log);
        m_view.setFollowing(true);
        for (auto *chart : charts())
            for (const double share : {0.25, 0.75, 0.5}) {
                const auto plot = chart->plotRect();
                const auto x = std::round(plot.left() + share * plot.width());
                press(*chart, x);
                QCOMPARE(m_view.playhead(), log->index().firstNotBefore(chart->timeAt(x)));
                QVERIFY(!m_view.isFollowing());
                QVERIFY(std::abs(chart->xOf(chart->timeAt(x)) - x) < 0.01);
            }
    }

    void aClickFindsShownStepsOnly()
    {
        open(test::makeShopLog(2'000));
        m_view.setRows(RowMap::of({10, 500, 1'500}, m_view.watermark()));
        auto &chart = m_panel->latency();
        press(chart, chart.xOf(m_view.log()->index().timeAt(Position(900))));
        QCOMPARE(m_view.playhead(), Position(500));
    }

    void draggingScrubs()
    {
        const auto log = test::makeShopLog(5'000);
        open(log);
        auto &chart = m_panel->throughput();
        const auto middle = chart.plotRect().center().toPoint();
        auto *target = chart.childAt(middle);
        QVERIFY(target);
        const auto at = target->mapFrom(&chart, middle);
        QTest::mousePress(target, Qt::LeftButton, {}, at);
        for (int i = 1; i <= 4; ++i) {
            QMouseEvent move(QEvent::MouseMove, at - QPoint(40 * i, 0),
                             target->mapToGlobal(at - QPoint(40 * i, 0)), Qt::NoButton,
                             Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(target, &move);
            QCOMPARE(m_view.playhead(),
                     log->index().firstNotBefore(chart.timeAt(middle.x() - 40 * i)));
        }
        QTest::mouseRelease(target, Qt::LeftButton, {}, at - QPoint(160, 0));
    }

    void thePlayheadIsALineInEveryChart()
    {
        const auto log = test::makeShopLog(5'000);
        open(log);
        m_view.setPlayhead(Position(3'000));
        const auto accent = m_theme.color(ColorRole::Accent);
        for (auto *chart : charts()) {
            const auto x = chart->xOf(log->index().timeAt(Position(3'000)));
            const auto plot = chart->plotRect();
            QVERIFY(pixelsOf(*chart, accent, QRectF(x - 2, plot.top(), 4, plot.height()))
                    >= plot.height() * 0.9);
            QCOMPARE(pixelsOf(*chart, accent, QRectF(x - 30, plot.top(), 20, plot.height())), 0);
            QVERIFY(!chart->valueText().isEmpty());
            QCOMPARE(chart->accessibleDescription(), chart->valueText());
        }
    }

    void keysStepAsEverywhere()
    {
        open(test::makeShopLog(1'000));
        m_view.setPlayhead(Position(100));
        auto &chart = m_panel->lag();
        chart.setFocus();
        QTest::keyClick(&chart, Qt::Key_Right);
        QTest::keyClick(&chart, Qt::Key_Right);
        QCOMPARE(m_view.playhead(), Position(102));
        QTest::keyClick(&chart, Qt::Key_Left);
        QCOMPARE(m_view.playhead(), Position(101));
    }

    void followsALogThatGrows()
    {
        const auto log = test::makeShopLog(1'000);
        open(log);
        for (std::uint32_t i = 0; i < 4; ++i) {
            test::appendShopSteps(*log, 2'000, i + 2);
            m_view.setWatermark(log->watermark());
            settle();
            QCOMPARE(m_panel->metrics()->latest, log->index().maxTime());
        }
    }

    void manyChangesCostFewUpdates()
    {
        const auto log = test::makeShopLog(1'000);
        open(log);
        QSignalSpy updates(m_panel.get(), &MetricsPanel::metricsChanged);
        QElapsedTimer clock;
        clock.start();
        for (std::uint32_t i = 0; i < 100; ++i) {
            test::appendShopSteps(*log, 100, i + 2);
            m_view.setWatermark(log->watermark());
            QCoreApplication::processEvents();
        }
        settle();
        QVERIFY(updates.count() <= clock.elapsed() / 250 + 2);
    }

    void showsTheRangeItIsGiven()
    {
        const auto log = test::makeShopLog(20'000);
        open(log);
        const auto whole = TimeAxis::fitting(log->index().minTime(), log->index().maxTime(), 1);
        QCOMPARE(m_panel->throughput().timeAt(-1'000), whole.start);
        QCOMPARE(m_panel->throughput().timeAt(10'000), whole.end);
        const auto start = whole.start + whole.span() / 4;
        const auto end = start + whole.span() / 10;
        QSignalSpy changed(m_panel.get(), &MetricsPanel::metricsChanged);
        m_panel->setTimeRange(start, end);
        EVENTUALLY(!changed.isEmpty());
        for (auto *chart : charts()) {
            QCOMPARE(chart->timeAt(-1'000), start);
            QCOMPARE(chart->timeAt(10'000), end);
        }
        QVERIFY(m_panel->metrics()->startOf(0) <= start);
        QVERIFY(m_panel->metrics()->startOf(m_panel->metrics()->binCount) >= end);
    }

    void aHiddenPanelMeasuresNothingUntilShown()
    {
        m_panel->hide();
        const auto log = test::makeShopLog(1'000);
        m_view.setLog(log);
        QTest::qWait(0);
        QVERIFY(!m_panel->metrics());
        m_panel->show();
        settle();
    }

    void coloursAreThoseOfTheTheme()
    {
        const auto log = test::makeShopLog(20'000);
        open(log);
        const auto type = log->names().find("order.placed");
        for (const auto look : {Theme::Look::Dark, Theme::Look::Light}) {
            m_theme.setLook(look);
            auto &chart = m_panel->throughput();
            EVENTUALLY(pixelsOf(chart, m_theme.typeColor(type), chart.plotRect()) > 20);
            QVERIFY(pixelsOf(chart, m_theme.color(ColorRole::Window), chart.plotRect()) > 100);
            QVERIFY(pixelsOf(m_panel->latency(), m_theme.color(ColorRole::Warning),
                             m_panel->latency().plotRect())
                    > 20);
        }
    }

    void thePointerTellsTheValues()
    {
        open(test::makeShopLog(5'000));
        auto &chart = m_panel->latency();
        const auto text = chart.hintAt(chart.plotRect().center());
        QVERIFY2(text.contains(QStringLiteral("UTC\n")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("ms p50\n")), qPrintable(text));
        QVERIFY2(text.endsWith(QStringLiteral("ms p99")), qPrintable(text));
        QVERIFY(chart.hintAt({2, 2}).isEmpty());
    }

    void twoColumnsWhereItIsLowAndWide()
    {
        open(test::makeShopLog(1'000));
        const auto tops = [this] {
            QSet<int> rows;
            for (auto *chart : charts())
                rows.insert(chart->y());
            return rows.size();
        };
        EVENTUALLY_EQUAL(tops(), 4);
        m_panel->resize(1'200, 300);
        EVENTUALLY_EQUAL(tops(), 2);
        for (auto *chart : charts())
            QVERIFY(m_panel->rect().contains(chart->geometry()) && chart->plotRect().height() > 60);
        m_panel->resize(420, 520);
        EVENTUALLY_EQUAL(tops(), 4);
    }

    void sparklinesShowThroughputAndLatency()
    {
        m_panel->setMode(MetricsPanel::Mode::Sparklines);
        m_panel->resize(300, 200);
        open(test::makeShopLog(5'000));
        QCOMPARE(m_panel->throughput().lines().size(), 1);
        QVERIFY(m_panel->throughput().isVisible() && m_panel->latency().isVisible());
        QVERIFY(!m_panel->lag().isVisible() && !m_panel->trouble().isVisible());
        m_panel->setMode(MetricsPanel::Mode::Full);
        QCOMPARE(m_panel->throughput().lines().size(), 6);
        QVERIFY(m_panel->trouble().isVisible());
    }

    void everyChartHasANameAndFocus()
    {
        QCOMPARE(m_panel->accessibleName(), QStringLiteral("Metrics"));
        QSet<QString> names;
        for (auto *chart : charts()) {
            names.insert(chart->accessibleName());
            QVERIFY(chart->focusPolicy() & Qt::TabFocus);
        }
        QCOMPARE(names.size(), 4);
        QVERIFY(!names.contains(QString()));
    }
};

QTEST_MAIN(TestMetricsPanel)
#include "tst_metricspanel.moc"
