// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/casereader.h"
#include "sources/sourcespanel.h"
#include "support/eventually.h"
#include "ui/attach/attachtesting.h"

#include <QFile>
#include <QSignalSpy>
#include <QVBoxLayout>

using namespace playhead;
using namespace playhead::test;

/// Sources in a session, and the panel that shows them.
class TestAttachedSources : public AttachTest
{
    Q_OBJECT

private slots:
    void initTestCase() { prepare(); }
    void init();
    void cleanup();
    void recordsIntoARecordingOfItsOwn();
    void whatIsOpenStaysWhereTheFirstConnectionFails();
    void severalSourcesRecordIntoOneCase();
    void joinsTheScenarioThatRuns();
    void countersAreShown();
    void pauseAndResume();
    void lostSourceIsTriedAgainAndTold();
    void detachLeavesTheServerAndKeepsTheLog();
    void closingDetaches();
    void openingSomethingElseGivesUpConnecting();
    void caseKnowsItsSourcesAndNoSecret();

private:
    const AttachedSource &only() const { return m_session->sources().all().front(); }
    void attachAndWait(const QString &url);
    QString labelOf(const char *name, int index = 0) const;
    QPushButton *button(const char *name) const
    {
        return m_panel->findChildren<QPushButton *>(QLatin1String(name)).last();
    }

    std::unique_ptr<QWidget> m_window;
    SourcesPanel *m_panel = nullptr;
};

void TestAttachedSources::init()
{
    begin();
    m_window = std::make_unique<QWidget>();
    auto *column = new QVBoxLayout(m_window.get());
    m_panel = new SourcesPanel(m_session->sources(), *m_theme);
    column->addWidget(m_panel);
    column->addStretch(1);
    m_window->resize(260, 600);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestAttachedSources::cleanup()
{
    m_window.reset();
    end();
}

void TestAttachedSources::attachAndWait(const QString &url)
{
    const auto before = m_session->sources().all().size();
    attachTo(url);
    EVENTUALLY_EQUAL(m_session->sources().all().size(), before + 1);
}

QString TestAttachedSources::labelOf(const char *name, int index) const
{
    return m_panel->findChildren<QLabel *>(QLatin1String(name)).at(index)->text();
}

void TestAttachedSources::recordsIntoARecordingOfItsOwn()
{
    QVERIFY(m_panel->isHidden());
    QVERIFY(!m_session->isRecording());
    attachAndWait(QStringLiteral("feed://one/orders"));
    QVERIFY(m_session->kind() == Session::Kind::Recording);
    QVERIFY(m_session->isRecording());
    QVERIFY(m_state->isFollowing());
    QVERIFY(m_panel->isVisible());
    m_feed->send(5);
    EVENTUALLY_EQUAL(steps(), 5U);
    QVERIFY(m_session->isUnsaved());
}

void TestAttachedSources::whatIsOpenStaysWhereTheFirstConnectionFails()
{
    QVERIFY(m_session->runScenario(QStringLiteral("shop"), 1));
    m_session->stopScenario();
    const auto path = m_folder.filePath(QStringLiteral("before.playhead"));
    QSignalSpy saved(m_session.get(), &Session::saved);
    m_session->save(path);
    EVENTUALLY_EQUAL(saved.size(), 1);
    QVERIFY(m_session->open(path));
    const auto log = m_state->log();
    m_feed->refuse("no.");
    QSignalSpy failed(&m_session->sources(), &AttachedSources::couldNotConnect);
    attachTo(QStringLiteral("feed://one/orders"));
    EVENTUALLY_EQUAL(failed.size(), 1);
    QCOMPARE(failed.first().at(1).toString(), QStringLiteral("no."));
    QCOMPARE(m_state->log(), log);
    m_feed->refuse({});
    attachAndWait(QStringLiteral("feed://one/orders"));
    QVERIFY(m_state->log() != log);
}

void TestAttachedSources::severalSourcesRecordIntoOneCase()
{
    attachAndWait(QStringLiteral("feed://one/orders"));
    const auto log = m_state->log();
    attachAndWait(QStringLiteral("feed://two/payments"));
    QCOMPARE(m_state->log(), log);
    m_feed->send(4);
    EVENTUALLY_EQUAL(steps(), 8U);
    for (const auto *name : {"shop at one", "shop at two", "orders", "payments"})
        QVERIFY2(log->participants().find(name).isValid(), name);
    QCOMPARE(m_panel->findChildren<SourceRow *>().size(), 2);
}

void TestAttachedSources::joinsTheScenarioThatRuns()
{
    QVERIFY(m_session->runScenario(QStringLiteral("shop"), 1));
    const auto log = m_state->log();
    attachAndWait(QStringLiteral("feed://one/orders"));
    QCOMPARE(m_state->log(), log);
    QVERIFY(m_session->scenario());
    m_feed->send(1);
    EVENTUALLY(log->participants().find("shop at one").isValid());
}

void TestAttachedSources::countersAreShown()
{
    attachAndWait(QStringLiteral("feed://one/orders"));
    QCOMPARE(labelOf("sourceState"), QStringLiteral("live"));
    m_feed->send(12);
    EVENTUALLY_EQUAL(labelOf("counter0"), QStringLiteral("12")); // received
    EVENTUALLY_EQUAL(labelOf("counter1"), QStringLiteral("12")); // recorded
    QCOMPARE(labelOf("counter2"), QStringLiteral("0"));
    QCOMPARE(labelOf("counter3"), QStringLiteral("0"));
}

void TestAttachedSources::pauseAndResume()
{
    attachAndWait(QStringLiteral("feed://one/orders"));
    QTest::mouseClick(button("pauseSource"), Qt::LeftButton);
    QCOMPARE(labelOf("sourceState"), QStringLiteral("paused"));
    QCOMPARE(button("pauseSource")->text(), QStringLiteral("Resume"));
    m_feed->send(2);
    QTest::mouseClick(button("pauseSource"), Qt::LeftButton);
    EVENTUALLY_EQUAL(steps(), 2U);
    QCOMPARE(labelOf("sourceState"), QStringLiteral("live"));
}

void TestAttachedSources::lostSourceIsTriedAgainAndTold()
{
    attachAndWait(QStringLiteral("feed://one/orders"));
    m_feed->send(1);
    EVENTUALLY_EQUAL(steps(), 1U);
    m_feed->refuse("feed is down.");
    m_feed->breakConnections("feed went away.");
    EVENTUALLY_EQUAL(labelOf("sourceState"), QStringLiteral("lost"));
    EVENTUALLY(labelOf("sourceTrouble").startsWith(QStringLiteral("feed is down.")));
    QVERIFY(labelOf("sourceTrouble").contains(QStringLiteral("Tried again")));
    QVERIFY(button("retrySource")->isVisible());
    QVERIFY(button("pauseSource")->isHidden());
    m_feed->refuse({});
    QTest::mouseClick(button("retrySource"), Qt::LeftButton);
    EVENTUALLY_EQUAL(labelOf("sourceState"), QStringLiteral("live"));
    m_feed->send(1);
    EVENTUALLY_EQUAL(steps(), 4U); // two of the server's, and the gap's ends
    QVERIFY(m_state->log()->at(Position(2)).failed);
    QVERIFY(button("retrySource")->isHidden());
}

void TestAttachedSources::detachLeavesTheServerAndKeepsTheLog()
{
    attachAndWait(QStringLiteral("feed://one/orders"));
    m_feed->send(3);
    EVENTUALLY_EQUAL(steps(), 3U);
    QTest::mouseClick(button("detachSource"), Qt::LeftButton);
    EVENTUALLY(m_session->sources().isEmpty());
    QCOMPARE(m_feed->connected(), 0);
    QVERIFY(m_panel->isHidden());
    QCOMPARE(steps(), 3U);
    QVERIFY(m_session->kind() == Session::Kind::Recording);
    // Another one goes on in the same case.
    const auto log = m_state->log();
    attachAndWait(QStringLiteral("feed://two/orders"));
    QCOMPARE(m_state->log(), log);
}

void TestAttachedSources::closingDetaches()
{
    attachAndWait(QStringLiteral("feed://one/orders"));
    attachAndWait(QStringLiteral("feed://two/orders"));
    m_session->close();
    QVERIFY(m_session->kind() == Session::Kind::None);
    QVERIFY(m_panel->isHidden());
    EVENTUALLY_EQUAL(m_feed->connected(), 0);
}

void TestAttachedSources::openingSomethingElseGivesUpConnecting()
{
    m_feed->keepWaiting(true);
    attachTo(QStringLiteral("feed://one/orders"));
    QVERIFY(m_session->sources().isConnecting());
    QVERIFY(m_session->runScenario(QStringLiteral("shop"), 1));
    QVERIFY(m_session->sources().isEmpty());
    m_feed->keepWaiting(false);
    QVERIFY(m_session->scenario());
}

void TestAttachedSources::caseKnowsItsSourcesAndNoSecret()
{
    m_feed->wantPassword("hush-hush");
    attachAndWait(QStringLiteral("feed://ada:hush-hush@one/orders?api-token=t0ken&from=end"));
    m_feed->send(3);
    EVENTUALLY_EQUAL(steps(), 3U);
    const auto path = m_folder.filePath(QStringLiteral("kept.playhead"));
    QSignalSpy saved(m_session.get(), &Session::saved);
    m_session->save(path);
    EVENTUALLY_EQUAL(saved.size(), 1);
    const QStringList from{QStringLiteral("feed://ada@one/orders?from=end")};
    QCOMPARE(m_session->recordedFrom(), from);
    m_session->close();
    QVERIFY(m_session->open(path));
    QCOMPARE(m_session->recordedFrom(), from);
    m_session->close();
    for (const auto &name : QDir(m_folder.path()).entryList(QDir::Files)) {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto bytes = file.readAll();
        QVERIFY2(!bytes.contains("hush-hush") && !bytes.contains("t0ken"), qPrintable(name));
    }
}

QTEST_MAIN(TestAttachedSources)
#include "tst_attachedsources.moc"
