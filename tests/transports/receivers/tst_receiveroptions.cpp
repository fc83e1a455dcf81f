// SPDX-License-Identifier: GPL-3.0-or-later
// What the URL of a receiver may say, and what attaching to it is said to do.
#include "transports/receivers/ratelimit.h"
#include "transports/receivers/receiveroptions.h"
#include "transports/transporttable.h"

#include <QtTest>

using namespace playhead;

namespace {

Result<AttachPlan> plan(const QString &url)
{
    const auto parsed = parseSourceUrl(url.toStdString());
    if (!parsed) return tl::unexpected(parsed.error());
    return planAttach(*parsed);
}

} // namespace

class TestReceiverOptions : public QObject
{
    Q_OBJECT

private slots:
    void init() { qunsetenv(receiverTokenVariable); }

    void planSaysWhatIsOpened_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("says");
        QTest::newRow("events") << "http://127.0.0.1:9000/"
                                << "Opens port 9000 for programs on this machine, without a token";
        QTest::newRow("the usual port") << "http://127.0.0.1"
                                        << "Opens port 8080 ";
        QTest::newRow("traces") << "otlp://localhost"
                                << "Opens port 4318 for programs on this";
        QTest::newRow("IPv6") << "otlp://[::1]:4319"
                              << "Opens port 4319 for programs on this";
        QTest::newRow("a token") << "otlp://127.0.0.1?token=t"
                                 << "with the token";
        QTest::newRow("everybody") << "otlp://0.0.0.0?token=t"
                                   << "Opens port 4318 of 0.0.0.0 for everybody who reaches";
    }

    void planSaysWhatIsOpened()
    {
        QFETCH(QString, url);
        QFETCH(QString, says);
        const auto planned = plan(url);
        QVERIFY2(planned, planned ? "" : planned.error().message.c_str());
        QVERIFY(!planned->disturbs());
        const auto &effect = planned->effects.at(0);
        QCOMPARE(effect.kind, AttachEffect::Kind::Listens);
        QVERIFY2(effect.text.find(says.toStdString()) != std::string::npos, effect.text.c_str());
    }

    void sensiblyRefused_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("says");
        QTest::newRow("everybody without a token") << "http://0.0.0.0:9000/"
                                                   << "Set PLAYHEAD_RECEI";
        QTest::newRow("all of IPv6 without a token") << "otlp://[::]"
                                                     << "anybody could write";
        QTest::newRow("no address") << "http://no.such.host.invalid/"
                                    << "no address of this machine";
        QTest::newRow("a path") << "http://127.0.0.1/events"
                                << "Leave it out";
        QTest::newRow("a user") << "http://me:pw@127.0.0.1/"
                                << "?token=...";
        QTest::newRow("an option") << "http://127.0.0.1/?from=end"
                                   << "no option 'from'";
        QTest::newRow("a size") << "http://127.0.0.1/?body-limit=16X"
                                << "'body-limit=16X'";
        QTest::newRow("a huge size") << "http://127.0.0.1/?body-limit=99999999999G"
                                     << "256M";
        QTest::newRow("a rate") << "http://127.0.0.1/?rate-limit=many"
                                << "'rate-limit=many'";
        QTest::newRow("a time") << "otlp://127.0.0.1?settle=2"
                                << "'settle=2'";
        QTest::newRow("a long time") << "otlp://127.0.0.1?settle=2h"
                                     << "up to 60s";
    }

    void sensiblyRefused()
    {
        QFETCH(QString, url);
        QFETCH(QString, says);
        const auto planned = plan(url);
        QVERIFY(!planned);
        const auto &message = planned.error().message;
        QVERIFY2(message.find(says.toStdString()) != std::string::npos, message.c_str());
        QVERIFY2(message.find("pw") == std::string::npos, message.c_str());
    }

    void valuesAreRead()
    {
        const auto url =
            parseSourceUrl("otlp://127.0.0.1:9?token=t&body-limit=500k&rate-limit=7&settle=1.5s");
        const auto transport = transportFor(*url);
        QVERIFY(transport);
        const auto options = ReceiverOptions::fromUrl(**transport, *url, 4318);
        QVERIFY(options);
        QCOMPARE(options->port, 9);
        QCOMPARE(options->token, std::string("t"));
        QCOMPARE(options->bodyLimit, 500U * 1024U);
        QCOMPARE(options->rateLimit, 7U);
        QCOMPARE(options->settle, 1'500 * nanosecondsPerMillisecond);
    }

    void theTokenMayComeFromTheEnvironment()
    {
        qputenv(receiverTokenVariable, "t");
        const auto planned = plan(QStringLiteral("http://0.0.0.0:9000/"));
        QVERIFY(planned);
        QVERIFY(planned->effects.at(0).text.find("with the token") != std::string::npos);
        QCOMPARE((*parseSourceUrl("http://h/?token=t")).text(), std::string("http://h"));
    }

    void aRateIsKept()
    {
        using std::chrono::milliseconds;
        RateLimit limit(100);
        const RateLimit::Time start(std::chrono::hours(1));
        QVERIFY(limit.letThrough(90, start));
        QVERIFY(limit.letThrough(50, start)); // more than is left, but there was some
        QVERIFY(!limit.letThrough(1, start + milliseconds(300)));
        QVERIFY(limit.letThrough(1, start + milliseconds(500)));
        QVERIFY(limit.letThrough(1'000, start + milliseconds(10'000))); // once, and is paid for
        QVERIFY(!limit.letThrough(1, start + milliseconds(18'000)));
        QVERIFY(limit.letThrough(1, start + milliseconds(19'500)));
        RateLimit none(0);
        QVERIFY(none.letThrough(1'000'000'000, start));
        QVERIFY(none.letThrough(1'000'000'000, start));
    }
};

QTEST_APPLESS_MAIN(TestReceiverOptions)
#include "tst_receiveroptions.moc"
