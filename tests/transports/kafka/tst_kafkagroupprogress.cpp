// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkagroupprogress.h"

#include <QtTest>

#include <memory>

using namespace playhead;

namespace {

/// Only knows participants.
class Participants : public SourceFeed
{
public:
    void hand(std::span<TapStep>, std::uint64_t) override {}
    void countDropped(std::uint64_t) override {}
    void setBehind(std::uint64_t) override {}
    void setNote(std::string) override {}
    [[nodiscard]] bool isPaused() const override { return false; }
    void waitWhilePaused(const std::stop_token &) override {}
    ParticipantId participant(std::string_view name, Role role) override
    {
        return table.intern(name, role);
    }
    ParticipantTable table;
};

/// Two partitions of one topic that had 10 records each at first, and groups that commit.
struct Topic
{
    KafkaSettings settings;
    KafkaPartitions partitions{settings};
    KafkaKept kept;
    KafkaGroupProgress progress{partitions, kept};
    Participants feed;

    explicit Topic(KafkaPlace::Kind from = KafkaPlace::Kind::Beginning,
                   std::size_t mostKept = KafkaKept::usualRecords)
        : kept(mostKept)
    {
        settings.topics = KafkaNames("orders");
        settings.from.kind = from;
        for (int i = 0; i < 2; ++i) {
            KafkaPartitionSurvey answer;
            answer.topic = "orders";
            answer.partition = i;
            answer.bounds = {0, 10, {}};
            partitions.settle(answer, true);
        }
    }

    /// Reads a partition up to an offset.
    void read(std::size_t number, std::int64_t until)
    {
        auto &partition = partitions.at(number);
        for (; partition.next < until; ++partition.next) {
            auto event = std::make_shared<Event>();
            event->id = std::to_string(partition.next);
            kept.add(number, partition.next, std::move(event));
        }
        partition.end = std::max(partition.end, until);
    }

    /// `GROUP ID` of the acks, and `GROUP ID!` where the deliver was a retry.
    std::vector<std::string> acks(std::size_t most = 1000)
    {
        std::vector<TapStep> steps;
        isRest = progress.collect(steps, feed, 7, most);
        std::vector<std::string> found;
        for (std::size_t i = 0; i + 1 < steps.size(); i += 2) {
            const auto &deliver = steps[i];
            const auto &ack = steps[i + 1];
            if (deliver.kind != StepKind::Deliver || ack.kind != StepKind::Ack
                || deliver.event != ack.event || deliver.sender != ack.receiver
                || deliver.receiver != ack.sender || ack.time != 7
                || deliver.evidence != Evidence::Inferred || ack.evidence != Evidence::Inferred)
                qFatal("no deliver with its ack");
            found.push_back(std::string(feed.table.name(ack.sender)) + ' ' + ack.event->id
                            + (deliver.attempt > 1 ? "!" : ""));
        }
        return found;
    }
    bool isRest = false;
};

using Acks = std::vector<std::string>;

} // namespace

/// What committed offsets are made to mean.
class TestKafkaGroupProgress : public QObject
{
    Q_OBJECT

private slots:
    void whereAGroupStandsIsNoAck()
    {
        Topic topic;
        topic.read(0, 10);
        topic.progress.commit("g", 0, 4, true);
        QCOMPARE(topic.acks(), Acks{});
        topic.progress.commit("g", 0, 6, false);
        QCOMPARE(topic.acks(), (Acks{"g 4", "g 5"}));
        QCOMPARE(topic.acks(), Acks{}); // once
        QCOMPARE(topic.progress.unseen(), 0U);
    }

    void aFirstCommitIsTakenFromWhereTheGroupBegan_data()
    {
        QTest::addColumn<int>("committed");
        QTest::addColumn<int>("acknowledged");
        QTest::newRow("within what was there: from the beginning") << 3 << 3;
        QTest::newRow("where it ended: it began there") << 10 << 0;
        QTest::newRow("behind that: from there") << 12 << 2;
    }
    void aFirstCommitIsTakenFromWhereTheGroupBegan()
    {
        QFETCH(int, committed);
        QFETCH(int, acknowledged);
        Topic topic;
        topic.read(0, 15);
        topic.progress.commit("g", 0, std::nullopt, true);
        topic.progress.commit("g", 0, committed, false);
        QCOMPARE(topic.acks().size(), static_cast<std::size_t>(acknowledged));
        Topic other; // a group that was listed later
        other.read(0, 15);
        other.progress.commit("g", 0, committed, false);
        QCOMPARE(other.acks().size(), static_cast<std::size_t>(acknowledged));
    }

    void whatIsNotReadYetIsAcknowledgedLater()
    {
        Topic topic;
        topic.read(0, 5);
        topic.progress.commit("g", 0, 3, true);
        topic.progress.commit("g", 0, 8, false);
        QCOMPARE(topic.acks(), (Acks{"g 3", "g 4"}));
        topic.read(0, 7);
        QCOMPARE(topic.acks(), (Acks{"g 5", "g 6"}));
        topic.read(0, 10);
        QCOMPARE(topic.acks(), Acks{"g 7"});
    }

    void whatWasSetBackIsARetry()
    {
        Topic topic;
        topic.read(0, 10);
        topic.progress.commit("g", 0, 2, true);
        topic.progress.commit("g", 0, 4, false);
        QCOMPARE(topic.acks(), (Acks{"g 2", "g 3"}));
        topic.progress.commit("g", 0, 1, false);
        QCOMPARE(topic.acks(), Acks{});
        topic.progress.commit("g", 0, 5, false);
        QCOMPARE(topic.acks(), (Acks{"g 1!", "g 2!", "g 3!", "g 4"}));
    }

    void anOffsetThatExpiresIsNoStep()
    {
        Topic topic;
        topic.read(0, 10);
        topic.progress.commit("g", 0, 5, true);
        topic.progress.commit("g", 0, std::nullopt, false);
        QCOMPARE(topic.acks(), Acks{});
        QCOMPARE(topic.progress.lagText(), "");
        topic.progress.commit("g", 0, 6, false);
        QCOMPARE(topic.acks(), Acks{"g 5"});
    }

    void whatIsKeptNoMoreIsCounted()
    {
        Topic topic(KafkaPlace::Kind::Beginning, 4);
        topic.read(0, 10); // 6 to 9 are kept
        topic.progress.commit("g", 0, 0, true);
        topic.progress.commit("g", 0, 5, false);
        QCOMPARE(topic.acks(), Acks{});
        QCOMPARE(topic.progress.unseen(), 5U);
        topic.progress.commit("g", 0, 8, false);
        QCOMPARE(topic.acks(), (Acks{"g 6", "g 7"}));
        QCOMPARE(topic.progress.unseen(), 6U);
    }

    void whatWasNeverReadIsCounted()
    {
        Topic topic(KafkaPlace::Kind::End);
        topic.read(0, 12);
        topic.progress.commit("g", 0, 7, true);
        topic.progress.commit("g", 0, 12, false);
        QCOMPARE(topic.acks(), (Acks{"g 10", "g 11"}));
        QCOMPARE(topic.progress.unseen(), 3U);
    }

    void holesInTheOffsetsAreNotMissed()
    {
        Topic topic;
        topic.partitions.at(0).next = 3; // 3 to 5 are marks of a transaction, or were compacted
        topic.kept.add(0, 2, std::make_shared<Event>());
        topic.partitions.at(0).next = 6;
        topic.read(0, 8);
        topic.progress.commit("g", 0, 4, true);
        topic.progress.commit("g", 0, 8, false);
        QCOMPARE(topic.acks(), (Acks{"g 6", "g 7"}));
        QCOMPARE(topic.progress.unseen(), 0U);
    }

    void manyComeInParts()
    {
        Topic topic;
        topic.read(0, 10);
        topic.read(1, 10);
        for (const auto *group : {"g", "h"})
            for (std::size_t partition = 0; partition < 2; ++partition) {
                topic.progress.commit(group, partition, 0, true);
                topic.progress.commit(group, partition, 10, false);
            }
        std::size_t count = 0;
        do {
            const auto part = topic.acks(7);
            QVERIFY(part.size() <= 7U);
            QVERIFY(!part.empty() || !topic.isRest);
            count += part.size();
        } while (topic.isRest);
        QCOMPARE(count, 40U);
    }

    void aGroupThatIsCalledLikeATopicIsAnother()
    {
        Topic topic;
        topic.read(0, 2);
        topic.progress.commit("orders", 0, 0, true);
        topic.progress.commit("orders", 0, 1, false);
        QCOMPARE(topic.acks(), Acks{"orders group 0"});
    }

    void tellsHowFarGroupsAreBehind()
    {
        Topic topic;
        QCOMPARE(topic.progress.lagText(), "");
        topic.progress.commit("g", 0, 10, true);
        QCOMPARE(topic.progress.lagText(), "");
        topic.progress.commit("g", 1, 8, true);
        topic.progress.commit("h", 0, 3, true);
        QCOMPARE(topic.progress.lagText(),
                 "Groups: h is 7 behind in orders/0, g is 2 behind in orders/1.");
        for (int i = 0; i < 10; ++i)
            topic.progress.commit("k" + std::to_string(i), 0, 9, true);
        QVERIFY(topic.progress.lagText().ends_with(", and so in 6 more partitions."));
    }

    void keepsNoMoreThanItMay()
    {
        KafkaKept kept(1000, 10'000);
        for (int i = 0; i < 500; ++i) {
            auto event = std::make_shared<Event>();
            event->data = std::string(1000, 'x');
            kept.add(static_cast<std::size_t>(i % 2), i, std::move(event));
        }
        const auto count = kept.of(0).size() + kept.of(1).size();
        QVERIFY(count > 2 && count < 10);
        QCOMPARE(kept.of(1).back().offset, 499);
        kept.add(1, 0, std::make_shared<Event>()); // made anew
        QCOMPARE(kept.of(1).size(), 1U);
        QCOMPARE(kept.of(0).back().offset, 498);
        QVERIFY(kept.of(7).empty());
    }
};

QTEST_GUILESS_MAIN(TestKafkaGroupProgress)
#include "tst_kafkagroupprogress.moc"
