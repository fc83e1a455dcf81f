// SPDX-License-Identifier: GPL-3.0-or-later
// JavaScript projections, written and run in the window.
#include "inspector/inspectorpanel.h"
#include "inspector/statetab.h"
#include "projections/projectionspanel.h"
#include "projections/scriptgallery.h"
#include "projections/scriptoutputview.h"
#include "scripteditor/scripteditor.h"
#include "support/eventually.h"
#include "ui/window/windowtesting.h"
#include "window/messagebar.h"

#include <Qsci/qscilexer.h>

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTimer>
#include <QToolButton>

using namespace playhead;

namespace {

const auto shopLog = QStringLiteral(PLAYHEAD_TEST_DATA "/otlp-rabbitmq-shop.jsonl");
const auto countAll = QStringLiteral(
    "fromAll().when({ $init: () => ({ seen: 0 }), $any: (s, e) => { s.seen++; } });\n");

} // namespace

class TestProjections : public test::WindowTest
{
    Q_OBJECT

private:
    template <class T> T *child(const char *name)
    {
        auto *found = m_window->findChild<T *>(QLatin1String(name));
        Q_ASSERT(found);
        return found;
    }
    ProjectionsPanel &panel() { return m_window->projections(); }
    ScriptEditor &editor() { return panel().editor(); }
    StateTab &state() { return m_window->inspector().stateTab(); }
    QString status() { return child<QLabel>("scriptStatus")->text(); }

    void open(const QString &file)
    {
        m_window->openFile(file);
        EVENTUALLY(!m_window->session().isLoading());
        EVENTUALLY(m_window->state().watermark().isValid());
        QTest::keyClick(m_window.get(), Qt::Key_6, Qt::ControlModifier);
        QVERIFY(panel().isVisible());
    }
    /// Picks from the menu of New.
    void newFrom(const QString &name)
    {
        auto *button = child<QToolButton>("newProjection");
        auto *menu = button->menu();
        QTimer::singleShot(0, menu, [menu, name] {
            auto *action = menu->findChild<QAction *>(name);
            QVERIFY(action);
            if (const auto folder = qEnvironmentVariable("PLAYHEAD_PICTURES"); !folder.isEmpty())
                menu->grab().save(folder + QStringLiteral("/gallery.png"));
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
        });
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void type(const QString &text)
    {
        editor().setFocus();
        QTest::keyClick(&editor(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(&editor(), Qt::Key_Delete);
        editor().setAutoIndent(false);
        for (const auto &line : text.split(QLatin1Char('\n'))) {
            QTest::keyClicks(&editor(), line);
            QTest::keyClick(&editor(), Qt::Key_Return);
        }
    }
    void runWithKey() { QTest::keyClick(&editor(), Qt::Key_Return, Qt::ControlModifier); }
    QString value(const char *path)
    {
        return state()
            .tree()
            .json()
            .indexOf(QLatin1String(path))
            .siblingAtColumn(JsonModel::ValueColumn)
            .data()
            .toString();
    }
    void save(const QString &path)
    {
        QSignalSpy saved(&m_window->session(), &Session::saved);
        m_window->session().save(path);
        EVENTUALLY_EQUAL(saved.size(), 1);
    }

private slots:
    void initTestCase() { prepare(); }
    void init() { makeWindow(); }
    void cleanup() { closeWindow(); }

    void everyScriptOfTheGallerySaysWhatItDoes()
    {
        const auto gallery = scriptGallery(QStringLiteral("projections"));
        QVERIFY(gallery.size() >= 5);
        for (const auto &script : gallery) {
            QVERIFY2(script.summary.size() > 10, qPrintable(script.name));
            QVERIFY(!script.source.contains(QStringLiteral("SPDX")));
        }
    }

    void oneFromTheGalleryShowsItsState()
    {
        open(shopLog);
        QVERIFY(!editor().isVisible());
        newFrom(QStringLiteral("count-by-type"));
        EVENTUALLY_EQUAL(state().projection(), QStringLiteral("count-by-type"));
        QVERIFY(editor().isVisible() && editor().text().contains(QStringLiteral("fromAll")));
        m_window->state().setPlayhead(Position(700));
        EVENTUALLY_EQUAL(state().shown(), Position(700));
        EVENTUALLY(state().answer().tree);
        QVERIFY(state().answer().error.isEmpty());
        QCOMPARE(child<QListWidget>("projectionList")->count(), 1);
        newFrom(QStringLiteral("count-by-type"));
        EVENTUALLY_EQUAL(state().projection(), QStringLiteral("count-by-type 2"));
    }

    void subjectsArePartitions()
    {
        open(shopLog);
        newFrom(QStringLiteral("state-by-subject"));
        EVENTUALLY_EQUAL(state().projection(), QStringLiteral("state-by-subject"));
        EVENTUALLY(state().answer().tree);
        QVERIFY(state().answer().question.projection->isPerSubject());
        EVENTUALLY(!value("version").isEmpty());
    }

    void aMistakeIsMarkedAtItsLineAndTheLastGoodOneStays()
    {
        open(shopLog);
        newFrom(QStringLiteral("count-by-type"));
        EVENTUALLY_EQUAL(state().projection(), QStringLiteral("count-by-type"));
        type(countAll);
        QVERIFY(status().contains(QStringLiteral("Not run")));
        runWithKey();
        m_window->state().setPlayhead(Position(700));
        EVENTUALLY(!value("seen").isEmpty());
        const auto seen = value("seen");
        type(QStringLiteral("fromAll()\n  .when({\n    $any: (s, e) => {{ \n  });"));
        runWithKey();
        EVENTUALLY(editor().mistakeLine() > 0);
        QCOMPARE(editor().mistakeLine(), 4);
        QVERIFY2(status().startsWith(QStringLiteral("Line 4: ")), qPrintable(status()));
        QVERIFY(editor().annotation(3).size() > 5);
        QCOMPARE(value("seen"), seen);
        QCOMPARE(state().projection(), QStringLiteral("count-by-type"));
        type(countAll);
        QTest::mouseClick(child<QToolButton>("runProjection"), Qt::LeftButton);
        EVENTUALLY(status().contains(QStringLiteral("inspector")));
        QCOMPARE(editor().mistakeLine(), 0);
    }

    void anEventThatFailsIsToldWithPositionAndLine()
    {
        open(shopLog);
        newFrom(QStringLiteral("count-by-type"));
        EVENTUALLY_EQUAL(state().projection(), QStringLiteral("count-by-type"));
        type(QStringLiteral("fromAll().when({\n  $any: (s, e) => {\n    s.x.y = 1;\n  }\n});"));
        runWithKey();
        EVENTUALLY(state().answer().problems.count > 0);
        QCOMPARE(state().answer().problems.first.line, 3);
        bool told = false;
        for (const auto *label : state().findChildren<QLabel *>())
            told = told || (label->isVisible() && label->text().contains(QStringLiteral("line 3")));
        QVERIFY(told);
    }

    void whatItWritesIsListedUpToThePlayhead()
    {
        open(shopLog);
        newFrom(QStringLiteral("count-by-type"));
        type(QStringLiteral("fromAll().when({ $init: () => ({ n: 0 }), $any: (s, e) => {\n"
                            "  if (++s.n % 10 === 0) log(`event ${s.n}`);\n"
                            "  if (s.n % 50 === 0) emit('fifties', 'reached', { n: s.n });\n"
                            "  if (s.n === 7) linkTo('sevens', e); } });"));
        runWithKey();
        EVENTUALLY(status().contains(QStringLiteral("inspector")));
        auto &output = panel().output();
        QVERIFY(!output.isOpen());
        QTest::mouseClick(child<QToolButton>("scriptOutput"), Qt::LeftButton);
        QVERIFY(output.table().isVisible());
        m_window->state().setPlayhead(m_window->state().watermark());
        EVENTUALLY_EQUAL(output.answer().at, m_window->state().watermark());
        const auto all = output.answer();
        QVERIFY(all.error.isEmpty());
        QVERIFY(all.logged > 5 && all.derived > 2);
        QCOMPARE(all.streams, std::uint64_t(2));
        QCOMPARE(all.lines.size(), std::size_t(all.logged + all.derived));
        if (const auto folder = qEnvironmentVariable("PLAYHEAD_PICTURES"); !folder.isEmpty())
            m_window->grab().save(folder + QStringLiteral("/output.png"));
        // The newest first; a click leads to the event.
        auto *oldest = output.table().topLevelItem(output.table().topLevelItemCount() - 1);
        QCOMPARE(oldest->text(1), QStringLiteral("sevens"));
        output.table().scrollToItem(oldest);
        QTest::mouseClick(output.table().viewport(), Qt::LeftButton, {},
                          output.table().visualItemRect(oldest).center());
        QCOMPARE(m_window->state().playhead(), all.lines.front().position);
        // There, nothing else was written yet.
        EVENTUALLY_EQUAL(output.table().topLevelItemCount(), 1);
        m_window->state().setPlayhead(m_window->state().watermark());
        EVENTUALLY_EQUAL(output.answer().lines.size(), all.lines.size());
        // What was changed and not run writes nothing.
        type(QStringLiteral("// "));
        EVENTUALLY_EQUAL(output.table().topLevelItemCount(), 0);
    }

    void lettersInTheEditorAreTextAndEscLeavesIt()
    {
        open(shopLog);
        newFrom(QStringLiteral("count-by-type"));
        const auto at = m_window->state().playhead();
        type(QStringLiteral("eEkKmM/[]"));
        QVERIFY(editor().text().startsWith(QStringLiteral("eEkKmM/[]")));
        QCOMPARE(m_window->state().playhead(), at);
        QTest::keyClick(&editor(), Qt::Key_Escape);
        QCOMPARE(m_window->focusWidget(), child<QListWidget>("projectionList"));
    }

    void anotherPersonsCaseAsksBeforeAnythingRuns()
    {
        open(shopLog);
        newFrom(QStringLiteral("count-by-type"));
        EVENTUALLY_EQUAL(state().projection(), QStringLiteral("count-by-type"));
        type(countAll);
        runWithKey();
        EVENTUALLY(status().contains(QStringLiteral("inspector")));
        const auto path = m_folder.filePath(QStringLiteral("scripts.playhead"));
        save(path);
        // The same window wrote it: nothing to ask.
        m_window->openFile(path);
        EVENTUALLY(status().contains(QStringLiteral("inspector")));
        QVERIFY(m_window->messages().message().isEmpty());

        makeWindow(); // another person: nothing is remembered here
        open(path);
        QVERIFY(m_window->messages().isVisible());
        QVERIFY(m_window->messages().message().contains(QStringLiteral("JavaScript")));
        auto *choice = state().findChild<QComboBox *>();
        QVERIFY(choice->findData(QStringLiteral("count-by-type")) < 0);
        QVERIFY(status().contains(QStringLiteral("trust")));
        QCOMPARE(editor().text().trimmed(), countAll.trimmed());
        if (const auto folder = qEnvironmentVariable("PLAYHEAD_PICTURES"); !folder.isEmpty())
            m_window->grab().save(folder + QStringLiteral("/agreement.png"));
        for (auto *button : m_window->messages().findChildren<QPushButton *>())
            if (button->text() == QStringLiteral("Run it"))
                QTest::mouseClick(button, Qt::LeftButton);
        EVENTUALLY(choice->findData(QStringLiteral("count-by-type")) >= 0);
        QVERIFY(status().contains(QStringLiteral("inspector")));
        m_window->openFile(shopLog);
        EVENTUALLY(choice->findData(QStringLiteral("count-by-type")) < 0);
    }

    void agreementIsRememberedByTheSource()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("playhead-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        using Memory = ScriptAgreement::Memory;
        QVERIFY(!ScriptAgreement(Memory::Remembered).holds(countAll));
        ScriptAgreement(Memory::Remembered).agree(countAll);
        QVERIFY(ScriptAgreement(Memory::Remembered).holds(countAll));
        QVERIFY(!ScriptAgreement(Memory::Remembered).holds(countAll + QLatin1Char(' ')));
        QVERIFY(!ScriptAgreement(Memory::Session).holds(countAll));
    }

    void aLongFoldIsGivenUpForAnotherProjection()
    {
        open(shopLog);
        newFrom(QStringLiteral("count-by-type"));
        EVENTUALLY_EQUAL(state().projection(), QStringLiteral("count-by-type"));
        m_window->state().setPlayhead(Position(700));
        EVENTUALLY_EQUAL(state().shown(), Position(700));
        type(QStringLiteral("fromAll().when({ $any: (s, e) => {\n"
                            "let n = 0; for (let i = 0; i < 5e7; ++i) n += i % 3; s.n = n; } });"));
        runWithKey();
        EVENTUALLY(status().contains(QStringLiteral("inspector")));
        state().chooseProjection(QStringLiteral("merge"));
        EVENTUALLY(state().answer().question.projection
                   && state().answer().question.projection->fingerprint()
                          == mergeProjection()->fingerprint());
    }

    void renameAndDelete()
    {
        ProjectionTable table;
        CaseProjections scripts(table, ScriptAgreement::Memory::Session);
        QCOMPARE(scripts.add(QStringLiteral("merge"), countAll), QStringLiteral("merge 2"));
        scripts.run(QStringLiteral("merge 2"));
        EVENTUALLY(table.find("merge 2"));
        QCOMPARE(scripts.rename(QStringLiteral("merge 2"), QStringLiteral("all")),
                 QStringLiteral("all"));
        QVERIFY(table.find("all") && !table.find("merge 2"));
        scripts.remove(QStringLiteral("all"));
        QVERIFY(!table.find("all") && table.find("merge"));
        QVERIFY(scripts.toJson().isEmpty());
    }

    void lookIsTheThemes()
    {
        open(shopLog);
        newFrom(QStringLiteral("count-by-type"));
        EVENTUALLY_EQUAL(state().projection(), QStringLiteral("count-by-type"));
        m_window->state().setPlayhead(Position(300));
        for (const auto look : {Theme::Look::Dark, Theme::Look::Light}) {
            m_theme->setLook(look);
            QCOMPARE(editor().lexer()->paper(0), m_theme->color(ColorRole::Canvas));
            type(countAll + QStringLiteral("const text = `a ${1}`; // told\nlet ;"));
            runWithKey();
            EVENTUALLY(editor().mistakeLine() > 0);
            const auto folder = qEnvironmentVariable("PLAYHEAD_PICTURES");
            if (folder.isEmpty()) continue;
            m_window->grab().save(
                QStringLiteral("%1/projections-%2.png").arg(folder).arg(int(look)));
        }
    }
};

QTEST_MAIN(TestProjections)
#include "tst_projections.moc"
