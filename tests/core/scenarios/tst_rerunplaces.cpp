// SPDX-License-Identifier: GPL-3.0-or-later
#include "rerunbench.h"

#include <QTest>

using namespace playhead;

/// Runs logs of scenarios again, with events at places of their own.
class RerunPlacesTest : public QObject, private RerunBench
{
    Q_OBJECT

private slots:
    void anInsertedEventIsReactedTo()
    {
        const auto made = recordCase(shop);
        const auto declined = find(*made.log, StepKind::Publish, "payment.declined");
        const auto order = subjectAt(*made.log, declined);
        EventChange captured;
        captured.type = "payment.captured";
        captured.source = "payment";
        captured.subject = order;
        captured.setJson({{"payment", {{"status", "captured"}}}});
        for (const auto side : {BranchEdit::Side::Before, BranchEdit::Side::After}) {
            const auto log = again(made, branchOf({BranchEdit::skip(declined),
                                                   BranchEdit::insert(captured, side, declined)}));
            QVERIFY2(log, m_error.c_str());
            QVERIFY(m_summary.unreached.empty());
            COMPARE_JSON(stateOf(log, order)["status"], Json("completed"));
            const auto step = log->at(declined);
            QCOMPARE(log->name(step.type), std::string_view("payment.captured"));
            QCOMPARE(log->participantName(step.sender), std::string_view("payment"));
            QCOMPARE(log->participantName(step.receiver), std::string_view("payments"));
            const auto event = log->event(step.event);
            QVERIFY(event && !event->id.empty());
            QCOMPARE(event->time, step.time);
        }

        // Beside a step that publishes nothing.
        const auto ack = find(*made.log, StepKind::Ack, "stock.reserved", declined);
        const auto log =
            again(made, branchOf({BranchEdit::insert(captured, BranchEdit::Side::After, ack)}));
        QVERIFY2(log, m_error.c_str());
        QVERIFY(m_summary.common >= ack);
        const auto at = Position(m_summary.common.value() + 1);
        QCOMPARE(log->name(log->at(at).type), std::string_view("payment.captured"));
        QCOMPARE(log->at(at).time, made.log->at(ack).time);
    }

    void insertedEventsNeedAChannelAndASource()
    {
        const auto made = recordCase(shop);
        const auto placed = find(*made.log, StepKind::Command, "place-order");
        EventChange strange;
        strange.type = "never.heard.of";
        const auto insert = [&] {
            return branchOf({BranchEdit::insert(strange, BranchEdit::Side::After, placed)});
        };
        QVERIFY(!again(made, insert()));
        QVERIFY2(m_error.find("source") != std::string::npos, m_error.c_str());
        strange.source = "nobody";
        QVERIFY(!again(made, insert()));
        QVERIFY2(m_error.find("channel") != std::string::npos, m_error.c_str());
        strange.source = "payment";
        const auto log = again(made, insert());
        QVERIFY2(log, m_error.c_str());
        const auto at = find(*log, StepKind::Publish, "never.heard.of");
        QCOMPARE(log->participantName(log->at(at).receiver), std::string_view("payments"));
    }

    void aDuplicateIsSeenThroughByTheIdempotentOnly()
    {
        const auto made = recordCase(
            {.scenario = "duplicates", .duration = 20 * second, .knobs = {{"duplicates", 0}}});
        const auto deposit = find(*made.log, StepKind::Publish, "money-deposited");
        const auto account = subjectAt(*made.log, deposit);
        const auto target = Position(made.log->watermark().value() / 2);
        const auto log = again(
            made, branchOf({BranchEdit::duplicate(deposit, BranchEdit::Side::After, target)}));
        QVERIFY2(log, m_error.c_str());
        QCOMPARE(count(typesOf(*log, account), "money-deposited"),
                 count(typesOf(*made.log, account), "money-deposited") + 1);
        const auto states = compareStates(made.log, log, mergeProjection());
        QVERIFY(states);
        QCOMPARE(states->size(), std::size_t(1));
        QCOMPARE(states->front().partition, "ledger-naive/" + account);
    }

    void movedEventsHappenElsewhere()
    {
        const auto made = recordCase(shop);
        const auto declined = find(*made.log, StepKind::Publish, "payment.declined");
        const auto order = subjectAt(*made.log, declined);
        const auto id = made.log->event(made.log->at(declined).event)->id;
        const auto later = Position(declined.value() + 400);
        QVERIFY(later < made.log->watermark());
        const auto log =
            again(made, branchOf({BranchEdit::move(declined, BranchEdit::Side::After, later)}));
        QVERIFY2(log, m_error.c_str());
        QVERIFY(m_summary.unreached.empty());
        const auto moved = find(*log, StepKind::Publish, "payment.declined", declined);
        QCOMPARE(count(typesOf(*log, order), "payment.declined"), 1);
        COMPARE_JSON(stateOf(log, order)["status"], Json("cancelled"));
        for (auto p = moved; p.isValid();
             p = find(*log, StepKind::Publish, "payment.declined", Position(p.value() + 1))) {
            const auto event = log->event(log->at(p).event);
            if (event->id != id) continue;
            QVERIFY(event->time >= made.log->at(later).time);
            QCOMPARE(event->time, log->at(p).time);
        }
    }

    void anEventCannotComeBeforeItsCause()
    {
        const auto made = recordCase(shop);
        const auto declined = find(*made.log, StepKind::Publish, "payment.declined");
        const auto order = subjectAt(*made.log, declined);
        auto reserved = Position();
        for (auto p = Position(1); p < declined; p = Position(p.value() + 1)) {
            const auto step = made.log->at(p);
            if (step.kind == StepKind::Publish && subjectAt(*made.log, p) == order
                && made.log->name(step.type) == "stock.reserved")
                reserved = p;
        }
        QVERIFY(reserved.isValid());
        const auto move = [&](BranchEdit::Side side, Position target) {
            return again(made, branchOf({BranchEdit::move(declined, side, target)}));
        };
        QVERIFY(!move(BranchEdit::Side::Before, reserved));
        QVERIFY2(m_error.find("stock.reserved") != std::string::npos, m_error.c_str());
        QVERIFY(!move(BranchEdit::Side::After, Position(1)));
        const auto log = move(BranchEdit::Side::After, reserved);
        QVERIFY2(log, m_error.c_str());
        QVERIFY(m_summary.unreached.empty());
        const auto types = typesOf(*log, order);
        QCOMPARE(count(types, "payment.declined"), 1);
        const auto at = std::ranges::find(types, "stock.reserved");
        QCOMPARE(*std::next(at), std::string("payment.declined"));
        COMPARE_JSON(stateOf(log, order)["status"], Json("cancelled"));
    }

    void editsThatAreNotReachedAreToldOf()
    {
        const auto made = recordCase(shop);
        const auto captured = find(*made.log, StepKind::Publish, "payment.captured");
        const auto order = subjectAt(*made.log, captured);
        auto placed = find(*made.log, StepKind::Publish, "order.placed");
        while (subjectAt(*made.log, placed) != order)
            placed =
                find(*made.log, StepKind::Publish, "order.placed", Position(placed.value() + 1));
        EventChange change;
        change.subject = "order-1";
        const auto end = made.log->watermark();
        const auto log =
            again(made, branchOf({BranchEdit::edit(captured, change), BranchEdit::skip(placed),
                                  BranchEdit::move(captured, BranchEdit::Side::After, end)}));
        QVERIFY2(log, m_error.c_str());
        QCOMPARE(m_summary.unreached.size(), std::size_t(2));
        QCOMPARE(m_summary.unreached[0].edit, std::size_t(0));
        QCOMPARE(m_summary.unreached[1].edit, std::size_t(2));
        QVERIFY(typesOf(*log, order).empty());
    }
};

QTEST_APPLESS_MAIN(RerunPlacesTest)
#include "tst_rerunplaces.moc"
