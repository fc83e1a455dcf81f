// SPDX-License-Identifier: GPL-3.0-or-later
// Branches in the window: made at the playhead, kept in the case, compared, undone.
#include "branches/branchcomparer.h"
#include "branches/branchdialog.h"
#include "branches/editlistview.h"
#include "branches/eventdialog.h"
#include "branches/placedialog.h"
#include "branches/whatifpanel.h"
#include "diagram/diagramcanvas.h"
#include "diagram/diagramview.h"
#include "inspector/inspectorpanel.h"
#include "inspector/statetab.h"
#include "log/logwriter.h"
#include "window/mainwindow.h"
#include "window/messagebar.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDialogButtonBox>
#include <QInputDialog>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace playhead;

namespace {

/// Two orders. 1 placed order-1, 2 and 3 delivered and acknowledged, 4 captured (caused by 1),
/// 5 placed order-2, 6 shipped order-1 (caused by 4), 7 a command without an event.
void writeCase(const QString &path)
{
    auto writer = LogWriter::create(path.toStdString());
    QVERIFY(writer.has_value());
    auto &log = **writer;
    const auto shop = log.participant("shop", Role::Producer);
    const auto bus = log.participant("orders", Role::Channel);
    const auto payment = log.participant("payment", Role::Consumer);
    Timestamp time = 1'700'000'000'000'000'000;
    const auto event = [&](const char *id, const char *type, const char *subject, const char *data,
                           const char *causation) {
        EventView made;
        made.id = id;
        made.type = type;
        made.source = "shop";
        made.subject = subject;
        made.causation = causation;
        made.time = time;
        made.encoding = DataEncoding::Json;
        made.data = data;
        made.extensions = R"({"tenant":"a"})";
        return log.event(made);
    };
    const auto step = [&](StepKind kind, ParticipantId sender, ParticipantId receiver,
                          EventNumber number) {
        StepRecord record;
        record.time = time += 1'000'000;
        record.kind = kind;
        record.sender = sender;
        record.receiver = receiver;
        record.event = number;
        log.step(record);
    };
    const auto placed =
        event("e1", "order.placed", "order-1", R"({"status":"placed","amount":129.9})", "");
    step(StepKind::Publish, shop, bus, placed);
    step(StepKind::Deliver, bus, payment, placed);
    step(StepKind::Ack, payment, bus, placed);
    step(StepKind::Publish, payment, bus,
         event("e2", "payment.captured", "order-1", R"({"status":"paid","payment":"p-1"})", "e1"));
    step(StepKind::Publish, shop, bus,
         event("e3", "order.placed", "order-2", R"({"status":"placed"})", ""));
    step(StepKind::Publish, shop, bus,
         event("e4", "order.shipped", "order-1", R"({"status":"shipped"})", "e2"));
    step(StepKind::Command, shop, bus, EventNumber());
    QVERIFY(log.finish().has_value());
}

} // namespace

class TestBranches : public QObject
{
    Q_OBJECT

private:
    ViewState &view() { return m_window->state(); }
    BranchList &branches() { return m_window->branches(); }
    WhatIfPanel &panel() { return m_window->whatIf(); }
    EditListView &edits() { return panel().edits(); }
    MessageBar &messages() { return m_window->messages(); }

    template <class T> T *child(const char *name, QWidget *under = nullptr)
    {
        auto *found = (under ? under : m_window.get())->findChild<T *>(QLatin1String(name));
        Q_ASSERT(found);
        return found;
    }
    /// Null: it is not open.
    template <class T> T *dialog(const char *name)
    {
        for (auto *found : m_window->findChildren<T *>(QLatin1String(name)))
            if (found->isVisible()) return found;
        return nullptr;
    }
    QString text(const char *label)
    {
        const auto *found = child<QLabel>(label);
        return found->isVisible() ? found->text() : QString();
    }
    /// The lines of the edits, with plain blanks.
    QStringList lines()
    {
        QStringList all;
        for (int i = 0; edits().isVisible() && i < edits().count(); ++i)
            all << edits().item(i)->text().replace(QChar(0x00A0), QLatin1Char(' '));
        return all;
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(&m_window->diagram(), key, modifiers);
    }
    void go(std::uint64_t position) { view().setPlayhead(Position(position)); }
    void clickLine(int line, bool twice = false)
    {
        const auto at = edits().visualItemRect(edits().item(line)).center();
        QTest::mouseClick(edits().viewport(), Qt::LeftButton, {}, at);
        if (twice) QTest::mouseDClick(edits().viewport(), Qt::LeftButton, {}, at);
    }
    /// Opens the menu of branches and clicks an entry.
    void choose(const QString &entry)
    {
        QTest::mouseClick(child<QToolButton>("branchLink"), Qt::LeftButton);
        auto &menu = panel().menu();
        QTRY_VERIFY(menu.isVisible());
        for (auto *action : menu.actions()) {
            if (!action->text().startsWith(entry)) continue;
            QTest::mouseClick(&menu, Qt::LeftButton, {}, menu.actionGeometry(action).center());
            return;
        }
        QFAIL(qPrintable(QStringLiteral("no entry %1").arg(entry)));
    }
    void answerName(const QString &name)
    {
        auto *asked = dialog<QInputDialog>("branchName");
        QVERIFY(asked);
        auto *field = asked->findChild<QLineEdit *>();
        field->selectAll();
        QTest::keyClicks(field, name);
        QTest::keyClick(field, Qt::Key_Return);
    }
    void accept(QDialog *asked)
    {
        auto *button = asked->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        QVERIFY(button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void type(QWidget *field, const QString &text)
    {
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        const auto parts = text.split(QLatin1Char('\n'));
        for (const auto &part : parts) {
            QTest::keyClicks(field, part);
            if (&part != &parts.back()) QTest::keyClick(field, Qt::Key_Return);
        }
    }
    void open(const QString &path)
    {
        m_window->openFile(path);
        QTRY_VERIFY(!m_window->session().isLoading());
        QTRY_COMPARE(view().watermark(), Position(7));
    }
    void makeWindow()
    {
        m_window = std::make_unique<MainWindow>(*m_theme, MainWindow::Use::Unattended);
        m_window->resize(1500, 950);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void picture(const char *name, QWidget *widget = nullptr)
    {
        QCoreApplication::processEvents();
        if (const auto folder = qEnvironmentVariable("PLAYHEAD_PICTURES"); !folder.isEmpty())
            (widget ? widget : m_window.get())
                ->grab()
                .save(QStringLiteral("%1/%2.png").arg(folder, QLatin1String(name)));
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_case;

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QApplication::setStyle(QStringLiteral("Fusion"));
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_case = m_folder->filePath(QStringLiteral("shop.playhead"));
        writeCase(m_case);
        m_theme = std::make_unique<Theme>(
            qEnvironmentVariableIsSet("PLAYHEAD_LIGHT") ? Theme::Look::Light : Theme::Look::Dark);
        m_theme->applyToApplication();
        makeWindow();
        open(m_case);
        m_window->inspector().showTab(InspectorPanel::Tab::State);
    }
    void cleanup()
    {
        m_window.reset();
        m_theme.reset();
    }

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
        QTRY_COMPARE(text("branchResult"),
                     QStringLiteral("Final state differs in 1 of 2 subjects"));
        QTRY_COMPARE(text("branchHere"), QStringLiteral("At the playhead it differs in 1"));
        QTRY_COMPARE(child<QToolButton>("showDoubts")->text(),
                     QStringLiteral("1 recorded event depends on a changed one"));
        picture("skipped");
        go(3);
        QTRY_COMPARE(text("branchHere"), QStringLiteral("At the playhead it is the same"));
        go(4);
        key(Qt::Key_X); // not skipped after all
        QCOMPARE(lines(), QStringList());
        QVERIFY(!text("branchHint").isEmpty());
        QCOMPARE(text("branchResult"), QString());
        picture("emptybranch");
    }

    void anEditKeepsOnlyWhatIsDifferent()
    {
        go(2); // a delivery of the first event
        key(Qt::Key_C);
        QTRY_VERIFY(dialog<QDialog>("eventDialog"));
        auto *asked = dialog<QDialog>("eventDialog");
        auto *data = child<JsonEditor>("eventData", asked);
        auto *button = asked->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        QVERIFY(!button->isEnabled()); // nothing is different yet
        type(data, QStringLiteral("{\n\"status\": \"placed\",\n\"amount\" 99.9\n}"));
        QCOMPARE(data->mistakeLine(), 3);
        QVERIFY(child<QLabel>("eventProblem", asked)->text().startsWith(QStringLiteral("Line 3")));
        QVERIFY(!button->isEnabled());
        picture("mistake", asked);
        type(data, QStringLiteral("{\"status\": \"placed\", \"amount\": 99.9}"));
        QCOMPARE(data->mistakeLine(), 0);
        type(child<QLineEdit>("attribute:tenant", asked), QStringLiteral("b"));
        picture("edit", asked);
        accept(asked);
        QCOMPARE(branches().current()->edits().size(), std::size_t(1));
        const auto edit = branches().current()->edits().front();
        EventChange wanted;
        wanted.setJson({{"status", "placed"}, {"amount", 99.9}});
        wanted.extensions["tenant"] = "\"b\"";
        QVERIFY(edit == BranchEdit::edit(Position(2), wanted));
        QTRY_COMPARE(lines().value(0),
                     QStringLiteral("✎ edit #2 order.placed tenant → \"b\", amount 129.9 → 99.9"));
        picture("edited");

        clickLine(0, true); // goes on with the edit as it is
        QTRY_VERIFY(dialog<QDialog>("eventDialog"));
        asked = dialog<QDialog>("eventDialog");
        QCOMPARE(child<QLineEdit>("attribute:tenant", asked)->text(), QStringLiteral("b"));
        type(child<QLineEdit>("attribute:tenant", asked), QStringLiteral("a"));
        accept(asked);
        QVERIFY(branches().current()->edits().front().event.extensions.empty());
        QCOMPARE(branches().current()->edits().size(), std::size_t(1));
    }

    void anInsertStartsFromTheEventAtThePlayhead()
    {
        go(4);
        key(Qt::Key_I);
        QTRY_VERIFY(dialog<QDialog>("eventDialog"));
        auto *asked = dialog<QDialog>("eventDialog");
        QCOMPARE(child<QLineEdit>("attribute:type", asked)->text(),
                 QStringLiteral("payment.captured"));
        type(child<QLineEdit>("attribute:type", asked), QStringLiteral("order.cancelled"));
        type(child<QLineEdit>("attribute:time", asked), QStringLiteral("yesterday"));
        QVERIFY(!asked->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok)->isEnabled());
        type(child<QLineEdit>("attribute:time", asked), QStringLiteral("2023-11-14T22:13:21Z"));
        type(child<QLineEdit>("placeText", asked), QStringLiteral("6"));
        type(child<JsonEditor>("eventData", asked), QStringLiteral("{\"status\": \"cancelled\"}"));
        picture("insert", asked);
        accept(asked);
        const auto edit = branches().current()->edits().front();
        QCOMPARE(edit.kind, BranchEdit::Kind::Insert);
        QCOMPARE(edit.target, Position(6));
        QCOMPARE(edit.side, BranchEdit::Side::After);
        QCOMPARE(edit.event.subject.value_or(""), std::string("order-1"));
        QVERIFY(edit.event.id.value_or("") != "e2");
        QCOMPARE(lines(), QStringList(QStringLiteral("+ insert after #6 order.cancelled")));
        QTRY_COMPARE(text("branchResult"),
                     QStringLiteral("Final state differs in 1 of 2 subjects"));
    }

    void anEventIsDuplicatedAndMoved()
    {
        go(5);
        key(Qt::Key_I, Qt::ShiftModifier);
        QCOMPARE(lines(), QStringList(QStringLiteral("+ duplicate #5 order.placed after #5")));
        QTRY_COMPARE(text("branchResult"), QStringLiteral("The final state is the same"));
        go(6);
        key(Qt::Key_V);
        auto *asked = dialog<QDialog>("placeDialog");
        QVERIFY(asked);
        auto *button = asked->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        QVERIFY(!button->isEnabled()); // it is there already
        type(child<QLineEdit>("placeText", asked), QStringLiteral("99"));
        QVERIFY(!button->isEnabled());
        type(child<QLineEdit>("placeText", asked), QStringLiteral("#1"));
        picture("move", asked);
        accept(asked);
        QCOMPARE(lines().value(1), QStringLiteral("⇅ move #6 order.shipped after #1"));
        QTRY_COMPARE(text("branchResult"),
                     QStringLiteral("Final state differs in 1 of 2 subjects"));
    }

    void aStepWithoutAnEventIsRefusedWithAReason()
    {
        go(7);
        key(Qt::Key_X);
        QVERIFY(branches().branches().empty());
        QVERIFY(messages().message().contains(QStringLiteral("carries no event")));
        go(4);
        key(Qt::Key_X);
        QCOMPARE(messages().message(), QString());
    }

    void editsAreRemovedUndoneAndRedone()
    {
        go(4);
        key(Qt::Key_X);
        go(5);
        key(Qt::Key_X);
        go(1);
        clickLine(1);
        QCOMPARE(view().playhead(), Position(5));
        QTest::keyClick(&edits(), Qt::Key_Delete);
        QCOMPARE(lines(), QStringList(QStringLiteral("− skip #4 payment.captured")));
        QTest::keyClick(&edits(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(lines().size(), 2);
        key(Qt::Key_Z, Qt::ControlModifier);
        key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(lines().size(), 0);
        key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(messages().message().contains(QStringLiteral("undo")));
        key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(lines(), QStringList(QStringLiteral("− skip #4 payment.captured")));
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
        QTRY_COMPARE(text("branchResult"),
                     QStringLiteral("Final state differs in 1 of 2 subjects"));
        QVERIFY(!branches().isModified());
    }

    void ofARecordingGoIntoTheCaseWhenItIsSaved()
    {
        m_window->runScenario(QStringLiteral("users"));
        QTRY_VERIFY(view().watermark() > Position(20));
        m_window->session().stopScenario();
        QVERIFY(branches().branches().empty()); // those of the other log
        QVERIFY(view().goFirst());
        branches().addEdit(BranchEdit::skip(view().playhead()));
        const auto path = m_folder->filePath(QStringLiteral("kept.playhead"));
        QSignalSpy saved(&m_window->session(), &Session::saved);
        m_window->session().save(path);
        QTRY_COMPARE(saved.size(), 1);
        const auto kept = CaseBranches(path.toStdString()).load();
        QVERIFY(kept.has_value());
        QCOMPARE(kept->size(), std::size_t(1));
        QVERIFY(kept->front() == *branches().current());
    }

    void differencesAreListedAndLeadToWhereTheyBegin()
    {
        go(4);
        key(Qt::Key_X);
        QTRY_VERIFY(child<QToolButton>("showDifferences")->isVisible());
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
        QTRY_VERIFY(tree->json().indexOf(QStringLiteral("payment")).isValid());
        picture("dialog", shown);
        QTest::mouseClick(child<QToolButton>("copyPatch", shown), Qt::LeftButton);
        QVERIFY(Json::parse(QApplication::clipboard()->text().toStdString())
                == Json::parse(R"([{"op":"remove","path":"/payment"}])"));
        QTest::mouseClick(child<QToolButton>("asPatch", shown), Qt::LeftButton);
        QVERIFY(child<QPlainTextEdit>("patchText", shown)->isVisible());
        picture("patch", shown);

        QTRY_VERIFY(child<QToolButton>("showDoubts")->isVisible());
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
        QTRY_VERIFY(!dialog<BranchDialog>("branchDialog"));
    }

    void followsTheProjectionAndTheObserver()
    {
        go(4);
        key(Qt::Key_X);
        QTRY_COMPARE(text("branchResult"),
                     QStringLiteral("Final state differs in 1 of 2 subjects"));
        const auto &log = *view().log();
        view().setObserver(log.participants().find("payment")); // it never had that event
        QTRY_COMPARE(text("branchResult"), QStringLiteral("The final state is the same"));
    }

    void aRightClickInTheDiagramOffersTheEdits()
    {
        auto &canvas = m_window->diagram().canvas();
        const auto &scene = canvas.scene();
        QVERIFY(scene.rows.size() > 3);
        const auto &row = scene.rows[3];
        const QPoint at(canvas.width() / 2, static_cast<int>(row.y + row.height / 2));
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, canvas.mapToGlobal(at));
        QApplication::sendEvent(&canvas, &event);
        QCOMPARE(view().playhead(), Position(4));
        auto *menu = child<QMenu>("stepMenu");
        QTRY_VERIFY(menu->isVisible());
        picture("menu", menu);
        for (auto *action : menu->actions())
            if (action->objectName() == QStringLiteral("skipEvent"))
                QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
        QCOMPARE(lines(), QStringList(QStringLiteral("− skip #4 payment.captured")));
    }

    void aBranchOfAnotherLogSaysWhyItDoesNotFit()
    {
        branches().addEdit(BranchEdit::skip(Position(70)));
        QTRY_VERIFY(text("branchError").contains(QStringLiteral("position 70 is not in it")));
        QVERIFY(!child<QToolButton>("showDifferences")->isVisible());
        picture("unfit");
    }
};

QTEST_MAIN(TestBranches)
#include "tst_branches.moc"
