// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/explorerdelegate.h"
#include "explorer/explorerpanel.h"
#include "numbertext.h"
#include "support/eventually.h"
#include "support/samplelog.h"

#include <QPlainTextEdit>
#include <QPointer>
#include <QTest>

#include <map>

using namespace playhead;

namespace {

QString text(std::string_view name)
{
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

} // namespace

class TestExplorer : public QObject
{
    Q_OBJECT

private:
    void open(const LogPtr &log)
    {
        m_view.setLog(log);
        settle();
    }
    void settle()
    {
        EVENTUALLY(m_panel->model().counts() && m_panel->model().counts()->rows == m_view.rows());
    }
    QModelIndex row(const QString &text)
    {
        const auto found = m_panel->model().match(m_panel->model().index(0), Qt::DisplayRole, text,
                                                  1, Qt::MatchExactly);
        return found.isEmpty() ? QModelIndex() : found.first();
    }
    quint64 count(const QString &text)
    {
        return row(text).data(ExplorerModel::CountRole).toULongLong();
    }
    void click(const QString &text, Qt::KeyboardModifiers keys = {})
    {
        const auto index = row(text);
        QVERIFY2(index.isValid(), qPrintable(text));
        m_panel->list().scrollTo(index);
        QTest::mouseClick(m_panel->list().viewport(), Qt::LeftButton, keys,
                          m_panel->list().visualRect(index).center());
    }
    /// Appends a step that a participant, new or known, sends to itself.
    static void send(Log &log, const std::string &name, Role role)
    {
        Step step;
        step.time = log.index().maxTime();
        step.sender = step.receiver = log.writableParticipants().intern(name, role);
        log.writableIndex().append(step);
        log.writableDensity().extend(log.index());
        log.writableIndex().publish();
    }

    std::uint16_t participant(const char *name)
    {
        return m_view.log()->participants().find(name).value();
    }

    ViewState m_view;
    Theme m_theme;
    std::unique_ptr<ExplorerPanel> m_panel;

private slots:
    void init()
    {
        m_view.setLog({});
        m_panel = std::make_unique<ExplorerPanel>(m_view, m_theme);
        m_panel->resize(240, 640);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }
    void cleanup() { m_panel.reset(); }

    void countsEqualBruteForce_data()
    {
        QTest::addColumn<int>("every");
        QTest::newRow("all") << 1;
        QTest::newRow("a third") << 3;
    }
    void countsEqualBruteForce()
    {
        QFETCH(int, every);
        const auto log = test::makeShopLog(20'000);
        open(log);
        std::vector<std::uint32_t> positions;
        std::map<QString, quint64> expected;
        for (std::uint32_t i = 1; i <= 20'000; i += static_cast<std::uint32_t>(every)) {
            positions.push_back(i);
            const auto step = log->at(Position(i));
            ++expected[text(log->participantName(step.sender))];
            ++expected[text(log->participantName(step.receiver))];
            ++expected[text(log->name(step.type))];
            if (step.kind == StepKind::Nack) ++expected[QStringLiteral("Nacks")];
            if (step.isRetry()) ++expected[QStringLiteral("Retries")];
        }
        if (every > 1) m_view.setRows(RowMap::of(positions, m_view.watermark()));
        settle();
        QCOMPARE(expected.size(), std::size_t(5 + 6 + 2));
        for (const auto &[name, steps] : expected)
            QVERIFY2(count(name) == steps, qPrintable(name));
    }

    void countsFollowAGrowingFilteredLog()
    {
        const auto log = test::makeShopLog(2'000);
        open(log);
        std::vector<std::uint32_t> positions;
        for (std::uint32_t round = 0; round < 4; ++round) {
            if (round > 0) test::appendShopSteps(*log, 1'000, round + 1);
            for (auto i = positions.empty() ? 2U : positions.back() + 2;
                 i <= log->watermark().value(); i += 2)
                positions.push_back(i);
            m_view.setRows(RowMap::of(positions, log->watermark()));
            m_view.setWatermark(log->watermark());
            settle();
            const auto fresh = countLog(*log, m_view.rows());
            QCOMPARE(m_panel->model().counts()->shown.participants, fresh->shown.participants);
            QCOMPARE(m_panel->model().counts()->shown.kinds, fresh->shown.kinds);
        }
    }

    void aClickShowsOnlyThatAndAgainAll()
    {
        open(test::makeShopLog(1'000));
        click(QStringLiteral("payment"));
        QCOMPARE(m_view.visibility().hiddenParticipants.size(), 4);
        QVERIFY(!m_view.visibility().hiddenParticipants.contains(participant("payment")));
        click(QStringLiteral("inventory"), Qt::ControlModifier);
        QCOMPARE(m_view.visibility().hiddenParticipants.size(), 3);
        click(QStringLiteral("payment"));
        QCOMPARE(m_view.visibility().hiddenParticipants.size(), 4);
        click(QStringLiteral("payment"));
        QVERIFY(m_view.visibility().isEverything());
        click(QStringLiteral("order.placed"));
        QCOMPARE(m_view.visibility().hiddenTypes.size(), 5);
        click(QStringLiteral("order.placed"));
        QVERIFY(m_view.visibility().isEverything());
    }

    void theCheckBoxAndSpaceHide()
    {
        open(test::makeShopLog(1'000));
        const auto shipping = participant("shipping");
        const auto box = ExplorerDelegate::checkRect(
            m_panel->list().visualRect(row(QStringLiteral("shipping"))));
        QTest::mouseClick(m_panel->list().viewport(), Qt::LeftButton, {}, box.center());
        QCOMPARE(m_view.visibility().hiddenParticipants, QSet<std::uint16_t>{shipping});
        m_panel->list().setCurrentIndex(row(QStringLiteral("shipping")));
        QTest::keyClick(&m_panel->list(), Qt::Key_Space);
        QVERIFY(m_view.visibility().isEverything());
        QTest::keyClick(&m_panel->list(), Qt::Key_Return);
        QCOMPARE(m_view.visibility().hiddenParticipants.size(), 4);
    }

    void countedStepsLeadToTheNextOne()
    {
        open(test::makeShopLog(5'000));
        for (int i = 0; i < 3; ++i) {
            const auto before = m_view.playhead();
            click(QStringLiteral("Nacks"));
            QVERIFY(m_view.playhead() > before);
            QCOMPARE(m_view.log()->at(m_view.playhead()).kind, StepKind::Nack);
        }
        click(QStringLiteral("Retries"));
        QVERIFY(m_view.log()->at(m_view.playhead()).isRetry());
        m_view.goLast();
        click(QStringLiteral("Nacks")); // from the start again
        QVERIFY(m_view.playhead() < m_view.watermark());
        QCOMPARE(m_view.log()->at(m_view.playhead()).kind, StepKind::Nack);
    }

    void skippedRecordsAreListedWithLineAndReason()
    {
        const auto log = test::makeShopLog(100);
        log->addSkipped({17, 0, "not JSON"});
        open(log);
        QCOMPARE(count(QStringLiteral("Skipped records")), quint64(1));
        click(QStringLiteral("Skipped records"));
        const auto *list = m_panel->findChild<QPlainTextEdit *>();
        QVERIFY(list);
        QCOMPARE(list->toPlainText(), QStringLiteral("line 17: not JSON"));
    }

    void bookmarksAreVisitedRenamedAndDeleted()
    {
        open(test::makeShopLog(1'000));
        m_view.toggleBookmark(Position(700), QStringLiteral("deploy"));
        click(QStringLiteral("deploy"));
        QCOMPARE(m_view.playhead(), Position(700));
        m_panel->list().setCurrentIndex(row(QStringLiteral("deploy")));
        QTest::keyClick(&m_panel->list(), Qt::Key_F2);
        auto *editor = m_panel->list().viewport()->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("bug"));
        QTest::keyClick(editor, Qt::Key_Return);
        EVENTUALLY_EQUAL(m_view.bookmarks().first().label, QStringLiteral("bug"));
        m_panel->list().setCurrentIndex(row(QStringLiteral("bug")));
        QTest::keyClick(&m_panel->list(), Qt::Key_Delete);
        QVERIFY(m_view.bookmarks().isEmpty());
    }

    void aBookmarkIsRenamedWhileTheLogGrows()
    {
        const auto log = test::makeShopLog(1'000);
        open(log);
        m_view.toggleBookmark(Position(700), QStringLiteral("deploy"));
        m_panel->list().setCurrentIndex(row(QStringLiteral("deploy")));
        QTest::keyClick(&m_panel->list(), Qt::Key_F2);
        const QPointer<QLineEdit> editor = m_panel->list().viewport()->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("bu"));
        // Rows come in above, and every row changes.
        send(*log, "audit", Role::Consumer);
        m_view.setWatermark(log->index().watermark());
        settle();
        EVENTUALLY(row(QStringLiteral("audit")).isValid());
        QVERIFY(editor);
        QTest::keyClicks(editor, QStringLiteral("g"));
        QTest::keyClick(editor, Qt::Key_Return);
        EVENTUALLY_EQUAL(m_view.bookmarks().first().label, QStringLiteral("bug"));
    }

    void whoWasNeverMetIsNotListed()
    {
        const auto log = test::makeShopLog(100);
        log->writableParticipants().intern("orders.dead-letter", Role::Channel);
        open(log);
        QVERIFY(row(QStringLiteral("payment")).isValid());
        QVERIFY(!row(QStringLiteral("orders.dead-letter")).isValid());
    }

    void manyNamesBringAFilterBox()
    {
        auto *filter = m_panel->findChild<QLineEdit *>(QStringLiteral("nameFilter"));
        open(test::makeShopLog(100));
        QVERIFY(!filter->isVisible());
        const auto log = test::makeShopLog(100);
        for (int i = 0; i < 300; ++i)
            send(*log, "worker-" + std::to_string(i), Role::Consumer);
        open(log);
        QVERIFY(filter->isVisible());
        QVERIFY(m_panel->model().rowCount() > 300);
        QTest::keyClicks(filter, QStringLiteral("WORKER-29"));
        QVERIFY(row(QStringLiteral("worker-299")).isValid());
        QVERIFY(!row(QStringLiteral("worker-1")).isValid());
        QVERIFY(!row(QStringLiteral("payment")).isValid());
    }

    void aRoleGrowsWhileLive()
    {
        const auto log = test::makeShopLog(100);
        send(*log, "audit", Role::Producer);
        open(log);
        const auto consumers = row(QStringLiteral("Consumers")).row();
        QVERIFY(row(QStringLiteral("audit")).row() < consumers);
        log->writableParticipants().intern("audit", Role::Consumer);
        test::appendShopSteps(*log, 100, 2);
        m_view.setWatermark(log->watermark());
        settle();
        QVERIFY(row(QStringLiteral("audit")).row() > row(QStringLiteral("Consumers")).row());
    }

    void anEmptyViewSaysHowToFillIt()
    {
        QVERIFY(row(QStringLiteral("Open a log to see who takes part.")).isValid());
        QVERIFY(row(QStringLiteral("Press M to set one here.")).isValid());
    }
};

QTEST_MAIN(TestExplorer)
#include "tst_explorer.moc"
