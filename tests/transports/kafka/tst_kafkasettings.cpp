// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkanames.h"
#include "transports/kafka/kafkaplace.h"
#include "transports/kafka/kafkaproperties.h"
#include "transports/kafka/kafkasettings.h"
#include "transports/transporttable.h"

#include <QtTest>

#include <algorithm>
#include <fstream>

using namespace playhead;

namespace {

constexpr Timestamp now = 1'714'564'800 * nanosecondsPerSecond; // 2024-05-01T12:00:00Z

SourceUrl urlOf(const std::string &text)
{
    auto url = parseSourceUrl(text);
    if (!url) qFatal("%s", url.error().message.c_str());
    return *url;
}

/// The last value of a property; empty: it is not set.
std::string valueOf(const KafkaSettings &settings, std::string_view name)
{
    std::string found;
    for (const auto &[known, value] : settings.connection)
        if (known == name) found = value;
    return found;
}

} // namespace

/// What a URL asks for, without any server.
class TestKafkaSettings : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;

    std::string fileWith(const std::string &text)
    {
        const auto path = m_dir.filePath("kafka.properties").toStdString();
        std::ofstream(path) << text;
        return path;
    }

private slots:
    void matchesNames_data()
    {
        QTest::addColumn<QString>("list");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("matches");
        QTest::newRow("name") << "orders"
                              << "orders" << true;
        QTest::newRow("another") << "orders"
                                 << "orders2" << false;
        QTest::newRow("second") << "a,orders"
                                << "orders" << true;
        QTest::newRow("pattern") << "orders.*"
                                 << "orders.new" << true;
        QTest::newRow("nothing for the star") << "orders.*"
                                              << "orders." << true;
        QTest::newRow("dot is a dot") << "orders.*"
                                      << "ordersXnew" << false;
        QTest::newRow("star in the middle") << "a*z"
                                            << "abcz" << true;
        QTest::newRow("goes back") << "a*bc"
                                   << "abcbc" << true;
        QTest::newRow("does not end") << "a*bc"
                                      << "abcb" << false;
        QTest::newRow("one character") << "v?"
                                       << "v1" << true;
        QTest::newRow("not two") << "v?"
                                 << "v12" << false;
        QTest::newRow("all") << "*"
                             << "anything" << true;
        QTest::newRow("but what is internal") << "*"
                                              << "__consumer_offsets" << false;
        QTest::newRow("unless it is meant") << "__*"
                                            << "__consumer_offsets" << true;
        QTest::newRow("internal by name") << "__consumer_offsets"
                                          << "__consumer_offsets" << true;
        QTest::newRow("none") << ""
                              << "" << false;
        QTest::newRow("many stars") << "*a*a*a*a*a*a*a*b" << QString(200, 'a') << false;
    }
    void matchesNames()
    {
        QFETCH(QString, list);
        QFETCH(QString, name);
        QFETCH(bool, matches);
        QCOMPARE(KafkaNames(list.toStdString()).matches(name.toStdString()), matches);
    }

    void findsAPlaceInAPartition_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("offset"); // where 100 to 200 are there, and 150 is at the time
        QTest::newRow("beginning") << "beginning" << 100;
        QTest::newRow("end") << "end" << 200;
        QTest::newRow("offset") << "120" << 120;
        QTest::newRow("removed") << "20" << 100;
        QTest::newRow("not there yet") << "220" << 200;
        QTest::newRow("before the end") << "-30" << 170;
        QTest::newRow("none before the end") << "-0" << 200;
        QTest::newRow("more than there are") << "-101" << 100;
        QTest::newRow("time") << "2024-05-01T11:59:30Z" << 150;
        QTest::newRow("ago") << "-30s" << 150;
    }
    void findsAPlaceInAPartition()
    {
        QFETCH(QString, text);
        QFETCH(int, offset);
        const auto place = parseKafkaPlace(text.toStdString(), "from", now);
        QVERIFY(place.has_value());
        QCOMPARE(place->in({100, 200, 150}), offset);
        if (place->kind != KafkaPlace::Kind::Time) return;
        QCOMPARE(place->time, now - 30 * nanosecondsPerSecond);
        QCOMPARE(place->in({100, 200, std::nullopt}), 200); // nothing is as new
    }

    void refusesWhatIsNoPlace_data()
    {
        QTest::addColumn<QString>("text");
        for (const auto *text :
             {"", "yesterday", "12.5", "--3", "-", "30s", "99999999999999999999"})
            QTest::newRow(text) << text;
    }
    void refusesWhatIsNoPlace()
    {
        QFETCH(QString, text);
        const auto place = parseKafkaPlace(text.toStdString(), "to", now);
        QVERIFY(!place.has_value());
        QVERIFY(place.error().message.find("'to=") == 0);
    }

    void readsPropertiesAsLibrdkafkaHasThem()
    {
        const auto properties = parseKafkaProperties("# mine\r\n"
                                                     "\n"
                                                     "security.protocol = ssl\r\n"
                                                     "sasl.password=a=b # c\n"
                                                     "group.id=theirs\n"
                                                     "transactional.id=theirs\n"
                                                     "client.id=",
                                                     "mine.properties");
        QVERIFY(properties.has_value());
        QCOMPARE(*properties, (KafkaProperties{{"security.protocol", "ssl"},
                                               {"sasl.password", "a=b # c"},
                                               {"client.id", ""}}));
    }

    void tellsTheLineOfABadProperty()
    {
        const auto properties = parseKafkaProperties("a=b\nsecret\n", "mine.properties");
        QVERIFY(!properties.has_value());
        QVERIFY(properties.error().message.find("mine.properties, line 2") == 0);
        QVERIFY(properties.error().message.find("secret") == std::string::npos);
    }

    void takesTheConnectionFromTheUrl()
    {
        const auto settings = KafkaSettings::fromUrl(
            urlOf("kafka://me:pw@a:1,b:2/x?security=ssl&sasl=SCRAM-SHA-256&groups=g,h*&poll=20ms"),
            now);
        QVERIFY2(settings.has_value(), settings ? "" : settings.error().message.c_str());
        QCOMPARE(settings->servers, "a:1,b:2");
        QCOMPARE(valueOf(*settings, "bootstrap.servers"), "a:1,b:2");
        QCOMPARE(valueOf(*settings, "sasl.username"), "me");
        QCOMPARE(valueOf(*settings, "sasl.password"), "pw");
        QCOMPARE(valueOf(*settings, "security.protocol"), "ssl");
        QCOMPARE(valueOf(*settings, "sasl.mechanism"), "SCRAM-SHA-256");
        QCOMPARE(settings->groups.names(), std::vector<std::string>{"g"});
        QCOMPARE(settings->groups.patterns(), std::vector<std::string>{"h*"});
        QCOMPARE(settings->poll, 20 * nanosecondsPerMillisecond);
        QVERIFY(settings->from.kind == KafkaPlace::Kind::End);
        QVERIFY(!settings->to);
    }

    void aPasswordGoesOverTlsUnlessSaidOtherwise()
    {
        const auto settings = KafkaSettings::fromUrl(urlOf("kafka://me:pw@a/x"), now);
        QVERIFY(settings.has_value());
        QCOMPARE(valueOf(*settings, "security.protocol"), "sasl_ssl");
        QCOMPARE(valueOf(*settings, "sasl.mechanism"), "PLAIN");
        QCOMPARE(valueOf(*settings, "bootstrap.servers"), "a:9092");
        const auto open = KafkaSettings::fromUrl(urlOf("kafka://a/x"), now);
        QVERIFY(open.has_value());
        QCOMPARE(valueOf(*open, "security.protocol"), "");
    }

    void takesTheConnectionFromAFile()
    {
        const auto path = fileWith("bootstrap.servers=c:3\nsecurity.protocol=sasl_plaintext\n"
                                   "sasl.username=me\nsasl.password=pw\n");
        const auto settings = KafkaSettings::fromUrl(urlOf("kafka:///x?config=" + path), now);
        QVERIFY2(settings.has_value(), settings ? "" : settings.error().message.c_str());
        QCOMPARE(settings->servers, "c:3");
        QCOMPARE(valueOf(*settings, "sasl.password"), "pw");
        // The URL wins.
        const auto both =
            KafkaSettings::fromUrl(urlOf("kafka://d:4/x?security=plaintext&config=" + path), now);
        QVERIFY(both.has_value());
        QCOMPARE(both->servers, "d:4");
        QCOMPARE(valueOf(*both, "bootstrap.servers"), "d:4");
        QCOMPARE(valueOf(*both, "security.protocol"), "plaintext");
    }

    void refusesWhatMakesNoSense_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("reason");
        QTest::newRow("no server") << "kafka:///x"
                                   << "says no server";
        QTest::newRow("no topic") << "kafka://a"
                                  << "says no topic";
        QTest::newRow("no such option") << "kafka://a/x?form=end"
                                        << "has no option 'form'";
        QTest::newRow("no such choice") << "kafka://a/x?security=tls"
                                        << "'tls' is no value";
        QTest::newRow("place") << "kafka://a/x?from=now"
                               << "'from=now' says no place";
        QTest::newRow("duration") << "kafka://a/x?poll=fast"
                                  << "'poll=fast' is no length of time";
        QTest::newRow("too often") << "kafka://a/x?refresh=1us"
                                   << "is no length of time";
        QTest::newRow("naming") << "kafka://a/x?type=kind"
                                << "says no place in a message";
        QTest::newRow("no file") << "kafka://a/x?config=/nowhere/at.all"
                                 << "cannot be read";
        QTest::newRow("property") << "kafka://a/x?config=FILE"
                                  << "has no property 'no.such'";
    }
    void refusesWhatMakesNoSense()
    {
        QFETCH(QString, url);
        QFETCH(QString, reason);
        url.replace("FILE", QString::fromStdString(fileWith("no.such=secret\n")));
        const auto read = urlOf(url.toStdString());
        const auto plan = planAttach(read);
        QVERIFY(!plan.has_value());
        const auto said = QString::fromStdString(plan.error().message);
        QVERIFY2(said.contains(reason), qPrintable(said));
        QVERIFY(!said.contains("secret"));
    }

    void aValueThatIsRefusedIsNotTold()
    {
        const auto path = fileWith("security.protocol=my-secret\n");
        const auto plan = planAttach(urlOf("kafka://a/x?config=" + path));
        QVERIFY(!plan.has_value());
        QVERIFY(plan.error().message.find("'security.protocol'") != std::string::npos);
        QVERIFY(plan.error().message.find("my-secret") == std::string::npos);
    }

    void saysWhatAttachingDoes()
    {
        const auto plan =
            planAttach(urlOf("kafka://me:pw@a/orders,pay.*?from=beginning&to=500&groups=billing"));
        QVERIFY(plan.has_value());
        QVERIFY(!plan->disturbs());
        std::vector<std::string> sentences;
        for (const auto &effect : plan->effects)
            sentences.push_back(effect.text);
        QCOMPARE(sentences[0], "Reads all partitions of orders, and of all topics that match "
                               "pay.*, from the beginning up to offset 500, and then ends.");
        QCOMPARE(sentences[2],
                 "Asks what the groups billing have committed, without joining them.");
        for (const auto &sentence : sentences)
            QVERIFY(sentence.find("pw") == std::string::npos);
        QVERIFY(std::ranges::all_of(plan->effects, [](const AttachEffect &effect) {
            return effect.kind == AttachEffect::Kind::None;
        }));
    }
};

QTEST_GUILESS_MAIN(TestKafkaSettings)
#include "tst_kafkasettings.moc"
