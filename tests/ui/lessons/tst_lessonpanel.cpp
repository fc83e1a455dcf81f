// SPDX-License-Identifier: GPL-3.0-or-later
#include "cardbutton.h"
#include "lessons/lessonpanel.h"
#include "lessons/lessonshelf.h"
#include "support/eventually.h"

#include <QLabel>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>

using namespace playhead;

/// The lesson about events, taken by clicks while its scenario runs.
class TestLessonPanel : public QObject
{
    Q_OBJECT

private:
    static const Lesson &lesson(const char *name)
    {
        const auto &shelf = lessonShelf();
        return *std::ranges::find(shelf, name, &Lesson::name);
    }
    void click(const char *button)
    {
        auto *found = m_panel->findChild<QPushButton *>(QLatin1String(button));
        QVERIFY(found && found->isVisible() && found->isEnabled());
        QTest::mouseClick(found, Qt::LeftButton);
    }
    void choose(int index)
    {
        const auto cards = m_panel->findChildren<CardButton *>();
        QVERIFY(index < cards.size());
        QTest::mouseClick(cards[index], Qt::LeftButton);
    }
    QString label(const char *name)
    {
        const auto *found = m_panel->findChild<QLabel *>(QLatin1String(name));
        return found->isVisibleTo(m_panel.get()) ? found->text() : QString();
    }
    bool isEnabled(const char *button)
    {
        return m_panel->findChild<QPushButton *>(QLatin1String(button))->isEnabled();
    }
    QString typeAtPlayhead()
    {
        const auto log = m_view->log();
        if (!m_view->playhead().isValid()) return {};
        const auto name = log->name(log->at(m_view->playhead()).type);
        return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    }

    std::unique_ptr<ViewState> m_view;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<LessonGuide> m_guide;
    std::unique_ptr<LessonPanel> m_panel;
    Theme m_theme;

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void init()
    {
        m_view = std::make_unique<ViewState>();
        m_session = std::make_unique<Session>(*m_view);
        m_guide = std::make_unique<LessonGuide>(*m_view, *m_session);
        m_panel = std::make_unique<LessonPanel>(*m_guide, m_theme);
        m_panel->resize(300, 620);
        m_panel->QWidget::show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }
    void cleanup()
    {
        m_panel.reset();
        m_guide.reset();
        m_session.reset();
        m_view.reset();
    }

    void theShelfHoldsAllLessonsInOrder()
    {
        const auto &shelf = lessonShelf();
        QCOMPARE(shelf.size(), std::size_t(8));
        QCOMPARE(shelf.front().name, std::string("decoupling"));
        QCOMPARE(shelf.back().name, std::string("dead-letters"));
    }

    void aStepRunsTheScenarioAndGoesToItsEvent()
    {
        QSignalSpy tabs(m_guide.get(), &LessonGuide::tabRequested);
        m_guide->begin(lesson("events"));
        QVERIFY(m_session->scenario());
        QCOMPARE(m_session->scenario()->knob("rate"), 0.0);
        EVENTUALLY_EQUAL(typeAtPlayhead(), QStringLiteral("user-created"));
        QVERIFY(!m_guide->isWaiting());
        QCOMPARE(tabs.last().first().toString(), QStringLiteral("event"));
        QVERIFY(label("lessonText").contains(QStringLiteral("user named Alice")));
        QVERIFY(!isEnabled("lessonBack"));
    }

    void aQuestionComesBeforeItsAnswer()
    {
        m_guide->begin(lesson("events"));
        EVENTUALLY(!m_guide->isWaiting());
        click("lessonNext");
        QVERIFY(!label("lessonQuestion").isEmpty());
        QVERIFY(label("lessonBecause").isEmpty());
        QVERIFY(!isEnabled("lessonNext")); // first think
        const auto before = m_view->playhead();
        choose(0);
        QCOMPARE(label("lessonVerdict"), QStringLiteral("Not quite."));
        QVERIFY(label("lessonBecause").contains(QStringLiteral("another fact")));
        EVENTUALLY_EQUAL(typeAtPlayhead(), QStringLiteral("user-updated"));
        QVERIFY(m_view->playhead() > before);
        QVERIFY(isEnabled("lessonNext"));
    }

    void theRightChoiceIsRight()
    {
        m_guide->begin(lesson("events"));
        click("lessonNext");
        choose(static_cast<int>(m_guide->step().question->right));
        QCOMPARE(label("lessonVerdict"), QStringLiteral("Right."));
    }

    void goingBackDoesNothingTwice()
    {
        m_guide->begin(lesson("events"));
        EVENTUALLY(!m_guide->isWaiting());
        click("lessonNext");
        choose(1);
        EVENTUALLY(!m_guide->isWaiting());
        const auto steps = m_view->watermark();
        const auto shown = m_view->playhead();
        click("lessonBack");
        EVENTUALLY_EQUAL(typeAtPlayhead(), QStringLiteral("user-created"));
        click("lessonNext");
        QCOMPARE(m_view->playhead(), shown);
        QCOMPARE(label("lessonVerdict"), QStringLiteral("Right."));
        QCOMPARE(m_view->watermark(), steps); // no command was sent again
    }

    void knobsTurnBackWithTheSteps()
    {
        m_guide->begin(lesson("decoupling"));
        click("lessonNext");
        click("lessonNext");
        choose(1);
        QCOMPARE(m_session->scenario()->knob("crash"), 1.0);
        click("lessonBack");
        QCOMPARE(m_session->scenario()->knob("crash"), 0.0);
        click("lessonNext");
        QCOMPARE(m_session->scenario()->knob("crash"), 1.0);
    }

    void theEndLeadsToTheNextLesson()
    {
        QSignalSpy wanted(m_panel.get(), &LessonPanel::lessonRequested);
        m_guide->begin(lesson("events"));
        while (!m_guide->isLastStep()) {
            if (m_guide->step().question) choose(0);
            click("lessonNext");
        }
        click("lessonNext");
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.first().first().toString(), QStringLiteral("state"));
    }

    void openingSomethingElseEndsTheLesson()
    {
        m_guide->begin(lesson("events"));
        QVERIFY(m_session->runScenario(QStringLiteral("lag")));
        QVERIFY(!m_guide->lesson());
    }
};

QTEST_MAIN(TestLessonPanel)
#include "tst_lessonpanel.moc"
