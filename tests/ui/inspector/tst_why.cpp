// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/causedelegate.h"
#include "inspector/inspectorpanel.h"
#include "inspector/statetab.h"
#include "inspector/whytab.h"

#include "core/replay/scriptedlog.h"
#include "support/eventually.h"
#include "support/samplelog.h"

#include <QMenu>
#include <QTest>
#include <QThread>
#include <QTimer>

using namespace playhead;

namespace {

constexpr int manyEffects = 320;

/// Events that take their time to be read.
class SlowEvents : public EventStore
{
public:
    Result<Event> event(EventNumber number) override
    {
        QThread::usleep(200);
        Event event;
        event.id = std::to_string(number.value());
        event.type = "slow";
        return event;
    }
    Result<std::string> reason(Position) override { return std::string(); }
};

} // namespace

class TestWhy : public QObject
{
    Q_OBJECT

private:
    CauseView &causes() { return m_panel->whyTab().causes(); }
    CauseTreeView &tree() { return causes().tree(); }
    FieldHistoryView &history() { return m_panel->whyTab().history(); }
    StateTab &state() { return m_panel->stateTab(); }

    EventNumber add(const char *id, const char *type, const char *causation,
                    const char *correlation = "")
    {
        Event event;
        event.id = id;
        event.type = type;
        event.subject = "order-1";
        event.causation = causation;
        event.correlation = correlation;
        return m_script->event(std::move(event));
    }

    void showAt(Position position, InspectorPanel::Tab tab = InspectorPanel::Tab::Why)
    {
        m_view.setLog(m_script->log());
        m_panel->showTab(tab);
        m_view.setPlayhead(position);
    }

    /// `#1 placed | *#2 paid(~#3 sent)`: the rows as they are; `*` the event itself, `~` inferred.
    QString told(const QTreeWidgetItem *item) const
    {
        if (item->data(0, CauseDelegate::EventRole).toUInt() == 0) return item->text(0);
        QString text;
        if (item->data(0, CauseDelegate::SelfRole).toBool()) text += QLatin1Char('*');
        if (item->data(0, CauseDelegate::InferredRole).toBool()) text += QLatin1Char('~');
        text +=
            item->data(0, CauseDelegate::PlaceRole).toString() + QLatin1Char(' ') + item->text(0);
        QStringList inside;
        for (int i = 0; i < item->childCount(); ++i)
            inside << told(item->child(i));
        return inside.isEmpty()
                   ? text
                   : text + QStringLiteral("(%1)").arg(inside.join(QStringLiteral(", ")));
    }
    QString told()
    {
        QStringList rows;
        for (int i = 0; i < tree().topLevelItemCount(); ++i)
            rows << told(tree().topLevelItem(i));
        return rows.join(QStringLiteral(" | "));
    }
    void click(QTreeWidget &view, const QTreeWidgetItem *item)
    {
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.visualItemRect(item).center());
    }
    QString note(const char *name)
    {
        const auto *label = m_panel->findChild<QLabel *>(QLatin1String(name));
        return label->isVisible() ? label->text() : QString();
    }

    /// Three events that set `status` and one that does not, each acknowledged by `mail` but the
    /// last.
    void writeOrder()
    {
        int n = 0;
        for (const auto *data :
             {R"({"status":"placed","items":[{"qty":1}]})", R"({"paid":true})",
              R"({"status":"paid","items":[{"qty":2}]})", R"({"status":null})"}) {
            const auto event = m_script->json("order.changed", "order-1", data);
            m_script->publish(event);
            m_script->deliver("mail", event);
            if (++n < 4) m_script->ack("mail", event);
        }
        m_script->writable().writableParticipants().intern("mail", Role::Consumer);
    }
    QModelIndex field(const char *path)
    {
        return state().tree().json().indexOf(QLatin1String(path));
    }
    void doubleClick(const QModelIndex &index)
    {
        auto &view = state().tree();
        view.scrollTo(index);
        const auto at = view.visualRect(index).center();
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, at);
    }
    QString change(int row)
    {
        const auto *item = history().table().topLevelItem(row);
        QStringList texts;
        for (int i = 0; i < FieldHistoryView::ColumnCount; ++i)
            texts << item->text(i);
        return texts.join(QLatin1Char(' '));
    }

    ViewState m_view;
    Theme m_theme;
    ProjectionTable m_projections;
    std::unique_ptr<test::ScriptedLog> m_script;
    std::unique_ptr<InspectorPanel> m_panel;

private slots:
    void init()
    {
        m_view.setLog({});
        m_view.setPinnedSubject({});
        m_view.setObserver({});
        m_script = std::make_unique<test::ScriptedLog>();
        m_panel = std::make_unique<InspectorPanel>(m_view, m_theme, m_projections);
        m_panel->resize(430, 640);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }
    void cleanup() { m_panel.reset(); }

    void causesAndEffectsAreATree()
    {
        for (const auto event :
             {add("a", "placed", ""), add("b", "paid", "a"), add("c", "sent", "b"),
              add("d", "billed", "b"), add("e", "archived", "d")})
            m_script->publish(event);
        showAt(Position(2));
        EVENTUALLY_EQUAL(told(),
                         QStringLiteral("#1 placed | *#2 paid(#3 sent, #4 billed(#5 archived))"));
        const auto *cause = tree().topLevelItem(0);
        QCOMPARE(cause->data(0, CauseDelegate::AwayRole).toString(), QStringLiteral("-1 ms"));
        QCOMPARE(cause->data(0, CauseDelegate::RouteRole).toString(),
                 QStringLiteral("shop \u2192 ch"));
        QVERIFY(tree().currentItem() == tree().self());
    }

    void clickAndEnterMoveThePlayhead()
    {
        for (const auto event :
             {add("a", "placed", ""), add("b", "paid", "a"), add("c", "sent", "b")})
            m_script->publish(event);
        showAt(Position(2));
        EVENTUALLY_EQUAL(told(), QStringLiteral("#1 placed | *#2 paid(#3 sent)"));
        click(tree(), tree().self()->child(0));
        QCOMPARE(m_view.playhead(), Position(3));
        EVENTUALLY_EQUAL(told(), QStringLiteral("#1 placed | #2 paid | *#3 sent"));
        QTest::keyClick(&tree(), Qt::Key_Up);
        QTest::keyClick(&tree(), Qt::Key_Up);
        QTest::keyClick(&tree(), Qt::Key_Return);
        QCOMPARE(m_view.playhead(), Position(1));
        EVENTUALLY_EQUAL(told(), QStringLiteral("*#1 placed(#2 paid(#3 sent))"));
    }

    void inferredLinksAreMarked()
    {
        const auto a = add("a", "placed", "", "c1");
        const auto b = add("b", "paid", "", "c1");
        m_script->publish(a);
        m_script->deliver("payment", a);
        m_script->step(StepKind::Publish, "payment", "ch", b);
        showAt(Position(1));
        EVENTUALLY_EQUAL(told(), QStringLiteral("*#1 placed(~#3 paid)"));
        QVERIFY(tree().self()->child(0)->toolTip(0).contains(QStringLiteral("inferred")));
        m_view.setPlayhead(Position(3));
        EVENTUALLY_EQUAL(told(), QStringLiteral("~#1 placed | *#3 paid"));
        QVERIFY(!m_panel->grab().isNull());
    }

    void thePathIsLitWhileItIsShown()
    {
        const auto a = add("a", "placed", "", "c1");
        const auto b = add("b", "paid", "a", "c1");
        const auto c = add("c", "sent", "", "c1");
        m_script->publish(a);                                   // #1
        m_script->publish(add("x", "other", ""));               // #2
        m_script->deliver("payment", a);                        // #3
        m_script->deliver("mail", a);                           // #4
        m_script->step(StepKind::Publish, "payment", "ch", b);  // #5
        m_script->ack("payment", a);                            // #6
        m_script->deliver("shipping", b);                       // #7
        m_script->step(StepKind::Publish, "shipping", "ch", c); // #8
        showAt(Position(5));
        const auto path = [this] {
            QStringList steps;
            for (const auto &step : m_view.litPath())
                steps << (step.evidence == Evidence::Inferred ? QStringLiteral("~%1")
                                                              : QStringLiteral("%1"))
                             .arg(step.position.value());
            return steps.join(QLatin1Char(' '));
        };
        const auto whole = QStringLiteral("1 3 5 ~7 ~8");
        EVENTUALLY_EQUAL(path(), whole);
        m_panel->showTab(InspectorPanel::Tab::Event);
        QCOMPARE(path(), QString());
        m_panel->showTab(InspectorPanel::Tab::Why);
        QCOMPARE(path(), whole);
        m_view.setPlayhead(Position(2));
        EVENTUALLY_EQUAL(path(), QStringLiteral("2"));
        m_panel->hide();
        QCOMPARE(path(), QString());
    }

    void whatIsLeftOutIsCounted()
    {
        m_script->publish(add("a", "placed", "elsewhere"));
        for (int i = 0; i < manyEffects; ++i)
            m_script->publish(add(("x" + std::to_string(i)).c_str(), "noted", "a"));
        showAt(Position(1));
        EVENTUALLY(tree().self() && tree().self()->childCount() > 200);
        QCOMPARE(tree().topLevelItem(0)->text(0),
                 QStringLiteral("a cause that is not in this log: elsewhere"));
        const auto *last = tree().self()->child(tree().self()->childCount() - 1);
        QCOMPARE(last->text(0),
                 QStringLiteral("and %1 more").arg(manyEffects + 1 - tree().self()->childCount()));
    }

    void whatComesLaterJoins()
    {
        m_script->publish(add("a", "placed", ""));
        showAt(Position(1));
        EVENTUALLY_EQUAL(told(), QStringLiteral("*#1 placed"));
        QVERIFY(note("causeNote").contains(QStringLiteral("No cause and no effect")));
        m_script->publish(add("b", "paid", "a"));
        m_view.setWatermark(m_script->log()->watermark());
        EVENTUALLY_EQUAL(told(), QStringLiteral("*#1 placed(#2 paid)"));
        QVERIFY(note("causeNote").isEmpty());
    }

    void whatIsClosedStaysClosed()
    {
        for (const auto event :
             {add("a", "placed", ""), add("b", "paid", "a"), add("c", "sent", "b")})
            m_script->publish(event);
        showAt(Position(1));
        EVENTUALLY(tree().self());
        tree().setCurrentItem(tree().self()->child(0));
        QTest::keyClick(&tree(), Qt::Key_Left);
        m_script->publish(add("d", "billed", "a"));
        m_view.setWatermark(m_script->log()->watermark());
        EVENTUALLY_EQUAL(tree().self()->childCount(), 2);
        QVERIFY(tree().self()->isExpanded());
        QVERIFY(!tree().self()->child(0)->isExpanded());
    }

    void emptyStatesSayWhatToDo()
    {
        m_panel->showTab(InspectorPanel::Tab::Why);
        QVERIFY(note("noCauses").contains(QStringLiteral("Open a log")));
        m_script->step(StepKind::Publish, "shop", "ch", EventNumber());
        showAt(Position(1));
        QVERIFY(note("noCauses").contains(QStringLiteral("no event")));
    }

    void longWorkIsToldAndGivenUpWithTheLog()
    {
        const auto log = std::make_shared<Log>(std::make_shared<SlowEvents>());
        constexpr std::uint32_t count = 60'000; // 12 s and more
        log->setEventCount(count);
        for (std::uint32_t i = 1; i <= count; ++i) {
            Step step;
            step.kind = StepKind::Publish;
            step.event = EventNumber(i);
            log->writableIndex().append(step);
        }
        log->writableIndex().publish();
        m_view.setLog(log);
        m_panel->showTab(InspectorPanel::Tab::Why);
        m_view.setPlayhead(Position(1));
        auto *busy = causes().findChild<BusyNote *>();
        QVERIFY(!busy->isVisible());
        EVENTUALLY(busy->isVisible());
        QVERIFY2(busy->text().startsWith(QStringLiteral("Looking at causes: ")),
                 qPrintable(busy->text()));
        QElapsedTimer clock;
        clock.start();
        m_script->publish(add("a", "placed", ""));
        showAt(Position(1));
        QVERIFY(!busy->isVisible());
        EVENTUALLY_EQUAL(told(), QStringLiteral("*#1 placed"));
        QVERIFY(clock.elapsed() < 3000);
    }

    void aDoubleClickAsksWhyAValueIsWhatItIs()
    {
        writeOrder();
        showAt(Position(9), InspectorPanel::Tab::State);
        EVENTUALLY_EQUAL(state().shown(), Position(9));
        doubleClick(field("status"));
        QCOMPARE(m_panel->currentTab(), InspectorPanel::Tab::Why);
        EVENTUALLY_EQUAL(history().table().topLevelItemCount(), 2);
        QCOMPARE(change(0), QStringLiteral("#7 order.changed \"placed\" \"paid\""));
        QCOMPARE(change(1), QStringLiteral("#1 order.changed nothing \"placed\""));
        QCOMPARE(note("whyTitle"), QStringLiteral("Why is status what it is?"));
        click(history().table(), history().table().topLevelItem(1));
        QCOMPARE(m_view.playhead(), Position(1));
        QCOMPARE(history().table().topLevelItemCount(), 2); // as asked, whatever is looked at
        QTest::mouseClick(m_panel->findChild<QToolButton *>(QStringLiteral("closeWhy")),
                          Qt::LeftButton);
        QVERIFY(!history().isVisible());
        QVERIFY(causes().isVisible());
    }

    void theKeyAsksAboutWhatIsInside()
    {
        writeOrder();
        showAt(Position(9), InspectorPanel::Tab::State);
        EVENTUALLY_EQUAL(state().shown(), Position(9));
        state().tree().setCurrentIndex(field("items.0.qty"));
        QTest::keyClick(&state().tree(), Qt::Key_Y);
        EVENTUALLY_EQUAL(history().table().topLevelItemCount(), 2);
        QCOMPARE(change(0), QStringLiteral("#7 order.changed 1 2"));
        QCOMPARE(
            history().answer().question.keys,
            QStringList({QStringLiteral("items"), QStringLiteral("0"), QStringLiteral("qty")}));
    }

    void aRemovedValueCanBeAskedFromTheMenu()
    {
        writeOrder();
        showAt(Position(10), InspectorPanel::Tab::State);
        EVENTUALLY_EQUAL(state().shown(), Position(10));
        const auto index = field("status"); // shown as removed by this event
        QVERIFY(index.isValid());
        QTimer::singleShot(0, this, [] {
            auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            QVERIFY(menu);
            QVERIFY(menu->actions().front()->text().startsWith(QStringLiteral("Why this value?")));
            QTest::keyClick(menu, Qt::Key_Down);
            QTest::keyClick(menu, Qt::Key_Return);
        });
        emit state().tree().customContextMenuRequested(state().tree().visualRect(index).center());
        EVENTUALLY_EQUAL(history().table().topLevelItemCount(), 3);
        QCOMPARE(change(0), QStringLiteral("#10 order.changed \"paid\" nothing"));
    }

    void theObserversEventsAreTold()
    {
        writeOrder();
        m_view.setLog(m_script->log());
        m_view.setObserver(m_script->participant("mail"));
        showAt(Position(9), InspectorPanel::Tab::State);
        EVENTUALLY_EQUAL(state().shown(), Position(9));
        QVERIFY(!state().answer().question.observer.isLog());
        state().tree().setCurrentIndex(field("status"));
        QTest::keyClick(&state().tree(), Qt::Key_Y);
        EVENTUALLY_EQUAL(history().table().topLevelItemCount(), 2);
        QCOMPARE(change(0), QStringLiteral("#9 order.changed \"placed\" \"paid\"")); // the ack
    }

    void anotherLogClosesTheQuestion()
    {
        writeOrder();
        showAt(Position(9), InspectorPanel::Tab::State);
        EVENTUALLY_EQUAL(state().shown(), Position(9));
        state().tree().setCurrentIndex(field("status"));
        QVERIFY(m_panel->askWhy());
        EVENTUALLY(history().isVisible());
        m_view.setLog(test::makeShopLog(100));
        QVERIFY(!history().isVisible());
        EVENTUALLY(tree().self());
    }

    void withoutAValueTheStateIsShown()
    {
        m_panel->showTab(InspectorPanel::Tab::Event);
        QVERIFY(!m_panel->askWhy());
        QCOMPARE(m_panel->currentTab(), InspectorPanel::Tab::State);
    }
};

QTEST_MAIN(TestWhy)
#include "tst_why.moc"
