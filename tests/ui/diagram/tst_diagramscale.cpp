// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/diagramscale.h"

#include <QTest>

#include <random>

using namespace playhead;

class TestDiagramScale : public QObject
{
    Q_OBJECT

private:
    static DiagramScale scaleOf(std::uint64_t rows, double height = 700)
    {
        DiagramScale scale;
        scale.rows = rows;
        scale.height = height;
        scale.clamp();
        return scale;
    }
    static constexpr std::uint64_t lengths[] = {0, 1, 21, 22, 1000, 1'000'000, 1ULL << 30U};

private slots:
    void pixelsAndRowsAreInverse()
    {
        for (const auto rows : lengths) {
            auto scale = scaleOf(rows);
            scale.top = static_cast<double>(rows) / 3;
            for (const double height : {0.001, 1.0, 10.0, 48.0}) {
                scale.rowHeight = height;
                for (double y = 0; y < 700; y += 13.7)
                    QVERIFY(std::abs(scale.yOf(scale.rowAt(y)) - y) < 1e-3);
            }
        }
    }

    void clampKeepsTheRowsInView()
    {
        for (const auto rows : lengths) {
            for (const double top : {-1e12, -1.0, 0.0, 5.5, 1e12}) {
                for (const double rowHeight : {0.0, 1e-9, 3.0, 32.0, 1e9}) {
                    auto scale = scaleOf(rows);
                    scale.top = top;
                    scale.rowHeight = rowHeight;
                    scale.clamp();
                    QVERIFY(scale.rowHeight <= DiagramScale::largestRow);
                    QVERIFY(scale.rowHeight >= scale.fittingRow());
                    QVERIFY(scale.top >= 0 && scale.top <= scale.lastTop());
                    auto again = scale;
                    again.clamp();
                    QVERIFY(again == scale);
                }
            }
        }
    }

    void shortLogsKeepTheUsualRow()
    {
        for (const std::uint64_t rows : {0, 1, 5, 21}) {
            auto scale = scaleOf(rows);
            QCOMPARE(scale.fittingRow(), DiagramScale::usualRow);
            scale.zoom(0.01, 100);
            QCOMPARE(scale.rowHeight, DiagramScale::usualRow);
            QCOMPARE(scale.top, 0.0);
            QVERIFY(scale.showsEnd());
        }
    }

    void zoomKeepsTheRowUnderThePointer()
    {
        std::mt19937 random(1);
        for (const std::uint64_t rows : {10'000ULL, 1'000'000ULL, 1ULL << 30U}) {
            auto scale = scaleOf(rows);
            std::uniform_real_distribution<double> place(0.2, 0.8);
            for (int i = 0; i < 300; ++i) {
                scale.top = static_cast<double>(rows) * place(random);
                scale.rowHeight = 20;
                scale.clamp();
                const double y = 700 * place(random);
                const double row = scale.rowAt(y);
                scale.zoom(i % 2 ? 1.25 : 0.3, y);
                QVERIFY(std::abs(scale.yOf(row) - y) < 0.01);
            }
        }
    }

    void zoomingOutAndInAgainComesBack()
    {
        auto scale = scaleOf(1ULL << 30U);
        scale.top = 5e8;
        const auto before = scale;
        for (int i = 0; i < 40; ++i)
            scale.zoom(1 / 1.25, 350);
        QVERIFY(scale.isDensity());
        for (int i = 0; i < 40; ++i)
            scale.zoom(1.25, 350);
        QVERIFY(std::abs(scale.top - before.top) < 0.01);
        QVERIFY(std::abs(scale.rowHeight - before.rowHeight) < 1e-6);
    }

    void zoomEndsWhereAllFits()
    {
        for (const std::uint64_t rows : {1000ULL, 1'000'000ULL, 1ULL << 30U}) {
            auto scale = scaleOf(rows);
            for (int i = 0; i < 200; ++i)
                scale.zoom(0.5, 600);
            QVERIFY(std::abs(scale.visibleRows() - static_cast<double>(rows)) < 1e-3);
            QCOMPARE(scale.top, 0.0);
            for (int i = 0; i < 200; ++i)
                scale.zoom(2, 600);
            QCOMPARE(scale.rowHeight, DiagramScale::largestRow);
        }
    }

    void revealScrollsAsLittleAsPossible()
    {
        auto scale = scaleOf(1'000'000);
        scale.top = 5000;
        const double visible = scale.visibleRows();
        scale.reveal(5010, 2); // is in view
        QCOMPARE(scale.top, 5000.0);
        scale.reveal(4000, 2); // above: becomes the third
        QCOMPARE(scale.top, 3998.0);
        scale.reveal(9000, 2); // below: the third from below
        QVERIFY(std::abs(scale.top + visible - 9003) < 1e-9);
        scale.reveal(0, 2);
        QCOMPARE(scale.top, 0.0);
        scale.reveal(999'999, 2);
        QCOMPARE(scale.top, scale.lastTop());
    }

    void revealWorksWhereHardlyARowFits()
    {
        auto scale = scaleOf(100, 40);
        for (const double row : {50.0, 3.0, 99.0, 0.0}) {
            scale.reveal(row, 2);
            QVERIFY(scale.yOf(row) >= -1e-9);
            QVERIFY(scale.yOf(row + 1) <= 40 + 1e-9);
        }
    }

    void fitShowsTheRange()
    {
        auto scale = scaleOf(1ULL << 30U);
        for (const auto &[first, last] :
             {std::pair(0.0, 99.0), {1e6, 3e6}, {5e8, 5e8 + 9}, {0.0, double((1ULL << 30U) - 1)}}) {
            scale.fit(first, last);
            QVERIFY(scale.yOf(first) >= -1e-3);
            QVERIFY(scale.yOf(last + 1) <= scale.height + 1e-3);
            if (last - first > 30)
                QVERIFY(std::abs((last - first + 1) - scale.visibleRows()) < 1e-3);
            else
                QCOMPARE(scale.rowHeight, DiagramScale::usualRow);
        }
    }

    void everyRowOfAnEnormousLogCanBeReached()
    {
        auto scale = scaleOf(1ULL << 30U);
        for (const double row : {0.0, 1.0, 536'870'911.0, 1'073'741'822.0, 1'073'741'823.0}) {
            scale.reveal(row, 2);
            const double y = scale.yOf(row);
            QVERIFY(y >= -1e-3 && y + scale.rowHeight <= scale.height + 1e-3);
            QCOMPARE(static_cast<std::uint64_t>(scale.rowAt(y + scale.rowHeight / 2)),
                     static_cast<std::uint64_t>(row));
        }
    }
};

QTEST_GUILESS_MAIN(TestDiagramScale)
#include "tst_diagramscale.moc"
