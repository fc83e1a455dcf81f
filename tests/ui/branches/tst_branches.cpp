// SPDX-License-Identifier: GPL-3.0-or-later
// Branches in the window: named, chosen, kept in the case, compared.
#include "branchwindow.h"

#include "branches/rerundialog.h"
#include "support/eventually.h"

#include <QClipboard>
#include <QSignalSpy>

using namespace playhead;
using namespace playhead::test;

class TestBranches : public BranchWindow
{
    Q_OBJECT

private slots:
    void initTestCase() { prepare(); }
    void init() { start(); }
    void cleanup() { end(); }

    void isOneQuietLineWithoutABranch()
    {
        QCOMPARE(child<QToolButton>("branchLink")->text(), QStringLiteral("What if…"));
        QCOMPARE(lines(), QStringList());
        QCOMPARE(text("branchResult"), QString());
        QVERIFY(panel().height() < 60);
        picture("quiet");
    }

    void anEventIsSkippedAndTheStatesCompared()
    {
        go(4);
        key(Qt::Key_X);
        QCOMPARE(branches().branches().size(), std::size_t(1));
        QCOMPARE(lines(), QStringList(QStringLiteral("− skip #4 payment.captured")));
        EVENTUALLY_EQUAL(text("branchResult"),
                         QStringLiteral("Final state differs in 1 of 2 subjects"));
        EVENTUALLY_EQUAL(text("branchHere"), QStringLiteral("At the playhead it differs in 1"));
        EVENTUALLY_EQUAL(child<QToolButton>("showDoubts")->text(),
                         QStringLiteral("1 recorded event depends on a changed one"));
        picture("skipped");
        go(3);
        EVENTUALLY_EQUAL(text("branchHere"), QStringLiteral("At the playhead it is the same"));
        go(4);
        key(Qt::Key_X); // not skipped after all
        QCOMPARE(lines(), QStringList());
        QVERIFY(!text("branchHint").isEmpty());
        QCOMPARE(text("branchResult"), QString());
        picture("emptybranch");
    }

    void branchesHaveNamesAndAreChosen()
    {
        choose(QStringLiteral("New branch"));
        answerName(QStringLiteral("no capture"));
        QCOMPARE(child<QToolButton>("branchLink")->text(), QStringLiteral("branch “no capture”"));
        go(4);
        key(Qt::Key_X);
        choose(QStringLiteral("Duplicate"));
        QCOMPARE(branches().current()->name(), std::string("no capture 2"));
        QCOMPARE(lines().size(), 1);
        key(Qt::Key_X);
        choose(QStringLiteral("Rename"));
        answerName(QStringLiteral("as it was"));
        QCOMPARE(branches().current()->name(), std::string("as it was"));
        choose(QStringLiteral("no capture"));
        QCOMPARE(lines().size(), 1);
        choose(QStringLiteral("Delete"));
        QCOMPARE(branches().branches().size(), std::size_t(1));
        QVERIFY(messages().message().contains(QStringLiteral("no capture")));
        auto *back = messages().findChild<QPushButton *>();
        QVERIFY(back->isVisible());
        QTest::mouseClick(back, Qt::LeftButton);
        QCOMPARE(branches().current()->name(), std::string("no capture"));
        QCOMPARE(lines().size(), 1);
    }

    void theStateIsComparedWithThatOfTheBranch()
    {
        auto &state = m_window->inspector().stateTab();
        auto &choices = state.comparisons().choices();
        const auto others = choices.count();
        go(4);
        key(Qt::Key_X);
        QCOMPARE(choices.count(), others + 1);
        choices.setFocus();
        while (!choices.currentText().contains(QStringLiteral("branch")))
            QTest::keyClick(&choices, Qt::Key_Down);
        QCOMPARE(choices.currentText(), QStringLiteral("with the branch \u201cwhat if\u201d"));
        const auto payment = [&] {
            return static_cast<JsonChange>(state.tree()
                                               .json()
                                               .indexOf(QStringLiteral("payment"))
                                               .data(JsonModel::ChangeRole)
                                               .toInt());
        };
        EVENTUALLY_EQUAL(payment(), JsonChange::Added); // the branch never had it
        picture("state");
        go(3);
        EVENTUALLY_EQUAL(state.shown(), Position(3));
        EVENTUALLY(!state.tree().json().indexOf(QStringLiteral("payment")).isValid());
        key(Qt::Key_Z, Qt::ControlModifier); // no edits: nothing to compare with
        QCOMPARE(choices.count(), others);
        QVERIFY(choices.currentText().contains(QStringLiteral("previous")));
    }

    void areKeptInTheCase()
    {
        go(4);
        key(Qt::Key_X);
        branches().rename(QStringLiteral("no capture"));
        branches().add(QStringLiteral("another"));
        branches().choose(0);
        m_window->close();
        makeWindow();
        open(m_case);
        QCOMPARE(branches().branches().size(), std::size_t(2));
        QCOMPARE(branches().current()->name(), std::string("no capture"));
        QCOMPARE(lines(), QStringList(QStringLiteral("− skip #4 payment.captured")));
        EVENTUALLY_EQUAL(text("branchResult"),
                         QStringLiteral("Final state differs in 1 of 2 subjects"));
        QVERIFY(!branches().isModified());
    }

    void ofARecordingGoIntoTheCaseWhenItIsSaved()
    {
        m_window->runScenario(QStringLiteral("users"));
        EVENTUALLY(view().watermark() > Position(20));
        m_window->session().stopScenario();
        QVERIFY(branches().branches().empty()); // those of the other log
        QVERIFY(view().goFirst());
        branches().addEdit(BranchEdit::skip(view().playhead()));
        const auto path = m_caseFolder->filePath(QStringLiteral("kept.playhead"));
        QSignalSpy saved(&m_window->session(), &Session::saved);
        m_window->session().save(path);
        EVENTUALLY_EQUAL(saved.size(), 1);
        const auto kept = CaseBranches(path.toStdString()).load();
        QVERIFY(kept.has_value());
        QCOMPARE(kept->size(), std::size_t(1));
        QVERIFY(kept->front() == *branches().current());
    }

    void differencesAreListedAndLeadToWhereTheyBegin()
    {
        go(4);
        key(Qt::Key_X);
        EVENTUALLY(child<QToolButton>("showDifferences")->isVisible());
        go(1);
        QTest::mouseClick(child<QToolButton>("showDifferences"), Qt::LeftButton);
        auto *shown = dialog<BranchDialog>("branchDialog");
        QVERIFY(shown);
        auto *table = child<QTreeView>("changeTable", shown);
        QCOMPARE(table->model()->rowCount(), 1);
        QCOMPARE(table->model()->index(0, ChangeModel::PartitionColumn).data().toString(),
                 QStringLiteral("order-1"));
        QCOMPARE(table->model()->index(0, ChangeModel::SummaryColumn).data().toString(),
                 QStringLiteral("payment removed"));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(0, 0)).center());
        QCOMPARE(view().playhead(), Position(4));
        QCOMPARE(view().log()->name(view().pinnedSubject()), std::string_view("order-1"));
        auto *tree = shown->findChild<JsonView *>();
        EVENTUALLY(tree->json().indexOf(QStringLiteral("payment")).isValid());
        picture("dialog", shown);
        QTest::mouseClick(child<QToolButton>("copyPatch", shown), Qt::LeftButton);
        QVERIFY(Json::parse(QApplication::clipboard()->text().toStdString())
                == Json::parse(R"([{"op":"remove","path":"/payment"}])"));
        QTest::mouseClick(child<QToolButton>("asPatch", shown), Qt::LeftButton);
        QVERIFY(child<QPlainTextEdit>("patchText", shown)->isVisible());
        picture("patch", shown);

        EVENTUALLY(child<QToolButton>("showDoubts")->isVisible());
        QTest::mouseClick(child<QToolButton>("showDoubts"), Qt::LeftButton);
        auto *doubts = child<QTreeView>("doubtTable", shown);
        QVERIFY(doubts->isVisible());
        picture("doubts", shown);
        QCOMPARE(doubts->model()->index(0, DoubtModel::CauseColumn).data().toString(),
                 QStringLiteral("#4 payment.captured"));
        doubts->setFocus();
        doubts->setCurrentIndex(doubts->model()->index(0, 0));
        QTest::keyClick(doubts, Qt::Key_Return);
        QCOMPARE(view().playhead(), Position(6));
        m_window->session().close();
        EVENTUALLY(!dialog<BranchDialog>("branchDialog"));
    }

    void aScenarioIsRunAgainWithTheBranchAndOpenedAsALogOfItsOwn()
    {
        go(4);
        key(Qt::Key_X);
        QVERIFY(!child<QToolButton>("runAgainLink")->isVisible());
        key(Qt::Key_B, Qt::ShiftModifier); // this log came from no scenario
        QVERIFY(messages().message().contains(QStringLiteral("came from no scenario")));

        m_window->runScenario(QStringLiteral("users"));
        EVENTUALLY(view().watermark() > Position(40));
        m_window->session().stopScenario();
        const auto log = view().log();
        view().goFirst();
        while (log->at(view().playhead()).kind != StepKind::Publish)
            QVERIFY(view().stepBy(1));
        key(Qt::Key_X);
        EVENTUALLY(child<QToolButton>("runAgainLink")->isVisible());
        QTest::mouseClick(child<QToolButton>("runAgainLink"), Qt::LeftButton);
        auto *shown = dialog<RerunDialog>("rerunDialog");
        QVERIFY(shown);
        auto *opening = child<QPushButton>("openRun", shown);
        EVENTUALLY(opening->isEnabled());
        QVERIFY(text("rerunSummary").startsWith(QStringLiteral("Log and run part at #")));
        auto *events = child<QTreeView>("runEvents", shown);
        QVERIFY(events->model()->rowCount() > 0);
        QCOMPARE(events->model()->index(0, RunEventModel::WhatColumn).data().toString(),
                 QStringLiteral("only in the log"));
        picture("rerun", shown);
        QTest::mouseClick(opening, Qt::LeftButton);
        QVERIFY(view().log() != log);
        QCOMPARE(m_window->session().kind(), Session::Kind::Recording);
        QVERIFY(m_window->session().isUnsaved());
        QVERIFY(m_window->session().title().endsWith(QStringLiteral("run again: what if")));
        QVERIFY(branches().branches().empty());
        QSignalSpy saved(&m_window->session(), &Session::saved);
        m_window->session().save(m_caseFolder->filePath(QStringLiteral("run.playhead")));
        EVENTUALLY_EQUAL(saved.size(), 1);
    }

    void followsTheProjectionAndTheObserver()
    {
        go(4);
        key(Qt::Key_X);
        EVENTUALLY_EQUAL(text("branchResult"),
                         QStringLiteral("Final state differs in 1 of 2 subjects"));
        const auto &log = *view().log();
        view().setObserver(log.participants().find("payment")); // it never had that event
        EVENTUALLY_EQUAL(text("branchResult"), QStringLiteral("The final state is the same"));
    }

    void aBranchOfAnotherLogSaysWhyItDoesNotFit()
    {
        branches().addEdit(BranchEdit::skip(Position(70)));
        EVENTUALLY(text("branchError").contains(QStringLiteral("position 70 is not in it")));
        QVERIFY(!child<QToolButton>("showDifferences")->isVisible());
        picture("unfit");
    }
};

QTEST_MAIN(TestBranches)
#include "tst_branches.moc"
