// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/layoutrows.h"
#include "diagramtesting.h"
#include "support/samplelog.h"

#include <QTest>

using namespace playhead;
using namespace playhead::test;

class TestDiagramLayout : public QObject
{
    Q_OBJECT

private slots:
    void arrowsGoFromSenderToReceiver()
    {
        HandMade made;
        made.add(StepKind::Publish, made.web, made.bus, 1);
        made.add(StepKind::Deliver, made.bus, made.mail, 1, 1);
        made.add(StepKind::Nack, made.mail, made.bus, 1, 1);
        made.add(StepKind::Deliver, made.bus, made.mail, 1, 2);
        made.add(StepKind::Ack, made.mail, made.bus, 1, 2);
        made.add(StepKind::Command, made.web, made.web, 2);
        made.publish();
        Picture picture(made.log);
        const auto scene = picture.scene();
        QCOMPARE(scene.arrows.size(), std::size_t(6));
        for (std::size_t i = 0; i < 6; ++i) {
            const auto step = made.log->at(Position(i + 1));
            const auto &arrow = scene.arrows[i];
            QCOMPARE(arrow.position, step.position);
            QCOMPARE(arrow.fromX, picture.x(step.sender));
            QCOMPARE(arrow.toX, picture.x(step.receiver));
            QCOMPARE(int(arrow.kind), int(step.kind));
            QVERIFY(arrow.y > scene.rows[i].y && arrow.y < scene.rows[i].y + 32);
            QVERIFY(!arrow.dimmed);
        }
        QVERIFY(scene.arrows[2].failed);
        QVERIFY(scene.arrows[3].retry);
        QCOMPARE(scene.arrows[0].label, QStringLiteral("order.placed"));
        QCOMPARE(scene.arrows[2].label, QStringLiteral("nack"));
        QCOMPARE(scene.arrows[3].label, QStringLiteral("order.placed retry 2"));
        QCOMPARE(scene.arrows[5].fromX, scene.arrows[5].toX);
        picture.input.scale.rowHeight = 10;
        for (const auto &arrow : picture.scene().arrows)
            QVERIFY(arrow.label.isEmpty());
    }

    void activationsLastFromDeliveryToAnswer()
    {
        HandMade made;
        made.add(StepKind::Deliver, made.bus, made.mail, 1, 1);
        made.add(StepKind::Nack, made.mail, made.bus, 1);
        made.add(StepKind::Deliver, made.bus, made.mail, 1, 2);
        made.add(StepKind::Ack, made.mail, made.bus, 1); // names no try: the one that is open
        made.add(StepKind::Deliver, made.bus, made.mail, 2, 1);
        made.add(StepKind::Deliver, made.bus, made.mail, 3, 1);
        made.add(StepKind::Ack, made.mail, made.bus, 3, 1);
        made.publish();
        for (const double height : {32.0, 12.0}) {
            Picture picture(made.log);
            picture.input.scale.rowHeight = height;
            const auto scene = picture.scene();
            QCOMPARE(scene.activations.size(), std::size_t(4));
            const auto check = [&](std::size_t box, std::size_t from, std::size_t to) {
                QCOMPARE(scene.activations[box].top, scene.arrows[from].y);
                QCOMPARE(scene.activations[box].bottom, scene.arrows[to].y);
                QCOMPARE(scene.activations[box].x, picture.x(made.mail));
                QVERIFY(!scene.activations[box].open);
            };
            check(0, 0, 1);
            check(1, 2, 3);
            check(3, 5, 6);
            QVERIFY(scene.activations[0].failed);
            QVERIFY(!scene.activations[1].failed);
            QVERIFY(scene.activations[2].open);
            QCOMPARE(scene.activations[2].bottom, scene.endY);
            QCOMPARE(scene.activations[1].depth, 0);
            QCOMPARE(scene.activations[3].depth, 1); // beside the open one
        }
    }

    void everyDeliveryOfTheShopEnds()
    {
        // Acks and nacks that name no try, retries, and dead letters without an answer.
        Picture picture(test::makeShopLog(20'000));
        for (double top = 0; top < 19'000; top += 77) {
            picture.input.scale.top = top;
            const auto scene = picture.scene();
            QVERIFY(!scene.activations.empty());
            for (const auto &box : scene.activations) {
                QVERIFY(!box.open);
                QCOMPARE(box.depth, 0);
            }
        }
    }

    void stepsBehindThePlayheadAreDimmed()
    {
        Picture picture(test::makeShopLog(1000));
        picture.input.following = false;
        picture.input.playhead = Position(7);
        const auto scene = picture.scene();
        for (const auto &arrow : scene.arrows)
            QCOMPARE(arrow.dimmed, arrow.position > Position(7));
        QCOMPARE(scene.playheadTop, 6 * 32.0);
        QCOMPARE(scene.playheadY, 7 * 32.0);
        picture.input.following = true;
        const auto preview = RowMap::of({2, 5}, Position(1000));
        picture.input.preview = preview.get();
        for (const auto &arrow : picture.scene().arrows)
            QCOMPARE(arrow.dimmed, arrow.position != Position(2) && arrow.position != Position(5));
    }

    void hiddenParticipantsHaveNoEnds()
    {
        HandMade made;
        made.add(StepKind::Publish, made.web, made.bus, 1);
        made.add(StepKind::Deliver, made.bus, made.mail, 1, 1);
        made.publish();
        Picture picture(made.log);
        picture.plan = planLanes({{made.web, 80, false}}, 900);
        const auto scene = picture.scene();
        QCOMPARE(scene.lifelines.size(), std::size_t(1));
        QCOMPARE(scene.arrows.size(), std::size_t(1));
        QCOMPARE(scene.arrows[0].toX, scene.arrows[0].fromX);
        QVERIFY(scene.activations.empty());
    }

    void silencesAreMarkedAndScrollWithoutJumps()
    {
        HandMade made;
        for (std::uint32_t i = 1; i <= 60; ++i)
            made.add(StepKind::Publish, made.web, made.bus, i, 0,
                     i % 20 == 0 ? 90 * nanosecondsPerSecond : nanosecondsPerMillisecond);
        made.publish();
        for (const auto spacing : {RowSpacing::ByPosition, RowSpacing::ByTime}) {
            Picture picture(made.log);
            picture.input.spacing = spacing;
            auto &scale = picture.input.scale;
            scale.tail = tailRows(picture.input);
            const auto begin = picture.scene();
            QCOMPARE(begin.gaps.size(), std::size_t(1));
            QVERIFY(begin.gaps[0].label.contains(QStringLiteral("1 min 30 s")));
            // What is in view moves by little, and always up.
            double before = 1e9;
            Position watched(15);
            for (scale.top = 0; scale.top < 14; scale.top += 0.05) {
                const auto scene = picture.scene();
                for (const auto &row : scene.rows) {
                    if (row.position != watched) continue;
                    QVERIFY(row.y <= before + 1e-6);
                    QVERIFY(before > 1e8 || before - row.y < 7);
                    before = row.y;
                }
            }
            scale.top = scale.lastTop();
            const auto end = picture.scene();
            QCOMPARE(end.rows.back().position, Position(60));
            QVERIFY(std::abs(end.endY - scale.height) < 1e-6);
        }
    }

    void aSilenceIsMarkedWhereManyRowsAreOnePixel()
    {
        HandMade made;
        constexpr std::uint64_t steps = 300'000;
        constexpr std::uint64_t late = 150'321; // neither first nor last of a run
        for (std::uint64_t p = 1; p <= steps; ++p)
            made.add(StepKind::Ack, made.mail, made.bus, static_cast<std::uint32_t>(p), 0,
                     p == late ? 40 * nanosecondsPerSecond : nanosecondsPerMillisecond);
        made.publish();
        std::vector<std::uint32_t> odd;
        for (std::uint32_t p = 1; p <= steps; p += 2)
            odd.push_back(p);
        for (const bool filtered : {false, true}) {
            Picture picture(made.log);
            if (filtered) picture.shown = RowMap::of(odd, Position(steps));
            picture.setLevel(DetailLevel::Full);
            auto &scale = picture.input.scale;
            scale.rowHeight = scale.fittingRow();
            const auto scene = picture.scene();
            QVERIFY(scene.isDensity);
            QCOMPARE(scene.gaps.size(), std::size_t(1));
            QVERIFY(scene.gaps[0].label.contains(QStringLiteral("40 s")));
            const auto row = picture.shown->rowAtOrBefore(Position(late));
            const double middle = scene.gaps[0].y + scene.gaps[0].height / 2;
            QVERIFY(std::abs(middle - scale.yOf(double(row))) < 4);
        }
    }

    void foldedRowsTellTheFate()
    {
        HandMade made;
        made.add(StepKind::Publish, made.web, made.bus, 1);
        made.add(StepKind::Deliver, made.bus, made.mail, 1, 1);
        made.add(StepKind::Publish, made.web, made.bus, 2);
        made.add(StepKind::Nack, made.mail, made.bus, 1);
        made.add(StepKind::Deliver, made.bus, made.mail, 1, 2);
        made.add(StepKind::Deliver, made.bus, made.mail, 2, 1);
        made.add(StepKind::Ack, made.mail, made.bus, 1);
        made.add(StepKind::Publish, made.web, made.bus, 3);
        made.add(StepKind::Deliver, made.bus, made.mail, 3, 1);
        made.add(StepKind::Nack, made.mail, made.bus, 3);
        made.publish();
        Picture picture(made.log, DetailLevel::Folded);
        const auto scene = picture.scene();
        QCOMPARE(scene.rows.size(), std::size_t(3));
        QCOMPARE(scene.spans.size(), std::size_t(3));
        using Fate = DiagramScene::Mark::Fate;
        std::vector<Fate> fates;
        for (const auto &mark : scene.marks)
            if (mark.x == picture.x(made.mail)) fates.push_back(mark.fate);
        QVERIFY((fates == std::vector{Fate::Retried, Fate::Pending, Fate::Failed}));
        QVERIFY(scene.spans[0].label.startsWith(QStringLiteral("order.placed")));
        QVERIFY(scene.spans[0].label.contains(QStringLiteral("6 ms")));
        QVERIFY(scene.spans[2].failed);
    }

    void everyFailureIsALineAtAnyZoom()
    {
        HandMade made;
        constexpr std::uint64_t steps = 300'000;
        const std::vector<std::uint64_t> failing = {1, 777, 150'000, 150'001, 299'999, 300'000};
        for (std::uint64_t p = 1; p <= steps; ++p) {
            const bool fails = std::ranges::binary_search(failing, p);
            made.add(fails ? StepKind::Nack : StepKind::Ack, made.mail, made.bus,
                     static_cast<std::uint32_t>(p));
        }
        made.publish();
        for (const auto level : {DetailLevel::Full, DetailLevel::Folded}) {
            Picture picture(made.log, level);
            auto &scale = picture.input.scale;
            for (const double height : {0.0, 0.01, 0.3, 1.7, 4.9, 6.0}) {
                for (const auto position : failing) {
                    scale.rowHeight = std::max(height, scale.fittingRow());
                    scale.top = double(position) - scale.visibleRows() / 2;
                    scale.clamp();
                    const auto scene = picture.scene();
                    const double y = scale.yOf(double(position) - 0.5);
                    bool found = false;
                    for (const auto &line : scene.failures) {
                        found |= std::abs(line.y + 1 - y) <= 4;
                        QVERIFY(line.strength > 0.1F);
                    }
                    for (const auto &arrow : scene.arrows)
                        found |= arrow.failed && arrow.position == Position(position);
                    for (const auto &span : scene.spans)
                        found |= span.failed && std::abs(span.y - y) <= 4;
                    QVERIFY2(found,
                             qPrintable(QStringLiteral("%1 at %2").arg(position).arg(height)));
                }
            }
        }
    }

    void foldedFailuresAreLinesToo()
    {
        // The failing step is no row of its own: it lies on the row of its event.
        HandMade made;
        for (std::uint32_t event = 1; event <= 50'000; ++event) {
            made.add(StepKind::Publish, made.web, made.bus, event);
            made.add(StepKind::Deliver, made.bus, made.mail, event, 1);
            made.add(event == 20'000 ? StepKind::Nack : StepKind::Ack, made.mail, made.bus, event);
        }
        made.publish();
        Picture picture(made.log, DetailLevel::Folded);
        picture.input.scale.rowHeight = picture.input.scale.fittingRow();
        const auto scene = picture.scene();
        QVERIFY(scene.isDensity);
        QCOMPARE(scene.failures.size(), std::size_t(1));
        QVERIFY(std::abs(scene.failures[0].y - 700.0 * 20'000 / 50'000) < 4);
    }

    void bucketsCountAsBruteForceDoes()
    {
        const auto log = test::makeShopLog(40'000);
        std::vector<std::uint32_t> some;
        for (std::uint32_t p = 1; p <= 40'000; ++p)
            if (p % 3 == 0 || p % 11 == 0) some.push_back(p);
        for (const auto &rows :
             {RowMap::all(Position(40'000)), RowMap::of(some, Position(40'000))}) {
            DensityCache cache;
            const LogPtr shared = log;
            const auto detail = DetailRows::make(shared, rows, DetailLevel::Full, nullptr, {});
            for (const unsigned shift : {0U, 3U, 9U, 14U}) {
                for (std::uint64_t index = 0; index << shift < rows->count();
                     index += 1 + (5000U >> shift)) {
                    std::uint64_t count = 0;
                    std::uint64_t failures = 0;
                    const auto end = std::min((index + 1) << shift, rows->count());
                    for (auto row = index << shift; row < end; ++row) {
                        ++count;
                        failures += log->at(rows->positionAt(row)).failed ? 1 : 0;
                    }
                    for (int again = 0; again < 2; ++again) {
                        const auto &summary = cache.bucket(*log, *detail, shift, index).summary;
                        std::uint64_t pairs = 0;
                        for (const auto &pair : summary.pairs)
                            pairs += pair.count;
                        QCOMPARE(pairs, count);
                        QCOMPARE(std::uint64_t(summary.failures), failures);
                        QCOMPARE(summary.first, rows->positionAt(index << shift));
                    }
                }
            }
        }
    }

    void densityFollowsTheLanes()
    {
        Picture picture(test::makeShopLog(100'000));
        picture.input.scale.rowHeight = picture.input.scale.fittingRow();
        const auto scene = picture.scene();
        QVERIFY(scene.isDensity);
        QVERIFY(!scene.densities.empty());
        for (const auto &density : scene.densities) {
            QVERIFY(density.strength > 0 && density.strength <= 1);
            QVERIFY(density.rect.top() >= -4 && density.rect.bottom() <= 700 + 1e-6);
            QVERIFY(density.rect.left() >= gutterWidth
                    && density.rect.right() <= picture.input.width);
        }
        QVERIFY(scene.arrows.empty());
        for (std::size_t i = 1; i < scene.rows.size(); ++i)
            QVERIFY(scene.rows[i].y > scene.rows[i - 1].y);
    }
};

QTEST_MAIN(TestDiagramLayout)
#include "tst_diagramlayout.moc"
