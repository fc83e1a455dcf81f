// SPDX-License-Identifier: GPL-3.0-or-later
// What is found in the systems that ship, and in a trace of a real one.
#include "findingstesting.h"

#include "core/scenarios/scenariolog.h"
#include "formats/logreader.h"

#include <QtTest>

#include <map>

using namespace playhead;
using namespace playhead::test;

namespace {

std::vector<std::string> whoIsNotIdempotent(const Log &log, const Findings &findings)
{
    std::vector<std::string> names;
    for (const auto &finding : findings.of(FindingKind::NotIdempotent).listed)
        names.emplace_back(log.participantName(finding->participants.front()));
    return names;
}

std::uint64_t countOf(const Log &log, StepKind kind)
{
    std::uint64_t count = 0;
    for (Position p(1); p <= log.watermark(); p = advanced(p, 1))
        count += log.at(p).kind == kind ? 1 : 0;
    return count;
}

} // namespace

class TestScenarioFindings : public QObject
{
    Q_OBJECT

private slots:
    void findsNothingInAHealthySystem()
    {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const auto log = scenarioLog("users", {}, seed);
            QVERIFY(log && log->watermark().value() > 1000);
            QCOMPARE(textOf(*log, *checkLog(log)), std::string());
        }
    }

    void tellsTheNaiveLedgerFromTheIdempotentOne()
    {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const auto log = scenarioLog("duplicates", {}, seed);
            QVERIFY(log);
            const auto findings = checkLog(log);
            QCOMPARE(whoIsNotIdempotent(*log, *findings), std::vector<std::string>{"ledger-naive"});
            const auto &finding = *findings->of(FindingKind::NotIdempotent).listed.front();
            QVERIFY(finding.detail.starts_with("balance: "));
            bool naive = false;
            bool idempotent = false;
            for (const auto &duplicate : findings->of(FindingKind::DuplicateDelivery).listed) {
                const auto name = log->participantName(duplicate->participants.front());
                naive |= name == "ledger-naive";
                idempotent |= name == "ledger-idempotent";
            }
            QVERIFY(naive && idempotent);
        }
    }

    void noDuplicatesNoBlame()
    {
        const auto log = scenarioLog("duplicates", {{"duplicates", 0}, {"loss", 0}});
        QVERIFY(log);
        const auto findings = checkLog(log);
        QCOMPARE(findings->of(FindingKind::DuplicateDelivery).count, std::uint64_t(0));
        QCOMPARE(findings->of(FindingKind::NotIdempotent).count, std::uint64_t(0));
    }

    void findsWhatGoesWrongInTheShop()
    {
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            const auto log = scenarioLog("shop", {}, seed);
            QVERIFY(log);
            const auto findings = checkLog(log);
            const auto dead = countOf(*log, StepKind::DeadLetter);
            QVERIFY(dead > 0);
            QCOMPARE(findings->of(FindingKind::DeadLetter).count, dead);
            QVERIFY(findings->of(FindingKind::RetriesFailed).count >= dead);
            QVERIFY(findings->of(FindingKind::SagaCompensated).count > 3);
            QVERIFY(findings->of(FindingKind::DuplicateDelivery).count > 0);
            // Its services remember what they have seen, keep the order, and share a clock.
            QCOMPARE(whoIsNotIdempotent(*log, *findings), std::vector<std::string>());
            QCOMPARE(findings->of(FindingKind::OrderBroken).count, std::uint64_t(0));
            QCOMPARE(findings->of(FindingKind::EffectBeforeCause).count, std::uint64_t(0));
            QCOMPARE(findings->of(FindingKind::SagaHalfDone).count, std::uint64_t(0));
            // Every declined payment is undone. (The last ones may not be, yet.)
            std::size_t declined = 0;
            for (Position p(1); p <= log->watermark(); p = advanced(p, 1))
                declined += log->at(p).kind == StepKind::Publish
                                    && log->name(log->at(p).type) == "payment.declined"
                                ? 1
                                : 0;
            std::size_t undone = 0;
            for (const auto &saga : findings->of(FindingKind::SagaCompensated).listed)
                undone += log->name(log->at(saga->positions.front()).type) == "payment.declined";
            QVERIFY(undone + 1 >= declined && undone <= declined);
            for (const auto &finding : findings->of(FindingKind::DeadLetter).listed)
                QVERIFY(explainFinding(*log, *finding).find("The reason given: ")
                        != std::string::npos);
        }
    }

    void findsTheReadModelThatLags()
    {
        const auto log = scenarioLog("lag");
        QVERIFY(log);
        const auto findings = checkLog(log);
        const auto &lag = findings->of(FindingKind::ReadModelLag);
        QVERIFY(lag.count >= 1);
        QCOMPARE(log->participantName(lag.listed.front()->participants.front()),
                 std::string_view("price-view"));
        QVERIFY(lag.listed.front()->total > 10); // answered from old state
        QVERIFY(lag.listed.front()->severity == Severity::Warning);
        QCOMPARE(findings->count(), lag.count);
        const auto quick = scenarioLog("lag", {{"latency", 50}});
        QVERIFY(quick);
        QCOMPARE(textOf(*quick, *checkLog(quick)), std::string());
    }

    void saysNothingOfDeliveryWhereNoneIsSeen()
    {
        // Paused from the start, the read model is as good as not there.
        const auto log = scenarioLog("lag", {{"pause", 1}});
        QVERIFY(log);
        QCOMPARE(countOf(*log, StepKind::Deliver), std::uint64_t(0));
        QCOMPARE(textOf(*log, *checkLog(log)), std::string());
    }

    void findsNothingInAFirehose()
    {
        const auto log = scenarioLog("firehose", {}, 1, 20 * second);
        QVERIFY(log);
        QCOMPARE(textOf(*log, *checkLog(log)), std::string());
    }

    void raisesNoFalseAlarmOnARealTrace()
    {
        const auto writer = emptyCase();
        QVERIFY(writer);
        QVERIFY(readLog(PLAYHEAD_TEST_DATA "/otlp-rabbitmq-shop.jsonl", *writer, {}));
        QVERIFY(writer->finish());
        const auto log = writer->log();
        const auto findings = checkLog(log);
        // Four payments failed; their orders were cancelled and the stock released. Each refusal
        // was tried again or happened just before the end.
        QCOMPARE(findings->of(FindingKind::SagaCompensated).count, std::uint64_t(4));
        QCOMPARE(findings->count(), std::uint64_t(4));
        for (const auto &saga : findings->of(FindingKind::SagaCompensated).listed) {
            QCOMPARE(log->name(saga->type), std::string_view("payment.failed"));
            QCOMPARE(saga->count, std::uint64_t(2));
        }
    }
};

QTEST_GUILESS_MAIN(TestScenarioFindings)
#include "tst_scenariofindings.moc"
