// SPDX-License-Identifier: GPL-3.0-or-later
// What a branch changes, computed beside the interface: busy, cancelled, outdated, growing logs.
#include "branches/branchcomparer.h"
#include "branches/whatifpanel.h"
#include "support/eventually.h"
#include "support/samplelog.h"

#include <QLabel>
#include <QSemaphore>
#include <QTest>
#include <QToolButton>

using namespace playhead;

namespace {

/// Counts events, while the gate is open.
class HeldReducer : public Reducer
{
public:
    HeldReducer(QSemaphore &gate, bool perSubject) : m_gate(gate), m_perSubject(perSubject) {}
    [[nodiscard]] bool isPerSubject() const override { return m_perSubject; }
    Result<void> apply(Json &state, const Event &) const override
    {
        m_gate.acquire();
        m_gate.release();
        state = state.is_number() ? state.get<int>() + 1 : 1;
        return {};
    }

private:
    QSemaphore &m_gate;
    bool m_perSubject;
};

} // namespace

class TestBranchComparer : public QObject
{
    Q_OBJECT

private:
    QString text(const char *label)
    {
        const auto *found = m_panel->findChild<QLabel *>(QLatin1String(label));
        return found->isVisible() ? found->text() : QString();
    }
    QToolButton *link(const char *name)
    {
        return m_panel->findChild<QToolButton *>(QLatin1String(name));
    }
    enum class Of { Log, Subjects };
    void count(Of of)
    {
        m_comparer->setProjection(reducerProjection(
            "count-1", std::make_shared<HeldReducer>(m_gate, of == Of::Subjects)));
    }
    void openGate() { m_gate.release(); }
    void closeGate() { m_gate.acquire(); }

    QSemaphore m_gate;
    Theme m_theme;
    std::shared_ptr<Log> m_log;
    std::unique_ptr<ViewState> m_view;
    std::unique_ptr<BranchList> m_branches;
    std::unique_ptr<BranchComparer> m_comparer;
    std::unique_ptr<WhatIfPanel> m_panel;

private slots:
    void initTestCase() { m_theme.applyToApplication(); }
    void init()
    {
        m_log = test::makeShopLog(400);
        m_view = std::make_unique<ViewState>();
        m_view->setLog(m_log);
        m_view->setWatermark(m_log->watermark());
        m_branches = std::make_unique<BranchList>();
        m_comparer = std::make_unique<BranchComparer>(*m_view, *m_branches);
        m_panel = std::make_unique<WhatIfPanel>(*m_view, *m_branches, *m_comparer, m_theme);
        m_panel->resize(420, 200);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
        openGate();
    }
    void cleanup()
    {
        m_panel.reset();
        m_comparer.reset();
        m_branches.reset();
        m_view.reset();
        closeGate();
    }

    void followsTheProjection()
    {
        m_branches->addEdit(BranchEdit::skip(Position(1)));
        QVERIFY(!m_comparer->isBusy()); // nothing to compare through
        count(Of::Subjects);
        EVENTUALLY(text("branchResult").startsWith(QStringLiteral("Final state differs in 1 of")));
        EVENTUALLY(text("branchHere").contains(QStringLiteral("in 1")));
        count(Of::Log);
        QVERIFY(m_comparer->isOutdated());
        EVENTUALLY_EQUAL(text("branchResult"), QStringLiteral("The final state differs"));
        QVERIFY(!m_comparer->isOutdated());
        EVENTUALLY_EQUAL(text("branchHere"), QStringLiteral("At the playhead it differs"));
    }

    void longWorkIsToldAndCanBeCancelled()
    {
        closeGate();
        count(Of::Log);
        m_branches->addEdit(BranchEdit::skip(Position(1)));
        QVERIFY(m_comparer->isBusy());
        QCOMPARE(text("branchResult"), QStringLiteral("Comparing\u2026"));
        QVERIFY(!link("cancelComparing")->isVisible());
        EVENTUALLY(link("cancelComparing")->isVisible());
        QTest::mouseClick(link("cancelComparing"), Qt::LeftButton);
        QCOMPARE(text("branchResult"), QStringLiteral("Not compared"));
        openGate();
        EVENTUALLY(!m_comparer->isBusy());
        QCOMPARE(text("branchResult"), QStringLiteral("Not compared")); // the answer came too late
        QCOMPARE(link("cancelComparing")->text(), QStringLiteral("Compare again"));
        QTest::mouseClick(link("cancelComparing"), Qt::LeftButton);
        EVENTUALLY_EQUAL(text("branchResult"), QStringLiteral("The final state differs"));
        QVERIFY(!link("cancelComparing")->isVisible());
    }

    void theLastAnswerStaysUntilTheNextOne()
    {
        count(Of::Log);
        m_branches->addEdit(BranchEdit::skip(Position(1)));
        EVENTUALLY_EQUAL(text("branchResult"), QStringLiteral("The final state differs"));
        closeGate();
        m_branches->addEdit(
            BranchEdit::duplicate(Position(1), BranchEdit::Side::After, Position(2)));
        QVERIFY(m_comparer->isOutdated());
        QCOMPARE(text("branchResult"), QStringLiteral("The final state differs"));
        openGate();
        EVENTUALLY_EQUAL(text("branchResult"), QStringLiteral("The final state is the same"));
        m_branches->undo();
        m_branches->undo();
        QCOMPARE(text("branchResult"), QString());
        QVERIFY(!m_comparer->answer());
    }

    void goesOnWithALogThatGrows()
    {
        count(Of::Subjects);
        m_branches->addEdit(BranchEdit::skip(Position(1)));
        EVENTUALLY(m_comparer->answer());
        for (std::uint32_t i = 0; i < 3; ++i) {
            test::appendShopSteps(*m_log, 100, i + 7);
            m_view->setWatermark(m_log->watermark());
        }
        EVENTUALLY_EQUAL(m_comparer->answer()->question.at, m_log->watermark());
    }
};

QTEST_MAIN(TestBranchComparer)
#include "tst_branchcomparer.moc"
