// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/findings/findingstesting.h"
#include "explorer/explorerpanel.h"
#include "explorer/findingfilter.h"
#include "query/filter.h"
#include "support/eventually.h"

#include <QContextMenuEvent>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTextBrowser>

using namespace playhead;
using namespace playhead::test;

namespace {

const QString duplicates = QStringLiteral("Duplicate deliveries");
const QString unacknowledged = QStringLiteral("Unacknowledged > 5 s");

/// `repeats` events that come again after they were acknowledged (five steps each), and one that is
/// answered late.
void write(Checked &log, int repeats)
{
    for (int i = 0; i < repeats; ++i) {
        const auto subject = "o-" + std::to_string(i);
        const auto event = log.about("order.placed", subject.c_str());
        log.pass(event, "mail");
        log.deliver("mail", event);
        log.ack("mail", event);
    }
    const auto late = log.about("order.paid", "o-late");
    log.publish(late);
    log.deliver("stock", late);
    log.wait(7 * second);
    log.ack("stock", late);
    log.writable().writableDensity().extend(log.writable().index());
}

} // namespace

class TestExplorerFindings : public QObject
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
        EVENTUALLY(m_panel->model().counts());
        EVENTUALLY(m_panel->model().findings().findings()
                   && m_panel->model().findings().findings()->upTo == m_view.watermark());
    }
    QModelIndex row(const QString &text)
    {
        const auto &model = m_panel->model();
        const auto found = model.match(model.index(0), Qt::DisplayRole, text, 1, Qt::MatchExactly);
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
    /// Opens the menu of a row and chooses an entry.
    void choose(const QString &text, const QString &entry)
    {
        auto &list = m_panel->list();
        const auto at = list.visualRect(row(text)).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, list.viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(list.viewport(), &event);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        const auto actions = menu->actions();
        const auto found = std::ranges::find(actions, entry, &QAction::text);
        QVERIFY2(found != actions.end(), qPrintable(entry));
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(*found).center());
        EVENTUALLY(!QApplication::activePopupWidget());
    }
    FindingDialog *dialog() { return m_panel->findChild<FindingDialog *>(); }
    QTextBrowser *listed() { return dialog()->findChild<QTextBrowser *>(); }
    QPushButton *button(const QString &text)
    {
        for (auto *one : dialog()->findChildren<QPushButton *>())
            if (one->text() == text) return one;
        return nullptr;
    }
    /// Clicks on the first link with that text.
    void clickLink(const QString &text)
    {
        EVENTUALLY(listed()->document()->find(text).hasSelection());
        auto cursor = listed()->document()->find(text);
        cursor.setPosition(cursor.selectionStart() + 1);
        listed()->setTextCursor(cursor);
        QTest::mouseClick(listed()->viewport(), Qt::LeftButton, {},
                          listed()->cursorRect(cursor).center());
    }

    ViewState m_view;
    Theme m_theme;
    std::unique_ptr<ExplorerPanel> m_panel;

private slots:
    void init()
    {
        m_view.setLog({});
        m_view.setFilter({});
        m_panel = std::make_unique<ExplorerPanel>(m_view, m_theme);
        m_panel->resize(240, 640);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }
    void cleanup() { m_panel.reset(); }

    void aRowAKindWithCountSeverityAndAdvice()
    {
        Checked log;
        write(log, 3);
        open(log.log());
        QCOMPARE(count(duplicates), quint64(3));
        QCOMPARE(count(unacknowledged), quint64(1));
        const auto index = row(duplicates);
        QCOMPARE(index.data(ExplorerModel::SeverityRole).toInt(),
                 static_cast<int>(Severity::Warning));
        QCOMPARE(index.data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("Duplicate deliveries, 3, warning"));
        const auto tip = index.data(Qt::ToolTipRole).toString();
        QVERIFY(tip.contains(QStringLiteral("Duplicate deliveries: 3")));
        QVERIFY(tip.contains(QStringLiteral("Delivery is at least once")));
        QVERIFY(!row(QStringLiteral("Nothing found.")).isValid());
    }

    void findingsFollowAGrowingLog()
    {
        Checked log;
        write(log, 1);
        open(log.log());
        QCOMPARE(count(duplicates), quint64(1));
        write(log, 4);
        m_view.setWatermark(log.log()->watermark());
        settle();
        QCOMPARE(count(duplicates), quint64(5));
        QCOMPARE(count(unacknowledged), quint64(2));
    }

    void anotherLogIsCheckedAnew()
    {
        Checked log;
        write(log, 3);
        open(log.log());
        click(duplicates);
        const QPointer<FindingDialog> before = dialog();
        QVERIFY(before);
        Checked other;
        other.pass(other.about("order.placed", "o-1"), "mail");
        open(other.log());
        QVERIFY(!row(duplicates).isValid());
        EVENTUALLY(row(QStringLiteral("Nothing found.")).isValid());
        EVENTUALLY(!before);
        m_view.setLog({});
        QVERIFY(!row(duplicates).isValid());
        QVERIFY(!m_panel->model().findings().findings());
    }

    void aClickGoesToTheFirstThenOnAndBack()
    {
        Checked log;
        write(log, 3);
        open(log.log());
        m_view.setPlayhead(Position(9));
        click(duplicates);
        QCOMPARE(m_view.playhead(), Position(2));
        click(duplicates);
        QCOMPARE(m_view.playhead(), Position(7));
        click(duplicates);
        QCOMPARE(m_view.playhead(), Position(12));
        click(duplicates); // from the start again
        QCOMPARE(m_view.playhead(), Position(2));
        click(duplicates, Qt::ShiftModifier);
        QCOMPARE(m_view.playhead(), Position(12));
        click(duplicates, Qt::ShiftModifier);
        QCOMPARE(m_view.playhead(), Position(7));
        click(unacknowledged);
        QCOMPARE(m_view.playhead(), Position(17));
    }

    void enterDoesWhatAClickDoes()
    {
        Checked log;
        write(log, 3);
        open(log.log());
        m_panel->list().setCurrentIndex(row(duplicates));
        QTest::keyClick(&m_panel->list(), Qt::Key_Return);
        QCOMPARE(m_view.playhead(), Position(2));
        QVERIFY(dialog() && dialog()->isVisible());
        QTest::keyClick(&m_panel->list(), Qt::Key_Return);
        QCOMPARE(m_view.playhead(), Position(7));
        QTest::keyClick(&m_panel->list(), Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(m_view.playhead(), Position(2));
        QTest::keyClick(dialog(), Qt::Key_Return); // its default button goes on
        QCOMPARE(m_view.playhead(), Position(7));
        QTest::mouseClick(button(QStringLiteral("Previous")), Qt::LeftButton);
        QCOMPARE(m_view.playhead(), Position(2));
        QTest::keyClick(dialog(), Qt::Key_Escape);
        EVENTUALLY(!dialog());
    }

    void theListTellsEachFindingWithItsSteps()
    {
        Checked log;
        write(log, 3);
        open(log.log());
        click(duplicates);
        QCOMPARE(dialog()->windowTitle(), duplicates);
        QVERIFY(dialog()
                    ->findChild<QLabel *>(QStringLiteral("findingAdvice"))
                    ->text()
                    .startsWith(QStringLiteral("Delivery is at least once")));
        for (int i = 0; i < 3; ++i)
            EVENTUALLY(listed()->toPlainText().contains(
                QStringLiteral("mail got order.placed of o-%1 again").arg(i)));
        QVERIFY(listed()->toPlainText().contains(QStringLiteral("#2 #3 #4 · Show only these")));
        clickLink(QStringLiteral("#14"));
        QCOMPARE(m_view.playhead(), Position(14));
        click(unacknowledged); // the same window, another list
        QCOMPARE(m_panel->findChildren<FindingDialog *>().size(), 1);
        EVENTUALLY(listed()->toPlainText().contains(QStringLiteral("order.paid of o-late")));
        QVERIFY(!listed()->toPlainText().contains(QStringLiteral("o-1")));
    }

    void aLongListIsLaidOutInPages()
    {
        Checked log;
        write(log, 120);
        open(log.log());
        click(duplicates);
        EVENTUALLY(listed()->toPlainText().contains(QStringLiteral("o-119 again")));
        QCOMPARE(listed()->document()->blockCount(), 120);
        QCOMPARE(listed()->verticalScrollBar()->value(), 0);
        auto block = listed()->document()->begin();
        for (int i = 0; i < 120; ++i, block = block.next()) {
            QVERIFY(block.text().contains(QStringLiteral("of o-%1 again").arg(i)));
            QCOMPARE(block.blockFormat().bottomMargin(), 10.0);
        }
        QVERIFY(button(QStringLiteral("Show only the steps of the first 40")));
    }

    void onlyTheStepsOfFindingsAreShown()
    {
        Checked log;
        write(log, 3);
        open(log.log());
        click(duplicates);
        QTest::mouseClick(button(QStringLiteral("Show only these steps")), Qt::LeftButton);
        QCOMPARE(m_view.filter(), QStringLiteral("position in (2, 3, 4, 7, 8, 9, 12, 13, 14)"));
        QTest::mouseClick(button(QStringLiteral("Show all steps")), Qt::LeftButton);
        QVERIFY(m_view.filter().isEmpty());
        clickLink(QStringLiteral("Show only these"));
        QCOMPARE(m_view.filter(), QStringLiteral("position in (2, 3, 4)"));
    }

    void theMenuOfAFindingFiltersTheDiagram()
    {
        Checked log;
        write(log, 3);
        open(log.log());
        choose(duplicates, QStringLiteral("Show only these steps"));
        QCOMPARE(m_view.filter(), QStringLiteral("position in (2, 3, 4, 7, 8, 9, 12, 13, 14)"));
        choose(duplicates, QStringLiteral("Show all steps\tEsc"));
        QVERIFY(m_view.filter().isEmpty());
        choose(unacknowledged, QStringLiteral("Next"));
        QCOMPARE(m_view.playhead(), Position(17));
        QVERIFY(!dialog());
        choose(unacknowledged, QStringLiteral("List them\u2026"));
        QVERIFY(dialog());
    }

    void findingCountsFollowTheFilter()
    {
        Checked log;
        write(log, 3);
        open(log.log());
        const auto end = m_view.watermark();
        m_view.setRows(RowMap::of({4, 5, 12}, end)); // of the first and of the third finding
        EVENTUALLY_EQUAL(count(duplicates), quint64(2));
        QCOMPARE(count(unacknowledged), quint64(0));
        QVERIFY(row(duplicates)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("2 shown of 3")));
        // The next one is the next one that is shown.
        for (const std::uint64_t place : {2U, 12U, 2U}) {
            click(duplicates);
            QCOMPARE(m_view.playhead(), Position(place));
        }
        m_view.setRows(RowMap::all(end));
        EVENTUALLY_EQUAL(count(duplicates), quint64(3));
        QCOMPARE(count(unacknowledged), quint64(1));
    }

    void limitsAreChosenAtTheCaption()
    {
        Checked log;
        write(log, 3);
        open(log.log());
        QSignalSpy chosen(m_panel.get(), &ExplorerPanel::findingLimitsChosen);
        click(QStringLiteral("Findings"));
        auto *limits = m_panel->findChild<FindingLimitsDialog *>();
        QVERIFY(limits && limits->isVisible());
        auto *field = limits->findChild<QLineEdit *>(QStringLiteral("unacknowledged"));
        QCOMPARE(field->text(), QStringLiteral("5s"));
        const auto type = [&](const QString &text) {
            field->selectAll();
            QTest::keyClicks(field, text);
            QTest::keyClick(field, Qt::Key_Return);
        };
        type(QStringLiteral("soon"));
        const auto *mistake = limits->findChild<QLabel *>(QStringLiteral("limitMistake"));
        QVERIFY(mistake->isVisible());
        QVERIFY(mistake->text().contains(QStringLiteral("not 'soon'")));
        QVERIFY(chosen.isEmpty());
        type(QStringLiteral("6500 ms"));
        QCOMPARE(chosen.size(), 1);
        EVENTUALLY(row(QStringLiteral("Unacknowledged > 6.5 s")).isValid());
        QVERIFY(!row(unacknowledged).isValid());
        QCOMPARE(count(duplicates), quint64(3));
        EVENTUALLY(!m_panel->findChild<FindingLimitsDialog *>());

        m_panel->editFindingLimits(); // as the command palette does
        limits = m_panel->findChild<FindingLimitsDialog *>();
        field = limits->findChild<QLineEdit *>(QStringLiteral("unacknowledged"));
        QCOMPARE(field->text(), QStringLiteral("6500ms"));
        type(QStringLiteral("8s")); // it was answered after 7 s
        EVENTUALLY(!row(QStringLiteral("Unacknowledged > 8 s")).isValid()
                   && !row(QStringLiteral("Unacknowledged > 6.5 s")).isValid());
        QCOMPARE(m_panel->model().findings().limits().unacknowledged, 8 * second);
        QCOMPARE(m_panel->model().findings().limits().undelivered, 5 * second);
    }

    void aFilterForManyFindingsNamesTheirSubjects_data()
    {
        QTest::addColumn<int>("repeats");
        QTest::addColumn<int>("expressed");
        QTest::newRow("subjects") << 30 << 30;
        QTest::newRow("more than a filter should name") << 60 << 40;
    }
    void aFilterForManyFindingsNamesTheirSubjects()
    {
        QFETCH(int, repeats);
        QFETCH(int, expressed);
        Checked log;
        write(log, repeats);
        const auto findings = log.check()->of(FindingKind::DuplicateDelivery).listed;
        QCOMPARE(findings.size(), std::size_t(repeats));
        const auto filter = filterForFindings(*log.log(), findings);
        QCOMPARE(filter.findings, std::size_t(expressed));
        QVERIFY(filter.text.startsWith(QStringLiteral("subject in (\"o-0\", \"o-1\"")));
        const auto parsed = Filter::parse(filter.text.toStdString());
        QVERIFY(parsed.has_value());
        std::vector<std::uint32_t> shown;
        parsed->evaluate(*log.log(), Position(1), log.log()->watermark(), shown);
        QCOMPARE(shown.size(), std::size_t(5 * expressed));
    }

    void aSubjectWithQuotesCanBeFilteredFor()
    {
        Checked log;
        const auto event = log.about("order.placed", "a \"b\" \\c");
        for (int i = 0; i < 30; ++i)
            log.pass(event, "mail");
        const auto findings = log.check()->of(FindingKind::DuplicateDelivery).listed;
        const auto filter = filterForFindings(*log.log(), findings);
        const auto parsed = Filter::parse(filter.text.toStdString());
        QVERIFY2(parsed.has_value(), qPrintable(filter.text));
        QVERIFY(parsed->matches(*log.log(), Position(1)));
    }
};

QTEST_MAIN(TestExplorerFindings)
#include "tst_explorerfindings.moc"
