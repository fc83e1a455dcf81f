// SPDX-License-Identifier: GPL-3.0-or-later
#include "playgroundtesting.h"

#include "jsonmistake.h"
#include "support/eventually.h"

#include <QApplication>
#include <QComboBox>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

using namespace playhead;

class TestPlayground : public test::PlaygroundTest
{
    Q_OBJECT

private:
    void click(QWidget *widget) { QTest::mouseClick(widget, Qt::LeftButton); }
    QPlainTextEdit *json(RequestForm &form) { return child<QPlainTextEdit>("requestJson", &form); }
    QPlainTextEdit *answer(RequestForm &form)
    {
        return child<QPlainTextEdit>("requestAnswer", &form);
    }
    QComboBox *choice(RequestForm &form) { return child<QComboBox>("requestChoice", &form); }
    /// Types over what is in the form.
    void type(RequestForm &form, const QString &text) { typeOver(json(form), text); }
    /// Presses the button of the form; what it was answered.
    QString sent(RequestForm &form)
    {
        QSignalSpy answered(&form, &RequestForm::answered);
        auto *button = child<QPushButton>("sendRequest", &form);
        scrollTo(button);
        click(button);
        if (answered.isEmpty() && !answered.wait()) return QStringLiteral("no answer");
        return answer(form)->toPlainText();
    }
    void quiet()
    {
        m_session->scenario()->setKnob("rate", 0);
        m_session->setScenarioPaused(true);
    }

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void init() { show({300, 900}); }
    void cleanup() { close(); }

    void withoutAScenarioItSaysHowToStartOne()
    {
        auto *hint = child<QLabel>("playgroundHint");
        QVERIFY(hint->isVisible());
        QVERIFY(hint->text().contains(QStringLiteral("start page")));
        QVERIFY(!child<QScrollArea>("playgroundScroll")->isVisible());
        run("users");
        QVERIFY(!hint->isVisible());
        QVERIFY(child<QScrollArea>("playgroundScroll")->isVisible());
        click(child<QPushButton>("stopScenario"));
        QVERIFY(!m_session->scenario());
        QVERIFY(m_session->kind() == Session::Kind::Recording);
        QVERIFY(hint->isVisible());
        QVERIFY(!child<QScrollArea>("playgroundScroll")->isVisible());
    }

    void showsTitleLessonAndARowForEachKnob()
    {
        for (const auto &info : scenarios()) {
            run(info.name.c_str());
            QCOMPARE(child<QLabel>("scenarioTitle")->text(), QString::fromStdString(info.title));
            QCOMPARE(child<QLabel>("scenarioLesson")->text(), QString::fromStdString(info.lesson));
            const auto rows = m_panel->findChildren<KnobRow *>();
            QCOMPARE(rows.size(), static_cast<qsizetype>(info.knobs.size()));
            for (const auto *row : rows) {
                QVERIFY(row->isVisible());
                QCOMPARE(row->value(), row->knob().initial);
                QVERIFY(!row->toolTip().isEmpty());
                QVERIFY(!row->focusProxy()->accessibleName().isEmpty()
                        || row->knob().isSwitch()); // a check box goes by its text
            }
            QCOMPARE(choice(m_panel->commands())->count(), static_cast<int>(info.commands.size()));
            QCOMPARE(choice(m_panel->queries())->count(), static_cast<int>(info.queries.size()));
        }
    }

    void pausesAndResumes()
    {
        run("users");
        auto *pause = child<QPushButton>("pauseScenario");
        QCOMPARE(pause->text(), QStringLiteral("Pause"));
        pause->setFocus();
        QTest::keyClick(pause, Qt::Key_Space);
        QVERIFY(m_session->isScenarioPaused());
        QCOMPARE(pause->text(), QStringLiteral("Resume"));
        QVERIFY(child<QLabel>("scenarioStatus")->text().startsWith(QStringLiteral("Paused")));
        click(pause);
        QVERIFY(!m_session->isScenarioPaused());
        m_session->setScenarioPaused(true); // from elsewhere, such as the menu
        QCOMPARE(pause->text(), QStringLiteral("Resume"));
    }

    void aSliderTurnsItsKnobAndResets()
    {
        run("users");
        auto *row = child<KnobRow>("knob-latency");
        auto *slider = row->findChild<QSlider *>();
        auto *reset = child<QToolButton>("resetKnob", row);
        QVERIFY(!reset->isVisible());
        QCOMPARE(child<QLabel>("knobValue", row)->text(), QString::fromUtf8("40\u00a0ms"));
        row->setFocus();
        QVERIFY(slider->hasFocus());
        QTest::keyClick(slider, Qt::Key_End);
        QCOMPARE(m_session->scenario()->knob("latency"), 5000.0);
        QCOMPARE(child<QLabel>("knobValue", row)->text(), QString::fromUtf8("5\u00a0000\u00a0ms"));
        for (int i = 0; i < 20; ++i) { // every key press is felt
            const auto before = m_session->scenario()->knob("latency");
            QTest::keyClick(slider, Qt::Key_Left);
            QVERIFY(m_session->scenario()->knob("latency") < before);
        }
        QVERIFY(reset->isVisible());
        click(reset);
        QCOMPARE(m_session->scenario()->knob("latency"), 40.0);
        QVERIFY(!reset->isVisible());
        QVERIFY(m_panel->findChild<KnobRow *>(QStringLiteral("knob-rate"))->value() == 2);
    }

    void scrollingPastAControlDoesNotTurnIt()
    {
        run("users");
        auto *slider = child<KnobRow>("knob-latency")->findChild<QSlider *>();
        auto *choice = m_panel->findChild<QComboBox *>();
        const auto latency = slider->value();
        const auto request = choice->currentIndex();
        const auto turnWheel = [](QWidget *control) {
            const QPointF at(4, 4);
            QWheelEvent wheel(at, control->mapToGlobal(at), {}, {0, -120}, Qt::NoButton,
                              Qt::NoModifier, Qt::NoScrollPhase, false);
            QApplication::sendEvent(control, &wheel);
        };
        m_panel->setFocus();
        turnWheel(slider);
        turnWheel(choice);
        QCOMPARE(slider->value(), latency);
        QCOMPARE(choice->currentIndex(), request);
        slider->setFocus();
        turnWheel(slider);
        QVERIFY(slider->value() != latency);
    }

    void aSwitchIsACheckBox()
    {
        run("users");
        auto *row = child<KnobRow>("knob-crash");
        auto *box = row->findChild<QCheckBox *>();
        QVERIFY(box && !box->isChecked());
        QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
        QCOMPARE(m_session->scenario()->knob("crash"), 1.0);
        auto *reset = child<QToolButton>("resetKnob", row);
        reset->setFocus();
        QTest::keyClick(reset, Qt::Key_Space);
        QCOMPARE(m_session->scenario()->knob("crash"), 0.0);
        QVERIFY(box->hasFocus()); // not lost with the button that hides
    }

    void theStopsOfASliderAreRoundAndReachEverything()
    {
        for (const auto &info : scenarios())
            for (const auto &knob : info.knobs) {
                const KnobScale scale(knob);
                QCOMPARE(scale.valueAt(0), knob.minimum);
                QCOMPARE(scale.valueAt(scale.count() - 1), knob.maximum);
                QCOMPARE(scale.valueAt(scale.indexOf(knob.initial)), knob.initial);
                QVERIFY(scale.count() <= 200);
                for (int i = 0; i < scale.count(); ++i) {
                    QCOMPARE(scale.indexOf(scale.valueAt(i)), i);
                    QVERIFY(i == 0 || scale.valueAt(i) > scale.valueAt(i - 1));
                    QVERIFY(knobText(knob, scale.valueAt(i)).size() <= 12);
                }
            }
        const Knob rate{"rate", "Rate", "", 0, 50, 0.5, "/s"};
        QCOMPARE(knobText(rate, 0.5), QStringLiteral("0.5/s"));
        QCOMPARE(knobText(rate, 1'000'000), QString::fromUtf8("1\u00a0000\u00a0000/s"));
    }

    void aCommandShowsItsEventsAndAQueryItsAnswer()
    {
        run("users");
        quiet();
        auto &commands = m_panel->commands();
        QCOMPARE(choice(commands)->currentText(), QStringLiteral("create-user"));
        QCOMPARE(json(commands)->toPlainText(), QStringLiteral("{\"name\":\"Alice\"}"));
        const auto created = sent(commands);
        QVERIFY2(created.startsWith(QStringLiteral("user-created  user-")), qPrintable(created));
        QVERIFY2(created.contains(QStringLiteral("\"name\":\"Alice\"")), qPrintable(created));
        QVERIFY(answer(commands)->isVisible());
        QVERIFY(!answer(commands)->property("failed").toBool());

        m_session->setScenarioPaused(false); // so that the read model hears of it
        const auto id = created.section(QLatin1Char('-'), 2).section(QLatin1Char('\n'), 0, 0);
        type(m_panel->queries(), QStringLiteral("{\"id\":%1}").arg(id));
        EVENTUALLY(sent(m_panel->queries()).contains(QStringLiteral("Alice")));
    }

    void aRejectionStandsInTheColourOfFailures()
    {
        run("users");
        quiet();
        auto &commands = m_panel->commands();
        type(commands, QStringLiteral("{\"name\":\"\"}"));
        const auto text = sent(commands);
        QVERIFY2(text.contains(QStringLiteral("Rejected: ")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("A user needs a name.")), qPrintable(text));
        QCOMPARE(answer(commands)->palette().color(QPalette::Text),
                 m_theme.color(ColorRole::Failure));
        type(m_panel->queries(), QStringLiteral("{\"id\":123456}"));
        QVERIFY(sent(m_panel->queries()).contains(QStringLiteral("user-123456")));
        QVERIFY(answer(m_panel->queries())->property("failed").toBool());
        m_theme.setLook(Theme::Look::Light);
        QCOMPARE(answer(commands)->palette().color(QPalette::Text),
                 m_theme.color(ColorRole::Failure));
        type(commands, QStringLiteral("{\"name\":\"Bob\"}"));
        QVERIFY(sent(commands).contains(QStringLiteral("Bob")));
        QCOMPARE(answer(commands)->palette().color(QPalette::Text), m_theme.color(ColorRole::Text));
    }

    void badJsonIsToldAndNotSent()
    {
        run("users");
        quiet();
        auto &commands = m_panel->commands();
        auto *mistake = child<QLabel>("requestMistake", &commands);
        QVERIFY(!mistake->isVisible());
        type(commands, QStringLiteral("{\"name\":\"Alice\""));
        QVERIFY(mistake->isVisible());
        QVERIFY2(mistake->text().startsWith(QStringLiteral("Line 1, column ")),
                 qPrintable(mistake->text()));
        EVENTUALLY_EQUAL(m_session->scenario()->steps(), m_session->recorderCounters().received);
        const auto steps = m_session->scenario()->steps();
        click(child<QPushButton>("sendRequest", &commands));
        QVERIFY(!commands.isBusy());
        QVERIFY(json(commands)->hasFocus());
        QVERIFY(!answer(commands)->isVisible());
        QCOMPARE(m_session->scenario()->steps(), steps);
        QTest::keyClicks(json(commands), QStringLiteral("}"));
        QVERIFY(!mistake->isVisible());
        QSignalSpy answered(&commands, &RequestForm::answered);
        QTest::keyClick(json(commands), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(answered.wait());
        QVERIFY(answer(commands)->toPlainText().contains(QStringLiteral("Alice")));
    }

    void mistakesSayWhereTheyAre_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("start");
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("object") << QStringLiteral(" {\"a\": [1, null]} ") << QString();
        QTest::newRow("list") << QStringLiteral("[1]") << QStringLiteral("It must be an object");
        QTest::newRow("second line")
            << QStringLiteral("{\n  \"a\" 1\n}") << QStringLiteral("Line 2, column ");
        QTest::newRow("cut off") << QStringLiteral("{\"a\": \"b") << QStringLiteral("Line 1");
        QTest::newRow("umlauts") << QString::fromUtf8("{\"ä\": \"öü\" x}")
                                 << QStringLiteral("Line 1, column 1");
        QTest::newRow("line break in a text")
            << QStringLiteral("{\"a\": \"b\nc\"}") << QStringLiteral("Line 1, column 9");
        QTest::newRow("no comma") << QStringLiteral("{\"a\": 1 \"b\": 2}")
                                  << QStringLiteral("Line 1, column 11: unexpected string literal; "
                                                    "expected ',' or '}'");
        QTest::newRow("huge") << QStringLiteral("{\"a\": 1e999}")
                              << QStringLiteral("A value in it is out of range");
        QTest::newRow("word") << QStringLiteral("hello") << QStringLiteral("Line 1, column 1");
    }
    void mistakesSayWhereTheyAre()
    {
        QFETCH(QString, text);
        QFETCH(QString, start);
        const auto mistake = jsonMistake(text, JsonNeeded::Object);
        QCOMPARE(mistake.has_value(), !start.isEmpty());
        if (!mistake) return;
        QVERIFY2(mistake->message.startsWith(start), qPrintable(mistake->message));
        QVERIFY(mistake->position >= 0 && mistake->position <= text.size());
    }

    void whatWasTypedIsKeptForEachRequest()
    {
        run("users");
        auto &commands = m_panel->commands();
        auto *restore = child<QToolButton>("restoreExample", &commands);
        type(commands, QStringLiteral("{\"name\":\"Zoe\"}"));
        choice(commands)->setFocus();
        QTest::keyClick(choice(commands), Qt::Key_Down);
        QCOMPARE(choice(commands)->currentText(), QStringLiteral("update-user"));
        QVERIFY(json(commands)->toPlainText().contains(QStringLiteral("Alice Smith")));
        QVERIFY(!restore->isVisible());
        QTest::keyClick(choice(commands), Qt::Key_Up);
        QCOMPARE(json(commands)->toPlainText(), QStringLiteral("{\"name\":\"Zoe\"}"));
        QVERIFY(restore->isVisible());
        scrollTo(restore);
        click(restore);
        QCOMPARE(json(commands)->toPlainText(), QStringLiteral("{\"name\":\"Alice\"}"));
    }

    void everyPressOfSendIsOneCommand()
    {
        run("users");
        quiet();
        auto &commands = m_panel->commands();
        QSignalSpy answered(&commands, &RequestForm::answered);
        for (int i = 0; i < 5; ++i)
            commands.submit();
        EVENTUALLY_EQUAL(answered.size(), 5);
    }

    void everyExampleWorks()
    {
        for (const auto &info : scenarios()) {
            run(info.name.c_str());
            for (auto *form : {&m_panel->commands(), &m_panel->queries()}) {
                for (int i = 0; i < choice(*form)->count(); ++i) {
                    choice(*form)->setCurrentIndex(i);
                    QVERIFY(!child<QLabel>("requestMistake", form)->isVisible());
                    QVERIFY(!sent(*form).isEmpty());
                }
            }
        }
    }

    void stoppingWithRequestsUnderWayIsSafe()
    {
        for (int i = 0; i < 10; ++i) {
            run("users");
            for (int n = 0; n < 3; ++n) {
                m_panel->commands().submit();
                m_panel->queries().submit();
            }
            click(child<QPushButton>("stopScenario"));
            QVERIFY(!m_session->scenario());
        }
    }

    void everyControlCanBeReachedByTab()
    {
        run("shop");
        m_panel->activateWindow();
        auto *start = child<QPushButton>("pauseScenario");
        start->setFocus();
        QSet<QWidget *> reached;
        for (int i = 0; i < 60; ++i) {
            auto *focus = m_panel->focusWidget();
            QVERIFY(focus);
            reached.insert(focus);
            QTest::keyClick(focus, Qt::Key_Tab);
        }
        for (const auto *row : m_panel->findChildren<KnobRow *>())
            QVERIFY2(reached.contains(row->focusProxy()), qPrintable(row->objectName()));
        for (auto *form : {&m_panel->commands(), &m_panel->queries()})
            for (QWidget *widget :
                 {static_cast<QWidget *>(choice(*form)), static_cast<QWidget *>(json(*form)),
                  static_cast<QWidget *>(child<QPushButton>("sendRequest", form))})
                QVERIFY2(reached.contains(widget), qPrintable(widget->objectName()));
    }

    void fitsANarrowColumnAndScrollsWhereItIsLow()
    {
        for (const auto &info : scenarios()) {
            run(info.name.c_str());
            m_panel->resize(240, 300);
            QCoreApplication::processEvents();
            auto *scroll = child<QScrollArea>("playgroundScroll");
            QVERIFY2(scroll->widget()->width() <= scroll->viewport()->width(),
                     qPrintable(QStringLiteral("%1: %2").arg(
                         QString::fromStdString(info.name),
                         QString::number(scroll->widget()->minimumSizeHint().width()))));
            QVERIFY(scroll->verticalScrollBar()->maximum() > 0);
        }
    }

    void looksRightInBothThemes()
    {
        const auto folder = qEnvironmentVariable("PLAYHEAD_SCREENSHOTS");
        for (const auto look : {Theme::Look::Dark, Theme::Look::Light}) {
            m_theme.setLook(look);
            m_theme.applyToApplication();
            run("users");
            m_panel->resize(300, 860);
            child<KnobRow>("knob-loss")->findChild<QSlider *>()->setValue(12);
            QTest::mouseClick(child<KnobRow>("knob-crash")->findChild<QCheckBox *>(),
                              Qt::LeftButton, {}, QPoint(8, 10));
            quiet();
            QVERIFY(!sent(m_panel->commands()).isEmpty());
            type(m_panel->queries(), QStringLiteral("{\"id\":99}"));
            QVERIFY(!sent(m_panel->queries()).isEmpty());
            QCoreApplication::processEvents();
            const auto picture = m_panel->grab().toImage();
            QCOMPARE(picture.pixelColor(2, 2), m_theme.color(ColorRole::Window));
            QCOMPARE(picture.pixelColor(2, picture.height() - 3), m_theme.color(ColorRole::Window));
            if (folder.isEmpty()) continue;
            const auto name =
                look == Theme::Look::Dark ? QStringLiteral("dark") : QStringLiteral("light");
            QVERIFY(picture.save(folder + QStringLiteral("/users-%1.png").arg(name)));
            run("shop");
            m_panel->resize(240, 860);
            QCoreApplication::processEvents();
            QVERIFY(m_panel->grab().save(folder + QStringLiteral("/shop-%1.png").arg(name)));
            m_session->close();
            m_panel->resize(300, 860);
            QCoreApplication::processEvents();
            QVERIFY(m_panel->grab().save(folder + QStringLiteral("/none-%1.png").arg(name)));
        }
    }
};

QTEST_MAIN(TestPlayground)
#include "tst_playground.moc"
