// SPDX-License-Identifier: GPL-3.0-or-later
#include "playgroundtesting.h"
#include "scripteditor/scripteditor.h"
#include "support/eventually.h"

#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSlider>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace playhead;

/// What a person does to a scenario by hand: events, consumers, handlers, and keeping it all.
class TestHands : public test::PlaygroundTest
{
    Q_OBJECT

private:
    /// Presses the caption of a section, and nothing else stays open.
    void open(const char *name)
    {
        for (const auto *other : {"foldKnobs", "foldCommands", "foldQueries", "foldPublish",
                                  "foldConsumers", "foldHandlers"}) {
            auto *section = m_panel->section(QLatin1String(other));
            if (section->isOpen() != (QLatin1String(other) == QLatin1String(name)))
                click(&section->caption());
        }
        QVERIFY(m_panel->section(QLatin1String(name))->isOpen());
    }
    void click(QWidget *widget)
    {
        scrollTo(widget);
        QTest::mouseClick(widget, Qt::LeftButton);
    }
    ConsumerRow *consumer(const char *name)
    {
        return m_panel->findChild<ConsumerRow *>(QLatin1String("consumer-") + QLatin1String(name));
    }
    [[nodiscard]] ConsumerStatus status(const char *name)
    {
        for (const auto &one : m_session->scenario()->consumers())
            if (one.name == name) return one;
        return {};
    }
    /// Types a script over what the editor has, and runs it by its key.
    void runScript(const QString &source)
    {
        auto &editor = m_panel->handlers().editor();
        editor.setFocus();
        editor.selectAll();
        QTest::keyClick(&editor, Qt::Key_Delete);
        for (const auto &line : source.split(QLatin1Char('\n'))) {
            if (!editor.text().isEmpty()) QTest::keyClick(&editor, Qt::Key_Return);
            QTest::keyClicks(&editor, line);
        }
        QTest::keyClick(&editor, Qt::Key_Return, Qt::ControlModifier);
    }
    QString scriptStatus() { return child<QLabel>("handlerStatus")->text(); }

    QTemporaryDir m_folder;

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void init() { show({320, 800}); }
    void cleanup() { close(); }

    void sectionsFoldByMouseAndKey()
    {
        run("users");
        auto *section = m_panel->section(QStringLiteral("foldKnobs"));
        auto *knob = child<KnobRow>("knob-rate");
        QVERIFY(knob->isVisible());
        click(&section->caption());
        QVERIFY(!knob->isVisible());
        section->caption().setFocus();
        QTest::keyClick(&section->caption(), Qt::Key_Space);
        QVERIFY(knob->isVisible());
    }

    void anEventIsPublishedByHand()
    {
        run("users");
        open("foldPublish");
        typeOver(child<QLineEdit>("publishType"), QStringLiteral("user-created"));
        typeOver(child<QComboBox>("publishChannel"), QStringLiteral("users"));
        typeOver(child<QLineEdit>("publishSubject"), QStringLiteral("user-900"));
        auto *json = child<QPlainTextEdit>("requestJson", &m_panel->publishing());
        typeOver(json, QStringLiteral("{\"name\":\"Zoe\"}"));
        QSignalSpy published(&m_panel->publishing(), &PublishForm::published);
        QTest::keyClick(json, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(published.wait());
        auto *answer = child<QLabel>("publishAnswer");
        QCOMPARE(answer->text(), QStringLiteral("Published; 2 subscriptions take it."));
        EVENTUALLY_EQUAL(QString::fromStdString(m_session->scenario()
                                                    ->ask("get-user", R"({"id":900})")
                                                    .value_or(ScenarioAnswer())
                                                    .json),
                         QStringLiteral(R"({"name":"Zoe"})"));

        typeOver(child<QComboBox>("publishChannel"), QStringLiteral("no channel"));
        click(child<QPushButton>("publishEvent"));
        QVERIFY(published.wait());
        QVERIFY(answer->text().contains(QStringLiteral("cannot be the name of a channel")));
        QVERIFY(answer->property("failed").toBool());
        QCOMPARE(answer->palette().color(QPalette::WindowText), m_theme.color(ColorRole::Failure));
    }

    void aConsumerIsCrashedPausedAndDisturbed()
    {
        run("users");
        open("foldConsumers");
        EVENTUALLY(consumer("newsletter"));
        auto *row = consumer("newsletter");
        auto *crash = child<QPushButton>("crashConsumer", row);
        auto *pause = child<QPushButton>("pauseConsumer", row);
        auto *state = child<QLabel>("consumerState", row);
        EVENTUALLY(state->text().startsWith(QStringLiteral("Runs")));
        m_panel->resize(240, 860); // as narrow as the window makes it
        EVENTUALLY_EQUAL(crash->visibleRegion().boundingRect(), crash->rect());
        click(crash);
        EVENTUALLY(state->text().startsWith(QStringLiteral("Crashed")));
        QCOMPARE(status("newsletter").state, ConsumerState::Crashed);
        QCOMPARE(status("users-view").state, ConsumerState::Running);
        QVERIFY(!pause->isEnabled());
        m_session->scenario()->setKnob("rate", 50); // a knob leaves it alone
        EVENTUALLY(
            child<QLabel>("consumerWaiting", row)->text().endsWith(QStringLiteral("waiting")));
        QCOMPARE(crash->text(), QStringLiteral("Restart"));
        click(crash);
        EVENTUALLY_EQUAL(status("newsletter").state, ConsumerState::Running);
        EVENTUALLY(pause->isEnabled());
        pause->setFocus();
        QTest::keyClick(pause, Qt::Key_Space);
        EVENTUALLY_EQUAL(status("newsletter").state, ConsumerState::Paused);
        EVENTUALLY_EQUAL(pause->text(), QStringLiteral("Resume"));

        click(child<QToolButton>("unfoldConsumer", row));
        auto *slider = child<KnobRow>("fault-reorder", row)->findChild<QSlider *>();
        QVERIFY(slider->isVisible());
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_End);
        EVENTUALLY_EQUAL(status("newsletter").faults.reorder, 1.0);
    }

    void aHandlerIsWrittenRunAndReloaded()
    {
        run("users");
        open("foldHandlers");
        click(child<QToolButton>("newHandlers"));
        QCOMPARE(m_panel->handlers().current(), QStringLiteral("audit"));
        EVENTUALLY(scriptStatus().startsWith(QStringLiteral("Runs")));
        EVENTUALLY(consumerIsThere("audit"));

        runScript(QStringLiteral("on('user-created', e => publish('audit.noted'))"));
        EVENTUALLY(scriptStatus().startsWith(QStringLiteral("Runs: ")));
        static_cast<void>(m_session->scenario()->sendCommand("create-user", R"({"name":"A"})"));
        EVENTUALLY(!scriptStatus().contains(QStringLiteral("0 published")));

        runScript(QStringLiteral("on('user-created', e => { log('seen', e.type) })\nboom.x = 1"));
        QTRY_VERIFY2_WITH_TIMEOUT(
            scriptStatus().startsWith(QStringLiteral("Line 2: ReferenceError")),
            qPrintable(scriptStatus()), playhead::test::patience);
        QCOMPARE(m_panel->handlers().editor().mistakeLine(), 2);
        QVERIFY(consumerIsThere("audit")); // the one before still runs

        runScript(QStringLiteral("on('user-created', e => { log('seen', e.type) })"));
        EVENTUALLY(scriptStatus().startsWith(QStringLiteral("Runs")));
        QCOMPARE(m_panel->handlers().editor().mistakeLine(), 0);
        static_cast<void>(m_session->scenario()->sendCommand("create-user", R"({"name":"B"})"));
        auto *log = child<QPlainTextEdit>("handlerLog");
        EVENTUALLY(log->toPlainText().contains(QStringLiteral("audit: seen, user-created")));
        QVERIFY(log->isVisible());

        click(child<QToolButton>("deleteHandlers"));
        EVENTUALLY(!consumerIsThere("audit"));
        QVERIFY(m_panel->handlers().current().isEmpty());
    }

    void aScriptThatLoopsIsStoppedWithItsPlace()
    {
        run("users");
        open("foldHandlers");
        click(child<QToolButton>("newHandlers"));
        runScript(QStringLiteral("on('user-created', e => publish('user-created'))"));
        EVENTUALLY(scriptStatus().startsWith(QStringLiteral("Runs")));
        static_cast<void>(m_session->scenario()->sendCommand("create-user", R"({"name":"A"})"));
        EVENTUALLY(scriptStatus().startsWith(QStringLiteral("Stopped at #")));
        QCOMPARE(m_panel->handlers().editor().mistakeLine(), 1);
        EVENTUALLY(m_session->scenario()->ask("get-user", R"({"id":1})")); // the rest runs on
    }

    void aQuerySaysHowFarItsReadModelHadGot()
    {
        run("lag");
        m_session->setScenarioPaused(true);
        auto &commands = m_panel->commands();
        QSignalSpy answered(&m_panel->queries(), &RequestForm::answered);
        QSignalSpy sent(&commands, &RequestForm::answered);
        click(child<QPushButton>("sendRequest", &commands));
        EVENTUALLY_EQUAL(sent.size(), 1);
        click(child<QPushButton>("sendRequest", &m_panel->queries()));
        EVENTUALLY_EQUAL(answered.size(), 1);
        const auto note = child<QLabel>("answerNote", &m_panel->queries())->text();
        QVERIFY2(note.startsWith(QStringLiteral("price-view answered ")), qPrintable(note));
        QVERIFY2(note.contains(QStringLiteral("behind")), qPrintable(note));
    }

    void whatWasDoneIsSavedAsAScenarioAndRunAgain()
    {
        run("users");
        m_session->scenario()->setKnob("rate", 20);
        QVERIFY(m_session->scenario()->takeInput(
            ScenarioInput::consumer,
            {{"name", "newsletter"}, {"settings", {{"crashed", true}, {"loss", 5}}}}));
        open("foldHandlers");
        click(child<QToolButton>("newHandlers"));
        runScript(QStringLiteral("on('user-created', e => publish('audit.noted'))"));
        EVENTUALLY(scriptStatus().startsWith(QStringLiteral("Runs")));
        const auto path = m_folder.filePath(QStringLiteral("mine.js"));
        QVERIFY(m_panel->saveScenario(path));
        QCOMPARE(child<QLabel>("scenarioSaved")->text(), QStringLiteral("Saved as mine.js"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto text = QString::fromUtf8(file.readAll());
        QVERIFY2(
            text.contains(QStringLiteral("    base: \"users\",\n    seed: 7,\n    knobs: { rate: "
                                         "20.0 },\n")),
            qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("newsletter: { crashed: true, loss: 5 },")),
                 qPrintable(text));

        QVERIFY(m_session->runScenarioFile(path));
        QCOMPARE(m_session->title(), QStringLiteral("Users"));
        QCOMPARE(m_panel->handlers().current(), QStringLiteral("mine"));
        QVERIFY(m_panel->handlers().editor().text().contains(QStringLiteral("audit.noted")));
        QCOMPARE(status("newsletter").state, ConsumerState::Crashed);
        QVERIFY(consumerIsThere("audit"));
        QCOMPARE(m_session->scenario()->knob("rate"), 20.0);

        QSignalSpy failed(m_session.get(), &Session::failed);
        QVERIFY(!m_session->runScenarioFile(m_folder.filePath(QStringLiteral("none.js"))));
        QVERIFY(failed.first().first().toString().contains(QStringLiteral("no such file")));
        QVERIFY(m_session->scenario()); // what ran runs on
        QVERIFY(!m_panel->saveScenario(m_folder.filePath(QStringLiteral("no/folder/x.js"))));
        QVERIFY(child<QLabel>("scenarioSaved")->property("failed").toBool());
    }

    void scriptsWaitForTheNextScenario()
    {
        run("users");
        open("foldHandlers");
        click(child<QToolButton>("newHandlers"));
        EVENTUALLY(scriptStatus().startsWith(QStringLiteral("Runs")));
        run("lag");
        QCOMPARE(m_panel->handlers().current(), QStringLiteral("audit"));
        QVERIFY(scriptStatus().startsWith(QStringLiteral("Not run")));
        QVERIFY(!consumerIsThere("audit"));
        click(child<QToolButton>("runHandlers"));
        EVENTUALLY(consumerIsThere("audit"));
    }

    void nothingIsCutInANarrowDock()
    {
        const auto folder = qEnvironmentVariable("PLAYHEAD_SCREENSHOTS");
        for (const auto look : {Theme::Look::Dark, Theme::Look::Light}) {
            m_theme.setLook(look);
            m_theme.applyToApplication();
            run("shop");
            for (const auto *name : {"foldPublish", "foldConsumers", "foldHandlers"}) {
                open(name);
                if (QLatin1String(name) == QLatin1String("foldHandlers")
                    && m_panel->handlers().current().isEmpty())
                    click(child<QToolButton>("newHandlers"));
                EVENTUALLY(consumer("order-service"));
                if (QLatin1String(name) == QLatin1String("foldConsumers")
                    && !consumer("email")->findChild<KnobRow *>())
                    click(child<QToolButton>("unfoldConsumer", consumer("email")));
                m_panel->resize(240, 860);
                QCoreApplication::processEvents();
                auto *scroll = child<QScrollArea>("playgroundScroll");
                QVERIFY2(scroll->widget()->width() <= scroll->viewport()->width(), name);
                for (const auto *button : m_panel->findChildren<QAbstractButton *>())
                    if (button->isVisible())
                        QVERIFY2(button->width() >= button->minimumSizeHint().width(),
                                 qPrintable(button->objectName()));
                if (folder.isEmpty()) continue;
                const auto file = QStringLiteral("%1/hands-%2-%3.png")
                                      .arg(folder, QLatin1String(name),
                                           look == Theme::Look::Dark ? QStringLiteral("dark")
                                                                     : QStringLiteral("light"));
                QVERIFY(m_panel->grab().save(file));
            }
        }
    }

private:
    bool consumerIsThere(const char *name) { return status(name).name == name; }
};

QTEST_MAIN(TestHands)
#include "tst_hands.moc"
