// SPDX-License-Identifier: GPL-3.0-or-later
#include "findingstesting.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

class TestDeliveryFindings : public QObject
{
    Q_OBJECT

private slots:
    void findsNothingInAnEmptyLog() { COMPARE_FINDINGS(Checked(), ""); }

    void findsNothingWhereAllIsWell()
    {
        Checked log;
        for (int i = 0; i < 20; ++i) {
            log.pass(log.about("order.placed", i % 2 ? "o-1" : "o-2", "c"), "mail");
            log.later(second);
        }
        COMPARE_FINDINGS(log, "");
    }

    void findsDuplicateDelivery()
    {
        Checked log;
        const auto event = log.about("order.placed", "o-1");
        log.pass(event, "mail"); // 1 2 3
        log.wait(2 * second);
        log.deliver("mail", event); // 4
        log.ack("mail", event);     // 5
        COMPARE_FINDINGS(log,
                         "duplicate-delivery 1\n"
                         "  warning 1 @2 3 4 mail got order.placed of o-1 again, 2.001 s after "
                         "it had acknowledged it: delivered twice in all.\n");
        const auto finding = log.check()->of(FindingKind::DuplicateDelivery).listed.front();
        QCOMPARE(finding->participants.front(), log.participant("mail"));
        QCOMPARE(finding->subject, log.name("o-1"));
    }

    void noDuplicateIsARetryNorAnotherConsumerNorADeadLetterThatIsTaken()
    {
        Checked log;
        const auto event = log.about("order.placed", "o-1");
        log.publish(event);
        log.deliver("mail", event);
        log.nack("mail", event);
        log.deliver("mail", event, 2);
        log.ack("mail", event);
        log.deliver("stock", event); // another consumer
        log.ack("stock", event);
        log.step(StepKind::Deliver, "mail.dead", "mail", event, 1); // another channel
        log.step(StepKind::Ack, "mail", "mail.dead", event);
        COMPARE_FINDINGS(log, "");
    }

    void findsLateAnswer()
    {
        Checked log;
        const auto event = log.about("order.placed", "o-1");
        log.publish(event);         // 1
        log.deliver("mail", event); // 2
        log.wait(7 * second);
        log.ack("mail", event); // 3
        COMPARE_FINDINGS(log, "unacknowledged 1\n"
                              "  warning 1 @2 3 mail took 7.001 s to answer the delivery of "
                              "order.placed of o-1 (ack).\n");
        log.limits.unacknowledged = 8 * second;
        COMPARE_FINDINGS(log, "");
    }

    void findsMissingAnswerWhileTheLogGoesOn()
    {
        Checked log;
        log.pass(log.about("order.placed", "o-1"), "mail"); // 1 2 3: mail does answer
        const auto event = log.about("order.placed", "o-2");
        log.publish(event);         // 4
        log.deliver("mail", event); // 5
        log.later(4 * second);      // 6 7 8
        COMPARE_FINDINGS(log, "");
        log.later(2 * second); // 9 10 11
        COMPARE_FINDINGS(log,
                         "unacknowledged 1\n"
                         "  warning 1 @5 mail has not answered the delivery of order.placed of "
                         "o-2 for 6.006 s.\n");
        log.ack("mail", event); // 12: late, but there
        COMPARE_FINDINGS(log, "unacknowledged 1\n"
                              "  warning 1 @5 12 mail took 6.007 s to answer the delivery of "
                              "order.placed of o-2 (ack).\n");
    }

    void findsAnswerThatCameOnlyAfterRedelivery()
    {
        Checked log;
        log.pass(log.about("order.placed", "o-1"), "mail");
        const auto event = log.about("order.placed", "o-2");
        log.publish(event);         // 4
        log.deliver("mail", event); // 5
        log.wait(6 * second);
        log.deliver("mail", event, 2); // 6
        log.ack("mail", event);        // 7
        COMPARE_FINDINGS(log,
                         "unacknowledged 1\n"
                         "  warning 1 @5 6 mail did not answer the delivery of order.placed of "
                         "o-2 within 6.001 s; then it was delivered again.\n");
    }

    void tellsNothingOfAnswersWhereTheLogShowsNone()
    {
        Checked log;
        for (int i = 0; i < 5; ++i) {
            const auto event = log.about("order.placed", "o-1");
            log.publish(event);
            log.deliver("mail", event);
            log.wait(10 * second);
        }
        COMPARE_FINDINGS(log, "");
    }

    void findsWhatIsDeliveredToNobody()
    {
        Checked log;
        log.pass(log.about("order.placed", "o-1"), "mail"); // 1 2 3
        const auto lost = log.about("order.placed", "o-2");
        log.publish(lost);                             // 4
        log.publish(log.about("order.viewed", "o-1")); // 5: nobody takes these
        log.publish(log.about("order.viewed", "o-2")); // 6
        log.later(4 * second);
        COMPARE_FINDINGS(log, "");
        log.later(second);
        COMPARE_FINDINGS(log,
                         "never-delivered 2\n"
                         "  warning 1 @4 1 of 2 events of type order.placed on ch was delivered "
                         "to nobody, while others were; the first has waited for 5.008 s.\n"
                         "  note 2 @5 6 Nobody gets order.viewed from ch: 2 events were "
                         "published there, and delivered to nobody.\n");
        log.deliver("mail", lost);
        log.ack("mail", lost);
        QCOMPARE(log.check()->of(FindingKind::NeverDelivered).count, std::uint64_t(1));
    }

    void tellsNothingOfDeliveryWhereTheLogShowsNone()
    {
        Checked log;
        for (int i = 0; i < 5; ++i) {
            log.publish(log.about("order.placed", "o-1"));
            log.wait(10 * second);
        }
        COMPARE_FINDINGS(log, "");
    }

    void findsBrokenOrder()
    {
        Checked log;
        const auto first = log.about("price-set", "tea");
        const auto second = log.about("price-raised", "tea");
        log.publish(first);          // 1
        log.publish(second);         // 2
        log.deliver("view", second); // 3
        log.ack("view", second);     // 4
        log.deliver("view", first);  // 5
        log.ack("view", first);      // 6
        COMPARE_FINDINGS(log, "order-broken 1\n"
                              "  warning 1 @1 2 3 5 view got price-raised (published at 2) before "
                              "price-set (published at 1) of the same subject tea.\n");
    }

    void findsOrderBrokenByARetry()
    {
        Checked log;
        const auto first = log.about("price-set", "tea");
        const auto second = log.about("price-raised", "tea");
        log.publish(first);            // 1
        log.deliver("view", first);    // 2
        log.nack("view", first);       // 3
        log.publish(second);           // 4
        log.deliver("view", second);   // 5
        log.ack("view", second);       // 6
        log.deliver("view", first, 2); // 7
        log.ack("view", first);        // 8
        COMPARE_FINDINGS(log, "order-broken 1\n"
                              "  warning 1 @1 4 5 7 view got price-raised (published at 4) before "
                              "price-set (published at 1) of the same subject tea, which had to be "
                              "delivered again.\n");
    }

    void orderIsKeptWhereAnswersCrossOrSubjectsOrConsumersDiffer()
    {
        Checked log;
        const auto first = log.about("price-set", "tea");
        const auto second = log.about("price-raised", "tea");
        const auto other = log.about("price-set", "coffee");
        log.publish(first);
        log.publish(second);
        log.publish(other);
        log.deliver("view", other);
        log.ack("view", other);
        log.deliver("view", first);
        log.deliver("view", second);
        log.ack("view", second); // answered first, delivered second
        log.ack("view", first);
        log.deliver("audit", first);
        log.ack("audit", first);
        log.deliver("audit", second);
        log.ack("audit", second);
        COMPARE_FINDINGS(log, "");
    }

    void findsDeadLetterAndItsRetries()
    {
        Checked log;
        const auto event = log.about("order.placed", "o-1");
        log.publish(event);                                          // 1
        log.deliver("mail", event);                                  // 2
        log.nack("mail", event);                                     // 3
        log.deliver("mail", event, 2);                               // 4
        log.nack("mail", event);                                     // 5
        log.step(StepKind::DeadLetter, "ch", "mail.dead", event, 2); // 6
        COMPARE_FINDINGS(log, "retries-failed 1\n"
                              "  error 1 @2 4 5 6 mail got order.placed of o-1 twice within 4 ms, "
                              "without success.\n"
                              "dead-letter 1\n"
                              "  error 1 @6 4 mail could not deal with order.placed of o-1 in 2 "
                              "attempts; it went to mail.dead.\n");
        // Whoever takes it from there is neither a repeat nor late.
        log.wait(100 * second);
        log.step(StepKind::Deliver, "mail.dead", "mail", event, 1);
        log.step(StepKind::Ack, "mail", "mail.dead", event);
        QCOMPARE(log.check()->count(), std::uint64_t(2));
    }

    void findsRetriesThatGoOnAndEventsThatAreRefusedForGood()
    {
        Checked log;
        const auto stubborn = log.about("order.placed", "o-1");
        const auto refused = log.about("order.placed", "o-2");
        log.publish(stubborn); // 1
        log.publish(refused);  // 2
        for (int attempt = 1; attempt <= 4; ++attempt) {
            log.deliver("mail", stubborn, std::uint8_t(attempt)); // 3 5 7 9
            log.nack("mail", stubborn);                           // 4 6 8 10
        }
        log.deliver("stock", refused); // 11
        log.nack("stock", refused);    // 12
        COMPARE_FINDINGS(log, "");
        log.deliver("mail", stubborn, 5); // 13
        log.nack("mail", stubborn);       // 14
        QCOMPARE(log.text(), std::string("retries-failed 1\n"
                                         "  error 1 @3 13 14 mail got order.placed of o-1 5 times "
                                         "within 11 ms, without success so far.\n"));
        log.later(31 * second); // the refused one is not coming back
        QCOMPARE(log.check()->of(FindingKind::RetriesFailed).count, std::uint64_t(2));
        log.deliver("mail", stubborn, 6);
        log.ack("mail", stubborn);
        log.deliver("stock", refused, 2);
        log.ack("stock", refused);
        QCOMPARE(log.check()->of(FindingKind::RetriesFailed).count, std::uint64_t(0));
    }

    void refusedWithoutADeliveryIsRefused()
    {
        Checked log;
        const auto event = log.about("order.placed", "o-1");
        log.publish(event);      // 1
        log.nack("mail", event); // 2: the queue was full
        log.later(31 * second);
        COMPARE_FINDINGS(log, "retries-failed 1\n"
                              "  error 1 @2 mail refused order.placed of o-1, and it was not tried "
                              "again.\n");
    }
};

QTEST_GUILESS_MAIN(TestDeliveryFindings)
#include "tst_deliveryfindings.moc"
