// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/deliveriestab.h"
#include "inspector/eventtab.h"
#include "inspector/inspectorpanel.h"
#include "inspector/statetab.h"
#include "support/eventually.h"
#include "support/samplelog.h"

#include <QTest>

using namespace playhead;

class TestInspector : public QObject
{
    Q_OBJECT

private:
    StateTab &state() { return m_panel->stateTab(); }
    QTreeWidget &table() { return m_panel->deliveriesTab().table(); }

    /// The `nth` publish (from 1) of the subject.
    Position publish(const char *subject, int nth)
    {
        const auto id = m_view.log()->names().find(subject);
        for (std::uint64_t i = 1; i <= m_view.log()->watermark().value(); ++i) {
            const auto step = m_view.log()->at(Position(i));
            if (step.kind == StepKind::Publish && step.subject == id && --nth == 0)
                return Position(i);
        }
        return {};
    }
    void go(Position position)
    {
        m_view.setPlayhead(position);
        EVENTUALLY_EQUAL(state().shown(), position);
    }
    template <class Widget> Widget *child(const char *name)
    {
        return m_panel->findChild<Widget *>(QLatin1String(name));
    }
    QString value(const char *path, int role = Qt::DisplayRole)
    {
        return state()
            .tree()
            .json()
            .indexOf(QLatin1String(path))
            .siblingAtColumn(JsonModel::ValueColumn)
            .data(role)
            .toString();
    }

    ViewState m_view;
    Theme m_theme;
    ProjectionTable m_projections;
    std::unique_ptr<InspectorPanel> m_panel;

private slots:
    void init()
    {
        m_view.setLog({});
        m_panel = std::make_unique<InspectorPanel>(m_view, m_theme, m_projections);
        m_panel->resize(430, 640);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
        m_panel->showTab(InspectorPanel::Tab::State);
        m_view.setLog(test::makeShopLog(400));
        m_view.setPinnedSubject({});
        m_view.setObserver({});
    }
    void cleanup() { m_panel.reset(); }

    void stateFollowsThePlayheadAndMarksChanges()
    {
        const auto second = publish("order-2", 2);
        go(second);
        QCOMPARE(value("version"), QStringLiteral("2"));
        QCOMPARE(value("version", JsonModel::OldTextRole), QStringLiteral("1"));
        QCOMPARE(state().answer().previous, publish("order-2", 1));
        go(publish("order-2", 1));
        QCOMPARE(state()
                     .tree()
                     .json()
                     .indexOf(QStringLiteral("version"))
                     .data(JsonModel::ChangeRole)
                     .toInt(),
                 int(JsonChange::Added));
    }

    void changedByLeadsToThatStep()
    {
        const auto third = publish("order-2", 3);
        go(advanced(third, 1));
        QTest::mouseClick(child<LinkButton>("changedBy"), Qt::LeftButton);
        QCOMPARE(m_view.playhead(), third);
        EVENTUALLY_EQUAL(state().shown(), third);
        QTest::keyClick(child<LinkButton>("changedBy"), Qt::Key_Return);
        QCOMPARE(m_view.playhead(), publish("order-2", 2));
    }

    void aPinnedSubjectStays()
    {
        go(publish("order-2", 1));
        QTest::mouseClick(child<QToolButton>("pin"), Qt::LeftButton);
        QCOMPARE(m_view.pinnedSubject(), m_view.log()->names().find("order-2"));
        go(publish("order-5", 1));
        QCOMPARE(child<QLineEdit>("subject")->text(), QStringLiteral("order-2"));
        QCOMPARE(value("version"), QStringLiteral("4"));
        QTest::mouseClick(child<QToolButton>("pin"), Qt::LeftButton);
        QCOMPARE(child<QLineEdit>("subject")->text(), QStringLiteral("order-5"));
    }

    void aSubjectCanBeTyped()
    {
        go(publish("order-5", 1));
        auto *field = child<QLineEdit>("subject");
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("order-3"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(m_view.pinnedSubject(), m_view.log()->names().find("order-3"));
        EVENTUALLY_EQUAL(value("version"), QStringLiteral("4"));
        QVERIFY(child<QToolButton>("pin")->isChecked());
    }

    void searchGoesRound()
    {
        go(publish("order-2", 2));
        m_panel->focusSearch();
        auto *field = child<QLineEdit>("search");
        QTest::keyClicks(field, QStringLiteral("s"));
        const auto count = state().tree().matchCount();
        QVERIFY(count >= 2);
        const auto *matches = child<QLabel>("matches");
        QCOMPARE(matches->text(), QStringLiteral("1 of %1").arg(count));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(matches->text(), QStringLiteral("2 of %1").arg(count));
        QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(matches->text(), QStringLiteral("%1 of %1").arg(count));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(matches->text().isEmpty());
    }

    void theObserverSeesWhatItAcknowledged()
    {
        const auto first = publish("order-2", 1);
        m_view.setObserver(m_view.log()->participants().find("shipping"));
        go(first);
        EVENTUALLY(!state().answer().question.observer.isLog());
        QVERIFY(!state().answer().tree); // published, not yet acknowledged
    }

    void theEventIsShown()
    {
        m_panel->showTab(InspectorPanel::Tab::Event);
        const auto at = publish("order-2", 2);
        m_view.setPlayhead(at);
        EVENTUALLY_EQUAL(m_panel->eventTab().shown(), at);
        const auto text = m_panel->eventTab().attributes().toPlainText();
        for (const auto *part : {"order-2", "Publish", "order-service", "orders.events"})
            QVERIFY2(text.contains(QLatin1String(part)), part);
        QVERIFY(m_panel->eventTab().dataText().toPlainText().contains(QStringLiteral("version")));
    }

    void clickingADeliveryMovesThePlayhead()
    {
        m_panel->showTab(InspectorPanel::Tab::Deliveries);
        const auto at = publish("order-2", 1);
        m_view.setPlayhead(at);
        EVENTUALLY(table().topLevelItemCount() == 3);
        const auto *item = table().topLevelItem(1)->child(0);
        const auto click = [&](int column) {
            const auto index = table().model()->index(0, column, table().model()->index(1, 0));
            QTest::mouseClick(table().viewport(), Qt::LeftButton, {},
                              table().visualRect(index).center());
        };
        QCOMPARE(item->text(DeliveriesTab::Attempt), QStringLiteral("1"));
        click(DeliveriesTab::Delivered);
        const auto step = m_view.log()->at(m_view.playhead());
        QCOMPARE(step.kind, StepKind::Deliver);
        QCOMPARE(m_view.log()->participantName(step.receiver), std::string_view("inventory"));
        EVENTUALLY(table().currentItem() == table().topLevelItem(1)->child(0));
        click(DeliveriesTab::Outcome);
        QCOMPARE(m_view.log()->at(m_view.playhead()).sender, step.receiver);
    }

    void followingEndsAtTheLastStep_data()
    {
        QTest::addColumn<int>("tab");
        QTest::newRow("event") << int(InspectorPanel::Tab::Event);
        QTest::newRow("state") << int(InspectorPanel::Tab::State);
    }
    void followingEndsAtTheLastStep()
    {
        QFETCH(int, tab);
        const auto log = test::makeShopLog(100);
        m_view.setLog(log);
        m_panel->showTab(static_cast<InspectorPanel::Tab>(tab));
        m_view.setFollowing(true);
        for (std::uint32_t i = 0; i < 20; ++i) { // faster than anybody reads
            test::appendShopSteps(*log, 50, i + 2);
            m_view.setWatermark(log->watermark());
            QCoreApplication::processEvents();
        }
        const auto &events = *m_panel->findChild<EventTab *>();
        EVENTUALLY_EQUAL(tab == int(InspectorPanel::Tab::Event) ? events.shown() : state().shown(),
                         log->watermark());
        m_view.setFollowing(false);
    }

    void closingTheLogEmptiesEverything()
    {
        go(publish("order-2", 1));
        m_view.setLog({});
        QCOMPARE(state().shown(), Position());
        QCOMPARE(state().tree().json().rowCount(), 0);
    }
};

QTEST_MAIN(TestInspector)
#include "tst_inspector.moc"
