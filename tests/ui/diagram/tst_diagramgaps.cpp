// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/diagrampainter.h"
#include "diagram/diagramtips.h"
#include "diagramtesting.h"

#include <QImage>
#include <QTest>

#include <algorithm>

using namespace playhead;
using namespace playhead::test;

/// How the diagram shows that a live source was away.
class TestDiagramGaps : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void isABandAcrossAllLanes_data();
    void isABandAcrossAllLanes();
    void saysHowLong();
    void saysSoWhileItIsAway();
    void othersFailuresBetweenDoNotConfuse();
    void isSeenZoomedOut();
    void bandReachesFromEdgeToEdge_data();
    void bandReachesFromEdgeToEdge();
    void sourceHasNoLane();
    void whoTalksToItselfHasALane();
    void tipsSayIt();

private:
    void awayFor(Duration away);

    std::unique_ptr<HandMade> m_made;
    ParticipantId m_source;
};

void TestDiagramGaps::init()
{
    m_made = std::make_unique<HandMade>();
    m_source = m_made->log->writableParticipants().intern("feed one", Role::Producer);
}

/// A publish, a gap, and a publish.
void TestDiagramGaps::awayFor(Duration away)
{
    auto &made = *m_made;
    made.add(StepKind::Publish, made.web, made.bus, 1);
    made.gap(m_source, true, nanosecondsPerMillisecond);
    made.gap(m_source, false, away);
    made.add(StepKind::Publish, made.web, made.bus, 2);
    made.publish();
}

void TestDiagramGaps::isABandAcrossAllLanes_data()
{
    QTest::addColumn<DetailLevel>("level");
    QTest::newRow("full") << DetailLevel::Full;
    QTest::newRow("folded") << DetailLevel::Folded;
    QTest::newRow("conversation") << DetailLevel::Conversation;
}

void TestDiagramGaps::isABandAcrossAllLanes()
{
    QFETCH(DetailLevel, level);
    awayFor(12'300 * nanosecondsPerMillisecond);
    Picture picture(m_made->log, level);
    const auto scene = picture.scene();
    QCOMPARE(scene.sourceGaps.size(), std::size_t(2));
    QVERIFY(scene.sourceGaps[0].lost);
    QVERIFY(!scene.sourceGaps[1].lost);
    const auto own = [&](double x) { return x == picture.x(m_source); };
    QVERIFY(std::ranges::none_of(scene.arrows, own, &DiagramScene::Arrow::fromX));
    QVERIFY(std::ranges::none_of(scene.marks, own, &DiagramScene::Mark::x));
    QVERIFY(std::ranges::none_of(scene.spans, own, &DiagramScene::Span::fromX));
}

void TestDiagramGaps::saysHowLong()
{
    awayFor(12'300 * nanosecondsPerMillisecond);
    const auto scene = Picture(m_made->log).scene();
    QCOMPARE(scene.sourceGaps[0].label, QStringLiteral("feed one lost"));
    QCOMPARE(scene.sourceGaps[1].label, QStringLiteral("feed one lost for 12.3 s"));
}

void TestDiagramGaps::saysSoWhileItIsAway()
{
    m_made->add(StepKind::Publish, m_made->web, m_made->bus, 1);
    m_made->gap(m_source, true, nanosecondsPerMillisecond);
    m_made->publish();
    const auto scene = Picture(m_made->log).scene();
    QCOMPARE(scene.sourceGaps.size(), std::size_t(1));
    QCOMPARE(scene.sourceGaps[0].label, QStringLiteral("feed one lost"));
}

void TestDiagramGaps::othersFailuresBetweenDoNotConfuse()
{
    auto &made = *m_made;
    const auto other = made.log->writableParticipants().intern("feed two", Role::Producer);
    made.add(StepKind::Publish, made.web, made.bus, 1);
    made.gap(m_source, true, nanosecondsPerMillisecond);
    made.gap(other, true, nanosecondsPerSecond);
    for (int i = 0; i < 5; ++i)
        made.add(StepKind::Nack, made.mail, made.bus, 1);
    made.gap(m_source, false, nanosecondsPerSecond);
    made.publish();
    const auto scene = Picture(made.log).scene();
    QCOMPARE(scene.sourceGaps.back().label, QStringLiteral("feed one lost for 2 s"));
}

void TestDiagramGaps::isSeenZoomedOut()
{
    auto &made = *m_made;
    for (std::uint32_t i = 1; i < 20'000; ++i)
        made.add(StepKind::Publish, made.web, made.bus, i);
    made.gap(m_source, true, nanosecondsPerMillisecond);
    made.gap(m_source, false, nanosecondsPerMillisecond);
    for (std::uint32_t i = 1; i < 20'000; ++i)
        made.add(StepKind::Publish, made.web, made.bus, i);
    made.publish();
    Picture picture(made.log);
    picture.input.scale.fit(0, 40'000);
    const auto scene = picture.scene();
    QVERIFY(scene.isDensity);
    const auto wide = std::ranges::find(scene.failures, picture.input.width,
                                        &DiagramScene::Failure::toX);
    QVERIFY(wide != scene.failures.end());
    QCOMPARE(wide->fromX, gutterWidth);
    QVERIFY(wide->strength > 0.99F);
}

void TestDiagramGaps::bandReachesFromEdgeToEdge_data()
{
    QTest::addColumn<Theme::Look>("look");
    QTest::newRow("dark") << Theme::Look::Dark;
    QTest::newRow("light") << Theme::Look::Light;
}

void TestDiagramGaps::bandReachesFromEdgeToEdge()
{
    QFETCH(Theme::Look, look);
    awayFor(nanosecondsPerSecond / 2);
    Picture picture(m_made->log);
    const auto scene = picture.scene();
    const Theme theme(look);
    DiagramPainter painter(theme);
    QImage image(static_cast<int>(picture.input.width), 700, QImage::Format_RGB32);
    {
        QPainter on(&image);
        DiagramPainter::Frame frame;
        frame.size = image.size();
        frame.lanesLeft = gutterWidth;
        painter.paint(on, scene, frame);
    }
    const auto &lost = scene.sourceGaps.front();
    const int y = static_cast<int>(lost.y + lost.height / 2);
    const auto ground = theme.color(ColorRole::Canvas).rgb();
    for (const int x : {static_cast<int>(gutterWidth) + 2, image.width() - 3})
        QVERIFY(image.pixel(x, y) != ground);
    QCOMPARE(image.pixel(4, y), ground); // the gutter is as in other rows
}

void TestDiagramGaps::sourceHasNoLane()
{
    awayFor(nanosecondsPerSecond);
    ViewState state;
    state.setLog(m_made->log);
    state.setWatermark(m_made->log->watermark());
    const Lanes lanes(state);
    QVERIFY(std::ranges::find(lanes.order(), m_made->web) != lanes.order().end());
    QVERIFY(std::ranges::find(lanes.order(), m_source) == lanes.order().end());
}

void TestDiagramGaps::whoTalksToItselfHasALane()
{
    m_made->add(StepKind::Publish, m_source, m_source, 7);
    awayFor(nanosecondsPerSecond);
    ViewState state;
    state.setLog(m_made->log);
    state.setWatermark(m_made->log->watermark());
    const Lanes lanes(state);
    QVERIFY(std::ranges::find(lanes.order(), m_source) != lanes.order().end());
}

void TestDiagramGaps::tipsSayIt()
{
    awayFor(3 * nanosecondsPerSecond);
    QVERIFY(stepTip(*m_made->log, Position(2)).startsWith(QStringLiteral("#2  feed one lost\n")));
    QVERIFY(stepTip(*m_made->log, Position(3))
                .startsWith(QStringLiteral("#3  feed one lost for 3 s\n")));
    QVERIFY(rangeTip(*m_made->log, Position(1), Position(4), 4)
                .contains(QStringLiteral("1 time that a source was lost")));
}

QTEST_MAIN(TestDiagramGaps)
#include "tst_diagramgaps.moc"
