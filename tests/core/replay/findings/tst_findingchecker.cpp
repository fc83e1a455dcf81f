// SPDX-License-Identifier: GPL-3.0-or-later
#include "findingstesting.h"

#include "support/samplelog.h"

#include <QtTest>

#include <random>

using namespace playhead;
using namespace playhead::test;

namespace {

/// A log in which everything goes wrong at some time, by chance.
void misbehave(Checked &log, std::uint32_t seed, int steps)
{
    std::mt19937 random(seed);
    const auto chance = [&](unsigned outOf) { return random() % outOf; };
    const char *const types[] = {"order.placed", "payment.failed", "order.cancelled",
                                 "stock.released", "order.completed"};
    const char *const subjects[] = {"o-1", "o-2", "o-3", "o-4"};
    const char *const consumers[] = {"mail", "stock", "view"};
    std::vector<EventNumber> events;
    for (int i = 0; i < steps; ++i) {
        if (chance(20) == 0) log.wait(chance(8) * second);
        if (chance(40) == 0) log.wait(-Duration(chance(20)) * nanosecondsPerMillisecond);
        const auto *consumer = consumers[chance(3)];
        if (events.empty() || chance(4) == 0) {
            const auto *subject = subjects[chance(4)];
            events.push_back(log.about(types[chance(5)], subject, subject,
                                       R"({"n":)" + std::to_string(chance(3)) + "}"));
            log.step(StepKind::Publish, chance(3) ? "shop" : "view", "ch", events.back());
            continue;
        }
        const auto recent = std::min<std::size_t>(events.size(), 6);
        const auto event = events[events.size() - 1 - chance(unsigned(recent))];
        switch (chance(8)) {
        case 0: log.nack(consumer, event); break;
        case 1: log.step(StepKind::DeadLetter, "ch", "dead", event); break;
        case 2:
            log.step(StepKind::Query, "web", "view", log.about("get", subjects[chance(4)]));
            log.step(StepKind::Reply, "view", "web",
                     log.about("get.reply", subjects[chance(4)], "",
                               R"({"n":)" + std::to_string(chance(3)) + "}"));
            break;
        case 3:
        case 4: log.ack(consumer, event); break;
        default: log.deliver(consumer, event, std::uint8_t(1 + chance(3))); break;
        }
    }
}

EventNumber numbered(Checked &log, const char *subject, std::vector<Extension> extensions)
{
    Event event;
    event.type = "measured";
    event.source = "meter";
    event.subject = subject;
    event.extensions = std::move(extensions);
    return log.event(std::move(event));
}

} // namespace

class TestFindingChecker : public QObject
{
    Q_OBJECT

private slots:
    void slicesGiveWhatOnePassGives_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 30; ++seed)
            QTest::addRow("%u", seed) << seed;
    }
    void slicesGiveWhatOnePassGives()
    {
        QFETCH(unsigned, seed);
        Checked log;
        misbehave(log, seed, 3000);
        const auto whole = log.text();
        QVERIFY(whole.size() > 500);
        std::mt19937 random(seed);
        FindingChecker checker(log.log(), log.limits);
        const auto end = log.log()->watermark();
        while (checker.checked() < end) {
            const auto next = advanced(checker.checked(), 1 + random() % 500);
            QVERIFY(checker.advance(next));
            QCOMPARE(checker.checked(), std::min(next, end));
            // What a checker that was never asked before says of the same steps.
            FindingChecker fresh(log.log(), log.limits);
            fresh.advance(checker.checked());
            QCOMPARE(textOf(*log.log(), *checker.findings()),
                     textOf(*log.log(), *fresh.findings()));
        }
        QCOMPARE(textOf(*log.log(), *checker.findings()), whole);
    }

    void goesOnAsTheLogGrows()
    {
        const auto log = makeShopLog(1000);
        FindingChecker checker(log);
        for (int i = 0; i < 200; ++i) {
            appendShopSteps(*log, 997, std::uint32_t(i + 2));
            QVERIFY(checker.advance(log->watermark()));
            QCOMPARE(checker.checked(), log->watermark());
        }
        QVERIFY(log->watermark().value() > 2 * FlowIndex::chunkSize);
        const auto whole = checkLog(log);
        for (const auto kind : allFindingKinds) {
            QCOMPARE(checker.findings()->of(kind).count, whole->of(kind).count);
            QCOMPARE(checker.findings()->of(kind).listed.size(), whole->of(kind).listed.size());
        }
    }

    void countsDeadLettersExactly()
    {
        const auto log = makeShopLog(300'000);
        std::uint64_t dead = 0;
        for (Position p(1); p <= log->watermark(); p = advanced(p, 1))
            dead += log->at(p).kind == StepKind::DeadLetter ? 1 : 0;
        const auto findings = checkLog(log);
        QVERIFY(dead > 100);
        QCOMPARE(findings->of(FindingKind::DeadLetter).count, dead);
        QCOMPARE(findings->of(FindingKind::RetriesFailed).count, dead);
        QCOMPARE(findings->of(FindingKind::DuplicateDelivery).count, std::uint64_t(0));
        QCOMPARE(findings->of(FindingKind::OrderBroken).count, std::uint64_t(0));
        QCOMPARE(findings->unfollowed, std::uint64_t(0));
        QCOMPARE(findings->unreadable, std::uint64_t(0));
    }

    void listsTheFirstAndCountsTheRest()
    {
        Checked log;
        log.limits.listed = 3;
        const auto event = log.about("order.placed", "o-1");
        log.pass(event, "mail"); // 1 2 3
        for (int i = 0; i < 10; ++i) {
            log.deliver("mail", event); // 4 6 8 ...
            log.ack("mail", event);
        }
        const auto findings = log.check();
        const auto &group = findings->of(FindingKind::DuplicateDelivery);
        QCOMPARE(group.count, std::uint64_t(10));
        QCOMPARE(group.listed.size(), std::size_t(3));
        QCOMPARE(group.listed[2]->positions, positions({6, 7, 8}));
        QCOMPARE(findings->count(), std::uint64_t(10));
    }

    void stopsWhenAsked()
    {
        const auto log = makeShopLog(10'000);
        std::stop_source source;
        source.request_stop();
        FindingChecker checker(log);
        QVERIFY(!checker.advance(log->watermark(), source.get_token()));
        QVERIFY(!checker.checked().isValid());
        QVERIFY(!checkLog(log, {}, mergeProjection(), source.get_token()));
        QVERIFY(checker.advance(log->watermark()));
        QCOMPARE(checker.checked(), log->watermark());
    }

    void anEventFarBehindIsKeptWhileItIsOpen()
    {
        // 70,000 events pass before the first is delivered: it is late, not lost.
        Checked log;
        log.limits.readModelLag = log.limits.consumerLag = 3600 * second;
        log.limits.eventsBehind = 100'000;
        log.pass(log.about("order.placed", "o-0"), "mail"); // others of its kind are delivered
        const auto event = log.about("order.placed", "o-1");
        log.publish(event);
        for (int i = 0; i < 70'000; ++i)
            log.pass(log.about("tick", "clock"), "watch");
        QCOMPARE(log.check()->of(FindingKind::NeverDelivered).count, std::uint64_t(1));
        log.deliver("mail", event);
        log.ack("mail", event);
        COMPARE_FINDINGS(log, "");
    }

    void findsReadModelThatLags()
    {
        Checked log;
        const auto query = [&] {
            log.step(StepKind::Query, "web", "view", log.about("get", "tea"));
            return log.step(StepKind::Reply, "view", "web", log.about("get.reply", "tea"));
        };
        query();                                         // 1 2: it is a read model
        log.pass(log.about("price-set", "tea"), "view"); // 3 4 5
        query();                                         // 6 7: up to date
        const auto event = log.about("price-set", "tea");
        log.publish(event); // 8
        query();            // 9 10: old
        log.wait(2 * second);
        log.deliver("view", event); // 11
        log.ack("view", event);     // 12
        query();                    // 13 14
        const std::string expected =
            "read-model-lag 1\n"
            "  warning 1 @8 11 10 view trails behind ch by up to 2.003 s; 1 event was late. It "
            "answered 1 query from old state.\n";
        COMPARE_FINDINGS(log, expected);
        log.pass(log.about("price-set", "tea"), "view"); // on time: it has caught up
        COMPARE_FINDINGS(log, expected);
        log.limits.readModelLag = 3 * second;
        COMPARE_FINDINGS(log, "");
    }

    void answersFromBeforeAShortDelayAreNotOld()
    {
        Checked log;
        log.pass(log.about("price-set", "tea"), "view");
        const auto event = log.about("price-set", "tea");
        log.publish(event);
        log.step(StepKind::Query, "web", "view", log.about("get", "tea"));
        log.step(StepKind::Reply, "view", "web", log.about("get.reply", "tea"));
        log.wait(second / 2);
        log.deliver("view", event);
        log.ack("view", event);
        COMPARE_FINDINGS(log, "");
    }

    void findsConsumerThatGetsNothingAnyMore()
    {
        Checked log;
        log.limits.undelivered = 3600 * second;
        log.pass(log.about("price-set", "tea"), "view"); // 1 2 3
        for (int i = 0; i < 3; ++i)
            log.publish(log.about("price-set", "tea")); // 4 5 6
        log.later(29 * second);                         // 7 8 9
        COMPARE_FINDINGS(log, "");
        log.later(2 * second);
        const auto findings = log.check();
        const auto &group = findings->of(FindingKind::ReadModelLag);
        QCOMPARE(group.count, std::uint64_t(1));
        QCOMPARE(group.listed.front()->participants.front(), log.participant("view"));
        QCOMPARE(group.listed.front()->positions, positions({4}));
        QCOMPARE(group.listed.front()->duration, 31 * second + 8 * nanosecondsPerMillisecond);
    }

    void findsConsumerThatIsManyEventsBehind()
    {
        Checked log;
        log.limits.eventsBehind = 2;
        std::vector<EventNumber> events;
        for (int i = 0; i < 4; ++i) {
            events.push_back(log.about("price-set", "tea"));
            log.publish(events.back()); // 1 2 3 4
        }
        for (const auto event : events) {
            log.deliver("view", event); // 5, then 7: three, then two behind
            log.ack("view", event);
        }
        COMPARE_FINDINGS(log, "read-model-lag 1\n"
                              "  note 1 @1 5 view trails behind ch by up to 4 ms and 3 events; 1 "
                              "event was late.\n");
    }

    void workersThatShareAQueueDoNotLag()
    {
        Checked log;
        for (int i = 0; i < 50; ++i) {
            log.pass(log.about("job", "j"), i < 3 ? "worker-1" : "worker-2");
            log.wait(5 * second);
        }
        COMPARE_FINDINGS(log, "");
    }

    void findsGapsInSequences_data()
    {
        QTest::addColumn<bool>("bySubject");
        QTest::newRow("a source counts all") << false;
        QTest::newRow("a source counts each subject") << true;
    }
    void findsGapsInSequences()
    {
        QFETCH(bool, bySubject);
        Checked log;
        for (int i = 0; i < 20; ++i) {
            // All but number 4 of the one and 7, 8 of the other.
            const int number = bySubject ? i / 2 : i;
            if (number == 4 && i % 2 == 0) continue;
            if ((number == 7 || number == 8) && i % 2 == 1) continue;
            log.publish(numbered(log, i % 2 ? "b" : "a",
                                 {{"sequence", '"' + std::to_string(number) + '"'}}));
        }
        const auto findings = log.check();
        const auto &group = findings->of(FindingKind::SequenceGap);
        if (bySubject) {
            // a: 0 1 2 3 5 ..., b: 0 ... 6 9
            QCOMPARE(group.count, std::uint64_t(2));
            QCOMPARE(explainFinding(*log.log(), *group.listed[0]),
                     std::string("In the sequence of meter, 1 number is missing between 3 and 5."));
            QCOMPARE(explainFinding(*log.log(), *group.listed[1]),
                     std::string("In the sequence of meter, 2 numbers are missing between 6 and "
                                 "9."));
        } else {
            // 0 1 2 3 5 6 8 9 10 ...
            QCOMPARE(group.count, std::uint64_t(2));
            QCOMPARE(group.listed[1]->positions, positions({6, 7}));
        }
    }

    void partitionsCountApart()
    {
        Checked log;
        for (int i = 0; i < 20; ++i)
            log.publish(numbered(log, "s",
                                 {{"kafkaoffset", std::to_string(100 + i / 2)},
                                  {"kafkapartition", std::to_string(i % 2)}}));
        COMPARE_FINDINGS(log, "");
    }

    void selectionsHaveNoGaps()
    {
        Checked log;
        for (int i = 0; i < 20; ++i)
            log.publish(numbered(log, "s", {{"sequence", std::to_string(i * 10)}}));
        COMPARE_FINDINGS(log, "");
    }

    void limitsHaveNamesAndSurviveJson()
    {
        FindingLimits limits;
        for (const auto name : findingLimitNames()) {
            const auto isWords = name.ends_with("words");
            const auto isNumber = name == "events-behind" || name == "attempts" || name == "listed";
            QVERIFY(setFindingLimit(limits, name, isWords ? "ja,nein" : isNumber ? "77" : "90ms"));
        }
        QCOMPARE(limits.unacknowledged, 90 * nanosecondsPerMillisecond);
        QCOMPARE(limits.attempts, std::uint64_t(77));
        QCOMPARE(limits.undoWords, (std::vector<std::string>{"ja", "nein"}));
        limits.quiet = 1'234'567;
        const auto back = findingLimitsFromJson(Json::parse(findingLimitsToJson(limits).dump()));
        QVERIFY(back && *back == limits);
        QVERIFY(*findingLimitsFromJson(Json::object()) == FindingLimits());
        QVERIFY(*findingLimitsFromJson(findingLimitsToJson({})) == FindingLimits());
    }

    void badLimitsAreRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::newRow("unknown") << "patience"
                                 << "1s";
        QTest::newRow("no unit") << "quiet"
                                 << "10";
        QTest::newRow("no number") << "attempts"
                                   << "many";
        QTest::newRow("too small") << "attempts"
                                   << "0";
        QTest::newRow("half") << "listed"
                              << "10x";
    }
    void badLimitsAreRefused()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        FindingLimits limits;
        const auto set = setFindingLimit(limits, name.toStdString(), value.toStdString());
        QVERIFY(!set && set.error().message.find(name.toStdString()) != std::string::npos);
        QVERIFY(limits == FindingLimits());
        QVERIFY(!findingLimitsFromJson(Json{{name.toStdString(), value.toStdString()}}));
        QVERIFY(!findingLimitsFromJson(Json::array({1})));
    }

    void everyKindHasWords()
    {
        for (const auto kind : allFindingKinds) {
            QVERIFY(findingKindFromName(findingKindName(kind)) == kind);
            QVERIFY(!findingKindTitle(kind).empty());
            QVERIFY(findingAdvice(kind).size() > 40);
        }
        QVERIFY(!findingKindFromName("nothing"));
    }
};

QTEST_GUILESS_MAIN(TestFindingChecker)
#include "tst_findingchecker.moc"
