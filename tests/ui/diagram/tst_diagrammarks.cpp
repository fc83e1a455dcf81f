// SPDX-License-Identifier: GPL-3.0-or-later
// What the diagram marks beside the steps: where consumers stand, and a path that is lit.
#include "core/replay/scriptedlog.h"
#include "diagram/diagramcanvas.h"
#include "diagram/diagramview.h"
#include "diagramtesting.h"
#include "support/eventually.h"

#include <QHelpEvent>
#include <QTest>
#include <QToolTip>

using namespace playhead;
using namespace playhead::test;

namespace {

using Standing = DiagramScene::Standing;
using Place = Standing::Place;

/// `count` events, each of three steps: publish, deliver, ack.
HandMade passed(std::uint32_t count)
{
    HandMade made;
    for (std::uint32_t event = 1; event <= count; ++event) {
        made.add(StepKind::Publish, made.web, made.bus, event);
        made.add(StepKind::Deliver, made.bus, made.mail, event, 1);
        made.add(StepKind::Ack, made.mail, made.bus, event);
    }
    made.publish();
    return made;
}

LitStep lit(std::uint64_t position, Evidence evidence = Evidence::Observed)
{
    return {Position(position), evidence};
}

} // namespace

class TestDiagramMarks : public QObject
{
    Q_OBJECT

private:
    /// The scene of a picture with one consumer standing there.
    static DiagramScene sceneWith(Picture &picture, ParticipantId consumer, std::uint64_t event,
                                  std::uint64_t behind)
    {
        const std::vector<ConsumerStanding> standings = {
            {consumer, Position(event == 0 ? 0 : event + 2), Position(event), behind}};
        picture.input.standings = &standings;
        auto scene = picture.scene();
        picture.input.standings = nullptr;
        return scene;
    }

private slots:
    void aConsumerIsMarkedOnItsLifelineAtTheEvent()
    {
        const auto made = passed(100);
        Picture picture(made.log);
        const auto scene = sceneWith(picture, made.mail, 10, 3);
        QCOMPARE(scene.standings.size(), std::size_t(1));
        const auto &mark = scene.standings[0];
        QCOMPARE(mark.x, picture.x(made.mail));
        QCOMPARE(int(mark.place), int(Place::InView));
        QCOMPARE(mark.y, scene.arrows[9].y); // of step #10
        QCOMPARE(scene.arrows[9].position, Position(10));
        QVERIFY(mark.label.isEmpty());
    }

    void outOfViewItIsMarkedAtTheEdge_data()
    {
        QTest::addColumn<quint64>("event");
        QTest::addColumn<quint64>("behind");
        QTest::addColumn<int>("place");
        QTest::addColumn<QString>("label");
        QTest::newRow("above") << quint64(1) << quint64(33) << int(Place::Above) << "33";
        QTest::newRow("above, up to date") << quint64(1) << quint64(0) << int(Place::Above) << "";
        QTest::newRow("below") << quint64(292) << quint64(2) << int(Place::Below) << "2";
        QTest::newRow("nowhere yet") << quint64(0) << quint64(5) << int(Place::Above) << "5";
    }
    void outOfViewItIsMarkedAtTheEdge()
    {
        QFETCH(quint64, event);
        QFETCH(quint64, behind);
        QFETCH(int, place);
        QFETCH(QString, label);
        const auto made = passed(100);
        for (const double rowHeight : {32.0, 7.0, 4.0}) {
            Picture picture(made.log);
            picture.input.scale.height = 400;
            picture.input.scale.rowHeight = rowHeight;
            picture.input.scale.top = 100;
            const auto scene = sceneWith(picture, made.mail, event, behind);
            QCOMPARE(scene.standings.size(), std::size_t(1));
            QCOMPARE(int(scene.standings[0].place), place);
            QCOMPARE(scene.standings[0].label, label);
            const double y = scene.standings[0].y;
            QVERIFY(place == int(Place::Above) ? y < 20 : y > 380);
        }
    }

    void whoHasNothingAndMissesNothingIsNotMarked()
    {
        const auto made = passed(10);
        Picture picture(made.log);
        QVERIFY(sceneWith(picture, made.mail, 0, 0).standings.empty());
        picture.plan = planLanes({{made.web, 80, false}}, 900); // mail is hidden
        QVERIFY(sceneWith(picture, made.mail, 1, 4).standings.empty());
    }

    void anEventThatIsFilteredOutIsMarkedBetweenTheRows()
    {
        const auto made = passed(10);
        Picture picture(made.log);
        picture.shown = RowMap::of({1, 2, 3, 7, 8, 9}, Position(30));
        picture.setLevel(DetailLevel::Full);
        const auto scene = sceneWith(picture, made.mail, 4, 0);
        QCOMPARE(scene.standings.size(), std::size_t(1));
        QCOMPARE(scene.standings[0].y, scene.rows[3].y); // between #3 and #7
    }

    void foldedItStandsOnTheRowOfTheEvent()
    {
        const auto made = passed(10);
        Picture picture(made.log, DetailLevel::Folded);
        const auto scene = sceneWith(picture, made.mail, 7, 0); // the publish of the third event
        QCOMPARE(scene.standings.size(), std::size_t(1));
        QCOMPARE(scene.standings[0].y, scene.spans[2].y);
    }

    void theStepsOfALitPathStandOut()
    {
        const auto made = passed(20);
        Picture picture(made.log);
        const LitRows rows(*made.log, *picture.rows, {lit(2), lit(5, Evidence::Inferred), lit(50)});
        picture.input.lit = &rows;
        const auto scene = picture.scene();
        QCOMPARE(scene.ticks.size(), std::size_t(3)); // in view or not
        QCOMPARE(scene.lit.size(), std::size_t(2));
        QCOMPARE(scene.lit[0].y, scene.rows[1].y);
        QVERIFY(!scene.lit[0].inferred);
        QCOMPARE(scene.lit[1].y, scene.rows[4].y);
        QVERIFY(scene.lit[1].inferred);
        for (const auto &arrow : scene.arrows) {
            const bool isLit = arrow.position == Position(2) || arrow.position == Position(5);
            QCOMPARE(arrow.lit, isLit);
            QCOMPARE(arrow.dimmed, !isLit);
        }
        // A path stands out behind the playhead, too.
        picture.input.following = false;
        picture.input.playhead = Position(1);
        QVERIFY(!picture.scene().arrows[4].dimmed);
        picture.input.lit = nullptr;
        QVERIFY(picture.scene().arrows[4].dimmed);
        QVERIFY(picture.scene().ticks.empty());
    }

    void ticksTellWhereInTheLogThePathRuns()
    {
        const auto made = passed(100);
        Picture picture(made.log);
        const LitRows rows(*made.log, *picture.rows, {lit(1), lit(150), lit(300)});
        picture.input.lit = &rows;
        const auto scene = picture.scene();
        QCOMPARE(scene.ticks.size(), std::size_t(3));
        QVERIFY(scene.ticks[0].y < 2);
        QVERIFY(std::abs(scene.ticks[1].y - 350) < 3);
        QVERIFY(scene.ticks[2].y > 698);
    }

    void onARowOfManyStepsOneIsEnough()
    {
        const auto made = passed(20);
        Picture picture(made.log, DetailLevel::Folded);
        // A publish, and the delivery and the ack of another event.
        const LitRows rows(*made.log, *picture.rows, {lit(1), lit(8, Evidence::Inferred), lit(9)});
        QCOMPARE(rows.rows().size(), std::size_t(2));
        QVERIFY((rows.rows()[1] == LitRow{2, false}));
        picture.input.lit = &rows;
        const auto scene = picture.scene();
        for (std::size_t i = 0; i < scene.spans.size(); ++i)
            QCOMPARE(scene.spans[i].dimmed, i != 0 && i != 2);
    }

    void zoomedOutALitRowIsALine()
    {
        const auto made = passed(100'000);
        Picture picture(made.log);
        auto &scale = picture.input.scale;
        scale.rowHeight = scale.fittingRow();
        const LitRows rows(*made.log, *picture.rows, {lit(150'000)});
        picture.input.lit = &rows;
        const auto scene = picture.scene();
        QVERIFY(scene.isDensity);
        QCOMPARE(scene.lit.size(), std::size_t(1));
        QVERIFY(std::abs(scene.lit[0].y - 350) < 2);
        QVERIFY(scene.lit[0].height >= 2);
        // Beside the path, everything is quieter.
        float strongest = 0;
        double at = 0;
        for (const auto &density : scene.densities)
            if (density.strength > strongest) {
                strongest = density.strength;
                at = density.rect.center().y();
            }
        QVERIFY(std::abs(at - 350) < 6);
    }

    void theViewKeepsTheMarksUpWithThePlayhead()
    {
        ScriptedLog script;
        std::vector<EventNumber> events;
        for (int i = 0; i < 3; ++i) {
            events.push_back(script.json("set", "a", "{}"));
            script.publish(events.back()); // #1 to #3
        }
        for (const auto event : events) { // #4 to #9
            script.deliver("mail", event);
            script.ack("mail", event);
        }
        script.writable().writableDensity().extend(script.log()->index());
        ViewState state;
        Theme theme;
        DiagramView view(state, theme);
        view.resize(900, 600);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        state.setLog(script.log());
        auto &canvas = view.canvas();
        const auto marks = [&] { return canvas.scene().standings; };
        const auto settle = [&] { EVENTUALLY(!view.standings().isBusy()); };
        settle();
        QCOMPARE(marks().size(), std::size_t(1));
        QCOMPARE(int(marks()[0].place), int(Place::Above));
        QCOMPARE(marks()[0].label, QStringLiteral("1"));
        state.setPlayhead(Position(7)); // two are acknowledged
        settle();
        EVENTUALLY_EQUAL(int(marks().at(0).place), int(Place::InView));
        QCOMPARE(marks()[0].y, canvas.scene().arrows[1].y);

        const auto tip = [&](const QPointF &at) {
            QHelpEvent help(QEvent::ToolTip, at.toPoint(), canvas.mapToGlobal(at.toPoint()));
            QCoreApplication::sendEvent(&canvas, &help);
            return QToolTip::text();
        };
        const QPointF mark(marks()[0].x, marks()[0].y);
        QVERIFY(tip(mark).contains(QStringLiteral("mail has acknowledged up to #2 set")));
        QVERIFY(tip(mark).contains(QStringLiteral("1 event behind")));
        QVERIFY(!tip(mark + QPointF(0, 64)).contains(QStringLiteral("behind")));

        state.setLitPath({lit(5), lit(2), lit(5)});
        QCOMPARE(state.litPath().size(), qsizetype(2));
        QCOMPARE(canvas.scene().lit.size(), std::size_t(2));
        QVERIFY(canvas.scene().arrows[0].dimmed);
        QVERIFY(canvas.scene().arrows[1].lit);
        const auto withPath = canvas.grab().toImage();
        state.setPreview(RowMap::of({3}, state.watermark())); // a filter is being typed
        QVERIFY(canvas.scene().lit.empty());
        QVERIFY(canvas.scene().arrows[1].dimmed);
        QVERIFY(!canvas.scene().arrows[2].dimmed);
        state.setPreview({});
        QCOMPARE(canvas.scene().lit.size(), std::size_t(2));
        state.setDetailLevel(DetailLevel::Folded);
        EVENTUALLY_EQUAL(canvas.scene().spans.size(), std::size_t(3));
        QCOMPARE(canvas.scene().lit.size(), std::size_t(2)); // #5 is on the row of #1
        state.setDetailLevel(DetailLevel::Full);
        state.setLitPath({});
        QVERIFY(canvas.scene().lit.empty());
        QVERIFY(!canvas.scene().arrows[0].dimmed);
        QVERIFY(canvas.grab().toImage() != withPath);
        state.setLog({});
        QVERIFY(marks().empty());
    }
};

QTEST_MAIN(TestDiagramMarks)
#include "tst_diagrammarks.moc"
