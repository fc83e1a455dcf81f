// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/sourcemistake.h"
#include "cardbutton.h"
#include "support/eventually.h"
#include "ui/attach/attachtesting.h"

#include <QComboBox>
#include <QSignalSpy>

using namespace playhead;
using namespace playhead::test;

class TestAttachDialog : public AttachTest
{
    Q_OBJECT

private slots:
    void initTestCase() { prepare(); }
    void init()
    {
        begin();
        openDialog();
    }
    void cleanup() { end(); }
    void offersTheExampleOfTheFirstKind();
    void kindsThatTheBuildLacksCannotBeChosen();
    void mistakesAreUnderlinedAndSaid_data();
    void mistakesAreUnderlinedAndSaid();
    void placeOfAMistake_data();
    void placeOfAMistake();
    void optionsAndUrlSayTheSame();
    void planFollowsTheUrl();
    void disturbingOthersTakesAgreement();
    void passwordLeavesTheUrl();
    void attaches();
    void failedConnectionStaysOpenWithItsReason();
    void connectingCanBeGivenUp();
    void rememberedPasswordIsUsed();

private:
    OptionRow *row(const char *name) { return m_dialog->form().row(QLatin1String(name)); }
    QString text(const char *label)
    {
        return m_dialog->findChild<QLabel *>(QLatin1String(label))->text();
    }
    QStringList effects() const
    {
        QStringList texts;
        for (const auto *label : m_dialog->plan().findChildren<QLabel *>())
            texts.append(label->text());
        return texts;
    }
    void click(const char *button)
    {
        QTest::mouseClick(m_dialog->findChild<QPushButton *>(QLatin1String(button)),
                          Qt::LeftButton);
    }
};

void TestAttachDialog::offersTheExampleOfTheFirstKind()
{
    QCOMPARE(m_dialog->cards().current(), m_table[0]);
    QCOMPARE(m_dialog->form().field().text(), QStringLiteral("feed://localhost:7000/a"));
    QVERIFY(m_dialog->attachButton().isEnabled());
    QCOMPARE(text("whereStepsGo"), QStringLiteral("A new recording begins."));
}

void TestAttachDialog::kindsThatTheBuildLacksCannotBeChosen()
{
    auto *card = m_dialog->cards().card(m_table[1]);
    QVERIFY(!card->isEnabled());
    QCOMPARE(card->accessibleDescription(), QStringLiteral("install libgone-dev."));
    QTest::mouseClick(card, Qt::LeftButton);
    QCOMPARE(m_dialog->cards().current(), m_table[0]);
    type(QStringLiteral("gone://localhost/a"));
    QVERIFY(text("sourceHint").contains(QStringLiteral("install libgone-dev.")));
    QVERIFY(!m_dialog->attachButton().isEnabled());
}

void TestAttachDialog::mistakesAreUnderlinedAndSaid_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("said");
    QTest::newRow("no scheme") << "localhost"
                               << "Write a URL";
    QTest::newRow("unknown scheme") << "tape://localhost"
                                    << "'tape' is no source";
    QTest::newRow("port") << "feed://localhost:x/a"
                          << "'x'";
    QTest::newRow("unknown option") << "feed://localhost/a?form=end"
                                    << "no option 'form'";
    QTest::newRow("no choice") << "feed://localhost/a?from=middle"
                               << "'middle' is no value";
}

void TestAttachDialog::mistakesAreUnderlinedAndSaid()
{
    QFETCH(QString, url);
    QFETCH(QString, said);
    type(url);
    QVERIFY2(text("sourceHint").contains(said), qPrintable(text("sourceHint")));
    QVERIFY(!m_dialog->attachButton().isEnabled());
    QVERIFY(effects().first().contains(QStringLiteral("Said here")));
    type(QStringLiteral("feed://localhost/a"));
    QVERIFY(text("sourceHint").startsWith(QStringLiteral("Topics")));
    QVERIFY(m_dialog->attachButton().isEnabled());
}

void TestAttachDialog::placeOfAMistake_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("offset");
    QTest::addColumn<int>("length");
    QTest::newRow("scheme") << "'feed' is no source" << 0 << 4;
    QTest::newRow("option") << "Feed has no option 'from'" << 16 << 4;
    QTest::newRow("second quote") << "'nowhere' is no value of 'end'" << 21 << 3;
    QTest::newRow("nothing quoted") << "It is wrong" << 0 << 24;
}

void TestAttachDialog::placeOfAMistake()
{
    QFETCH(QString, message);
    QFETCH(int, offset);
    QFETCH(int, length);
    const auto place = mistakenPlace("feed://from.a/b?from=end", message.toStdString());
    QCOMPARE(static_cast<int>(place.offset), offset);
    QCOMPARE(static_cast<int>(place.length), length);
}

void TestAttachDialog::optionsAndUrlSayTheSame()
{
    type(QStringLiteral("feed://h/a?from=end"));
    QCOMPARE(row("from")->value(), QStringLiteral("end"));
    auto *box = qobject_cast<QComboBox *>(&row("trace")->field());
    QVERIFY(box);
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Down);
    QCOMPARE(m_dialog->form().field().text(), QStringLiteral("feed://h/a?from=end&trace=on"));
    auto *line = qobject_cast<QLineEdit *>(&row("type")->field());
    QVERIFY(line);
    line->setFocus();
    QTest::keyClicks(line, QStringLiteral("header:kind"));
    QCOMPARE(m_dialog->form().field().text(),
             QStringLiteral("feed://h/a?from=end&trace=on&type=header:kind"));
    line->selectAll();
    QTest::keyClick(line, Qt::Key_Delete);
    QCOMPARE(m_dialog->form().field().text(), QStringLiteral("feed://h/a?from=end&trace=on"));
    type(QStringLiteral("feed://h/a?type=data.a&type=data.b"));
    QVERIFY(!line->isEnabled());
}

void TestAttachDialog::planFollowsTheUrl()
{
    QCOMPARE(effects(), QStringList{QStringLiteral("Nothing is consumed from others.")});
    QVERIFY(m_dialog->plan().agreement().isHidden());
    type(QStringLiteral("feed://localhost/a?trace=on"));
    QCOMPARE(effects().last(), QStringLiteral("Turns tracing on for everybody."));
    const auto signs = m_dialog->plan().findChildren<EffectSign *>();
    QCOMPARE(signs.size(), 2);
    QVERIFY(signs[1]->kind() == AttachEffect::Kind::Changes);
}

void TestAttachDialog::disturbingOthersTakesAgreement()
{
    type(QStringLiteral("feed://localhost/a?trace=on"));
    auto &agree = m_dialog->plan().agreement();
    QVERIFY(agree.isVisible());
    QVERIFY(!m_dialog->attachButton().isEnabled());
    QTest::keyClick(&m_dialog->form().field(), Qt::Key_Return);
    QVERIFY(!m_dialog->isConnecting());
    QTest::mouseClick(&agree, Qt::LeftButton, {}, QPoint(8, agree.height() / 2));
    QVERIFY(m_dialog->attachButton().isEnabled());
    // Agreeing to one plan is not agreeing to another.
    type(QStringLiteral("feed://localhost/a"));
    type(QStringLiteral("feed://localhost/a?trace=on"));
    QVERIFY(!m_dialog->attachButton().isEnabled());
}

void TestAttachDialog::passwordLeavesTheUrl()
{
    QVERIFY(!row("password")->isVisible());
    type(QStringLiteral("feed://ada:hush%20hush@localhost/a?api-token=t0k"));
    QVERIFY(row("password")->isVisible());
    QTest::keyClick(&m_dialog->form().field(), Qt::Key_Tab);
    QCOMPARE(m_dialog->form().field().text(), QStringLiteral("feed://ada@localhost/a"));
    auto *field = qobject_cast<QLineEdit *>(&row("password")->field());
    QCOMPARE(field->text(), QStringLiteral("hush hush"));
    QVERIFY(field->echoMode() == QLineEdit::Password);
    QCOMPARE(row("api-token")->value(), QStringLiteral("t0k"));
    const auto url = m_dialog->form().url();
    QVERIFY(url);
    QCOMPARE(QString::fromStdString(url->password), QStringLiteral("hush hush"));
    QVERIFY(url->option("api-token") == "t0k");
    QVERIFY(text("secretsForgotten").startsWith(QStringLiteral("Secrets are kept until")));
}

void TestAttachDialog::attaches()
{
    QSignalSpy attached(m_dialog.get(), &AttachDialog::attached);
    type(QStringLiteral("feed://localhost:7000/orders"));
    QTest::keyClick(&m_dialog->form().field(), Qt::Key_Return);
    EVENTUALLY_EQUAL(attached.size(), 1);
    QCOMPARE(attached.first().first().toString(), QStringLiteral("feed://localhost:7000/orders"));
    QVERIFY(!m_dialog->isVisible());
    QVERIFY(m_session->kind() == Session::Kind::Recording);
    QCOMPARE(m_session->title(), QStringLiteral("feed localhost:7000"));
    m_feed->send(3);
    EVENTUALLY_EQUAL(steps(), 3U);
}

void TestAttachDialog::failedConnectionStaysOpenWithItsReason()
{
    m_feed->refuse("feed at localhost refused the connection.");
    click("attach");
    EVENTUALLY(!m_dialog->isConnecting());
    QVERIFY(m_dialog->isVisible());
    QCOMPARE(text("attachMessage"), QStringLiteral("feed at localhost refused the connection."));
    QVERIFY(m_session->kind() == Session::Kind::None);
    QVERIFY(m_dialog->attachButton().isEnabled());
    m_feed->refuse({});
    click("attach");
    EVENTUALLY(!m_dialog->isVisible());
}

void TestAttachDialog::connectingCanBeGivenUp()
{
    m_feed->keepWaiting(true);
    click("attach");
    QVERIFY(m_dialog->isConnecting());
    QVERIFY(m_dialog->findChild<QProgressBar *>()->isVisible());
    QVERIFY(text("attachMessage").startsWith(QStringLiteral("Connecting to feed localhost")));
    QVERIFY(!m_dialog->form().isEnabled());
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    QVERIFY(!m_dialog->isConnecting());
    QVERIFY(m_dialog->isVisible());
    EVENTUALLY(m_session->sources().isEmpty());
    QVERIFY(m_session->kind() == Session::Kind::None);
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    QVERIFY(!m_dialog->isVisible());
}

void TestAttachDialog::rememberedPasswordIsUsed()
{
    m_feed->wantPassword("hush");
    type(QStringLiteral("feed://ada:wrong@localhost/a"));
    QTest::keyClick(&m_dialog->form().field(), Qt::Key_Return);
    EVENTUALLY_EQUAL(text("attachMessage"), QStringLiteral("feed refused the password of ada."));
    auto *field = qobject_cast<QLineEdit *>(&row("password")->field());
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("hush"));
    click("attach");
    EVENTUALLY(!m_dialog->isVisible());
    QCOMPARE(m_feed->connected(), 1);

    openDialog();
    m_dialog->setUrl(QStringLiteral("feed://ada@localhost/others"));
    QCOMPARE(row("password")->value(), QStringLiteral("hush"));
    m_dialog->attach();
    EVENTUALLY_EQUAL(m_feed->connected(), 2);
}

QTEST_MAIN(TestAttachDialog)
#include "tst_attachdialog.moc"
