// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariotesting.h"

#include <QTest>

#include <algorithm>
#include <iterator>
#include <mutex>
#include <vector>

using namespace playhead;

namespace {

/// What a live scenario hands on.
struct Taken
{
    std::mutex mutex;
    std::vector<TapStep> steps;

    StepSink sink()
    {
        return [this](std::span<TapStep> taken) {
            const std::lock_guard lock(mutex);
            std::ranges::move(taken, std::back_inserter(steps));
        };
    }
    std::size_t count()
    {
        const std::lock_guard lock(mutex);
        return steps.size();
    }
};

} // namespace

class LiveScenarioTest : public QObject
{
    Q_OBJECT

private slots:
    void runsAndLosesNothing()
    {
        ParticipantTable participants;
        Taken taken;
        {
            auto live = LiveScenario::start("firehose", 1, taken.sink(), participants);
            QVERIFY(live);
            QCOMPARE((*live)->info().name, std::string("firehose"));
            QTRY_VERIFY((*live)->steps() > 3000);
        }
        QVERIFY(std::ranges::is_sorted(taken.steps, {}, &TapStep::time));
        // Readings are numbered: all are there, and each was delivered and acknowledged.
        std::size_t published = 0;
        std::size_t acknowledged = 0;
        for (const auto &step : taken.steps) {
            if (step.kind == StepKind::Publish)
                QCOMPARE(step.event->id, "r-" + std::to_string(++published));
            acknowledged += step.kind == StepKind::Ack ? 1 : 0;
        }
        QCOMPARE(acknowledged, published);
    }

    void unknownScenarioFails()
    {
        ParticipantTable participants;
        QVERIFY(!LiveScenario::start(
            "nothing", 1, [](std::span<TapStep>) {}, participants));
    }

    void standsStillWhilePaused()
    {
        ParticipantTable participants;
        Taken taken;
        auto live = LiveScenario::start("firehose", 1, taken.sink(), participants);
        QVERIFY(live);
        QTRY_VERIFY(taken.count() > 0);
        (*live)->pause();
        QVERIFY((*live)->isPaused());
        const auto counts = (*live)->ask("get-counts", "{}");
        QVERIFY(counts);
        // Another one shows that time goes on meanwhile.
        Taken others;
        ParticipantTable otherParticipants;
        auto running = LiveScenario::start("firehose", 1, others.sink(), otherParticipants);
        QVERIFY(running);
        QTRY_VERIFY(others.count() > 300);
        QCOMPARE((*live)->ask("get-counts", "{}")->json, counts->json);

        // A command works all the same.
        QVERIFY((*live)->sendCommand("burst", R"({"count":10})"));
        QVERIFY((*live)->ask("get-counts", "{}")->json != counts->json);
        const auto before = taken.count();
        (*live)->resume();
        QVERIFY(!(*live)->isPaused());
        QTRY_VERIFY(taken.count() > before + 1000);
    }

    void takesCommandsAndQueries()
    {
        ParticipantTable participants;
        Taken taken;
        auto live = LiveScenario::start("users", 1, taken.sink(), participants);
        QVERIFY(live);
        QVERIFY((*live)->setKnob("rate", 0));
        QVERIFY((*live)->setKnob("latency", 0));
        const auto created = (*live)->sendCommand("create-user", R"({"name":"Live Person"})");
        QVERIFY(created);
        QCOMPARE(created->events.size(), std::size_t(1));
        const auto id = created->events.front()->subject.substr(5);
        QTRY_VERIFY((*live)->ask("get-user", "{\"id\":" + id + "}"));
        QVERIFY(!(*live)->sendCommand("create-user", "{}"));
        QVERIFY(!(*live)->ask("nothing", "{}"));
        // A rejection is handed on, too.
        QTRY_VERIFY([&] {
            const std::lock_guard lock(taken.mutex);
            return std::ranges::any_of(taken.steps, [](const TapStep &step) {
                return step.kind == StepKind::Reply && step.failed;
            });
        }());
    }

    void knobsTakeEffect()
    {
        ParticipantTable participants;
        Taken taken;
        auto live = LiveScenario::start("firehose", 1, taken.sink(), participants);
        QVERIFY(live);
        QVERIFY(!(*live)->setKnob("nothing", 1));
        QVERIFY((*live)->setKnob("pause", 1));
        QCOMPARE((*live)->knob("pause"), 1.0);
        // Published on, but no longer collected.
        const auto difference = [&] {
            const auto counts = (*live)->ask("get-counts", "{}")->json;
            const auto number = [&](std::string_view key) {
                return std::stoll(counts.substr(counts.find(key) + key.size() + 2));
            };
            return number("published") - number("collected");
        };
        QTRY_VERIFY(difference() > 100);
        QVERIFY((*live)->setKnob("pause", 0));
        QTRY_COMPARE(difference(), 0);
    }

    void runningTheOriginAgainGivesTheSameSteps_data() { addScenarioNames(); }
    void runningTheOriginAgainGivesTheSameSteps()
    {
        QFETCH(QString, name);
        const auto *info = findScenario(name.toStdString());
        Recorded lived;
        Taken taken;
        ScenarioOrigin origin;
        {
            auto live = LiveScenario::start(info->name, 11, taken.sink(), lived.participants);
            QVERIFY(live);
            QVERIFY((*live)->setKnob("rate", 40));
            const auto meddle = [&](std::size_t steps, double latency) {
                QTRY_VERIFY((*live)->steps() > steps);
                QVERIFY((*live)->setKnob("latency", latency));
                for (const auto &command : info->commands)
                    static_cast<void>((*live)->sendCommand(command.name, command.example));
                (*live)->setKnob("crash", latency > 10 ? 1 : 0);
                (*live)->setKnob("pause", latency > 10 ? 1 : 0);
                for (const auto &query : info->queries)
                    static_cast<void>((*live)->ask(query.name, query.example));
                static_cast<void>((*live)->ask("nothing", "{"));
            };
            meddle(0, 15);
            meddle(20, 5);
            (*live)->pause();
            meddle(20, 20);
            (*live)->resume();
            meddle(60, 3);
            meddle(120, 30);
            origin = (*live)->origin();
        }
        lived.steps = std::move(taken.steps);
        QVERIFY(origin.inputs.size() >= 10);
        // Also after it was kept.
        const auto read = ScenarioOrigin::fromJson(Json::parse(origin.toJson().dump()));
        QVERIFY(read);
        QVERIFY(*read == origin);
        const auto again = record({.scenario = read->scenario,
                                   .seed = read->seed,
                                   .maxSteps = lived.steps.size(),
                                   .start = read->start,
                                   .knobs = read->knobs,
                                   .inputs = read->inputs});
        QVERIFY(again);
        QCOMPARE(again->steps.size(), lived.steps.size());
        QVERIFY(textOf(*again) == textOf(lived));
    }

    void everyScenarioLives()
    {
        for (const auto &scenario : scenarios()) {
            ParticipantTable participants;
            Taken taken;
            auto live = LiveScenario::start(scenario.name, 1, taken.sink(), participants);
            QVERIFY(live);
            QTRY_VERIFY2_WITH_TIMEOUT(taken.count() > 0, scenario.name.c_str(), 20000);
        }
    }
};

QTEST_APPLESS_MAIN(LiveScenarioTest)
#include "tst_livescenario.moc"
