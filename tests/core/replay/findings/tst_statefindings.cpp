// SPDX-License-Identifier: GPL-3.0-or-later
#include "findingstesting.h"

#include "replay/findings/idempotencycheck.h"
#include "replay/findings/sagacheck.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

/// A consumer that adds up deposits and publishes the sum on a channel of its own.
struct Bank : Checked
{
    void handle(EventNumber deposit, std::string sums, const char *causation)
    {
        deliver("ledger", deposit);
        if (!sums.empty())
            step(StepKind::Publish, "ledger", "sums",
                 about("summed", "sum", "", std::move(sums), causation));
        ack("ledger", deposit);
    }
    std::string idempotency() const
    {
        std::string text;
        const auto findings = check();
        for (const auto &finding : findings->of(FindingKind::NotIdempotent).listed)
            text += explainFinding(*log(), *finding);
        return text;
    }
    void ask(std::string question, std::string answer)
    {
        const auto query = about("get-sum", "a-1", "", std::move(question));
        step(StepKind::Query, "client", "ledger", query);
        step(StepKind::Reply, "ledger", "client", about("get-sum.reply", "a-1", "", answer));
    }
};

} // namespace

class TestStateFindings : public QObject
{
    Q_OBJECT

private slots:
    void findsConsumerWhoseStateChangesAgain_data()
    {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<QString>("causation");
        QTest::addColumn<QString>("found");
        const QString changed = "When ledger handled deposited of a-1 again, the state changed: "
                                "sum: 100 → 200 (sum). So it was in 1 of 1 repeats that were "
                                "compared.";
        QTest::newRow("adds") << R"({"sum":100})"
                              << R"({"sum":200})"
                              << "e1" << changed;
        QTest::newRow("sets") << R"({"sum":100})"
                              << R"({"sum":100})"
                              << "e1"
                              << "";
        QTest::newRow("says nothing the second time") << R"({"sum":100})"
                                                      << ""
                                                      << "e1"
                                                      << "";
        QTest::newRow("says nothing at all") << ""
                                             << ""
                                             << "e1"
                                             << "";
        QTest::newRow("no causation") << R"({"sum":100})"
                                      << R"({"sum":200})"
                                      << "" << changed;
        QTest::newRow("other cause") << R"({"sum":100})"
                                     << R"({"sum":200})"
                                     << "e9"
                                     << "";
    }
    void findsConsumerWhoseStateChangesAgain()
    {
        QFETCH(QString, first);
        QFETCH(QString, second);
        QFETCH(QString, causation);
        QFETCH(QString, found);
        Bank bank;
        const auto deposit = bank.about("deposited", "a-1");
        bank.publish(deposit);
        bank.handle(deposit, first.toStdString(), causation.toUtf8());
        bank.handle(deposit, second.toStdString(), causation.toUtf8());
        QCOMPARE(bank.idempotency(), found.toStdString());
        QCOMPARE(bank.check()->of(FindingKind::DuplicateDelivery).count, std::uint64_t(1));
    }

    void positionsTellTheStory()
    {
        Bank bank;
        const auto deposit = bank.about("deposited", "a-1");
        bank.publish(deposit);                        // 1
        bank.handle(deposit, R"({"sum":100})", "e1"); // 2 3 4
        bank.handle(deposit, R"({"sum":200})", "e1"); // 5 6 7
        const auto findings = bank.check();
        const auto &group = findings->of(FindingKind::NotIdempotent);
        QCOMPARE(group.count, std::uint64_t(1));
        QCOMPARE(group.listed.front()->positions, positions({2, 4, 5, 6, 7}));
        QCOMPARE(group.listed.front()->participants.front(), bank.participant("ledger"));
    }

    void whatOthersDidMeanwhileIsNotBlamedOnTheRepeat()
    {
        // Between the two handlings the sum was changed by another deposit: setting it again to
        // what it is changes nothing.
        Bank bank;
        const auto deposit = bank.about("deposited", "a-1");
        const auto other = bank.about("deposited", "a-2");
        bank.publish(deposit);
        bank.publish(other);
        bank.handle(deposit, R"({"sum":100})", "e1");
        bank.handle(other, R"({"sum":150})", "e2");
        bank.handle(deposit, R"({"sum":150})", "e1");
        QCOMPARE(bank.idempotency(), std::string());
    }

    void withoutCausationNothingIsSaidWhileMoreIsInHand()
    {
        Bank bank;
        const auto deposit = bank.about("deposited", "a-1");
        const auto other = bank.about("deposited", "a-2");
        bank.publish(deposit);
        bank.handle(deposit, R"({"sum":100})", "");
        bank.publish(other);
        bank.deliver("ledger", other); // its answer is still to come
        bank.handle(deposit, R"({"sum":200})", "");
        bank.ack("ledger", other);
        QCOMPARE(bank.idempotency(), std::string());
    }

    void judgesByAnswersWhereNothingIsPublished_data()
    {
        QTest::addColumn<QString>("question");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<bool>("busy");
        QTest::addColumn<bool>("found");
        QTest::newRow("other answer") << "{}"
                                      << R"({"sum":200})" << false << true;
        QTest::newRow("same answer") << "{}"
                                     << R"({"sum":100})" << false << false;
        QTest::newRow("other question") << R"({"all":1})"
                                        << R"({"sum":200})" << false << false;
        QTest::newRow("busy with more") << "{}"
                                        << R"({"sum":200})" << true << false;
    }
    void judgesByAnswersWhereNothingIsPublished()
    {
        QFETCH(QString, question);
        QFETCH(QString, answer);
        QFETCH(bool, busy);
        QFETCH(bool, found);
        Bank bank;
        const auto deposit = bank.about("deposited", "a-1");
        bank.pass(deposit, "ledger");
        bank.ask("{}", R"({"sum":100})");
        bank.handle(deposit, "", "");
        if (busy) bank.pass(bank.about("deposited", "a-1"), "ledger");
        bank.ask(question.toStdString(), answer.toStdString());
        QCOMPARE(bank.idempotency(),
                 found ? std::string("When ledger handled deposited of a-1 again, the state "
                                     "changed: sum: 100 → 200. So it was in 1 of 1 repeats that "
                                     "were compared.")
                       : std::string());
    }

    void differencesAreShort()
    {
        QCOMPARE(firstDifference(Json{{"a", 1}}, Json{{"a", 1}}), std::string());
        QCOMPARE(firstDifference(Json{{"a", {{"b", 1}}}}, Json{{"a", {{"b", "x"}}}}),
                 std::string("a/b: 1 → \"x\""));
        QCOMPARE(firstDifference(Json(), Json{{"a", 1}}), std::string("null → {\"a\":1}"));
        QVERIFY(firstDifference(Json{{"a", std::string(500, 'x')}}, Json{{"a", 1}}).size() < 100);
    }

    void typesSayWords_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("word");
        QTest::addColumn<bool>("says");
        QTest::newRow("dots") << "order.cancelled"
                              << "cancelled" << true;
        QTest::newRow("in the middle") << "com.shop.order.cancelled.v1"
                                       << "cancelled" << true;
        QTest::newRow("camel") << "OrderCancelled"
                               << "cancelled" << true;
        QTest::newRow("shouted") << "ORDER_CANCELLED"
                                 << "cancelled" << true;
        QTest::newRow("abbreviation") << "HTTPFailed"
                                      << "failed" << true;
        QTest::newRow("two words") << "PaymentRolledBack"
                                   << "rolled-back" << true;
        QTest::newRow("one of two") << "payment.rolled"
                                    << "rolled-back" << false;
        QTest::newRow("part of a word") << "order.uncancelled"
                                        << "cancelled" << false;
        QTest::newRow("longer") << "failedover.done"
                                << "failed" << false;
        QTest::newRow("nothing") << ""
                                 << "failed" << false;
    }
    void typesSayWords()
    {
        QFETCH(QString, type);
        QFETCH(QString, word);
        QTEST(typeSaysWord(type.toStdString(), word.toStdString()), "says");
    }

    void findsCompensatedSaga()
    {
        Checked log;
        log.pass(log.about("order.placed", "o-1", "c-1"), "a");     // 1 2 3
        log.pass(log.about("stock.reserved", "o-1", "c-1"), "a");   // 4 5 6
        log.pass(log.about("payment.declined", "o-1", "c-1"), "a"); // 7 8 9
        log.pass(log.about("stock.released", "o-1", "c-1"), "a");   // 10 11 12
        log.pass(log.about("order.cancelled", "o-1", "c-1"), "a");  // 13 14 15
        const std::string expected = "saga-compensated 1\n"
                                     "  note 1 @7 10 13 c-1 failed at payment.declined (publish), "
                                     "and was undone within 6 ms: stock.released, "
                                     "order.cancelled.\n";
        COMPARE_FINDINGS(log, expected);
        log.later(40 * second);
        log.pass(log.about("payment.failed", "o-9", "c-9"), "a"); // lets it expire
        COMPARE_FINDINGS(log, expected);
    }

    void findsCompensationOfADeadLetter()
    {
        Checked log;
        const auto event = log.about("order.paid", "o-1", "c-1");
        log.publish(event);                                         // 1
        log.deliver("ship", event);                                 // 2
        log.nack("ship", event);                                    // 3
        log.step(StepKind::DeadLetter, "ch", "dead", event, 1);     // 4
        log.pass(log.about("payment.refunded", "o-1", "c-1"), "a"); // 5 6 7
        COMPARE_FINDINGS(log,
                         "dead-letter 1\n"
                         "  error 1 @4 2 ship could not deal with order.paid of o-1 in 1 "
                         "attempt; it went to dead.\n"
                         "saga-compensated 1\n"
                         "  note 1 @4 5 c-1 failed at order.paid (dead-letter), and was undone "
                         "within 1 ms: payment.refunded.\n");
    }

    void findsHalfDoneSagaOnceItIsQuiet()
    {
        Checked log;
        log.pass(log.about("stock.reserved", "o-1", "c-1"), "a");   // 1 2 3
        log.pass(log.about("payment.declined", "o-1", "c-1"), "a"); // 4 5 6
        log.later(29 * second);
        COMPARE_FINDINGS(log, "");
        log.later(2 * second);
        COMPARE_FINDINGS(log, "saga-half-done 1\n"
                              "  error 1 @4 c-1 failed at payment.declined (publish); in the "
                              "31.01 s since, it was neither undone nor completed.\n");
        log.pass(log.about("payment.failed", "o-2", "c-2"), "a"); // expires what is quiet
        log.later(second);
        QCOMPARE(log.check()->of(FindingKind::SagaHalfDone).count, std::uint64_t(1));
        log.pass(log.about("order.completed", "o-1", "c-1"), "a"); // late, but done
        QCOMPARE(log.check()->of(FindingKind::SagaHalfDone).count, std::uint64_t(0));
    }

    void whatIsNoSagaIsNotFound()
    {
        Checked log;
        log.pass(log.about("payment.declined", "o-1", "c-1"), "a");
        log.pass(log.about("order.completed", "o-1", "c-1"), "a");        // paid otherwise
        log.pass(log.about("subscription.cancelled", "s-1", "c-2"), "a"); // a wish, not a failure
        log.pass(log.about("payment.declined", "o-3"), "a");              // no conversation
        log.later(100 * second);
        COMPARE_FINDINGS(log, "");
    }

    void wordsCanBeSet()
    {
        Checked log;
        log.pass(log.about("bestellung.abgelehnt", "o-1", "c-1"), "a"); // 1
        log.pass(log.about("bestellung.storniert", "o-1", "c-1"), "a"); // 4
        COMPARE_FINDINGS(log, "");
        QVERIFY(setFindingLimit(log.limits, "failure-words", "abgelehnt"));
        QVERIFY(setFindingLimit(log.limits, "undo-words", "storniert,erstattet"));
        QCOMPARE(log.check()->of(FindingKind::SagaCompensated).count, std::uint64_t(1));
    }

    void findsClocksThatDisagree()
    {
        Checked log;
        for (int i = 0; i < 3; ++i) {
            const auto event = log.about("order.placed", "o-1");
            log.publish(event); // 1 4 7
            log.wait(-5 * nanosecondsPerMillisecond);
            log.deliver("mail", event); // 2 5 8, 4 ms before
            log.wait(5 * nanosecondsPerMillisecond);
            log.ack("mail", event);
        }
        COMPARE_FINDINGS(log, "effect-before-cause 1\n"
                              "  warning 3 @1 2 By its time, step 2 at mail is up to 4 ms earlier "
                              "than step 1 at shop that caused it: the clocks disagree. Seen 3 "
                              "times.\n");
        log.limits.clockSkew = 4 * nanosecondsPerMillisecond;
        COMPARE_FINDINGS(log, "");
    }

    void findsDeliveryThatStandsBeforeItsPublish()
    {
        Checked log;
        const auto event = log.about("order.placed", "o-1");
        log.deliver("mail", event); // 1
        log.wait(3 * nanosecondsPerMillisecond);
        log.publish(event); // 2
        log.ack("mail", event);
        COMPARE_FINDINGS(log, "effect-before-cause 1\n"
                              "  warning 1 @2 1 By its time, step 1 at mail is up to 4 ms earlier "
                              "than step 2 at shop that caused it: the clocks disagree. Seen "
                              "once.\n");
    }

    void findsReplyBeforeItsCommand()
    {
        Checked log;
        log.step(StepKind::Command, "web", "orders", log.about("place", "o-1"));
        log.wait(-10 * nanosecondsPerMillisecond);
        log.step(StepKind::Reply, "orders", "web", log.about("place.reply", "o-1"));
        QCOMPARE(log.check()->of(FindingKind::EffectBeforeCause).count, std::uint64_t(1));
    }
};

QTEST_GUILESS_MAIN(TestStateFindings)
#include "tst_statefindings.moc"
