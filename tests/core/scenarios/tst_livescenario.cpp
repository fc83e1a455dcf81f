// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/livescenario.h"
#include "scenariotesting.h"
#include "support/eventually.h"

#include <QTest>

#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <stop_token>
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

/// Lets pass what has happened before it is asked first, then says to hold at each publish.
class PublishBrake
{
public:
    explicit PublishBrake(Taken &taken) : m_taken(taken) {}

    ScenarioBrake brake()
    {
        return [this](const std::stop_token &) {
            const std::lock_guard lock(m_taken.mutex);
            if (m_tested == 0) m_tested = m_taken.steps.size();
            while (m_tested < m_taken.steps.size())
                if (m_taken.steps[m_tested++].kind == StepKind::Publish) return true;
            return false;
        };
    }
    /// How many steps there were when it held, the publish included, or let pass.
    std::size_t tested()
    {
        const std::lock_guard lock(m_taken.mutex);
        return m_tested;
    }

private:
    Taken &m_taken;
    std::size_t m_tested = 0;
};

/// Thinks until it is asked to stop.
class ThinkingBrake
{
public:
    ScenarioBrake brake()
    {
        return [this](const std::stop_token &stop) {
            std::unique_lock lock(m_mutex);
            m_thinks = true;
            m_wake.wait(lock, stop, [] { return false; });
            return false;
        };
    }
    bool thinks()
    {
        const std::lock_guard lock(m_mutex);
        return m_thinks;
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    bool m_thinks = false;
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
            EVENTUALLY((*live)->steps() > 3000);
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
        EVENTUALLY(taken.count() > 0);
        (*live)->pause();
        QVERIFY((*live)->isPaused());
        const auto counts = (*live)->ask("get-counts", "{}");
        QVERIFY(counts);
        // Another one shows that time goes on meanwhile.
        Taken others;
        ParticipantTable otherParticipants;
        auto running = LiveScenario::start("firehose", 1, others.sink(), otherParticipants);
        QVERIFY(running);
        EVENTUALLY(others.count() > 300);
        QCOMPARE((*live)->ask("get-counts", "{}")->json, counts->json);

        // A command works all the same.
        QVERIFY((*live)->sendCommand("burst", R"({"count":10})"));
        QVERIFY((*live)->ask("get-counts", "{}")->json != counts->json);
        const auto before = taken.count();
        (*live)->resume();
        QVERIFY(!(*live)->isPaused());
        EVENTUALLY(taken.count() > before + 1000);
    }

    void isHeldExactlyWhereTheBrakeSays_data() { addScenarioNames(); }
    void isHeldExactlyWhereTheBrakeSays()
    {
        QFETCH(QString, name);
        ParticipantTable participants;
        Taken taken;
        PublishBrake brake(taken);
        auto live = LiveScenario::start(name.toStdString(), 3, taken.sink(), participants);
        QVERIFY(live);
        (*live)->setBrake(brake.brake());
        QVERIFY((*live)->setKnob("rate", 40));
        EVENTUALLY(brake.tested() > 0);
        auto before = brake.tested();
        for (int round = 0; round < 3; ++round) {
            EVENTUALLY((*live)->isPaused());
            const auto held = brake.tested();
            {
                const std::lock_guard lock(taken.mutex);
                QCOMPARE(taken.steps[held - 1].kind, StepKind::Publish);
                for (auto i = before; i + 1 < held; ++i)
                    QVERIFY(taken.steps[i].kind != StepKind::Publish);
                // Only what the same task had done already follows: a direct delivery is part of
                // publishing, a queued one is not.
                for (auto i = held; i < taken.steps.size(); ++i) {
                    QCOMPARE(taken.steps[i].time, taken.steps[held - 1].time);
                    QVERIFY(name == QLatin1String("firehose")
                            || taken.steps[i].kind != StepKind::Deliver);
                }
            }
            const auto count = taken.count();
            // Another one shows that time goes on meanwhile.
            Taken others;
            ParticipantTable otherParticipants;
            auto running = LiveScenario::start("firehose", 1, others.sink(), otherParticipants);
            QVERIFY(running);
            EVENTUALLY(others.count() > 100);
            QCOMPARE(taken.count(), count);
            before = held;
            (*live)->resume();
        }
        // Without a brake it goes on, deliveries first.
        (*live)->setBrake({});
        (*live)->resume();
        EVENTUALLY(taken.count() > before);
    }

    void whatIsSentToOneThatIsHeldIsDeliveredWhenItGoesOn()
    {
        Recorded lived;
        Taken taken;
        ScenarioOrigin origin;
        {
            auto live = LiveScenario::start("shop", 5, taken.sink(), lived.participants);
            QVERIFY(live);
            EVENTUALLY((*live)->steps() > 10);
            PublishBrake brake(taken);
            (*live)->setBrake(brake.brake());
            EVENTUALLY((*live)->isPaused());
            const auto &command = (*live)->info().commands.front();
            QVERIFY((*live)->sendCommand(command.name, command.example));
            const auto held = brake.tested();
            EVENTUALLY(taken.count() > held);
            QCOMPARE(brake.tested(), held); // not asked while it is held
            (*live)->resume();
            EVENTUALLY(brake.tested() > held && (*live)->isPaused());
            {
                const std::lock_guard lock(taken.mutex);
                // What the command caused held it anew, before anything was delivered.
                for (auto i = held; i < taken.steps.size(); ++i)
                    QVERIFY(taken.steps[i].kind != StepKind::Deliver);
            }
            (*live)->setBrake({});
            (*live)->resume();
            const auto before = taken.count();
            EVENTUALLY(taken.count() > before + 20);
            origin = (*live)->origin();
        }
        // Held or not, it is the same run.
        lived.steps = std::move(taken.steps);
        const auto again = record({.scenario = origin.scenario,
                                   .seed = origin.seed,
                                   .maxSteps = lived.steps.size(),
                                   .start = origin.start,
                                   .knobs = origin.knobs,
                                   .inputs = origin.inputs});
        QVERIFY(again);
        QVERIFY(textOf(*again) == textOf(lived));
    }

    void aBrakeThatThinksIsStopped()
    {
        ParticipantTable participants;
        Taken taken;
        auto live = LiveScenario::start("firehose", 1, taken.sink(), participants);
        QVERIFY(live);
        ThinkingBrake first;
        (*live)->setBrake(first.brake());
        EVENTUALLY(first.thinks());
        QVERIFY(!(*live)->isPaused());
        QVERIFY((*live)->ask("get-counts", "{}")); // nobody waits for it
        // The next one is asked about the same steps.
        PublishBrake second(taken);
        (*live)->setBrake(second.brake());
        EVENTUALLY((*live)->isPaused());
        ThinkingBrake third;
        (*live)->setBrake(third.brake());
        (*live)->resume();
        EVENTUALLY(third.thinks());
        live->reset(); // ends nevertheless
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
        EVENTUALLY((*live)->ask("get-user", "{\"id\":" + id + "}"));
        QVERIFY(!(*live)->sendCommand("create-user", "{}"));
        QVERIFY(!(*live)->ask("nothing", "{}"));
        // A rejection is handed on, too.
        EVENTUALLY([&] {
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
        EVENTUALLY(difference() > 100);
        QVERIFY((*live)->setKnob("pause", 0));
        EVENTUALLY_EQUAL(difference(), 0);
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
                EVENTUALLY((*live)->steps() > steps);
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
            QTRY_VERIFY2_WITH_TIMEOUT(taken.count() > 0, scenario.name.c_str(),
                                      playhead::test::patience);
        }
    }
};

QTEST_APPLESS_MAIN(LiveScenarioTest)
#include "tst_livescenario.moc"
