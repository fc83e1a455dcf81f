// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of a branch, made and changed at the playhead.
#include "branchwindow.h"
#include "support/eventually.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QToolTip>

using namespace playhead;
using namespace playhead::test;

class TestBranchEdits : public BranchWindow
{
    Q_OBJECT

private slots:
    void initTestCase() { prepare(); }
    void init() { start(); }
    void cleanup() { end(); }

    void anEditKeepsOnlyWhatIsDifferent()
    {
        go(2); // a delivery of the first event
        key(Qt::Key_C);
        EVENTUALLY(dialog<QDialog>("eventDialog"));
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
        EVENTUALLY_EQUAL(
            lines().value(0),
            QStringLiteral("✎ edit #2 order.placed tenant → \"b\", amount 129.9 → 99.9"));
        picture("edited");

        clickLine(0, true); // goes on with the edit as it is
        EVENTUALLY(dialog<QDialog>("eventDialog"));
        asked = dialog<QDialog>("eventDialog");
        QCOMPARE(child<QLineEdit>("attribute:tenant", asked)->text(), QStringLiteral("b"));
        type(child<QLineEdit>("attribute:tenant", asked), QStringLiteral("a"));
        accept(asked);
        QVERIFY(branches().current()->edits().front().event.extensions.empty());
        QCOMPARE(branches().current()->edits().size(), std::size_t(1));
    }

    void whatIsTakenOutOfTheDataIsGone()
    {
        const auto edited = [this](const QString &typed) {
            EVENTUALLY(dialog<QDialog>("eventDialog"));
            auto *asked = dialog<QDialog>("eventDialog");
            auto *data = child<JsonEditor>("eventData", asked);
            type(data, typed);
            if (typed.isEmpty()) QTest::keyClick(data, Qt::Key_Delete);
            accept(asked);
            EVENTUALLY(!dialog<QDialog>("eventDialog"));
        };
        // A member, whatever the state would make of its absence.
        go(1);
        key(Qt::Key_C);
        edited(QStringLiteral("{\"status\": \"placed\"}"));
        EVENTUALLY_EQUAL(lines().value(0), QStringLiteral("✎ edit #1 order.placed amount removed"));
        Event event = *view().log()->event(EventNumber(1));
        branches().current()->edits()[0].event.applyTo(event);
        QCOMPARE(event.data, std::string(R"({"status":"placed"})"));
        EVENTUALLY_EQUAL(text("branchResult"),
                         QStringLiteral("Final state differs in 1 of 2 subjects"));
        // All of it.
        clickLine(0, true);
        edited({});
        EVENTUALLY_EQUAL(lines().value(0),
                         QStringLiteral("✎ edit #1 order.placed "
                                        "{\"amount\":129.9,\"status\":\"placed\"} → none"));
        branches().current()->edits()[0].event.applyTo(event);
        QCOMPARE(event.encoding, DataEncoding::None);
        QVERIFY(event.data.empty());
        // And it comes back.
        clickLine(0, true);
        EVENTUALLY(dialog<QDialog>("eventDialog"));
        QCOMPARE(child<JsonEditor>("eventData", dialog<QDialog>("eventDialog"))->toPlainText(),
                 QString());
        edited(QStringLiteral("{\"status\": \"placed\", \"amount\": 1}"));
        EVENTUALLY_EQUAL(lines().value(0),
                         QStringLiteral("✎ edit #1 order.placed amount 129.9 → 1"));
    }

    void anInsertStartsFromTheEventAtThePlayhead()
    {
        go(4);
        key(Qt::Key_I);
        EVENTUALLY(dialog<QDialog>("eventDialog"));
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
        EVENTUALLY_EQUAL(text("branchResult"),
                         QStringLiteral("Final state differs in 1 of 2 subjects"));
    }

    void anEventIsDuplicatedAndMoved()
    {
        go(5);
        key(Qt::Key_I, Qt::ShiftModifier);
        QCOMPARE(lines(), QStringList(QStringLiteral("+ duplicate #5 order.placed after #5")));
        EVENTUALLY_EQUAL(text("branchResult"), QStringLiteral("The final state is the same"));
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
        EVENTUALLY_EQUAL(text("branchResult"),
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

    void theDiagramMarksWhatTheBranchMakesOfEvents()
    {
        const auto labels = [this] {
            QStringList all;
            for (const auto &arrow : m_window->diagram().canvas().scene().arrows)
                all << arrow.label;
            return all;
        };
        go(4);
        key(Qt::Key_X);
        branches().addEdit(BranchEdit::move(Position(5), BranchEdit::Side::After, Position(6)));
        EventChange change;
        change.type = "order.put";
        branches().addEdit(BranchEdit::edit(Position(2), change));
        QCOMPARE(labels().mid(0, 5),
                 QStringList({QStringLiteral("\u270e order.placed"),
                              QStringLiteral("\u270e order.placed"), QStringLiteral("\u270e ack"),
                              QStringLiteral("\u2212 payment.captured"),
                              QStringLiteral("\u21c5 order.placed")}));
        picture("marked");
        m_window->session().close();
        QVERIFY(view().branchMarks().isEmpty());
    }

    void theDiagramMarksWhereTheBranchPutsEvents()
    {
        using Side = BranchEdit::Side;
        auto &canvas = m_window->diagram().canvas();
        const auto additions = [&canvas] { return canvas.scene().additions; };
        const auto edgeBelow = [&canvas](std::size_t row) {
            return canvas.scene().rows[row].y + canvas.scene().rows[row].height;
        };
        go(1);
        EventChange change;
        change.type = "payment.refunded";
        branches().addEdit(BranchEdit::insert(change, Side::After, Position(4)));
        branches().addEdit(BranchEdit::duplicate(Position(5), Side::Before, Position(3)));
        branches().addEdit(BranchEdit::move(Position(6), Side::Before, Position(1)));
        QCOMPARE(additions().size(), std::size_t(3));
        QCOMPARE(additions()[0].label, QStringLiteral("\u21c5 order.shipped"));
        QCOMPARE(additions()[0].y, canvas.scene().rows[0].y);
        QCOMPARE(additions()[1].label, QStringLiteral("+ order.placed"));
        QCOMPARE(additions()[1].y, edgeBelow(1));
        QCOMPARE(additions()[2].label, QStringLiteral("+ payment.refunded"));
        QCOMPARE(additions()[2].y, edgeBelow(3));
        picture("added");
        // What lies between the same two steps shares a line.
        branches().addEdit(BranchEdit::duplicate(Position(4), Side::Before, Position(5)));
        QCOMPARE(additions().size(), std::size_t(3));
        QCOMPARE(additions()[2].label, QStringLiteral("+ payment.refunded   + payment.captured"));
        const QPoint at(canvas.width() / 2, static_cast<int>(additions()[2].y) + 2);
        QHelpEvent help(QEvent::ToolTip, at, canvas.mapToGlobal(at));
        QApplication::sendEvent(&canvas, &help);
        QVERIFY2(QToolTip::text().startsWith(
                     QStringLiteral("+ insert after #4 payment.refunded\n"
                                    "+ duplicate #4 payment.captured before #5\n")),
                 qPrintable(QToolTip::text()));
        // One that is skipped is not moved either, and a later move holds.
        branches().addEdit(BranchEdit::move(Position(6), Side::After, Position(2)));
        QCOMPARE(additions()[0].y, edgeBelow(1));
        QCOMPARE(additions().size(), std::size_t(2));
        branches().addEdit(BranchEdit::skip(Position(6)));
        QCOMPARE(additions()[0].label, QStringLiteral("+ order.placed"));
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
        EVENTUALLY(menu->isVisible());
        picture("menu", menu);
        for (auto *action : menu->actions())
            if (action->objectName() == QStringLiteral("skipEvent"))
                QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
        QCOMPARE(lines(), QStringList(QStringLiteral("− skip #4 payment.captured")));
    }
};

QTEST_MAIN(TestBranchEdits)
#include "tst_branchedits.moc"
