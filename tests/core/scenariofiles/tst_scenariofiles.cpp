// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariofiles/scenariofile.h"
#include "scenariofiles/scenarioscripts.h"
#include "support/eventually.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

using namespace playhead;

/// Scenarios of a person's own, from files and while they run.
class TestScenarioFiles : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::string write(const QString &name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
        file.write(text);
        return file.fileName().toStdString();
    }

    struct Ran
    {
        std::vector<std::string> steps; ///< kind, sender, receiver and type of each
        std::vector<std::string> data;  ///< of published events
        std::string error;
        std::vector<HandlerStatus> scripts;
        ScenarioOrigin origin;

        [[nodiscard]] bool has(std::string_view step) const
        {
            return std::ranges::find(steps, step) != steps.end();
        }
    };
    static std::string textOf(const ParticipantTable &participants, const TapStep &step)
    {
        return std::string(stepKindName(step.kind)) + ' '
               + std::string(participants.name(step.sender)) + '>'
               + std::string(participants.name(step.receiver)) + ' ' + step.event->type;
    }
    static Ran ran(ScenarioRun run)
    {
        Ran result;
        run.duration = 20 * nanosecondsPerSecond;
        run.start = nanosecondsPerSecond;
        ParticipantTable participants;
        const auto sink = [&](std::span<TapStep> steps) {
            for (const auto &step : steps) {
                result.steps.push_back(textOf(participants, step));
                if (step.kind == StepKind::Publish)
                    result.data.push_back(step.event->id + step.event->data);
            }
        };
        const auto done = runScenario(run, sink, participants);
        if (!done) result.error = done.error().message;
        result.origin = run.origin();
        return result;
    }
    static Ran ranFile(const std::string &path)
    {
        const auto file = readScenarioFile(path);
        if (!file) {
            Ran result;
            result.error = file.error().message;
            return result;
        }
        const auto scripts = std::make_shared<ScenarioScripts>();
        auto result = ran(file->run(*scripts));
        result.scripts = scripts->status();
        return result;
    }

private slots:
    void thoseThatShipRunAndRepeat()
    {
        const QDir folder(QStringLiteral(PLAYHEAD_SCENARIOS));
        const auto files = folder.entryList({QStringLiteral("*.js")});
        QVERIFY(files.size() >= 2);
        for (const auto &name : files) {
            const auto path = folder.filePath(name).toStdString();
            const auto first = ranFile(path);
            QCOMPARE(first.error, std::string());
            QVERIFY2(first.steps.size() > 100, path.c_str());
            for (const auto &script : first.scripts) {
                QVERIFY(!script.stopped);
                QVERIFY(script.handled > 0);
            }
            const auto second = ranFile(path);
            QCOMPARE(second.steps, first.steps);
            QCOMPARE(second.data, first.data);
        }
    }

    void aFileDisturbsItsBaseAndAddsToIt()
    {
        const auto path = write(QStringLiteral("mine.js"), R"(
            scenario({base: 'users', seed: 3, knobs: {rate: 20},
                      consumers: {newsletter: {crashed: true}, audit: {latency: 50}}});
            on('user-created', {consumer: 'audit'}, e => publish('audit.noted', e.data));
        )");
        const auto result = ranFile(path);
        QCOMPARE(result.error, std::string());
        QVERIFY(result.has("deliver users>audit user-created"));
        QVERIFY(result.has("publish audit>events audit.noted"));
        QVERIFY(result.has("deliver users>users-view user-created"));
        QVERIFY(!result.has("deliver users>newsletter user-created"));
        QCOMPARE(result.scripts.size(), 1U);
    }

    void mistakesAreToldWithFileAndPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("message");
        QTest::newRow("base")
            << QByteArray("\nscenario({base: 'shopp'});")
            << "wrong.js:2:9: There is no scenario 'shopp'; there are: shop, users";
        QTest::newRow("knob")
            << QByteArray("scenario({base: 'users', knobs: {rat: 1}});")
            << "wrong.js:1:9: The scenario 'users' has no knob 'rat'; it has: rate";
        QTest::newRow("syntax") << QByteArray("scenario({\n  base 'shop'});") << "wrong.js:2:";
        QTest::newRow("consumer")
            << QByteArray("scenario({base: 'users',\n consumers: {emial: {loss: 5}}});")
            << "wrong.js:1:9: There is no consumer 'emial'; there are: newsletter, users-view.";
        QTest::newRow("setting")
            << QByteArray("scenario({base: 'users', consumers: {newsletter: {lost: 5}}});")
            << "wrong.js:1:9: Consumer 'newsletter': there is no setting 'lost'";
        QTest::newRow("share")
            << QByteArray("scenario({base: 'users', consumers: {newsletter: {loss: 500}}});")
            << "wrong.js:1:9: Consumer 'newsletter': 'loss' must be a number from 0 to 100";
        QTest::newRow("bridge")
            << QByteArray("\nscenario({bridges: [{channel: 'a'}]});")
            << "wrong.js:2:9: TypeError: A bridge needs a channel, and either from or to, a URL.";
        QTest::newRow("bridges")
            << QByteArray("scenario({bridges: 'amqp://h'});")
            << "wrong.js:1:9: TypeError: The setting bridges must be a list of objects.";
        QTest::newRow("pattern") << QByteArray("\n\non('a*b', e => 0)") << "wrong.js:3:1: “a*b”";
    }
    void mistakesAreToldWithFileAndPlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, message);
        const auto told =
            QString::fromStdString(ranFile(write(QStringLiteral("wrong.js"), text)).error);
        QVERIFY2(told.startsWith(m_folder.filePath(message)), qPrintable(told));
    }

    void aFileThatIsNotThereIsSaid()
    {
        const auto file =
            readScenarioFile(m_folder.filePath(QStringLiteral("none.js")).toStdString());
        QVERIFY(!file);
        QVERIFY(file.error().message.find("there is no such file") != std::string::npos);
        QVERIFY(!readScenarioFile(m_folder.path().toStdString()));
    }

    void whatIsWrittenIsReadAgain()
    {
        ScenarioHeader header;
        header.name = "my-shop";
        header.title = "My \"own\" shop";
        header.base = "shop";
        header.seed = 12;
        header.knobs = {{"rate", 2.5}};
        header.consumers = {{"email", {{"latency", 200}, {"crashed", true}}},
                            {"order-service", {{"reorder", 10}}}};
        header.bridges = {{"amqp://me@h/orders?from=\"x\"", "", "orders"},
                          {"", "kafka://h/audit", "audit.#"}};
        const auto text = scenarioText(header, {{"audit", "const n = 1;\non('a', e => n)"},
                                                {"other", "const n = 2;\non('b', e => n);\n"}});
        const auto file = readScenarioFile(write(QStringLiteral("saved.js"), text.c_str()));
        QVERIFY2(file, file ? "" : file.error().message.c_str());
        QCOMPARE(file->name, std::string("my-shop"));
        QCOMPARE(file->header.title, header.title);
        QCOMPARE(file->header.base, header.base);
        QCOMPARE(file->header.seed, header.seed);
        QCOMPARE(file->header.knobs, header.knobs);
        QVERIFY(file->header.consumers == header.consumers);
        QVERIFY(file->header.bridges == header.bridges);
        QVERIFY(file->body.starts_with("\nscript(\"audit\", state => {\n")
                || file->body.starts_with("script(\"audit\", state => {\n"));
        // Saved once more, what was a whole file is one again.
        const auto again = scenarioText(header, {{"my-shop", file->body}});
        const auto second = readScenarioFile(write(QStringLiteral("again.js"), again.c_str()));
        QVERIFY(second);
        QCOMPARE(QString::fromStdString(second->body).trimmed(),
                 QString::fromStdString(file->body).trimmed());
    }

    void whatWasDoneByHandCanBeRunAgain()
    {
        // As a live scenario would note it.
        const auto scripts = std::make_shared<ScenarioScripts>();
        ScenarioRun run;
        run.scenario = "users";
        run.seed = 5;
        run.extension = scripts->extension();
        const auto at = [](int milliseconds, std::string_view kind, Json what) {
            ScenarioInput input;
            input.time = nanosecondsPerSecond + milliseconds * nanosecondsPerMillisecond;
            input.kind = kind;
            input.what = std::move(what);
            return input;
        };
        run.inputs = {at(1000, ScenarioScripts::input,
                         ScenarioScripts::put("audit", "on('#', e => log(e.type))", "audit")),
                      at(2000, ScenarioInput::publish,
                         {{"type", "note"},
                          {"channel", "users"},
                          {"subject", "x"},
                          {"source", "me"},
                          {"data", 1}}),
                      at(3000, ScenarioInput::consumer,
                         {{"name", "users-view"}, {"settings", {{"crashed", true}}}}),
                      at(4000, ScenarioScripts::input, {{"name", "audit"}})};
        const auto first = ran(run);
        QCOMPARE(first.error, std::string());
        QVERIFY(first.has("publish me>users note"));
        QVERIFY(first.has("deliver users>audit note"));
        auto again = ran(run);
        QCOMPARE(again.steps, first.steps);
        const auto read = ScenarioOrigin::fromJson(first.origin.toJson());
        QVERIFY(read);
        QVERIFY(*read == first.origin);
    }

    void knobsLeaveAloneWhatWasDoneByHandSince()
    {
        ParticipantTable participants;
        const auto live = LiveScenario::start(
            "lag", 1, [](std::span<TapStep>) {}, participants);
        QVERIFY(live);
        const auto view = [&] { return (*live)->consumers().front(); };
        QVERIFY((*live)->takeInput(
            ScenarioInput::consumer,
            {{"name", "price-view"}, {"settings", {{"latency", 7}, {"crashed", true}}}}));
        (*live)->setKnob("rate", 3);
        static_cast<void>(
            (*live)->sendCommand("set-price", R"({"product":"green-tea","price":1})"));
        QCOMPARE(view().faults.latency, 7 * nanosecondsPerMillisecond);
        QCOMPARE(view().state, ConsumerState::Crashed);
        (*live)->setKnob("latency", 100);
        const auto answer = (*live)->ask("get-price", R"({"product":"green-tea"})");
        QCOMPARE(view().faults.latency, 100 * nanosecondsPerMillisecond);
        QVERIFY(answer);
        QVERIFY(answer->readModel);
        QCOMPARE(answer->readModel->consumer, std::string("price-view"));
        QVERIFY(answer->readModel->behind >= 1); // of the price that was set while it was down
        QCOMPARE((*live)->consumersByHand().at("price-view"),
                 Json({{"latency", 7}, {"crashed", true}}));
        QVERIFY(!(*live)->takeInput(ScenarioInput::consumer, {{"name", "nobody"}}));
        QVERIFY(!(*live)->takeInput("dance", {}));
    }

    void aScriptComesChangesAndGoesWhileItsScenarioRuns()
    {
        ParticipantTable participants;
        std::atomic<int> noted = 0;
        std::atomic<int> counted = 0;
        const auto scripts = std::make_shared<ScenarioScripts>();
        ScenarioRun run;
        run.scenario = "users";
        run.extension = scripts->extension();
        auto live = LiveScenario::start(
            run,
            [&](std::span<TapStep> steps) {
                for (const auto &step : steps) {
                    if (step.kind != StepKind::Publish) continue;
                    noted += step.event->type == "audit.noted" ? 1 : 0;
                    counted += step.event->type == "audit.counted" ? 1 : 0;
                }
            },
            participants);
        QVERIFY(live);
        const auto create = [&] {
            static_cast<void>((*live)->sendCommand("create-user", R"({"name":"A"})"));
        };
        QVERIFY(scripts->run(**live, "audit",
                             "on('user-created', e => { log(e.type);"
                             " publish('audit.noted', {}) })"));
        create();
        EVENTUALLY(noted > 0);
        const auto wrong = scripts->run(**live, "audit", "on('x', e => 0);\non('y*', e => 0)");
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().line, 2);
        const int before = noted;
        create(); // the old one still is there
        EVENTUALLY(noted > before);
        QVERIFY(scripts->run(**live, "audit", "on('user-created', e => publish('audit.counted'))"));
        create();
        EVENTUALLY(counted > 0);
        QCOMPARE(scripts->status().size(), 1U);
        const auto lines = scripts->takeLog();
        QVERIFY(!lines.empty());
        QCOMPARE(lines.front().script, std::string("audit"));
        QCOMPARE(lines.front().text, std::string("user-created"));
        QVERIFY(lines.front().position.isValid());
        ScenarioScripts::remove(**live, "audit");
        QVERIFY(scripts->status().empty());
        const auto consumers = (*live)->consumers();
        QVERIFY(
            std::ranges::none_of(consumers, [](const auto &one) { return one.name == "audit"; }));
        live->reset();
        QVERIFY(scripts->status().empty());
    }
};

QTEST_GUILESS_MAIN(TestScenarioFiles)
#include "tst_scenariofiles.moc"
