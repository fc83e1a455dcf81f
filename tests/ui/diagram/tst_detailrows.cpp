// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/detailrows.h"
#include "support/samplelog.h"

#include <QTest>

#include <map>

using namespace playhead;

class TestDetailRows : public QObject
{
    Q_OBJECT

private:
    static std::uint32_t keyOf(const Step &step, DetailLevel level)
    {
        return level == DetailLevel::Folded ? step.event.value() : step.correlation.value();
    }
    static void compare(const LogPtr &log, const DetailRows &made, const RowMap &shown)
    {
        std::vector<Position> expected;
        std::map<std::uint32_t, std::int64_t> rowOfKey;
        for (std::uint64_t row = 0; row < shown.count(); ++row) {
            const auto position = shown.positionAt(row);
            const auto key = keyOf(log->at(position), made.level());
            if (rowOfKey.try_emplace(key, std::int64_t(expected.size())).second)
                expected.push_back(position);
        }
        QCOMPARE(made.rows().count(), std::uint64_t(expected.size()));
        for (std::size_t i = 0; i < expected.size(); ++i)
            QCOMPARE(made.rows().positionAt(i), expected[i]);
        for (std::uint64_t row = 0; row < shown.count(); ++row) {
            const auto position = shown.positionAt(row);
            QCOMPARE(made.rowOf(*log, position), rowOfKey[keyOf(log->at(position), made.level())]);
        }
    }
    static RowMapPtr some(std::uint64_t count)
    {
        std::vector<std::uint32_t> positions;
        for (std::uint32_t p = 1; p <= count; ++p)
            if (p % 4 == 1 || p % 9 == 0) positions.push_back(p);
        return RowMap::of(std::move(positions), Position(count));
    }
    static constexpr DetailLevel folded[] = {DetailLevel::Folded, DetailLevel::Conversation};

private slots:
    void fullRowsAreTheShownSteps()
    {
        const LogPtr log = test::makeShopLog(500);
        const auto shown = some(500);
        const auto made = DetailRows::make(log, shown, DetailLevel::Full, nullptr, {});
        QCOMPARE(made->rowsPtr(), shown);
        for (std::uint64_t p = 1; p <= 500; ++p)
            QCOMPARE(made->rowOf(*log, Position(p)), shown->rowAtOrBefore(Position(p)));
        QCOMPARE(made->rowOf(*log, Position()), std::int64_t(-1));
    }

    void foldedRowsAreThoseOfBruteForce()
    {
        const LogPtr log = test::makeShopLog(8000);
        for (const auto level : folded) {
            for (const auto &shown :
                 {RowMap::all(Position(8000)), some(8000), RowMap::of({}, {})}) {
                const auto made = DetailRows::make(log, shown, level, nullptr, {});
                QCOMPARE(int(made->level()), int(level));
                compare(log, *made, *shown);
            }
        }
    }

    void growthGivesWhatAnewGives()
    {
        for (const auto level : folded) {
            const auto log = test::makeShopLog(10);
            DetailRows::Ptr all;
            DetailRows::Ptr filtered;
            for (std::uint32_t i = 0; i < 12; ++i) {
                const auto watermark = log->watermark();
                const auto previous = all;
                const auto previousRows = previous ? previous->rows().count() : 0;
                all = DetailRows::make(log, RowMap::all(watermark), level, all, {});
                filtered = DetailRows::make(log, some(watermark.value()), level, filtered, {});
                compare(log, *all, *RowMap::all(watermark));
                compare(log, *filtered, *some(watermark.value()));
                // The earlier rows, which may still be drawn, are untouched.
                if (previous) QCOMPARE(previous->rows().count(), previousRows);
                test::appendShopSteps(*log, 1 + i * 97, i + 2);
            }
        }
    }

    void anotherFilterOrLevelStartsAnew()
    {
        const LogPtr log = test::makeShopLog(3000);
        const auto everything = RowMap::all(Position(3000));
        const auto before = DetailRows::make(log, some(3000), DetailLevel::Folded, nullptr, {});
        compare(log, *DetailRows::make(log, everything, DetailLevel::Folded, before, {}),
                *everything);
        const auto conversations =
            DetailRows::make(log, some(3000), DetailLevel::Conversation, before, {});
        compare(log, *conversations, *some(3000));
        const auto other = RowMap::of({2, 3, 5, 8, 1000, 2000, 2999}, Position(3000));
        compare(log, *DetailRows::make(log, other, DetailLevel::Folded, before, {}), *other);
    }

    void canBeStopped()
    {
        std::stop_source stop;
        stop.request_stop();
        const LogPtr log = test::makeShopLog(100);
        QVERIFY(!DetailRows::make(log, RowMap::all(Position(100)), DetailLevel::Folded, nullptr,
                                  stop.get_token()));
    }

    void noLogHasNoRows()
    {
        const auto made =
            DetailRows::make(nullptr, RowMap::all({}), DetailLevel::Folded, nullptr, {});
        QCOMPARE(made->rows().count(), std::uint64_t(0));
    }
};

QTEST_GUILESS_MAIN(TestDetailRows)
#include "tst_detailrows.moc"
