// SPDX-License-Identifier: GPL-3.0-or-later
// Differences, observers and search of the state tab.
#include "inspector/inspectorpanel.h"
#include "inspector/statetab.h"
#include "inspector/whytab.h"

#include "core/replay/scriptedlog.h"
#include "support/eventually.h"

#include <QApplication>
#include <QClipboard>
#include <QPlainTextEdit>
#include <QTest>

using namespace playhead;

namespace {

/// Adds up the amounts of all events, and keeps the last of each subject under its name.
class SumReducer : public Reducer
{
public:
    [[nodiscard]] bool isPerSubject() const override { return false; }
    Result<void> apply(Json &state, const Event &event) const override
    {
        const auto data = Json::parse(event.data, nullptr, false);
        if (!state.is_object()) state = Json::object();
        state["sum"] = state.value("sum", 0) + data.value("amount", 0);
        state["last"][event.subject] = data.value("amount", 0);
        return {};
    }
};

} // namespace

class TestStateTab : public QObject
{
    Q_OBJECT

private:
    StateTab &state() { return m_panel->stateTab(); }
    StateSearchBox &search() { return state().search(); }
    template <class T> T *child(const char *name)
    {
        auto *found = m_panel->findChild<T *>(QLatin1String(name));
        Q_ASSERT(found);
        return found;
    }
    /// As a person does: the box has the focus and arrows go through it.
    void choose(QComboBox &box, const QString &entry)
    {
        const auto index = box.findText(entry, Qt::MatchContains);
        QVERIFY2(index >= 0, qPrintable(entry));
        box.setFocus();
        while (box.currentIndex() < index)
            QTest::keyClick(&box, Qt::Key_Down);
        while (box.currentIndex() > index)
            QTest::keyClick(&box, Qt::Key_Up);
    }
    void compare(const QString &entry) { choose(state().comparisons().choices(), entry); }
    void display(const QString &entry) { choose(*child<QComboBox>("display"), entry); }
    void go(std::uint64_t position)
    {
        m_view.setPlayhead(Position(position));
        EVENTUALLY_EQUAL(state().shown(), Position(position));
    }
    QString cell(const char *path, int column = JsonModel::ValueColumn, int role = Qt::DisplayRole)
    {
        return state()
            .tree()
            .json()
            .indexOf(QLatin1String(path))
            .siblingAtColumn(column)
            .data(role)
            .toString();
    }
    QString was(const char *path) { return cell(path, 0, JsonModel::OldTextRole); }

    Theme m_theme;
    ProjectionTable m_projections;
    ViewState m_view;
    std::unique_ptr<test::ScriptedLog> m_script;
    std::unique_ptr<InspectorPanel> m_panel;

private slots:
    /// Order 1 at #1, #4 and #7 and order 2 at #10, each delivered to `mail` and acknowledged, the
    /// second event of order 1 twice; order 2 is not acknowledged.
    void init()
    {
        m_script = std::make_unique<test::ScriptedLog>();
        m_script->writable().writableParticipants().intern("mail", Role::Consumer);
        const auto add = [this](const char *subject, const char *data, bool acknowledged) {
            const auto event = m_script->json("order.changed", subject, data);
            m_script->publish(event);
            m_script->deliver("mail", event);
            if (acknowledged) m_script->ack("mail", event);
            return event;
        };
        add("order-1", R"({"amount":1,"city":"Ulm"})", true);
        const auto second = add("order-1", R"({"amount":2,"note":"quick"})", true);
        add("order-1", R"({"amount":3})", true);
        add("order-2", R"({"amount":7,"city":"Bonn"})", false);
        m_script->deliver("mail", second, 2);
        m_script->ack("mail", second);
        QByteArray many = "{";
        for (int i = 100; i < 160; ++i)
            many += "\"field" + QByteArray::number(i) + "\":0,";
        many += "\"last\":0}";
        add("order-3", many.constData(), false);
        add("order-3", R"({"last":1})", false);
        m_projections.add("sum", reducerProjection("sum-1", std::make_shared<SumReducer>()));
        m_view.setLog({});
        m_panel = std::make_unique<InspectorPanel>(m_view, m_theme, m_projections);
        m_panel->resize(430, 640);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
        m_panel->showTab(InspectorPanel::Tab::State);
        m_view.setLog(m_script->log());
        m_view.setPinnedSubject(m_script->name("order-1"));
    }
    void cleanup() { m_panel.reset(); }

    void comparesWithAnyPosition()
    {
        go(8);
        QCOMPARE(was("amount"), QStringLiteral("2"));
        QVERIFY(!state().comparisons().place().isVisible());
        compare(QStringLiteral("another position"));
        auto &place = state().comparisons().place();
        QVERIFY(place.isVisible());
        QTest::keyClicks(&place, QStringLiteral("2"));
        EVENTUALLY_EQUAL(was("amount"), QStringLiteral("1"));
        QCOMPARE(cell("note", 0, JsonModel::ChangeRole).toInt(), int(JsonChange::Added));
        // A step is a millisecond: a distance goes along with the playhead.
        place.selectAll();
        QTest::keyClicks(&place, QStringLiteral("-3ms"));
        EVENTUALLY_EQUAL(state().answer().compared.at, Position(5));
        go(5);
        QCOMPARE(state().answer().compared.at, Position(2));
        place.selectAll();
        QTest::keyClicks(&place, QStringLiteral("nonsense"));
        QVERIFY(!child<QLabel>("compareHint")->text().isEmpty());
        EVENTUALLY_EQUAL(state().answer().question.comparison.kind,
                         StateComparison::Kind::PreviousEvent);
    }

    void aBookmarkIsAChoice()
    {
        m_view.setBookmarks({{Position(1), QStringLiteral("start")}});
        go(9);
        compare(QStringLiteral("bookmark start"));
        EVENTUALLY_EQUAL(was("amount"), QStringLiteral("1"));
        m_view.setBookmarks({});
        EVENTUALLY_EQUAL(was("amount"), QStringLiteral("2"));
    }

    void theDifferenceIsAJsonPatchToo()
    {
        go(4);
        display(QStringLiteral("JSON Patch"));
        auto *text = child<QPlainTextEdit>("patchText");
        EVENTUALLY(text->isVisible() && !text->toPlainText().isEmpty());
        QTest::mouseClick(child<QToolButton>("copyPatch"), Qt::LeftButton);
        const auto copied = Json::parse(QApplication::clipboard()->text().toStdString());
        QCOMPARE(copied.dump(), std::string(R"([{"op":"replace","path":"/amount","value":2},)"
                                            R"({"op":"add","path":"/note","value":"quick"}])"));
        const auto before = Json::parse(R"({"amount":1,"city":"Ulm"})");
        QCOMPARE(before.patch(copied).dump(),
                 std::string(R"({"amount":2,"city":"Ulm","note":"quick"})"));
        display(QStringLiteral("Tree"));
        QVERIFY(!text->isVisible());
        QVERIFY(state().tree().isVisible());
    }

    void aChangeOutOfSightIsScrolledTo()
    {
        auto &tree = state().tree();
        const auto isInSight = [&tree](const char *path) {
            const auto rect = tree.visualRect(tree.json().indexOf(QLatin1String(path)));
            return !rect.isEmpty() && tree.viewport()->rect().contains(rect.center());
        };
        m_view.setPinnedSubject(m_script->name("order-3"));
        go(14); // all are new
        EVENTUALLY(isInSight("field100"));
        QVERIFY(!isInSight("last"));
        go(16);
        QCOMPARE(cell("last"), QStringLiteral("1"));
        EVENTUALLY(isInSight("last"));
    }

    void twoObserversStandSideBySide()
    {
        go(8); // #7 is not acknowledged yet
        compare(QStringLiteral("with mail"));
        display(QStringLiteral("Side by side"));
        const auto &model = state().tree().json();
        EVENTUALLY_EQUAL(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(),
                         QStringLiteral("the log"));
        QCOMPARE(model.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(),
                 QStringLiteral("mail"));
        QCOMPARE(cell("amount", JsonModel::OtherColumn), QStringLiteral("2"));
        QCOMPARE(cell("amount"), QStringLiteral("3"));
        QCOMPARE(cell("city"), cell("city", JsonModel::OtherColumn));
        QVERIFY(!state().tree().isHeaderHidden());
        compare(QStringLiteral("previous event"));
        EVENTUALLY_EQUAL(model.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(),
                         QStringLiteral("#6"));
        display(QStringLiteral("Tree"));
        QCOMPARE(model.columnCount(), 2);
    }

    void redeliveriesCountOnceOrAgain()
    {
        auto *once = child<QCheckBox>("once");
        go(13);
        QVERIFY(!once->isEnabled());
        m_view.setObserver(m_script->participant("mail"));
        EVENTUALLY_EQUAL(cell("amount"), QStringLiteral("2")); // the redelivery set it back
        QVERIFY(once->isEnabled());
        QTest::mouseClick(once, Qt::LeftButton, {}, QPoint(8, once->height() / 2));
        QVERIFY(m_view.isObserverIdempotent());
        EVENTUALLY_EQUAL(cell("amount"), QStringLiteral("3"));
        compare(QStringLiteral("redeliveries again"));
        EVENTUALLY_EQUAL(was("amount"), QStringLiteral("2"));
    }

    void wholeLogStatesStepForwardAndBack()
    {
        state().chooseProjection(QStringLiteral("sum"));
        const int sums[] = {1, 1, 1, 3, 3, 3, 6, 6, 6, 13, 13, 13, 13};
        for (const std::uint64_t at : {13, 7, 6, 3, 4, 12, 1, 13}) {
            go(at);
            EVENTUALLY_EQUAL(cell("sum"), QString::number(sums[at - 1]));
        }
        QCOMPARE(was("sum"), QStringLiteral("6"));
        QCOMPARE(state().answer().lastChange, Position(10));
        QCOMPARE(state().answer().previous, Position(7));
    }

    void searchesTheStatesOfAllSubjects()
    {
        go(12);
        m_panel->focusSearch();
        QTest::mouseClick(child<QToolButton>("searchAll"), Qt::LeftButton);
        QTest::keyClicks(child<QLineEdit>("search"), QStringLiteral("city"));
        auto &results = search().results();
        EVENTUALLY_EQUAL(results.topLevelItemCount(), 2);
        QCOMPARE(results.topLevelItem(1)->text(0), QStringLiteral("order-2"));
        QCOMPARE(results.topLevelItem(1)->text(2), QStringLiteral("\"Bonn\""));
        QTest::mouseClick(results.viewport(), Qt::LeftButton, {},
                          results.visualItemRect(results.topLevelItem(1)).center());
        QCOMPARE(m_view.pinnedSubject(), m_script->name("order-2"));
        EVENTUALLY_EQUAL(state().tree().currentIndex().data(JsonModel::PathRole).toString(),
                         QStringLiteral("city"));
        EVENTUALLY_EQUAL(cell("city"), QStringLiteral("\"Bonn\""));
        // At an earlier position there is less to find.
        m_view.setPlayhead(Position(5));
        EVENTUALLY_EQUAL(results.topLevelItemCount(), 1);
        child<QLineEdit>("search")->selectAll();
        QTest::keyClicks(child<QLineEdit>("search"), QStringLiteral("nobody"));
        EVENTUALLY(child<QLabel>("searchNote")->text().contains(QStringLiteral("Nowhere")));
        QVERIFY(!results.isVisible());
    }

    void numbersOverTimeAreAChart()
    {
        go(9);
        state().tree().setFocus();
        QVERIFY(state().tree().select({QStringLiteral("amount")}));
        QTest::keyClick(&state().tree(), Qt::Key_Y);
        auto &chart = m_panel->whyTab().history().chart();
        EVENTUALLY(chart.isVisible());
        const auto at = [&](std::uint64_t position) {
            return QPoint(int(chart.xOf(Position(position))) + 2, chart.height() / 2);
        };
        QTest::mouseMove(&chart, at(5));
        EVENTUALLY_EQUAL(chart.hoverText(), QStringLiteral("#4: 2"));
        if (const auto folder = qEnvironmentVariable("PLAYHEAD_PICTURES"); !folder.isEmpty())
            m_panel->grab().save(folder + QStringLiteral("/fieldchart.png"));
        QTest::mouseClick(&chart, Qt::LeftButton, {}, at(2));
        QCOMPARE(m_view.playhead(), Position(1));
        m_panel->showTab(InspectorPanel::Tab::State);
        go(9);
        QVERIFY(state().tree().select({QStringLiteral("city")}));
        state().tree().setFocus();
        QTest::keyClick(&state().tree(), Qt::Key_Y);
        EVENTUALLY_EQUAL(m_panel->whyTab().history().answer().rows.size(), std::size_t(1));
        QVERIFY(!chart.isVisible());
    }
};

QTEST_MAIN(TestStateTab)
#include "tst_statetab.moc"
