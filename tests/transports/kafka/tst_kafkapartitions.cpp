// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkapartitions.h"

#include <QtTest>

using namespace playhead;

namespace {

constexpr Timestamp now = 1'714'564'800 * nanosecondsPerSecond;

KafkaSettings settingsOf(const std::string &path, KafkaPlace from = {},
                         std::optional<KafkaPlace> to = {})
{
    KafkaSettings settings;
    settings.topics = KafkaNames(path);
    settings.from = from;
    settings.to = to;
    return settings;
}

KafkaPartitionSurvey answerOf(std::int64_t low, std::int64_t high,
                              std::optional<std::int64_t> atTime = {})
{
    KafkaPartitionSurvey answer;
    answer.topic = "orders";
    answer.bounds = {low, high, atTime};
    return answer;
}

std::vector<std::string> names(const std::vector<KafkaPartitionSurvey> &questions)
{
    std::vector<std::string> found;
    for (const auto &question : questions)
        found.push_back(question.topic + '/' + std::to_string(question.partition));
    return found;
}

} // namespace

/// Where partitions start, end and go on, without any server: among it what the servers of tests
/// cannot show.
class TestKafkaPartitions : public QObject
{
    Q_OBJECT

private slots:
    void asksAboutWhatMatchesAndIsNew()
    {
        const auto settings = settingsOf("orders,pay*");
        KafkaPartitions partitions(settings);
        const KafkaTopicSizes topics = {{"orders", 2}, {"payments", 1}, {"other", 3}};
        QCOMPARE(names(partitions.questions(topics, now)),
                 (std::vector<std::string>{"orders/0", "orders/1", "payments/0"}));
        partitions.settle(answerOf(0, 5), true);
        partitions.at(0).isReading = true;
        QCOMPARE(names(partitions.questions(topics, now)),
                 (std::vector<std::string>{"orders/1", "payments/0"}));
        partitions.at(0).isReading = false; // cannot be read: is asked about again
        partitions.at(0).lastTime = now;
        const auto questions = partitions.questions(topics, now);
        QCOMPARE(names(questions),
                 (std::vector<std::string>{"orders/0", "orders/1", "payments/0"}));
        QCOMPARE(questions[0].time, now + 1); // newer than what was read
    }

    void asksForTheTimesOfAWindow()
    {
        const auto settings = settingsOf("orders", {KafkaPlace::Kind::Time, 0, now - 100},
                                         KafkaPlace{KafkaPlace::Kind::Time, 0, now - 50});
        KafkaPartitions partitions(settings);
        auto questions = partitions.questions({{"orders", 1}}, now);
        QCOMPARE(questions.size(), 1U);
        QCOMPARE(questions[0].time, now - 100);
        QCOMPARE(questions[0].until, now - 50);
        questions[0].bounds = {0, 1000, 300};
        questions[0].atUntil = 400;
        partitions.settle(questions[0], true);
        QCOMPARE(partitions.at(0).next, 300);
        QCOMPARE(partitions.at(0).stop, 400);
        QCOMPARE(partitions.behind(), 100U);
        QVERIFY(!partitions.isComplete(now));
        QVERIFY(partitions.isTooLate(now - 50));
        QVERIFY(!partitions.isTooLate(now - 51));
    }

    void aTimeInTheFutureIsAskedForWhenItHasCome()
    {
        const auto settings = settingsOf("orders", {KafkaPlace::Kind::Beginning, 0, 0},
                                         KafkaPlace{KafkaPlace::Kind::Time, 0, now + 50});
        KafkaPartitions partitions(settings);
        auto questions = partitions.questions({{"orders", 1}}, now);
        QVERIFY(!questions[0].until);
        questions[0].bounds = {0, 5, {}};
        partitions.settle(questions[0], true);
        auto &partition = partitions.at(0);
        partition.isReading = true;
        QCOMPARE(partition.stop, KafkaPartition::noStop);
        QVERIFY(partitions.questions({{"orders", 1}}, now + 49).empty());
        QVERIFY(!partitions.isComplete(now + 49));
        partition.next = 9;
        questions = partitions.questions({{"orders", 1}}, now + 50);
        QCOMPARE(questions.size(), 1U);
        QCOMPARE(questions[0].until, now + 50);
        questions[0].bounds = {0, 8, {}}; // asked before the ninth was read
        partitions.settle(questions[0], false);
        QCOMPARE(partition.next, 9); // nothing is read again
        QVERIFY(partition.isDone);
        QVERIFY(partitions.isComplete(now + 50));
    }

    void startsWhereThePersonSaidAndLaterAtTheBeginning()
    {
        const auto settings = settingsOf("orders");
        KafkaPartitions partitions(settings);
        partitions.settle(answerOf(3, 20), true);
        QCOMPARE(partitions.at(0).next, 20);
        QCOMPARE(partitions.at(0).endAtAttach, 20);
        auto later = answerOf(3, 20);
        later.partition = 1;
        partitions.settle(later, false);
        QCOMPARE(partitions.at(1).next, 3);
        QCOMPARE(partitions.at(1).endAtAttach, 3);
        QCOMPARE(partitions.behind(), 17U);
    }

    void goesOnAfterALoss_data()
    {
        QTest::addColumn<int>("low");
        QTest::addColumn<int>("high");
        QTest::addColumn<int>("newer"); // the first record after the last that was read; -1: none
        QTest::addColumn<int>("next");  // where 50 would be
        QTest::addColumn<int>("missed");
        QTest::newRow("as it was") << 0 << 50 << -1 << 50 << 0;
        QTest::newRow("with more") << 0 << 80 << 50 << 50 << 0;
        QTest::newRow("the oldest are gone") << 30 << 80 << 50 << 50 << 0;
        QTest::newRow("unread ones are gone") << 60 << 80 << 60 << 60 << 10;
        QTest::newRow("all are gone") << 80 << 80 << -1 << 80 << 30;
        QTest::newRow("made anew, empty") << 0 << 0 << -1 << 0 << 0;
        QTest::newRow("made anew, with some") << 0 << 7 << 0 << 0 << 0;
        QTest::newRow("cut back") << 0 << 45 << -1 << 45 << 0;
        QTest::newRow("cut back, and written to") << 0 << 48 << 46 << 46 << 0;
    }
    void goesOnAfterALoss()
    {
        QFETCH(int, low);
        QFETCH(int, high);
        QFETCH(int, newer);
        QFETCH(int, next);
        QFETCH(int, missed);
        const auto settings = settingsOf("orders");
        KafkaPartitions partitions(settings);
        partitions.settle(answerOf(0, 40), true);
        partitions.at(0).next = 50;
        partitions.at(0).lastTime = now;
        const auto answer =
            answerOf(low, high, newer < 0 ? std::nullopt : std::optional<std::int64_t>(newer));
        QCOMPARE(partitions.settle(answer, false), static_cast<std::uint64_t>(missed));
        QCOMPARE(partitions.at(0).next, next);
    }

    void aWindowTakesNoNewPartitions()
    {
        const auto settings = settingsOf("orders", {KafkaPlace::Kind::Beginning, 0, 0},
                                         KafkaPlace{KafkaPlace::Kind::End, 0, 0});
        KafkaPartitions partitions(settings);
        partitions.settle(answerOf(0, 4), true);
        partitions.at(0).isReading = true;
        QVERIFY(partitions.questions({{"orders", 9}}, now).empty());
    }

    void anErrorIsNoAnswer()
    {
        const auto settings = settingsOf("orders");
        KafkaPartitions partitions(settings);
        auto answer = answerOf(0, 4);
        answer.error = "no leader";
        QCOMPARE(partitions.settle(answer, true), 0U);
        QVERIFY(partitions.all().empty());
    }
};

QTEST_GUILESS_MAIN(TestKafkaPartitions)
#include "tst_kafkapartitions.moc"
