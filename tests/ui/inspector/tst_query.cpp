// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/querydesk.h"
#include "core/scenarios/scenariolog.h"
#include "inspector/inspectorpanel.h"
#include "inspector/querytab.h"
#include "inspector/statetab.h"
#include "support/eventually.h"

#include <QHeaderView>
#include <QSignalSpy>
#include <QTest>

using namespace playhead;
using namespace playhead::test;

class TestQuery : public QObject
{
    Q_OBJECT

private:
    QueryTab &tab() { return m_panel->queryTab(); }
    QTreeWidget &table() { return tab().table(); }

    void open(const LogPtr &log, Position at)
    {
        m_view.setLog(log);
        m_panel->showTab(InspectorPanel::Tab::Query);
        m_view.setPlayhead(at);
    }
    /// `#4 price tea|desk|#1|0`, a row each; the current one in brackets.
    QStringList told()
    {
        QStringList rows;
        for (int i = 0; i < table().topLevelItemCount(); ++i) {
            const auto *item = table().topLevelItem(i);
            QStringList texts;
            for (int column = 0; column < QueryTab::ColumnCount; ++column)
                texts << item->text(column);
            const auto row = texts.join(QLatin1Char('|'));
            rows << (item == table().currentItem() ? QStringLiteral("[%1]").arg(row) : row);
        }
        return rows;
    }
    QString text(const char *name)
    {
        const auto *label = tab().findChild<QLabel *>(QLatin1String(name));
        return label->isVisible() ? label->text() : QString();
    }
    LinkButton &link(const char *name)
    {
        return *tab().findChild<LinkButton *>(QLatin1String(name));
    }
    void click(int row, QueryTab::Column column)
    {
        auto rect = table().visualItemRect(table().topLevelItem(row));
        rect.setLeft(table().header()->sectionViewportPosition(column));
        rect.setWidth(table().header()->sectionSize(column));
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, rect.center());
    }
    void click(LinkButton &button)
    {
        tab().detail().ensureWidgetVisible(&button);
        QTest::mouseClick(&button, Qt::LeftButton);
    }
    /// Two queries of tea: the second is answered from old state.
    void writeDesk()
    {
        m_desk.taken(m_desk.changed("tea"));  // #1 #2 #3
        m_desk.asks("tea");                   // #4
        m_desk.replies("tea");                // #5
        m_desk.changed("tea");                // #6
        m_desk.changed("milk");               // #7
        m_desk.asks("tea");                   // #8
        m_desk.replies("tea");                // #9
        m_desk.asks("milk", "till", "stock"); // #10
        m_desk.writable().writableParticipants().intern("view", Role::Consumer);
    }

    ViewState m_view;
    Theme m_theme;
    ProjectionTable m_projections;
    Desk m_desk;
    std::unique_ptr<InspectorPanel> m_panel;

private slots:
    void init()
    {
        m_view.setLog({});
        m_desk = Desk();
        m_panel = std::make_unique<InspectorPanel>(m_view, m_theme, m_projections);
        m_panel->resize(460, 900);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }
    void cleanup() { m_panel.reset(); }

    void emptyStatesSayWhatToDo()
    {
        m_panel->showTab(InspectorPanel::Tab::Query);
        QVERIFY(text("noQueries").contains(QStringLiteral("Open a log")));
        m_desk.changed("tea");
        open(m_desk.log(), Position(1));
        EVENTUALLY(text("noQueries").contains(QStringLiteral("No query near the playhead")));
    }

    void queriesAreListedWithWhatTheyWereAnsweredFrom()
    {
        writeDesk();
        open(m_desk.log(), Position(9));
        EVENTUALLY_EQUAL(told(), (QStringList{"#4 price tea|desk|#1|0", "[#8 price tea|desk|#1|2]",
                                              "#10 stock milk|till|no reply|"}));
        m_view.setPlayhead(Position(7)); // the last one before it
        EVENTUALLY_EQUAL(table().currentItem(), table().topLevelItem(0));
        const auto ink = [this](int row) {
            return table().topLevelItem(row)->foreground(QueryTab::Asker).color();
        };
        QCOMPARE(ink(0), m_theme.color(ColorRole::Text));
        QCOMPARE(ink(1), m_theme.color(ColorRole::FaintText)); // behind the playhead
        m_view.setPlayhead(Position(10));
        EVENTUALLY_EQUAL(table().currentItem(), table().topLevelItem(2));
        QCOMPARE(ink(1), m_theme.color(ColorRole::Text));
    }

    void onlyQueriesOfOneName()
    {
        writeDesk();
        open(m_desk.log(), Position(10));
        EVENTUALLY_EQUAL(table().topLevelItemCount(), 3);
        QCOMPARE(tab().names().count(), 3); // all, price, stock
        tab().names().setFocus();
        QTest::keyClicks(&tab().names(), QStringLiteral("s"));
        EVENTUALLY_EQUAL(told(), QStringList{"[#10 stock milk|till|no reply|]"});
        QTest::keyClick(&tab().names(), Qt::Key_Home);
        EVENTUALLY_EQUAL(table().topLevelItemCount(), 3);
    }

    void anOldAnswerIsToldWithBothStates()
    {
        m_desk.taken(m_desk.json("changed", "tea", R"({"price":3})"));   // without a publish
        m_desk.publish(m_desk.json("changed", "tea", R"({"price":4})")); // #3
        m_desk.asks("tea");                                              // #4
        m_desk.replies("tea");                                           // #5
        open(m_desk.log(), Position(5));
        EVENTUALLY(text("querySource").contains(QStringLiteral("the answer is old")));
        QVERIFY(text("querySource").startsWith(QStringLiteral("Answered from #1, 1 event behind")));
        const auto &detail = tab().detail().detail();
        QVERIFY(detail.areDifferent);
        QCOMPARE(detail.states->children.at(0)->oldText, QStringLiteral("3"));
        QCOMPARE(detail.states->children.at(0)->text, QStringLiteral("4"));
        QCOMPARE(detail.answered->children.at(0)->text, QStringLiteral("1"));
    }

    void clicksMoveThePlayhead()
    {
        writeDesk();
        open(m_desk.log(), Position(9));
        EVENTUALLY_EQUAL(table().topLevelItemCount(), 3);
        click(0, QueryTab::Query);
        QCOMPARE(m_view.playhead(), Position(4));
        EVENTUALLY_EQUAL(table().topLevelItemCount(), 3); // those behind it stay
        click(1, QueryTab::From);
        QCOMPARE(m_view.playhead(), Position(1));
        m_view.setPlayhead(Position(9));
        EVENTUALLY(text("querySource").contains(QStringLiteral("2 events behind, 1 of them")));
        click(link("queryEvent"));
        QCOMPARE(m_view.playhead(), Position(1));
    }

    void theStatesOfAnAnswerAreShown()
    {
        writeDesk();
        open(m_desk.log(), Position(8));
        EVENTUALLY(text("querySource").contains(QStringLiteral("old")));
        click(link("queryStates"));
        QCOMPARE(m_view.playhead(), Position(9));
        QCOMPARE(m_view.observer(), m_desk.participant("view"));
        QCOMPARE(m_view.pinnedSubject(), m_desk.name("tea"));
        QCOMPARE(m_panel->currentTab(), InspectorPanel::Tab::State);
    }

    void whatIsNotAnsweredOrNotKnownIsSaid()
    {
        m_desk.asks("tea");    // #1
        m_desk.replies("tea"); // #2
        m_desk.asks("milk");   // #3
        open(m_desk.log(), Position(2));
        EVENTUALLY(text("querySource").contains(QStringLiteral("view acknowledges no events")));
        QCOMPARE(told(),
                 (QStringList{"[#1 price tea|desk|not known|]", "#3 price milk|desk|no reply|"}));
        QVERIFY(!link("queryStates").isVisible());
        m_view.setPlayhead(Position(3));
        EVENTUALLY_EQUAL(tab().detail().detail().query.query, Position(3));
        QVERIFY(text("querySource").isEmpty());
    }

    void whatIsRecordedLaterJoins()
    {
        writeDesk();
        open(m_desk.log(), Position(9));
        EVENTUALLY_EQUAL(table().topLevelItemCount(), 3);
        m_desk.step(StepKind::Reply, "view", "till",
                    m_desk.json("stock.reply", "milk", R"({"left":2})")); // #11
        m_view.setWatermark(m_desk.log()->watermark());
        EVENTUALLY_EQUAL(told().last(), QStringLiteral("#10 stock milk|till|#1|2"));
    }

    void theLaggingReadModelIsSeen()
    {
        const auto log = scenarioLog("lag", {}, 1, 30 * nanosecondsPerSecond);
        QVERIFY(log);
        open(log, log->watermark());
        EVENTUALLY(table().topLevelItemCount() > 10);
        int old = 0;
        for (int i = 0; i < table().topLevelItemCount(); ++i)
            old += table().topLevelItem(i)->toolTip(QueryTab::Behind).isEmpty() ? 0 : 1;
        QVERIFY(old > 5);
        QVERIFY(old < table().topLevelItemCount());
    }
};

QTEST_MAIN(TestQuery)
#include "tst_query.moc"
