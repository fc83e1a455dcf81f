// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/eventually.h"
#include "transports/kafka/kafkaclients.h"
#include "transports/sourcerecording.h"

#include <QtTest>

#include <fstream>

using namespace playhead;
using namespace playhead::test;

/// Servers that go away, and records that do.
class TestKafkaLoss : public QObject
{
    Q_OBJECT

    /// The types of the events by which the source tells of a gap.
    static std::vector<std::string> gaps(SourceRecording &recording)
    {
        const auto log = recording.log();
        std::vector<std::string> found;
        for (const auto &step : recording.steps(StepKind::Publish))
            if (step.sender == step.receiver) found.emplace_back(log->name(step.type));
        return found;
    }

private slots:
    void aServerThatComesBackIsReadOn_data()
    {
        QTest::addColumn<int>("brokers");
        QTest::newRow("one broker") << 1;
        QTest::newRow("three brokers") << 3;
    }
    void aServerThatComesBackIsReadOn()
    {
        QFETCH(int, brokers);
        KafkaServer server(brokers);
        QVERIFY(server.makeTopic("orders", 4));
        QVERIFY(commitFor(server, "billing", "orders", 0, 0));
        SourceRecording recording(server.url("orders?from=beginning&groups=billing&poll=50ms"));
        QVERIFY(recording.source().waitUntilLive());
        std::vector<std::string> expected;
        TestProducer producer(server);
        int next = 1;
        const auto produce = [&](int count) {
            std::vector<TestRecord> records;
            for (const int last = next + count; next < last; ++next) {
                expected.push_back(std::to_string(next));
                records.push_back({{}, expected.back(), {}, next % 4, 0});
            }
            std::ranges::sort(expected);
            return producer.produce("orders", records);
        };
        QVERIFY(produce(100));
        for (std::uint64_t round = 1; round <= 2; ++round) {
            EVENTUALLY_EQUAL(recording.events().size(), expected.size());
            QVERIFY(produce(50)); // some of these are on their way when it goes
            QVERIFY(server.goDown());
            EVENTUALLY_EQUAL(recording.source().status().state, SourceState::Lost);
            QVERIFY(QString::fromStdString(recording.source().status().reason)
                        .contains("No Kafka server answers at 127.0.0.1"));
            QVERIFY(server.comeUp());
            EVENTUALLY_EQUAL(recording.source().status().state, SourceState::Live);
            QCOMPARE(recording.source().status().gaps, round);
            QVERIFY(produce(100));
        }
        EVENTUALLY_EQUAL(recording.events().size(), expected.size());
        QCOMPARE(recording.data(true), expected);
        QCOMPARE(gaps(recording),
                 (std::vector<std::string>{"playhead.source.lost", "playhead.source.back",
                                           "playhead.source.lost", "playhead.source.back"}));
        const auto status = recording.source().status();
        QCOMPARE(status.received, expected.size());
        QCOMPARE(status.recorded, expected.size());
        QCOMPARE(status.dropped, 0U);
        // What a group has done with is followed as before.
        QVERIFY(commitFor(server, "billing", "orders", 0, 5));
        EVENTUALLY_EQUAL(recording.steps(StepKind::Ack).size(), 5U);
    }

    void aBrokerThatIsAwayAloneIsNoGap()
    {
        KafkaServer server(3);
        QVERIFY(server.makeTopic("orders", 3));
        for (int i = 0; i < 3; ++i)
            QVERIFY(server.makeLeader("orders", i, i + 1));
        TestProducer producer(server);
        SourceRecording recording(server.url("orders?from=beginning&groups="));
        QVERIFY(producer.produce("orders", numberedRecords(30, 3)));
        EVENTUALLY_EQUAL(recording.events().size(), 30U);
        QVERIFY(server.goDown(2));
        // What the others lead is read on.
        QVERIFY(producer.produce("orders", {{{}, "of 1", {}, 0, 0}, {{}, "of 3", {}, 2, 0}}));
        EVENTUALLY_EQUAL(recording.events().size(), 32U);
        QCOMPARE(recording.source().status().state, SourceState::Live);
        QVERIFY(server.comeUp(2));
        QVERIFY(producer.produce("orders", {{{}, "of 2", {}, 1, 0}}));
        EVENTUALLY_EQUAL(recording.events().size(), 33U);
        QCOMPARE(recording.source().status().gaps, 0U);
        QVERIFY(gaps(recording).empty());
    }

    void aPartitionIsFollowedToItsNewLeader()
    {
        KafkaServer server(2);
        QVERIFY(server.makeTopic("orders", 1));
        QVERIFY(server.makeLeader("orders", 0, 1));
        TestProducer producer(server);
        SourceRecording recording(server.url("orders?from=beginning&groups="));
        std::vector<std::string> expected;
        for (int round = 0; round < 4; ++round) {
            std::vector<TestRecord> records;
            for (int i = 0; i < 25; ++i) {
                expected.push_back(std::to_string(round * 25 + i));
                records.push_back({{}, expected.back(), {}, 0, 0});
            }
            QVERIFY(producer.produce("orders", records));
            QVERIFY(server.makeLeader("orders", 0, 2 - round % 2));
        }
        EVENTUALLY_EQUAL(recording.events().size(), expected.size());
        QCOMPARE(recording.data(), expected);
        QCOMPARE(recording.source().status().gaps, 0U);
    }

    void detachesFromAServerThatIsAway()
    {
        KafkaServer server;
        QVERIFY(server.makeTopic("orders", 1));
        SourceRecording recording(server.url("orders"));
        QVERIFY(recording.source().waitUntilLive());
        QVERIFY(server.goDown());
        EVENTUALLY_EQUAL(recording.source().status().state, SourceState::Lost);
        recording.source().detach();
        recording.source().waitUntilEnded();
        QCOMPARE(recording.source().status().state, SourceState::Ended);
    }

    void recordsThatTheServerRemovedAreCounted()
    {
        KafkaServer server;
        QVERIFY(server.makeTopic("orders", 1));
        QTemporaryDir dir;
        const auto config = dir.filePath("kafka.properties").toStdString();
        std::ofstream(config) << "# little is fetched ahead\n"
                                 "fetch.message.max.bytes = 200000\n"
                                 "queued.max.messages.kbytes = 1000\n";
        TestProducer producer(server);
        SourceRecording recording(server.url("orders?from=beginning&config=" + config));
        QVERIFY(recording.source().waitUntilLive());
        recording.source().pause();
        constexpr std::uint64_t count = 150; // 15 MB, where 5 MiB are kept
        for (std::uint64_t i = 0; i < count; ++i)
            QVERIFY(producer.produce("orders", {{{}, std::string(100'000, 'x'), {}, 0, 0}}));
        recording.source().resume();
        EVENTUALLY(recording.source().status().dropped > 0);
        const auto status = [&] { return recording.source().status(); };
        EVENTUALLY_EQUAL(status().received + status().dropped, count);
        QCOMPARE(recording.events().size(), status().received);
        QVERIFY(status().received > 0);
        // Each once, in order, up to the last.
        std::int64_t last = -1;
        for (const auto &event : recording.events()) {
            const auto offset = std::stoll(event.id.substr(event.id.rfind('/') + 1));
            QVERIFY(offset > last);
            last = offset;
        }
        QCOMPARE(last, static_cast<std::int64_t>(count) - 1);
        EVENTUALLY_EQUAL(status().note.find("cannot be read"), std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestKafkaLoss)
#include "tst_kafkaloss.moc"
