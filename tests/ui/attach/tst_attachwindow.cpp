// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/attachdialog.h"
#include "sources/sourcespanel.h"
#include "support/eventually.h"
#include "transports/transporttable.h"
#include "ui/attach/httpsender.h"
#include "ui/window/windowtesting.h"

#include <QDirIterator>
#include <QFile>
#include <QSettings>

using namespace playhead;
using namespace playhead::test;

/// Attaching from the whole window, to the receiver of CloudEvents, which needs no server.
class TestAttachWindow : public WindowTest
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { makeWindow(); }
    void cleanup() { closeWindow(); }
    void keysOpenTheDialog();
    void startPageOffersIt();
    void urlAttachesAndIsSeenLive();
    void urlThatFailsAsks();
    void urlsInTurnRecordIntoOneCase();
    void connectingEndsWithTheWindow();
    void settingsKeepTheUrlAndNoSecret();

private:
    static QString receiver(std::uint16_t port, const char *scheme = "http")
    {
        return QStringLiteral("%1://127.0.0.1:%2").arg(QLatin1String(scheme)).arg(port);
    }
    AttachDialog *dialog() const { return m_window->findChild<AttachDialog *>(); }
    std::size_t sources() const { return m_window->session().sources().all().size(); }
};

void TestAttachWindow::initTestCase()
{
    prepare();
    // Nobody's keychain, and nobody's settings.
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    QCoreApplication::setOrganizationName(QStringLiteral("playhead"));
    const auto url = parseSourceUrl("http://127.0.0.1:8080");
    if (const auto there = transportFor(*url); !there) QSKIP(there.error().message.c_str());
}

void TestAttachWindow::keysOpenTheDialog()
{
    QTest::keyClick(m_window.get(), Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(dialog());
    QVERIFY(dialog()->isVisible());
    QTest::keyClick(dialog(), Qt::Key_Escape);
    EVENTUALLY(!dialog());
}

void TestAttachWindow::startPageOffersIt()
{
    QPushButton *card = nullptr;
    for (auto *button : m_window->findChildren<QPushButton *>())
        if (button->accessibleName().startsWith(QStringLiteral("Attach"))) card = button;
    QVERIFY(card);
    QTest::mouseClick(card, Qt::LeftButton);
    QVERIFY(dialog());
    QVERIFY(dialog()->isVisible());
}

void TestAttachWindow::urlAttachesAndIsSeenLive()
{
    const auto port = freePort();
    m_window->openFile(receiver(port));
    EVENTUALLY_EQUAL(sources(), std::size_t(1));
    QVERIFY(!dialog() || !dialog()->isVisible());
    QVERIFY(m_window->sources().isVisible());
    const auto name = QStringLiteral("http 127.0.0.1:%1").arg(port);
    QStringList texts;
    for (const auto *label : m_window->findChildren<QLabel *>())
        texts.append(label->text());
    QVERIFY(texts.contains(name + QStringLiteral("  LIVE")));
    QVERIFY(m_window->windowTitle().startsWith(name));
    QVERIFY(postEvent(port, "1"));
    QVERIFY(postEvent(port, "2"));
    EVENTUALLY_EQUAL(m_window->state().watermark().value(), 2U);
    const auto log = m_window->state().log();
    QVERIFY(log->names().find("order.placed").isValid());
}

void TestAttachWindow::urlThatFailsAsks()
{
    LoopbackSocket other;
    const auto port = other.occupy();
    m_window->openFile(receiver(port));
    EVENTUALLY(dialog() && dialog()->isVisible() && !dialog()->isConnecting());
    const auto *message = dialog()->findChild<QLabel *>(QStringLiteral("attachMessage"));
    QVERIFY2(message->text().contains(QString::number(port)), qPrintable(message->text()));
    QCOMPARE(dialog()->form().field().text(), receiver(port));
    QVERIFY(m_window->session().kind() == Session::Kind::None);
}

void TestAttachWindow::urlsInTurnRecordIntoOneCase()
{
    m_window->openFile(receiver(freePort()));
    m_window->openFile(receiver(freePort(), "otlp"));
    EVENTUALLY_EQUAL(sources(), std::size_t(2));
    QCOMPARE(m_window->session().recordedFrom().size(), 2);
    QVERIFY(m_window->session().recordedFrom().last().startsWith(QStringLiteral("otlp://")));
}

void TestAttachWindow::connectingEndsWithTheWindow()
{
    m_window->openFile(receiver(freePort()));
    QVERIFY(dialog());
    closeWindow();
}

void TestAttachWindow::settingsKeepTheUrlAndNoSecret()
{
    closeWindow();
    m_theme = std::make_unique<Theme>();
    m_window = std::make_unique<MainWindow>(*m_theme, MainWindow::Use::Interactive);
    m_window->show();
    const auto port = freePort();
    m_window->openFile(receiver(port) + QStringLiteral("/?token=hush-hush"));
    EVENTUALLY_EQUAL(sources(), std::size_t(1));
    QVERIFY(!postEvent(port, "1", "guessed"));
    QVERIFY(postEvent(port, "1", "hush-hush"));
    EVENTUALLY_EQUAL(m_window->state().watermark().value(), 1U);
    m_window->session().close();
    m_window->close();
    const auto recent = QSettings().value(QStringLiteral("files/recent")).toStringList();
    QVERIFY(!recent.isEmpty());
    QCOMPARE(recent.first(), receiver(port));
    QSettings().sync();
    int files = 0;
    QDirIterator all(m_folder.path(), QDir::Files, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains("hush-hush"), qPrintable(file.fileName()));
        ++files;
    }
    QVERIFY(files > 0);
}

QTEST_MAIN(TestAttachWindow)
#include "tst_attachwindow.moc"
