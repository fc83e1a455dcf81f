// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkaclients.h"
#include "transports/sourcerecording.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

/// Reading a part of a topic, and then another.
class TestKafkaWindows : public QObject
{
    Q_OBJECT

    KafkaServer m_server;

    /// What is read of the topic of ten records, when the source has ended.
    std::vector<std::string> read(const std::string &options)
    {
        SourceRecording recording(m_server.url("ten?" + options));
        recording.source().waitUntilEnded();
        const auto status = recording.source().status();
        if (!status.reason.empty()) qFatal("%s", status.reason.c_str());
        if (status.received != recording.events().size()) qFatal("received is not recorded");
        return recording.data(true);
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_server.isRunning());
        QVERIFY(m_server.makeTopic("ten", 1));
        QVERIFY(m_server.makeTopic("uneven", 3));
        std::vector<TestRecord> records;
        for (int i = 0; i < 10; ++i) // from 2024-05-01T12:00:00Z, one a second
            records.push_back({{},
                               std::string(1, static_cast<char>('0' + i)),
                               {},
                               0,
                               1'714'564'800'000 + i * 1000});
        TestProducer producer(m_server);
        QVERIFY(producer.produce("ten", records));
        records.clear();
        for (int i = 0; i < 5; ++i)
            records.push_back({{}, "long" + std::to_string(i), {}, 0, 0});
        records.push_back({{}, "short0", {}, 1, 0});
        QVERIFY(producer.produce("uneven", records));
    }

    void readsWhatLiesBetween_data()
    {
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("digits");
        QTest::newRow("all") << "from=beginning&to=end"
                             << "0123456789";
        QTest::newRow("offsets") << "from=2&to=5"
                                 << "234";
        QTest::newRow("one") << "from=4&to=5"
                             << "4";
        QTest::newRow("nothing") << "from=4&to=4"
                                 << "";
        QTest::newRow("the wrong way round") << "from=5&to=2"
                                             << "";
        QTest::newRow("past the end") << "from=8&to=100"
                                      << "89";
        QTest::newRow("from past the end") << "from=50&to=100"
                                           << "";
        QTest::newRow("the last") << "from=-3&to=end"
                                  << "789";
        QTest::newRow("more than there are") << "from=-30&to=end"
                                             << "0123456789";
        QTest::newRow("all but the last") << "from=beginning&to=-2"
                                          << "01234567";
        QTest::newRow("up to a time") << "from=beginning&to=2024-05-01T12:00:04Z"
                                      << "0123";
        QTest::newRow("offset to time") << "from=2&to=2024-05-01T12:00:04.001Z"
                                        << "234";
        QTest::newRow("time ahead of all") << "from=beginning&to=2024-04-01T00:00:00Z"
                                           << "";
        QTest::newRow("from the end") << "to=end"
                                      << "";
    }
    void readsWhatLiesBetween()
    {
        QFETCH(QString, options);
        QFETCH(QString, digits);
        std::vector<std::string> expected;
        for (const char c : digits.toStdString())
            expected.emplace_back(1, c);
        QCOMPARE(read(options.toStdString()), expected);
    }

    void windowsThatFollowEachOtherMakeTheWhole()
    {
        std::vector<std::string> all;
        for (int from = 0; from < 10; from += 3) {
            const auto window =
                read("from=" + std::to_string(from) + "&to=" + std::to_string(from + 3));
            all.insert(all.end(), window.begin(), window.end());
        }
        QCOMPARE(all, read("from=beginning&to=end"));
    }

    void endsWhereSomePartitionsAreShorter()
    {
        SourceRecording recording(m_server.url("uneven?from=0&to=3"));
        recording.source().waitUntilEnded();
        QCOMPARE(recording.data(true),
                 (std::vector<std::string>{"long0", "long1", "long2", "short0"}));
    }
};

QTEST_GUILESS_MAIN(TestKafkaWindows)
#include "tst_kafkawindows.moc"
