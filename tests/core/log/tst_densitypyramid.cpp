// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/densitypyramid.h"
#include "log/flowindex.h"
#include "support/samplelog.h"

#include <QtTest>

#include <atomic>
#include <map>
#include <random>
#include <thread>

using namespace playhead;

namespace {

DensitySummary bruteForce(const FlowIndex &index, std::uint64_t first, std::uint64_t last)
{
    DensitySummary out;
    out.first = Position(first);
    out.last = Position(last);
    std::map<std::pair<std::uint16_t, std::uint16_t>, DensitySummary::Pair> pairs;
    std::map<std::uint32_t, std::uint32_t> types;
    for (auto p = first; p <= last; ++p) {
        const auto step = index.at(Position(p));
        out.minTime = p == first ? step.time : std::min(out.minTime, step.time);
        out.maxTime = p == first ? step.time : std::max(out.maxTime, step.time);
        ++out.kinds[static_cast<std::size_t>(step.kind)];
        out.retries += step.isRetry() ? 1 : 0;
        out.failures += step.failed ? 1 : 0;
        auto &pair = pairs[{step.sender.value(), step.receiver.value()}];
        pair.sender = step.sender;
        pair.receiver = step.receiver;
        ++pair.count;
        pair.failures += step.failed ? 1 : 0;
        if (step.type.isValid()) ++types[step.type.value()];
    }
    for (const auto &entry : pairs)
        out.pairs.push_back(entry.second);
    for (const auto &[type, count] : types)
        out.types.push_back({NameId(type), count});
    return out;
}

bool operator==(const DensitySummary &a, const DensitySummary &b)
{
    const auto samePair = [](const DensitySummary::Pair &x, const DensitySummary::Pair &y) {
        return x.sender == y.sender && x.receiver == y.receiver && x.count == y.count
               && x.failures == y.failures;
    };
    const auto sameType = [](const DensitySummary::Type &x, const DensitySummary::Type &y) {
        return x.type == y.type && x.count == y.count;
    };
    return a.first == b.first && a.last == b.last && a.minTime == b.minTime
           && a.maxTime == b.maxTime && a.kinds == b.kinds && a.retries == b.retries
           && a.failures == b.failures
           && std::equal(a.pairs.begin(), a.pairs.end(), b.pairs.begin(), b.pairs.end(), samePair)
           && std::equal(a.types.begin(), a.types.end(), b.types.begin(), b.types.end(), sameType);
}

struct Shape
{
    std::uint64_t steps;
    int participants;
    int types;
    int failuresPerMillion;
};

void fill(FlowIndex &index, DensityPyramid &pyramid, const Shape &shape, std::uint32_t seed)
{
    std::mt19937_64 random(seed);
    const auto below = [&random](int limit) {
        return static_cast<std::uint32_t>(random() % static_cast<std::uint64_t>(limit));
    };
    for (std::uint64_t i = 0; i < shape.steps; ++i) {
        Step step;
        step.time = static_cast<Timestamp>(random() % 1'000'000) - 500'000;
        if (random() % 100'000 == 0) step.time = random() % 2 == 0 ? INT64_MIN : INT64_MAX;
        step.kind = allStepKinds[below(4)];
        step.failed = below(1'000'000) < static_cast<std::uint32_t>(shape.failuresPerMillion);
        if (step.failed && below(2) == 0) step.kind = StepKind::Nack;
        step.attempt = static_cast<std::uint8_t>(below(4));
        step.sender = ParticipantId(static_cast<std::uint16_t>(1 + below(shape.participants)));
        step.receiver = ParticipantId(static_cast<std::uint16_t>(1 + below(shape.participants)));
        step.type = NameId(below(shape.types + 1));
        index.append(step);
        if (random() % 1000 == 0) {
            pyramid.extend(index);
            index.publish();
        }
    }
    pyramid.extend(index);
    index.publish();
}

} // namespace

class TestDensityPyramid : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithBruteForce_data()
    {
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("participants");
        QTest::addColumn<int>("types");
        QTest::addColumn<int>("failuresPerMillion");
        QTest::newRow("one step") << 1 << 1 << 1 << 1'000'000;
        QTest::newRow("one run less a step") << 255 << 3 << 2 << 10'000;
        QTest::newRow("one run") << 256 << 3 << 2 << 10'000;
        QTest::newRow("one run and a step") << 257 << 3 << 2 << 10'000;
        QTest::newRow("a few lanes") << 70'000 << 6 << 5 << 1'000;
        QTest::newRow("lists that do not fit") << 30'000 << 300 << 3000 << 1'000;
        QTest::newRow("most participants there can be") << 20'000 << 65'535 << 1'000'000 << 100;
        QTest::newRow("no failure") << 9'000 << 6 << 5 << 0;
    }

    void agreesWithBruteForce()
    {
        QFETCH(int, steps);
        QFETCH(int, participants);
        QFETCH(int, types);
        QFETCH(int, failuresPerMillion);
        FlowIndex index;
        DensityPyramid pyramid;
        fill(index, pyramid,
             {static_cast<std::uint64_t>(steps), participants, types, failuresPerMillion}, 7);
        const auto count = static_cast<std::uint64_t>(steps);
        QVERIFY(pyramid.summarize(index, Position(1), Position(count))
                == bruteForce(index, 1, count));
        std::mt19937_64 random(3);
        for (int round = 0; round < 60; ++round) {
            const auto a = 1 + random() % count;
            const auto b = 1 + random() % count;
            const auto first = std::min(a, b);
            const auto last = std::max(a, b);
            QVERIFY(pyramid.summarize(index, Position(first), Position(last))
                    == bruteForce(index, first, last));
            const auto buckets = 1 + random() % (round % 3 == 0 ? 2 : 700);
            const auto slices = pyramid.slice(index, Position(first), Position(last), buckets);
            QCOMPARE(slices.size(), buckets);
            const auto length = (last - first + buckets) / buckets;
            auto at = first;
            for (const auto &slice : slices) {
                if (at > last) {
                    QCOMPARE(slice.steps(), 0U);
                    QVERIFY(slice.pairs.empty());
                    continue;
                }
                const auto end = std::min(last, at + length - 1);
                QVERIFY(slice == bruteForce(index, at, end));
                at = end + 1;
            }
            QCOMPARE(at, last + 1);
        }
    }

    void findsTheNextFailure_data()
    {
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("failuresPerMillion");
        QTest::newRow("none at all") << 20'000 << 0;
        QTest::newRow("rare") << 200'000 << 30;
        QTest::newRow("some") << 60'000 << 2'000;
        QTest::newRow("nothing else") << 1'000 << 1'000'000;
        QTest::newRow("empty") << 0 << 0;
    }

    void findsTheNextFailure()
    {
        QFETCH(int, steps);
        QFETCH(int, failuresPerMillion);
        FlowIndex index;
        DensityPyramid pyramid;
        const auto count = static_cast<std::uint64_t>(steps);
        fill(index, pyramid, {count, 5, 5, failuresPerMillion}, 11);
        std::vector<std::uint64_t> failures;
        for (std::uint64_t p = 1; p <= count; ++p) {
            if (index.failedAt(Position(p))) failures.push_back(p);
        }
        std::mt19937_64 random(5);
        for (int round = 0; round < 2000; ++round) {
            const auto from = round == 0 ? 0 : random() % (count + 3);
            const auto next = std::upper_bound(failures.begin(), failures.end(), from);
            QCOMPARE(pyramid.nextFailure(index, Position(from), true).value(),
                     next == failures.end() ? 0U : *next);
            const auto before = std::lower_bound(failures.begin(), failures.end(), from);
            QCOMPARE(pyramid.nextFailure(index, Position(from), false).value(),
                     before == failures.begin() ? 0U : *std::prev(before));
        }
    }

    void staysWithinItsMemory_data()
    {
        QTest::addColumn<int>("participants");
        QTest::addColumn<int>("types");
        QTest::newRow("shop") << 0 << 0;
        QTest::newRow("everybody to everybody") << 2000 << 2000;
        QTest::newRow("thirty services") << 30 << 40;
    }

    void staysWithinItsMemory()
    {
        QFETCH(int, participants);
        QFETCH(int, types);
        constexpr std::uint64_t steps = 500'000;
        if (participants == 0) {
            const auto log = test::makeShopLog(steps);
            QVERIFY(log->density().memoryUsed() <= 2 * steps);
            return;
        }
        FlowIndex index;
        DensityPyramid pyramid;
        fill(index, pyramid, {steps, participants, types, 1000}, 1);
        QVERIFY2(pyramid.memoryUsed() <= 2 * steps,
                 qPrintable(QString::number(double(pyramid.memoryUsed()) / steps)));
    }

    void readersSeeWholeRunsWhileTheWriterAppends()
    {
        FlowIndex index;
        DensityPyramid pyramid;
        std::atomic<bool> done{false};
        std::thread writer([&] {
            fill(index, pyramid, {200'000, 6, 5, 1000}, 2);
            done = true;
        });
        std::uint64_t wrong = 0;
        bool last = false;
        while (!last) {
            last = done;
            const auto end = index.watermark().value();
            if (end == 0) continue;
            const auto sum = pyramid.summarize(index, Position(1), Position(end));
            std::uint64_t steps = 0;
            for (const auto count : sum.kinds)
                steps += count;
            wrong += steps == end ? 0 : 1;
            const auto failure = pyramid.nextFailure(index, Position(end), false);
            wrong += failure.isValid() == (sum.failures != 0) ? 0 : 1;
        }
        writer.join();
        QCOMPARE(wrong, 0U);
        QVERIFY(pyramid.summarize(index, Position(1), index.watermark())
                == bruteForce(index, 1, index.watermark().value()));
    }
};

QTEST_GUILESS_MAIN(TestDensityPyramid)
#include "tst_densitypyramid.moc"
