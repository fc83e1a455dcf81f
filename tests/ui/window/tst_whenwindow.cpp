// SPDX-License-Identifier: GPL-3.0-or-later
// Breakpoints in the window: kept in the case, stopping the player, holding a scenario.
#include "diagram/diagramview.h"
#include "support/eventually.h"
#include "timeline/timelinepanel.h"
#include "ui/window/windowtesting.h"
#include "when/whenpanel.h"
#include "window/messagebar.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

using namespace playhead;

namespace {

const auto shopLog = QStringLiteral(PLAYHEAD_TEST_DATA "/otlp-rabbitmq-shop.jsonl");

} // namespace

class TestWhenWindow : public test::WindowTest
{
    Q_OBJECT

private:
    WhenPanel &when() { return m_window->when(); }
    QTreeWidget &list() { return when().list().table(); }
    Player &player() { return m_window->timeline().player(); }
    Position playhead() { return m_window->state().playhead(); }
    std::string_view typeAt(Position position)
    {
        const auto log = m_window->state().log();
        return log->name(log->at(position).type);
    }
    /// The first step from `from` on that is a publish of this type.
    Position publishOf(std::string_view type, Position from)
    {
        const auto log = m_window->state().log();
        for (auto at = from; at <= log->watermark(); at = advanced(at, 1))
            if (log->at(at).kind == StepKind::Publish && typeAt(at) == type) return at;
        return {};
    }

    void addBreakpoint(const QString &condition)
    {
        m_window->diagram().setFocus();
        QTest::keyClick(m_window.get(), Qt::Key_6);
        auto &field = when().condition().field();
        QVERIFY(field.isVisible());
        EVENTUALLY(field.hasFocus());
        field.selectAll();
        QTest::keyClicks(&field, condition);
        const auto before = list().topLevelItemCount();
        QTest::keyClick(m_window.get(), Qt::Key_F9);
        QCOMPARE(list().topLevelItemCount(), before + 1);
    }

private slots:
    void initTestCase() { prepare(); }
    void init() { makeWindow(); }
    void cleanup() { closeWindow(); }

    void keysFindAndPlayingStops()
    {
        m_window->openFile(shopLog);
        EVENTUALLY(!m_window->session().isLoading());
        const auto type = std::string(typeAt(publishOf("payment.captured", Position(1))));
        QCOMPARE(type, std::string("payment.captured"));
        const auto first = publishOf(type, Position(1));
        m_window->state().setPlayhead(Position(1));
        addBreakpoint(QStringLiteral("event.type == \"payment.captured\""));
        m_window->diagram().setFocus();
        QTest::keyClick(m_window.get(), Qt::Key_F4);
        EVENTUALLY_EQUAL(playhead(), first);
        QTest::keyClick(m_window.get(), Qt::Key_F4);
        const auto second = publishOf(type, advanced(first, 1));
        EVENTUALLY_EQUAL(playhead(), second);
        QTest::keyClick(m_window.get(), Qt::Key_F4, Qt::ShiftModifier);
        EVENTUALLY_EQUAL(playhead(), first);

        m_window->state().setPlayhead(Position(1));
        player().setSpeed(Player::unlimited);
        QTest::keyClick(m_window.get(), Qt::Key_Space);
        EVENTUALLY_EQUAL(playhead(), first);
        EVENTUALLY(!player().isPlaying());
        const auto *stop = m_window->findChild<QLabel *>(QStringLiteral("stopLabel"));
        QVERIFY(stop->isVisible());
        QVERIFY(stop->text().contains(QStringLiteral("payment.captured")));
        QTest::keyClick(m_window.get(), Qt::Key_Right);
        QVERIFY(!stop->isVisible());
    }

    void breakpointsAreKeptInTheCase()
    {
        m_window->openFile(shopLog);
        EVENTUALLY(!m_window->session().isLoading());
        const auto path = m_folder.filePath(QStringLiteral("kept.playhead"));
        QSignalSpy saved(&m_window->session(), &Session::saved);
        m_window->session().save(path);
        EVENTUALLY_EQUAL(saved.size(), 1);
        addBreakpoint(QStringLiteral("state.amount > 100"));
        m_window->openFile(shopLog);
        EVENTUALLY(!m_window->session().isLoading());
        QCOMPARE(list().topLevelItemCount(), 0);
        m_window->openFile(path);
        EVENTUALLY_EQUAL(list().topLevelItemCount(), 1);
        QCOMPARE(list().topLevelItem(0)->text(0), QStringLiteral("state.amount > 100"));
    }

    void aScenarioIsHeldAndGoesOn()
    {
        m_window->runScenario(QStringLiteral("shop"));
        QVERIFY(m_window->session().scenario());
        EVENTUALLY(m_window->state().watermark().value() > 20);
        addBreakpoint(QStringLiteral("event.type == \"order.placed\""));
        auto *hold = m_window->findChild<QCheckBox *>(QStringLiteral("holdDelivery"));
        QVERIFY(hold->isVisible());
        // While it stands still, what arrives from here on is known.
        m_window->session().setScenarioPaused(true);
        EVENTUALLY_EQUAL(m_window->state().watermark().value(),
                         m_window->session().recorderCounters().received);
        const auto from = m_window->state().watermark();
        QTest::mouseClick(hold, Qt::LeftButton, {}, QPoint(8, hold->height() / 2));
        m_window->session().setScenarioPaused(false);
        EVENTUALLY(m_window->messages().message().contains(QStringLiteral("Delivery is held")));
        QVERIFY(m_window->session().isScenarioPaused());
        QVERIFY(!m_window->state().isFollowing());
        // Exactly the first one that arrived, and nothing was delivered behind it.
        QCOMPARE(playhead(), publishOf("order.placed", advanced(from, 1)));
        const auto held = playhead();
        const auto last = m_window->state().watermark();
        QCOMPARE(last.value(), m_window->session().recorderCounters().received);
        const auto log = m_window->state().log();
        for (auto at = advanced(held, 1); at <= last; at = advanced(at, 1)) {
            QCOMPARE(log->at(at).time, log->at(held).time);
            QVERIFY(log->at(at).kind != StepKind::Deliver);
        }
        for (auto *button : m_window->messages().findChildren<QPushButton *>())
            if (button->text() == QStringLiteral("Resume"))
                QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(m_window->messages().message().isEmpty());
        EVENTUALLY(m_window->messages().message().contains(QStringLiteral("Delivery is held")));
        QVERIFY(m_window->session().isScenarioPaused());
        QCOMPARE(playhead(), publishOf("order.placed", advanced(held, 1)));
        // Gone on by the scenario's own key, the message goes, too.
        QTest::mouseClick(hold, Qt::LeftButton, {}, QPoint(8, hold->height() / 2));
        m_window->diagram().setFocus();
        QTest::keyClick(m_window.get(), Qt::Key_P);
        QVERIFY(!m_window->session().isScenarioPaused());
        QVERIFY(m_window->messages().message().isEmpty());
    }
};

QTEST_MAIN(TestWhenWindow)
#include "tst_whenwindow.moc"
