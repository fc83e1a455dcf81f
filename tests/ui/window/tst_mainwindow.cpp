// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window, driven by keys and mouse as a person would.
#include "diagram/diagramcanvas.h"
#include "diagram/diagramview.h"
#include "explorer/explorerpanel.h"
#include "inspector/inspectorpanel.h"
#include "support/eventually.h"
#include "ui/window/windowtesting.h"
#include "window/commandpalette.h"
#include "window/filterbar.h"
#include "window/findbar.h"
#include "window/gotobox.h"
#include "window/messagebar.h"

#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QSignalSpy>

using namespace playhead;

class TestMainWindow : public test::WindowTest
{
    Q_OBJECT

private slots:
    void initTestCase() { prepare(); }
    void init() { makeWindow({1400, 900}); }
    void cleanup() { closeWindow(); }
    void startPageShowsFirst();
    void dropOpensALog();
    void errorKeyGoesFromNackToNack();
    void arrowKeysMoveThePlayhead();
    void arrowKeysStayWithALineEdit();
    void filterDimsWhileTypingAndRemovesOnEnter();
    void escapeInTheFilterGivesTheKeysBack();
    void aKeyThatLeadsNowhereSaysSo();
    void filterMistakeIsTold();
    void escapeBringsEverythingBack();
    void findGoesFromMatchToMatch();
    void goToTakesPositionsAndSharesAndRefusesNonsense();
    void paletteRunsACommand();
    void bookmarksComeAndGo();
    void foldAndZoomKeys();
    void caseLooksAsItWasLeft();
    void fileThatIsNoLogSaysSo();
    void escapePutsThePathOut();
    void aWindowMayGoWhileAPathIsLit();
    void limitsOfFindingsAreKeptInTheCase();
    void themeChanges();
};

void TestMainWindow::startPageShowsFirst()
{
    QCOMPARE(m_window->session().kind(), Session::Kind::None);
    QVERIFY(!m_window->diagram().isVisible());
    QVERIFY(!m_window->inspector().isVisible());
}

void TestMainWindow::dropOpensALog()
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(shopLog)});
    const QPoint middle(600, 400);
    QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &drop);
    EVENTUALLY_EQUAL(m_window->state().watermark(), Position(742));
    QVERIFY(m_window->diagram().isVisible());
    QCOMPARE(m_window->session().title(), QStringLiteral("otlp-rabbitmq-shop.jsonl"));
}

void TestMainWindow::errorKeyGoesFromNackToNack()
{
    open(shopLog);
    QList<quint64> found;
    for (int i = 0; i < 7; ++i) {
        key(Qt::Key_E);
        if (found.isEmpty() || found.last() != playhead().value()) found.append(playhead().value());
    }
    QCOMPARE(found.size(), 5);
    for (const auto position : found)
        QCOMPARE(m_window->state().log()->at(Position(position)).kind, StepKind::Nack);
    key(Qt::Key_E, Qt::ShiftModifier);
    QCOMPARE(playhead().value(), found[3]);
}

void TestMainWindow::arrowKeysMoveThePlayhead()
{
    open(shopLog);
    key(Qt::Key_Home);
    QCOMPARE(playhead(), Position(1));
    for (const auto forward : {Qt::Key_Right, Qt::Key_Down, Qt::Key_J, Qt::Key_Period}) {
        const auto before = playhead();
        key(forward);
        QCOMPARE(playhead(), advanced(before, 1));
    }
    for (const auto back : {Qt::Key_Left, Qt::Key_Up, Qt::Key_K, Qt::Key_Comma}) {
        const auto before = playhead();
        key(back);
        QCOMPARE(playhead(), advanced(before, -1));
    }
    key(Qt::Key_End);
    QCOMPARE(playhead(), Position(742));
}

void TestMainWindow::arrowKeysStayWithALineEdit()
{
    open(shopLog);
    key(Qt::Key_Home);
    auto &field = child<FilterBar>()->field();
    key(Qt::Key_Slash);
    QVERIFY(field.hasFocus());
    QTest::keyClicks(&field, QStringLiteral("kej"));
    QTest::keyClick(&field, Qt::Key_Left);
    QCOMPARE(field.text(), QStringLiteral("kej"));
    QCOMPARE(field.cursorPosition(), 2);
    QCOMPARE(playhead(), Position(1));
}

void TestMainWindow::filterDimsWhileTypingAndRemovesOnEnter()
{
    open(shopLog);
    auto &field = child<FilterBar>()->field();
    key(Qt::Key_L, Qt::ControlModifier);
    QVERIFY(field.hasFocus());
    QTest::keyClicks(&field, QStringLiteral("kind == nack"));
    EVENTUALLY(m_window->state().preview());
    QCOMPARE(m_window->state().preview()->count(), quint64(5));
    QCOMPARE(m_window->state().rows()->count(), quint64(742));
    QTest::keyClick(&field, Qt::Key_Return);
    EVENTUALLY_EQUAL(m_window->state().rows()->count(), quint64(5));
    QVERIFY(!m_window->state().preview());
    QVERIFY(m_window->diagram().hasFocus());
}

void TestMainWindow::escapeInTheFilterGivesTheKeysBack()
{
    open(shopLog);
    auto &field = child<FilterBar>()->field();
    for (const auto *typed : {"kind == nack", ""}) {
        key(Qt::Key_L, Qt::ControlModifier);
        QTest::keyClicks(&field, QLatin1String(typed));
        QVERIFY(field.hasFocus());
        QTest::keyClick(&field, Qt::Key_Escape);
        QVERIFY(m_window->diagram().hasFocus());
        QCOMPARE(field.text(), QString());
    }
}

void TestMainWindow::aKeyThatLeadsNowhereSaysSo()
{
    open(shopLog);
    m_window->state().goLast();
    key(Qt::Key_E);
    QVERIFY(m_window->messages().message().contains(QStringLiteral("no error after")));
    key(Qt::Key_E, Qt::ShiftModifier);
    QCOMPARE(playhead(), Position(705));
    QVERIFY(m_window->messages().message().isEmpty());
}

void TestMainWindow::filterMistakeIsTold()
{
    open(shopLog);
    auto &field = child<FilterBar>()->field();
    field.setFocus();
    QTest::keyClicks(&field, QStringLiteral("kind =="));
    EVENTUALLY(m_window->filterJob().error().has_value());
    QVERIFY(QString::fromStdString(m_window->filterJob().error()->message)
                .contains(QStringLiteral("expected")));
    QTest::keyClick(&field, Qt::Key_Return);
    QCOMPARE(m_window->state().filter(), QString());
}

void TestMainWindow::escapeBringsEverythingBack()
{
    open(shopLog);
    m_window->state().setFilter(QStringLiteral("kind == ack"));
    EVENTUALLY_EQUAL(m_window->state().rows()->count(), quint64(268));
    key(Qt::Key_Escape);
    EVENTUALLY_EQUAL(m_window->state().rows()->count(), quint64(742));
    Visibility hidden;
    hidden.hiddenParticipants.insert(1);
    m_window->state().setVisibility(hidden);
    EVENTUALLY(m_window->state().rows()->count() < 742);
    key(Qt::Key_Escape);
    EVENTUALLY_EQUAL(m_window->state().rows()->count(), quint64(742));
}

void TestMainWindow::findGoesFromMatchToMatch()
{
    open(shopLog);
    key(Qt::Key_Home);
    key(Qt::Key_F, Qt::ControlModifier);
    auto &field = child<FindBar>()->field();
    QVERIFY(field.hasFocus());
    QTest::keyClicks(&field, QStringLiteral("payment.failed"));
    QTest::keyClick(&field, Qt::Key_Return);
    EVENTUALLY(playhead() > Position(1));
    const auto first = playhead();
    QCOMPARE(m_window->state().log()->name(m_window->state().log()->at(first).type),
             std::string_view("payment.failed"));
    key(Qt::Key_F3);
    EVENTUALLY(playhead() > first);
    key(Qt::Key_F3, Qt::ShiftModifier);
    EVENTUALLY_EQUAL(playhead(), first);
}

void TestMainWindow::goToTakesPositionsAndSharesAndRefusesNonsense()
{
    open(shopLog);
    auto *box = child<GoToBox>();
    const auto goTo = [&](const QString &text) {
        key(Qt::Key_G, Qt::ControlModifier);
        QTest::keyClicks(&box->field(), text);
        QTest::keyClick(&box->field(), Qt::Key_Return);
    };
    goTo(QStringLiteral("381"));
    QCOMPARE(playhead(), Position(381));
    QVERIFY(!box->isVisible());
    goTo(QStringLiteral("50%"));
    QCOMPARE(playhead(), Position(371));
    goTo(QStringLiteral("nonsense"));
    QVERIFY(box->isVisible());
    QTest::keyClick(&box->field(), Qt::Key_Escape);
    QVERIFY(!box->isVisible());
    QCOMPARE(playhead(), Position(371));
}

void TestMainWindow::paletteRunsACommand()
{
    open(shopLog);
    key(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    auto *palette = child<CommandPalette>();
    QVERIFY(palette->isVisible());
    QTest::keyClicks(&palette->field(), QStringLiteral("last step"));
    QCOMPARE(palette->list().currentItem()->data(Qt::UserRole).toString(), QStringLiteral("last"));
    QTest::keyClick(&palette->field(), Qt::Key_Return);
    QVERIFY(!palette->isVisible());
    QCOMPARE(playhead(), Position(742));
}

void TestMainWindow::bookmarksComeAndGo()
{
    open(shopLog);
    m_window->state().setPlayhead(Position(100));
    key(Qt::Key_M);
    m_window->state().setPlayhead(Position(200));
    key(Qt::Key_M);
    QCOMPARE(m_window->state().bookmarks().size(), 2);
    key(Qt::Key_Home);
    key(Qt::Key_U);
    QCOMPARE(playhead(), Position(100));
    key(Qt::Key_U);
    QCOMPARE(playhead(), Position(200));
    key(Qt::Key_U, Qt::ShiftModifier);
    QCOMPARE(playhead(), Position(100));
    key(Qt::Key_M);
    QCOMPARE(m_window->state().bookmarks().size(), 1);
}

void TestMainWindow::foldAndZoomKeys()
{
    open(shopLog);
    key(Qt::Key_BracketLeft);
    QCOMPARE(m_window->state().detailLevel(), DetailLevel::Folded);
    EVENTUALLY_EQUAL(m_window->diagram().scale().rows, std::uint64_t(196));
    key(Qt::Key_BracketLeft);
    EVENTUALLY_EQUAL(m_window->diagram().scale().rows, std::uint64_t(40));
    key(Qt::Key_BracketRight);
    key(Qt::Key_BracketRight);
    EVENTUALLY_EQUAL(m_window->diagram().scale().rows, std::uint64_t(742));
    key(Qt::Key_0);
    QVERIFY(m_window->diagram().scale().visibleRows() >= 742);
    const auto whole = m_window->diagram().scale().rowHeight;
    key(Qt::Key_W);
    QVERIFY(m_window->diagram().scale().rowHeight > whole);
    key(Qt::Key_S);
    QVERIFY(m_window->diagram().scale().rowHeight < whole * 1.01);
    key(Qt::Key_F);
    QCOMPARE(m_window->diagram().scale().rowHeight, DiagramScale::usualRow);
}

void TestMainWindow::caseLooksAsItWasLeft()
{
    open(shopLog);
    const auto path = m_folder.filePath(QStringLiteral("left.playhead"));
    QSignalSpy saved(&m_window->session(), &Session::saved);
    m_window->session().save(path);
    EVENTUALLY_EQUAL(saved.size(), 1);
    m_window->state().setFilter(QStringLiteral("subject == order-1003"));
    m_window->state().toggleBookmark(Position(67), QStringLiteral("here"));
    m_window->state().setDetailLevel(DetailLevel::Folded);
    m_window->state().setObserverIdempotent(true);
    EVENTUALLY(m_window->state().rows()->count() < 742);
    m_window->state().setPlayhead(Position(67));
    m_window->close();

    init();
    open(path);
    QCOMPARE(m_window->state().watermark(), Position(742));
    QCOMPARE(m_window->state().filter(), QStringLiteral("subject == order-1003"));
    QVERIFY(m_window->state().isObserverIdempotent());
    QCOMPARE(m_window->state().bookmarks().size(), 1);
    QCOMPARE(m_window->state().bookmarks().first().label, QStringLiteral("here"));
    QCOMPARE(m_window->state().detailLevel(), DetailLevel::Folded);
    QCOMPARE(playhead(), Position(67));
}

void TestMainWindow::fileThatIsNoLogSaysSo()
{
    const auto path = m_folder.filePath(QStringLiteral("picture.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("\x89PNG\r\n\x1a\n\0\0\0", 11);
    file.close();
    open(shopLog);
    m_window->openFile(path);
    QVERIFY(m_window->messages().isVisible());
    QVERIFY(m_window->messages().message().contains(QStringLiteral("not a log")));
    QCOMPARE(m_window->state().watermark(), Position(742)); // what was open stays
}

void TestMainWindow::escapePutsThePathOut()
{
    open(shopLog);
    auto &state = m_window->state();
    key(Qt::Key_4);
    EVENTUALLY(state.litPath().size() > 3);
    QVERIFY(!m_window->diagram().canvas().scene().lit.empty());
    state.setFilter(QStringLiteral("kind == \"publish\""));
    key(Qt::Key_Escape);
    QVERIFY(state.litPath().isEmpty());
    QVERIFY(!state.filter().isEmpty());
    key(Qt::Key_Escape);
    QVERIFY(state.filter().isEmpty());
}

void TestMainWindow::aWindowMayGoWhileAPathIsLit()
{
    open(shopLog);
    key(Qt::Key_4);
    EVENTUALLY(!m_window->state().litPath().isEmpty());
    // The views that are hidden then must not reach what is gone already.
    int put = 0;
    connect(&m_window->state(), &ViewState::litPathChanged, this, [&put] { ++put; });
    m_window.reset();
    QCOMPARE(put, 1);
}

void TestMainWindow::limitsOfFindingsAreKeptInTheCase()
{
    open(shopLog);
    const auto path = m_folder.filePath(QStringLiteral("limits.playhead"));
    QSignalSpy saved(&m_window->session(), &Session::saved);
    m_window->session().save(path);
    QVERIFY(saved.wait());
    m_window->actionList().find(QStringLiteral("findingLimits"))->trigger();
    auto *dialog = child<FindingLimitsDialog>();
    QVERIFY(dialog);
    auto *field = dialog->findChild<QLineEdit *>(QStringLiteral("read-model-lag"));
    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("3s"));
    QTest::keyClick(field, Qt::Key_Return);
    const auto lag = [this] {
        return m_window->explorer().model().findings().limits().readModelLag;
    };
    QCOMPARE(lag(), 3 * nanosecondsPerSecond);
    open(shopLog);
    QCOMPARE(lag(), FindingLimits().readModelLag);
    open(path);
    QCOMPARE(lag(), 3 * nanosecondsPerSecond);
}

void TestMainWindow::themeChanges()
{
    open(shopLog);
    const auto dark = m_window->grab().toImage();
    key(Qt::Key_T, Qt::ControlModifier);
    QCOMPARE(m_theme->look(), Theme::Look::Light);
    const auto light = m_window->grab().toImage();
    const QPoint canvas = m_window->diagram().mapTo(m_window.get(), QPoint(300, 300));
    QVERIFY(dark.pixelColor(canvas).lightness() < 80);
    QVERIFY(light.pixelColor(canvas).lightness() > 170);
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
