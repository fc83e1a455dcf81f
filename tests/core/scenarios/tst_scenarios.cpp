// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariotesting.h"

#include "scenarios/usersprojection.h"

#include <QTest>

using namespace playhead;

class ScenariosTest : public QObject
{
    Q_OBJECT

private slots:
    void sameSeedGivesTheSameLog_data() { addScenarioNames(); }
    void sameSeedGivesTheSameLog()
    {
        QFETCH(QString, name);
        const auto run = [&](std::uint64_t seed) {
            return record({.scenario = name.toStdString(), .seed = seed, .duration = 20 * second});
        };
        const auto first = run(1);
        QVERIFY(first && first->steps.size() > 30);
        QCOMPARE(first->summary.steps, std::uint64_t(first->steps.size()));
        QCOMPARE(first->summary.scenarioTime, 20 * second);
        QVERIFY(textOf(*first) == textOf(*run(1)));
        QVERIFY(textOf(*first) != textOf(*run(2)));
    }

    void timeNeverGoesBack_data() { addScenarioNames(); }
    void timeNeverGoesBack()
    {
        QFETCH(QString, name);
        const auto run =
            record({.scenario = name.toStdString(), .duration = 30 * second, .start = 5 * second});
        QVERIFY(run);
        QVERIFY(std::ranges::is_sorted(run->steps, {}, &TapStep::time));
        QVERIFY(run->steps.front().time >= 5 * second);
        QVERIFY(run->steps.back().time <= 35 * second);
    }

    void examplesWork_data() { addScenarioNames(); }
    void examplesWork()
    {
        QFETCH(QString, name);
        const auto *info = findScenario(name.toStdString());
        Driven driven(info->name, {{"decline", 0}, {"loss", 0}});
        for (const auto &command : info->commands) {
            const auto sent = driven.scenario->sendCommand(command.name, command.example);
            QVERIFY2(sent, sent ? "" : sent.error().message.c_str());
        }
        driven.scheduler.runFor(10 * second);
        for (const auto &query : info->queries) {
            const auto answer = driven.scenario->ask(query.name, query.example);
            QVERIFY2(answer, answer ? "" : answer.error().message.c_str());
            QVERIFY(Json::parse(*answer, nullptr, false).is_object());
        }
        QVERIFY(!driven.send("no-such-command", "{}"));
        QVERIFY(!driven.send(info->commands.front().name, "[1]"));
        QVERIFY(!driven.send(info->commands.front().name, "{"));
        QVERIFY(driven.ask("no-such-query", "{}").is_null());
    }

    void strangeRequestsAreRejected()
    {
        Driven shop("shop");
        for (const auto *json : {"{}", R"({"lines":7})", R"({"lines":[7]})", R"({"lines":[]})",
                                 R"({"lines":[{"sku":1}]})", R"({"lines":[{"sku":"GOLD"}]})",
                                 R"({"lines":[{"sku":"POT-GLASS","quantity":0}]})",
                                 R"({"order":7,"lines":[{"sku":"POT-GLASS"}]})"})
            QVERIFY2(!shop.send("place-order", json), json);
        QVERIFY(shop.send("place-order", R"({"customer":1,"address":"x","order":"a",
                                             "lines":[{"sku":"POT-GLASS"}]})"));
        shop.scheduler.runFor(20 * second);
        Driven users("users");
        for (const auto *json : {"{}", R"({"name":""})", R"({"name":3})"})
            QVERIFY2(!users.send("create-user", json), json);
        QVERIFY(users.send("create-user", R"({"name":"Alice"})"));
        for (const auto *json :
             {"{}", R"({"id":1})", R"({"id":2,"name":"Bob"})", R"({"id":1,"name":3})"})
            QVERIFY2(!users.send("update-user", json), json);
        Driven lag("lag");
        QVERIFY(!lag.send("set-price", R"({"product":"green-tea"})"));
        QVERIFY(!lag.send("set-price", R"({"product":"gold","price":1})"));
        Driven bank("duplicates");
        QVERIFY(!bank.send("deposit", R"({"account":"account-1","amount":-1})"));
        QVERIFY(!bank.send("deposit", R"({"amount":1})"));
        // A rejection is seen.
        QVERIFY(bank.steps.back().kind == StepKind::Reply && bank.steps.back().failed);
    }

    void unknownNamesFail()
    {
        QVERIFY(!record({.scenario = "nothing", .duration = second}));
        QVERIFY(!record({.scenario = "shop", .duration = second, .knobs = {{"nothing", 1}}}));
        QVERIFY(!findScenario("nothing"));
    }

    void exactlySoManySteps_data() { addScenarioNames(); }
    void exactlySoManySteps()
    {
        QFETCH(QString, name);
        const auto run = record({.scenario = name.toStdString(), .maxSteps = 10'001});
        QVERIFY(run);
        QCOMPARE(run->steps.size(), std::size_t(10'001));
        QCOMPARE(run->summary.steps, std::uint64_t(10'001));
    }

    void usersBecomeState()
    {
        Driven driven("users");
        QVERIFY(driven.send("create-user", R"({"name":"Alice"})"));
        QVERIFY(driven.send("update-user", R"({"id":1,"name":"Alice Smith"})"));
        driven.scheduler.runFor(second);
        QVERIFY(driven.ask("get-user", R"({"id":1})")
                == (Json{{"id", 1}, {"name", "Alice Smith"}}));

        ProjectionTable table;
        addScenarioProjections(table);
        const auto projection = table.find("users");
        QVERIFY(projection);
        const auto fold = projection->start();
        FoldProblems problems;
        std::vector<std::string> texts;
        for (const auto &step : driven.steps) {
            if (step.kind != StepKind::Publish) continue;
            const FoldEvent event{step.event.get(), Position(texts.size() + 1), texts.size()};
            QCOMPARE(fold->apply(std::span(&event, 1), problems), std::size_t(1));
            texts.push_back(wholeState(*fold).dump());
        }
        QCOMPARE(texts.size(), std::size_t(2));
        QCOMPARE(texts[0], std::string(R"({"user":{"id":1,"name":"Alice"}})"));
        QCOMPARE(texts[1], std::string(R"({"user":{"id":1,"name":"Alice Smith"}})"));
    }

    void naiveLedgerCountsTwice()
    {
        Driven driven("duplicates", {{"loss", 0}, {"duplicates", 50}});
        for (int i = 0; i < 40; ++i) {
            QVERIFY(driven.send("deposit", R"({"account":"account-1","amount":10})"));
            driven.scheduler.runFor(second / 10);
        }
        driven.scheduler.runFor(20 * second);
        const auto naive = driven.ask("get-balance-naive", R"({"account":"account-1"})");
        const auto right = driven.ask("get-balance-idempotent", R"({"account":"account-1"})");
        QCOMPARE(right["balance"].get<int>(), 400);
        QVERIFY2(naive["balance"].get<int>() > 450, naive.dump().c_str());

        // The balances that they published say the same.
        Recorded recorded;
        recorded.steps = driven.steps;
        auto states = recorded.states();
        QVERIFY(states["ledger-naive/account-1"] == naive);
        QVERIFY(states["ledger-idempotent/account-1"] == right);
    }

    void withoutDuplicatesBalancesAgree()
    {
        Driven driven("duplicates", {{"loss", 0}, {"duplicates", 0}});
        for (int i = 0; i < 40; ++i)
            QVERIFY(driven.send("deposit", R"({"account":"account-1","amount":10})"));
        driven.scheduler.runFor(20 * second);
        const auto naive = driven.ask("get-balance-naive", R"({"account":"account-1"})");
        QCOMPARE(naive["balance"].get<int>(), 400);
        QVERIFY(naive == driven.ask("get-balance-idempotent", R"({"account":"account-1"})"));
    }

    void laggingViewAnswersTheOldValueThenTheNewOne()
    {
        Driven driven("lag", {{"latency", 1000}});
        const auto price = [&] {
            return driven.ask("get-price", R"({"product":"green-tea"})")["price"].get<double>();
        };
        const auto before = price();
        QVERIFY(before != 4.5);
        QVERIFY(driven.send("set-price", R"({"product":"green-tea","price":4.5})"));
        QCOMPARE(price(), before);
        driven.scheduler.runFor(second / 2);
        QCOMPARE(price(), before);
        driven.scheduler.runFor(second);
        QCOMPARE(price(), 4.5);

        driven.turn("latency", 0);
        QVERIFY(driven.send("set-price", R"({"product":"green-tea","price":5.5})"));
        QCOMPARE(price(), 5.5);
    }

    void lagShowsItselfUnasked()
    {
        const auto run = record({.scenario = "lag", .duration = 60 * second});
        QVERIFY(run);
        int old = 0;
        int fresh = 0;
        std::map<std::string, double> truth;
        for (const auto &step : run->steps) {
            const auto data = jsonData(*step.event);
            if (step.kind == StepKind::Publish) truth[step.event->subject] = data["price"];
            if (step.kind != StepKind::Reply || step.event->type != "get-price.reply") continue;
            if (!truth.contains(step.event->subject)) continue;
            (data["price"] == truth[step.event->subject] ? fresh : old) += 1;
        }
        QVERIFY2(old > 10 && fresh > 10, qPrintable(QStringLiteral("%1 %2").arg(old).arg(fresh)));
    }

    void firehoseKeepsItsRate_data()
    {
        QTest::addColumn<double>("rate");
        for (const double rate : {3.0, 300.0, 5000.0, 100'000.0, 1'000'000.0})
            QTest::addRow("%.0f", rate) << rate;
    }
    void firehoseKeepsItsRate()
    {
        QFETCH(double, rate);
        const auto duration = rate > 10'000 ? second / 4 : 10 * second;
        const auto run =
            record({.scenario = "firehose", .duration = duration, .knobs = {{"rate", rate}}});
        QVERIFY(run);
        const double wanted = rate * static_cast<double>(duration) / second;
        const auto got = static_cast<double>(run->steps.size());
        QVERIFY2(std::abs(got - wanted) <= wanted / 100 + 4,
                 qPrintable(QStringLiteral("%1 instead of %2").arg(got).arg(wanted)));
        // Every event is one of its own.
        std::map<std::string, const Event *> ids;
        for (const auto &step : run->steps) {
            const auto [known, isNew] = ids.emplace(step.event->id, step.event.get());
            QCOMPARE(isNew, step.kind == StepKind::Publish);
            QCOMPARE(known->second, step.event.get());
        }
    }

    void knobsStayInTheirRange()
    {
        for (const auto &scenario : scenarios()) {
            KnobValues values(scenario.knobs);
            for (const auto &knob : scenario.knobs) {
                QVERIFY(knob.minimum <= knob.initial && knob.initial <= knob.maximum);
                QVERIFY(!knob.label.empty() && !knob.description.empty());
                QCOMPARE(values.value(knob.name), knob.initial);
                QVERIFY(values.set(knob.name, 1e12));
                QCOMPARE(values.value(knob.name), knob.maximum);
                QVERIFY(values.set(knob.name, -1));
                QCOMPARE(values.value(knob.name), knob.minimum);
            }
            QVERIFY(!values.set("nothing", 1));
        }
    }

    void allKnobsAtTheirEndsRun_data() { addScenarioNames(); }
    void allKnobsAtTheirEndsRun()
    {
        QFETCH(QString, name);
        const auto *info = findScenario(name.toStdString());
        for (const auto &knob : info->knobs) {
            for (const double value : {knob.minimum, knob.maximum}) {
                const auto run = record({.scenario = info->name,
                                         .duration = 10 * second,
                                         .maxSteps = 20'000,
                                         .knobs = {{knob.name, value}}});
                QVERIFY2(run, knob.name.c_str());
                QVERIFY2(!run->steps.empty() || (knob.name == "rate" && value == 0),
                         knob.name.c_str());
            }
        }
    }

    void aChangedRateTakesEffectSoon()
    {
        Driven driven("users");
        driven.scheduler.runFor(10 * second);
        QVERIFY(driven.steps.empty());
        driven.turn("rate", 50);
        driven.scheduler.runFor(second);
        QVERIFY(driven.steps.size() > 50);
        driven.turn("rate", 0);
        driven.scheduler.runFor(second);
        const auto steps = driven.steps.size();
        driven.scheduler.runFor(10 * second);
        QCOMPARE(driven.steps.size(), steps);
    }
};

QTEST_APPLESS_MAIN(ScenariosTest)
#include "tst_scenarios.moc"
