// SPDX-License-Identifier: GPL-3.0-or-later
// URLs of sources: what they say, what is shown of them, what is wrong with them.
#include "transports/sourceurl.h"

#include <QtTest>

using namespace playhead;

class SourceUrlTest : public QObject
{
    Q_OBJECT

private slots:
    void urlsAreTakenApart_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("parts"); // scheme, user, password, host, port, path
        QTest::newRow("plain") << "kafka://localhost:9092/orders.*"
                               << QStringList{"kafka", "", "", "localhost", "9092", "orders.*"};
        QTest::newRow("no port") << "amqp://broker"
                                 << QStringList{"amqp", "", "", "broker", "0", ""};
        QTest::newRow("upper case")
            << "AMQP://Broker/X" << QStringList{"amqp", "", "", "Broker", "0", "X"};
        QTest::newRow("user") << "amqp://me:p%40ss@h:1/v"
                              << QStringList{"amqp", "me", "p@ss", "h", "1", "v"};
        QTest::newRow("@ in password")
            << "amqp://me:p@ss@h:1/v" << QStringList{"amqp", "me", "p@ss", "h", "1", "v"};
        QTest::newRow("user only") << "amqp://me@h" << QStringList{"amqp", "me", "", "h", "0", ""};
        QTest::newRow("cluster") << "kafka://a:9092,b:9093/t"
                                 << QStringList{"kafka", "", "", "a:9092,b:9093", "0", "t"};
        QTest::newRow("IPv6") << "amqp://[::1]:5672/q"
                              << QStringList{"amqp", "", "", "::1", "5672", "q"};
        QTest::newRow("IPv6 cluster") << "kafka://[::1]:1,[::2]:2/t"
                                      << QStringList{"kafka", "", "", "[::1]:1,[::2]:2", "0", "t"};
        QTest::newRow("percent") << "amqp://h/%2Fv%2520/100%"
                                 << QStringList{"amqp", "", "", "h", "0", "/v%20/100%"};
        QTest::newRow("no host") << "otlp://" << QStringList{"otlp", "", "", "", "0", ""};
    }

    void urlsAreTakenApart()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, parts);
        const auto url = parseSourceUrl(text.toStdString());
        QVERIFY2(url, url ? "" : url.error().message.c_str());
        const auto qt = [](const std::string &part) { return QString::fromStdString(part); };
        QCOMPARE((QStringList{qt(url->scheme), qt(url->user), qt(url->password), qt(url->host),
                              QString::number(url->port), qt(url->path)}),
                 parts);
        // What is shown says the same, without the password.
        auto again = parseSourceUrl(url->text());
        QVERIFY2(again, url->text().c_str());
        QVERIFY(again->password.empty());
        again->password = url->password;
        QCOMPARE(again->host, url->host);
        QCOMPARE(again->port, url->port);
        QCOMPARE(again->path, url->path);
        QCOMPARE(again->user, url->user);
    }

    void optionsAreReadInOrder()
    {
        const auto url =
            parseSourceUrl("kafka://h/t?from=beginning&key=a%26b%3Dc&trace&key=*.d&=x&&plus=a+b");
        QVERIFY(url.has_value());
        QCOMPARE(url->options.size(), 5U);
        QCOMPARE(url->option("from"), std::optional<std::string_view>("beginning"));
        QCOMPARE(url->option("trace"), std::optional<std::string_view>(""));
        QCOMPARE(url->option("key"), std::optional<std::string_view>("*.d")); // the last counts
        QCOMPARE(url->all("key"), (std::vector<std::string_view>{"a&b=c", "*.d"}));
        QCOMPARE(url->option("plus"), std::optional<std::string_view>("a+b"));
        QVERIFY(!url->option("nothing"));
        const auto again = parseSourceUrl(url->text());
        QVERIFY(again.has_value());
        QCOMPARE(again->options, url->options);

        auto changed = *url;
        changed.setOption("key", "new");
        QCOMPARE(changed.all("key"), std::vector<std::string_view>{"new"});
    }

    void whatIsShownHasNoSecrets()
    {
        const auto url = parseSourceUrl("sqs://me:hidden1@h/q?region=x&sasl.password=hidden2&token="
                                        "hidden3&aws_secret=hidden4&from=now");
        QVERIFY(url.has_value());
        QCOMPARE(QString::fromStdString(url->text()),
                 QStringLiteral("sqs://me@h/q?region=x&from=now"));
    }

    void addressesHaveThePortThatGoesWithoutSaying()
    {
        const auto address = [](const char *text, std::uint16_t usual) {
            return parseSourceUrl(text)->address(usual);
        };
        QCOMPARE(address("amqp://h", 5672), std::string("h:5672"));
        QCOMPARE(address("amqp://h", 0), std::string("h"));
        QCOMPARE(address("amqp://h:1", 5672), std::string("h:1"));
        QCOMPARE(address("amqp://[::1]", 5672), std::string("[::1]:5672"));
        QCOMPARE(address("kafka://a:1,b:2", 9092), std::string("a:1,b:2"));
    }

    void mistakesAreExplained_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("said");
        QTest::newRow("empty") << ""
                               << "is no source";
        QTest::newRow("no scheme") << "localhost:9092"
                                   << "'localhost:9092' is no source";
        QTest::newRow("scheme alone") << "://h"
                                      << "is no source";
        QTest::newRow("port") << "kafka://h:x/t"
                              << "'x' in kafka://h:x is no port";
        QTest::newRow("port 0") << "kafka://h:0/t"
                                << "'0' in kafka://h:0 is no port";
        QTest::newRow("port too high") << "kafka://h:65536/t"
                                       << "is no port";
        QTest::newRow("bracket") << "amqp://[::1"
                                 << "lacks its closing bracket";
        QTest::newRow("behind bracket") << "amqp://[::1]5672"
                                        << "a port is expected";
        // Passwords that are not encoded, cut in the middle by what means something in a URL.
        QTest::newRow("/ in password") << "amqp://me:hid/den@h:1/v"
                                       << "%2F";
        QTest::newRow("? in password") << "amqp://me:hid?den@h:1/v"
                                       << "%3F";
        QTest::newRow("no scheme, password") << "me:hidden@h:1"
                                             << "'h:1' is no source";
    }

    void mistakesAreExplained()
    {
        QFETCH(QString, text);
        QFETCH(QString, said);
        const auto url = parseSourceUrl(text.toStdString());
        QVERIFY(!url);
        const auto message = QString::fromStdString(url.error().message);
        QVERIFY2(message.contains(said), qPrintable(message));
        QVERIFY2(!message.contains(QStringLiteral("hid")), qPrintable(message));
        QVERIFY2(!message.contains(QStringLiteral("den@")), qPrintable(message));
    }
};

QTEST_APPLESS_MAIN(SourceUrlTest)
#include "tst_sourceurl.moc"
