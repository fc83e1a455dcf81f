// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog that publishes a log once more: what it says before, meanwhile and afterwards.
#include "core/republish/republishtesting.h"
#include "replaying/replaydialog.h"
#include "support/eventually.h"
#include "transports/shape/till.h"
#include "transports/transport.h"

#include <QApplication>
#include <QtTest>

#include <array>

using namespace playhead;
using namespace playhead::test;

namespace {

/// `till://`: can be published to.
class TillTransport final : public Transport
{
public:
    explicit TillTransport(Till &till) : m_till(till) {}

    [[nodiscard]] std::string_view scheme() const override { return "till"; }
    [[nodiscard]] std::string_view title() const override { return "Till"; }
    [[nodiscard]] std::string_view description() const override { return "A till"; }
    [[nodiscard]] std::string_view example() const override { return "till://localhost/a"; }
    [[nodiscard]] std::string_view pathMeaning() const override { return "The drawer"; }
    [[nodiscard]] std::span<const SourceOption> options() const override { return {}; }
    [[nodiscard]] Result<AttachPlan> plan(const SourceUrl &) const override { return AttachPlan(); }
    [[nodiscard]] Result<std::unique_ptr<SourceConnection>>
    connection(const SourceUrl &) const override
    {
        return failure("It cannot be read.");
    }
    [[nodiscard]] bool canPublish() const override { return true; }
    [[nodiscard]] Result<std::unique_ptr<Target>> target(const SourceUrl &url) const override
    {
        if (auto checked = checkOptions(*this, url); !checked)
            return tl::unexpected(checked.error());
        return std::make_unique<TillTarget>(m_till);
    }

private:
    Till &m_till;
};

} // namespace

class ReplayDialogTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QApplication::setStyle(QStringLiteral("Fusion")); }
    void init();
    void cleanup() { m_dialog.reset(); }
    void itSaysWhatItWouldDo();
    void mistakesAreSaid_data();
    void mistakesAreSaid();
    void eventsArePublishedWithTheirSecrets();
    void itIsPausedResumedAndCancelled();
    void aFailureIsSaid();

private:
    QString text(const char *label)
    {
        return m_dialog->findChild<QLabel *>(QLatin1String(label))->text();
    }
    QPushButton *button(const char *name)
    {
        return m_dialog->findChild<QPushButton *>(QLatin1String(name));
    }
    void click(const char *name) { QTest::mouseClick(button(name), Qt::LeftButton); }
    static void type(QLineEdit &field, const char *text)
    {
        field.setFocus();
        field.selectAll();
        QTest::keyClicks(&field, QLatin1String(text));
    }
    void startFast()
    {
        type(m_dialog->form().target(), "till://h/a");
        m_dialog->form().speeds().setCurrentIndex(m_dialog->form().speeds().count() - 1);
        EVENTUALLY(button("replay")->isEnabled());
        click("replay");
    }

    std::unique_ptr<Till> m_till;
    std::unique_ptr<TillTransport> m_transport;
    std::array<const Transport *, 1> m_table{};
    std::unique_ptr<PublishedLog> m_log;
    std::unique_ptr<Theme> m_theme;
    std::string m_password; ///< of the URL that was completed
    std::unique_ptr<ReplayDialog> m_dialog;
};

void ReplayDialogTest::init()
{
    m_till = std::make_unique<Till>();
    m_transport = std::make_unique<TillTransport>(*m_till);
    m_table = {m_transport.get()};
    m_log = std::make_unique<PublishedLog>(
        std::vector<Published>{{"1"},
                               {"2", nanosecondsPerSecond, "payments"},
                               {"3", 0, "orders", true},
                               {"4", 125 * nanosecondsPerSecond}});
    m_theme = std::make_unique<Theme>();
    m_theme->applyToApplication();
    const auto secrets = [this](const SourceUrl &url, QObject *,
                                const std::function<void(const SourceUrl &)> &then) {
        auto completed = url;
        completed.password = m_password;
        then(completed);
    };
    m_dialog = std::make_unique<ReplayDialog>(m_log->log(), QStringLiteral("shop.playhead"),
                                              m_table, secrets, *m_theme);
    m_dialog->show();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
}

void ReplayDialogTest::itSaysWhatItWouldDo()
{
    EVENTUALLY_EQUAL(
        text("replaySummary"),
        QStringLiteral("Publishes 3 events within 2 min 5 s.\n"
                       "In the log they went to: orders 2, payments 1.\n"
                       "Left out: 1 that a replay or a bridge has published already."));
    QVERIFY(!button("replay")->isEnabled()); // nowhere yet
    QVERIFY(text("replayTargetHint").contains(QStringLiteral("till")));
    type(m_dialog->form().filter(), "channel == payments");
    EVENTUALLY_EQUAL(text("replaySummary"), QStringLiteral("Publishes 1 events within 0 ns.\n"
                                                           "In the log they went to: payments 1."));
    type(m_dialog->form().filter(), "type == nothing");
    EVENTUALLY(text("replaySummary").startsWith(QStringLiteral("Nothing")));
    type(m_dialog->form().target(), "till://h/a");
    QCOMPARE(text("replayTargetHint"), QStringLiteral("The drawer"));
    EVENTUALLY(text("replaySummary").startsWith(QStringLiteral("Nothing")));
    QVERIFY(!button("replay")->isEnabled());
}

void ReplayDialogTest::mistakesAreSaid_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("label");
    QTest::addColumn<QString>("said");
    QTest::newRow("no URL") << "replayTarget"
                            << "orders"
                            << "replayTargetHint"
                            << "is no source";
    QTest::newRow("scheme") << "replayTarget"
                            << "tape://h"
                            << "replayTargetHint"
                            << "'tape' is no source";
    QTest::newRow("option") << "replayTarget"
                            << "till://h?a=b"
                            << "replayTargetHint"
                            << "takes no options";
    QTest::newRow("filter") << "replayFilter"
                            << "type =="
                            << "replayWishHint"
                            << "The filter is not complete";
    QTest::newRow("place") << "replayFrom"
                           << "999"
                           << "replayWishHint"
                           << "999";
}

void ReplayDialogTest::mistakesAreSaid()
{
    QFETCH(QString, field);
    QFETCH(QString, typed);
    QFETCH(QString, label);
    QFETCH(QString, said);
    type(m_dialog->form().target(), "till://h/a");
    EVENTUALLY(button("replay")->isEnabled());
    type(*m_dialog->findChild<QLineEdit *>(field), typed.toLatin1().constData());
    const auto shown = text(label.toLatin1().constData());
    QVERIFY2(shown.contains(said), qPrintable(shown));
    QVERIFY(!button("replay")->isEnabled());
    m_dialog->replay(); // as Enter would
    QVERIFY(!m_dialog->isReplaying());
}

void ReplayDialogTest::eventsArePublishedWithTheirSecrets()
{
    m_password = "secret";
    startFast();
    EVENTUALLY_EQUAL(text("replayState"), QStringLiteral("Done: 3 of 3 published, 3 confirmed."));
    const auto receipts = m_till->receipts();
    QCOMPARE(receipts.size(), std::size_t(3));
    for (const auto &receipt : receipts)
        QCOMPARE(receipt.event.extensions.back().second, std::string("\"shop.playhead\""));
    QVERIFY(button("replay")->isEnabled()); // once more, if that is wanted
    QVERIFY(!button("pauseReplay")->isVisible());
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    QVERIFY(!m_dialog->isVisible());
}

void ReplayDialogTest::itIsPausedResumedAndCancelled()
{
    m_till->hold(1);
    startFast();
    EVENTUALLY_EQUAL(m_till->count(), std::size_t(1));
    QVERIFY(button("pauseReplay")->isVisible());
    QVERIFY(!m_dialog->form().isEnabled());
    click("pauseReplay");
    EVENTUALLY_EQUAL(button("pauseReplay")->text(), QStringLiteral("Resume"));
    m_till->hold(2);
    {
        const std::lock_guard lock(m_till->mutex);
        m_till->changed.notify_all();
    }
    EVENTUALLY_EQUAL(text("replayState"), QStringLiteral("Paused: 2 of 3 published, 2 confirmed."));
    click("pauseReplay");
    EVENTUALLY_EQUAL(button("pauseReplay")->text(), QStringLiteral("Pause"));
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    EVENTUALLY_EQUAL(text("replayState"),
                     QStringLiteral("Cancelled: 2 of 3 published, 2 confirmed. The last "
                                    "one was that of #3."));
    QVERIFY(m_dialog->isVisible());
    QVERIFY(m_dialog->form().isEnabled());
    QCOMPARE(button("cancelReplay")->text(), QStringLiteral("Close"));
}

void ReplayDialogTest::aFailureIsSaid()
{
    m_till->connectError = "Nobody listens at h:1.";
    startFast();
    EVENTUALLY(text("replayState").startsWith(QStringLiteral("Nobody listens at h:1.")));
    QVERIFY(button("replay")->isEnabled());
}

QTEST_MAIN(ReplayDialogTest)
#include "tst_replaydialog.moc"
