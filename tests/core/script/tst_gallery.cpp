// SPDX-License-Identifier: GPL-3.0-or-later
// The starting points in resources/projections run on the logs of scenarios and say what the events
// say.
#include "scripttesting.h"

#include "scenarios/scenariorunner.h"

#include <QDir>

#include <set>

using namespace playhead;
using namespace playhead::test;

namespace {

/// The published events of a scenario, as Replay shows them to the log's observer.
EventList recorded(const char *scenario)
{
    EventList events;
    ParticipantTable participants;
    const auto run = runScenario(
        scenario, 3, 0, 20'000,
        [&events](std::span<TapStep> steps) {
            for (const auto &step : steps) {
                if (step.kind != StepKind::Publish) continue;
                auto &event = events.add(step.event->type, step.event->subject);
                event = *step.event;
            }
        },
        participants);
    if (!run) qWarning("%s", run.error().message.c_str());
    return events;
}

std::string sourceOf(const QString &name)
{
    QFile file(QStringLiteral(PLAYHEAD_PROJECTIONS "/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::size_t count(const EventList &events, std::string_view type)
{
    std::size_t count = 0;
    for (const auto &event : events.list())
        count += event.event->type == type;
    return count;
}

} // namespace

class GalleryTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_shop = recorded("shop"); }
    void everyOneRuns_data();
    void everyOneRuns();
    void countsByType();
    void laysDataOverSubjects();
    void countsOrdersByStatus();
    void groupsDeclines();
    void sharesRevenue();
    void linksConversations();
    void alertsOnFailures();

private:
    Folded run(const char *name) const
    {
        return folded(sourceOf(QString::fromLatin1(name)), m_shop);
    }
    EventList m_shop;
};

void GalleryTest::everyOneRuns_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("scenario");
    const auto names = QDir(QStringLiteral(PLAYHEAD_PROJECTIONS)).entryList({"*.js"});
    QVERIFY(names.size() >= 7);
    for (const auto &name : names)
        for (const auto *scenario : {"shop", "users", "duplicates", "lag"})
            QTest::addRow("%s on %s", qPrintable(name), scenario) << name << scenario;
}

void GalleryTest::everyOneRuns()
{
    QFETCH(QString, name);
    QFETCH(QString, scenario);
    const auto source = sourceOf(name);
    const auto [fold, problems] = folded(source, recorded(qPrintable(scenario)));
    QVERIFY2(problems.count == 0, problems.first.reason.c_str());
    QVERIFY(source.find("SPDX") != std::string::npos);
    static_cast<void>(wholeState(*fold, true));
    QCOMPARE(fold->readProblems().count, 0U);
}

void GalleryTest::countsByType()
{
    const auto [fold, problems] = run("count-by-type.js");
    const auto state = fold->state("");
    QCOMPARE(state["events"].get<std::size_t>(), m_shop.list().size());
    QVERIFY(count(m_shop, "order.placed") > 0);
    QCOMPARE(state["types"]["order.placed"].get<std::size_t>(), count(m_shop, "order.placed"));
}

void GalleryTest::laysDataOverSubjects()
{
    const auto [fold, problems] = run("state-by-subject.js");
    const auto placed = std::ranges::find_if(
        m_shop.list(), [](const FoldEvent &event) { return event.event->type == "order.placed"; });
    QVERIFY(placed != m_shop.list().end());
    const auto state = fold->state(placed->event->subject);
    QVERIFY(state["version"].get<int>() > 1);
    QVERIFY(state.contains("amount"));
    QVERIFY(script(sourceOf("state-by-subject.js"))->isPerSubject());
}

void GalleryTest::countsOrdersByStatus()
{
    const auto [fold, problems] = run("orders-by-status.js");
    std::size_t sum = 0;
    for (const auto &number : fold->result(""))
        sum += number.get<std::size_t>();
    QCOMPARE(sum, count(m_shop, "order.placed"));
    QVERIFY(fold->result("")["completed"].get<int>() > 0);
}

void GalleryTest::groupsDeclines()
{
    const auto [fold, problems] = run("declines-by-reason.js");
    std::size_t sum = 0;
    for (const auto &reason : fold->partitions()) {
        const auto state = fold->state(reason);
        sum += state["count"].get<std::size_t>();
        QCOMPARE(fold->result(reason).is_null(), state["count"] == 1);
    }
    QVERIFY(sum > 0);
    QCOMPARE(sum, count(m_shop, "payment.declined"));
}

void GalleryTest::sharesRevenue()
{
    const auto [fold, problems] = run("revenue-by-country.js");
    double share = 0;
    for (const auto &country : fold->partitions())
        share += fold->result(country)["share"].get<double>();
    QVERIFY(std::abs(share - 1) < 1e-9);
    QCOMPARE(fold->sharedState()["orders"].get<std::size_t>(), count(m_shop, "order.placed"));
}

void GalleryTest::linksConversations()
{
    const auto [fold, problems] = run("conversations.js");
    std::size_t expected = 0;
    for (const auto &event : m_shop.list())
        expected += !event.event->correlation.empty();
    QVERIFY(expected > 0);
    QCOMPARE(fold->derived().size(), expected);
}

void GalleryTest::alertsOnFailures()
{
    const auto [fold, problems] = run("failure-alerts.js");
    std::size_t raised = 0;
    for (const auto &event : fold->derived())
        raised += event.type == "alert.raised";
    QVERIFY(raised >= count(m_shop, "payment.declined") && raised > 0);
    QCOMPARE(fold->state("")["alerts"].get<std::size_t>(), raised);
}

QTEST_GUILESS_MAIN(GalleryTest)
#include "tst_gallery.moc"
