// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/eventually.h"
#include "transports/kafka/kafkaclients.h"
#include "transports/sourcerecording.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

/// Consumer groups of a server as participants.
class TestKafkaGroups : public QObject
{
    Q_OBJECT

    static bool notes(SourceRecording &recording, const std::string &text)
    {
        return recording.source().status().note.find(text) != std::string::npos;
    }
    static std::vector<std::string> arrows(const std::string &way, int first, int last)
    {
        std::vector<std::string> expected;
        for (int i = first; i <= last; ++i)
            expected.push_back(way + ": " + std::to_string(i));
        return expected;
    }

private slots:
    void whatAMemberCommitsIsDeliveredAndAcknowledged()
    {
        KafkaServer server;
        QVERIFY(server.makeTopic("orders", 1));
        TestProducer producer(server);
        QVERIFY(producer.produce("orders", numberedRecords(10, 1)));
        QVERIFY(commitFor(server, "billing", "orders", 0, 0));
        SourceRecording recording(server.url("orders?from=beginning&groups=billing&poll=50ms"));
        QVERIFY(recording.source().waitUntilLive());
        EVENTUALLY(notes(recording, "billing is 10 behind in orders/0"));
        QVERIFY(recording.steps(StepKind::Ack).empty());

        TestGroupMember member(server, "billing", "orders");
        QVERIFY(member.readAndCommit(6));
        EVENTUALLY_EQUAL(recording.arrows(StepKind::Ack).size(), 6U);
        QCOMPARE(recording.arrows(StepKind::Deliver), arrows("orders > billing", 1, 6));
        QCOMPARE(recording.arrows(StepKind::Ack), arrows("billing > orders", 1, 6));
        EVENTUALLY(notes(recording, "billing is 4 behind in orders/0"));

        QVERIFY(member.readAndCommit(4));
        EVENTUALLY_EQUAL(recording.arrows(StepKind::Ack).size(), 10U);
        EVENTUALLY_EQUAL(recording.source().status().note, "");
        QCOMPARE(recording.source().status().received, 10U); // steps of groups are no messages
        const auto log = recording.log();
        for (const auto kind : {StepKind::Deliver, StepKind::Ack})
            for (const auto &step : recording.steps(kind)) {
                QCOMPARE(step.evidence, Evidence::Inferred);
                QCOMPARE(step.attempt, 1);
            }
        const auto group = log->participants().find("billing");
        QCOMPARE(log->participants().role(group), Role::Consumer);
        // The publish and its acknowledgement share their event.
        QCOMPARE(log->eventCount(), 10U);
    }

    void eachPartitionHasAPlaceOfItsOwn()
    {
        KafkaServer server(3);
        QVERIFY(server.makeTopic("orders", 3));
        TestProducer producer(server);
        QVERIFY(producer.produce("orders", numberedRecords(9, 3)));
        for (int partition = 0; partition < 3; ++partition)
            for (const auto *group : {"billing", "stock"})
                QVERIFY(commitFor(server, group, "orders", partition, partition));
        SourceRecording recording(
            server.url("orders?from=beginning&groups=billing,stock&poll=50ms"));
        EVENTUALLY(notes(recording, "billing is 3 behind in orders/0"));
        EVENTUALLY(notes(recording, "stock is 2 behind in orders/1"));
        EVENTUALLY(notes(recording, "stock is 1 behind in orders/2"));
        QVERIFY(commitFor(server, "stock", "orders", 1, 3));
        EVENTUALLY_EQUAL(recording.arrows(StepKind::Ack),
                         (std::vector<std::string>{"stock > orders: 4", "stock > orders: 7"}));
    }

    void aGroupThatSharesItsPartitionsAnewIsFollowed()
    {
        KafkaServer server;
        QVERIFY(server.makeTopic("orders", 4));
        TestProducer producer(server);
        for (int partition = 0; partition < 4; ++partition)
            QVERIFY(commitFor(server, "billing", "orders", partition, 0));
        SourceRecording recording(server.url("orders?from=beginning&groups=billing&poll=50ms"));
        QVERIFY(producer.produce("orders", numberedRecords(40, 4)));
        EVENTUALLY(notes(recording, "billing is 10 behind in orders/3"));
        TestGroupMember first(server, "billing", "orders");
        QVERIFY(first.readAndCommit(40));
        EVENTUALLY_EQUAL(recording.steps(StepKind::Ack).size(), 40U);

        // The second takes half of the partitions over.
        TestGroupMember second(server, "billing", "orders");
        QElapsedTimer timer;
        timer.start();
        int ofFirst = 0;
        int ofSecond = 0;
        int produced = 40;
        while ((ofFirst == 0 || ofSecond == 0) && !timer.hasExpired(patience)) {
            QVERIFY(producer.produce("orders", numberedRecords(4, 4)));
            produced += 4;
            for (int i = 0; i < 4; ++i) {
                ofFirst += first.read();
                ofSecond += second.read();
            }
        }
        QVERIFY(ofFirst > 0 && ofSecond > 0);
        const auto acks = [&] { return static_cast<int>(recording.steps(StepKind::Ack).size()); };
        while (acks() < produced && !timer.hasExpired(patience)) {
            for (auto *member : {&first, &second}) {
                member->read();
                member->commit();
            }
        }
        QCOMPARE(acks(), produced);
        QCOMPARE(recording.arrows(StepKind::Publish).size(), static_cast<std::size_t>(produced));
    }

    void aGroupThatIsSetBackIsDeliveredAgain()
    {
        KafkaServer server;
        QVERIFY(server.makeTopic("orders", 1));
        TestProducer producer(server);
        QVERIFY(producer.produce("orders", numberedRecords(4, 1)));
        QVERIFY(commitFor(server, "billing", "orders", 0, 3));
        SourceRecording recording(server.url("orders?from=beginning&groups=billing&poll=50ms"));
        EVENTUALLY(notes(recording, "billing is 1 behind"));
        QVERIFY(commitFor(server, "billing", "orders", 0, 1));
        EVENTUALLY(notes(recording, "billing is 3 behind"));
        QVERIFY(commitFor(server, "billing", "orders", 0, 4));
        EVENTUALLY_EQUAL(recording.arrows(StepKind::Deliver), arrows("orders > billing", 2, 4));
        const auto delivers = recording.steps(StepKind::Deliver);
        QVERIFY(delivers[0].isRetry());
        QVERIFY(delivers[1].isRetry());
        QVERIFY(!delivers[2].isRetry());
    }

    void recordsThatWereNotReadAreCounted()
    {
        KafkaServer server;
        QVERIFY(server.makeTopic("orders", 1));
        TestProducer producer(server);
        QVERIFY(producer.produce("orders", numberedRecords(10, 1)));
        QVERIFY(commitFor(server, "billing", "orders", 0, 2));
        SourceRecording recording(server.url("orders?groups=billing&poll=50ms"));
        EVENTUALLY(notes(recording, "billing is 8 behind"));
        QVERIFY(commitFor(server, "billing", "orders", 0, 9));
        EVENTUALLY(notes(recording, "Groups acknowledged 7 records that Playhead"));
        QVERIFY(recording.steps(StepKind::Ack).empty());
    }

    void aServerThatListsNoGroupsIsToldOf()
    {
        KafkaServer server;
        QVERIFY(server.makeTopic("orders", 1));
        TestProducer producer(server);
        SourceRecording recording(server.url("orders?poll=50ms"));
        EVENTUALLY(notes(recording, "does not list its groups"));
        QVERIFY(producer.produce("orders", numberedRecords(1, 1)));
        EVENTUALLY_EQUAL(recording.data(), std::vector<std::string>{"1"});
    }

    void nothingIsCommittedForAGroup()
    {
        KafkaServer server;
        QVERIFY(server.makeTopic("orders", 1));
        TestProducer producer(server);
        QVERIFY(producer.produce("orders", numberedRecords(10, 1)));
        QVERIFY(commitFor(server, "billing", "orders", 0, 4));
        {
            SourceRecording recording(server.url("orders?from=beginning&groups=billing&poll=50ms"));
            EVENTUALLY_EQUAL(recording.events().size(), 10U);
            EVENTUALLY(notes(recording, "billing is 6 behind"));
        }
        QCOMPARE(committedBy(server, "billing", "orders", 0), 4);
        // A member gets what it would have got.
        TestGroupMember member(server, "billing", "orders");
        QVERIFY(member.readAndCommit(6));
        QCOMPARE(committedBy(server, "billing", "orders", 0), 10);
    }
};

QTEST_GUILESS_MAIN(TestKafkaGroups)
#include "tst_kafkagroups.moc"
