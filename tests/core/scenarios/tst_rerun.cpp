// SPDX-License-Identifier: GPL-3.0-or-later
#include "rerunbench.h"

#include <QTest>

using namespace playhead;

/// Runs logs of scenarios again, with events that did not happen or were different.
class RerunTest : public QObject, private RerunBench
{
    Q_OBJECT

private slots:
    void withoutEditsNothingDiffers_data() { addScenarioNames(); }
    void withoutEditsNothingDiffers()
    {
        QFETCH(QString, name);
        const auto made =
            recordCase({.scenario = name.toStdString(), .seed = 5, .duration = 20 * second});
        const auto log = again(made, Branch("nothing"));
        QVERIFY2(log, m_error.c_str());
        const auto difference = firstDifferingStep(made.log, log);
        QVERIFY(difference);
        QVERIFY2(!*difference, *difference ? (*difference)->what.c_str() : "");
        QCOMPARE(m_summary.common, made.log->watermark());
        QCOMPARE(m_summary.steps, made.log->watermark().value());
    }

    void aDeclinedPaymentThatWasCapturedIsShipped()
    {
        const auto made = recordCase(shop);
        const auto declined = find(*made.log, StepKind::Publish, "payment.declined");
        QVERIFY(declined.isValid());
        const auto order = subjectAt(*made.log, declined);
        COMPARE_JSON(stateOf(made.log, order)["status"], Json("cancelled"));
        EventChange captured;
        captured.type = "payment.captured";
        captured.setJson({{"payment", {{"status", "captured"}, {"method", "card"}}}});

        // Named by a delivery of it as well as by its publish.
        const auto delivered = find(*made.log, StepKind::Deliver, "payment.declined", declined);
        const auto log = again(made, branchOf({BranchEdit::edit(delivered, captured)}));
        QVERIFY2(log, m_error.c_str());
        QVERIFY(m_summary.unreached.empty());
        QCOMPARE(m_summary.common.value(), declined.value() - 1);
        const auto first = firstDifferingStep(made.log, log);
        QVERIFY(first && *first);
        QCOMPARE((*first)->position, declined);

        const auto types = typesOf(*log, order);
        QCOMPARE(count(types, "payment.captured"), 1);
        QCOMPARE(count(types, "shipment.created"), 1);
        QCOMPARE(count(types, "order.completed"), 1);
        for (const auto *type : {"payment.declined", "stock.released", "order.cancelled"})
            QCOMPARE(count(types, type), 0);
        COMPARE_JSON(stateOf(log, order)["status"], Json("completed"));
        COMPARE_JSON(stateOf(log, order)["payment"]["status"], Json("captured"));

        // No other order ends differently; what it kept of the stock may be missed.
        const auto states = compareStates(made.log, log, mergeProjection());
        QVERIFY(states);
        for (const auto &divergence : *states) {
            QVERIFY2(divergence.partition == order || !divergence.partition.starts_with("order-"),
                     divergence.partition.c_str());
            if (divergence.partition != order) continue;
            QCOMPARE(divergence.from, declined);
            QCOMPARE(divergence.otherFrom, declined);
            COMPARE_JSON(divergence.log["status"], Json("cancelled"));
            COMPARE_JSON(divergence.branch["status"], Json("completed"));
        }
        QVERIFY(std::ranges::find(*states, order, &PartitionDivergence::partition)
                != states->end());

        // The log itself is as it was.
        const auto unchanged = recordCase(shop);
        const auto difference = firstDifferingStep(made.log, unchanged.log);
        QVERIFY(difference && !*difference);
    }

    void whatIsSkippedChangesOnlyWhatFollowsFromIt()
    {
        const auto made = recordCase(shop);
        int tried = 0;
        for (auto at = find(*made.log, StepKind::Publish, "payment.declined");
             at.isValid() && tried < 5; at = find(*made.log, StepKind::Publish, "payment.declined",
                                                  Position(at.value() + 1))) {
            ++tried;
            const auto order = subjectAt(*made.log, at);
            const auto log = again(made, branchOf({BranchEdit::skip(at)}));
            QVERIFY2(log, m_error.c_str());
            QVERIFY(m_summary.unreached.empty());
            QCOMPARE(count(typesOf(*log, order), "order.cancelled"), 0);
            QVERIFY(!find(*log, StepKind::Deliver, "payment.declined", at).isValid()
                    || subjectAt(*log, find(*log, StepKind::Deliver, "payment.declined", at))
                           != order);
            const auto events = compareEvents(made.log, log);
            QVERIFY(events);
            QVERIFY(!events->empty());
            for (const auto &event : *events)
                QVERIFY2(event.subject == order || event.type == "stock.replenished",
                         (event.type + ' ' + event.subject + ' ' + event.what).c_str());
        }
        QVERIFY(tried >= 3);
    }

    void whatAPersonDidIsDoneAgain()
    {
        auto run = shop;
        run.knobs = {{"rate", 0}, {"decline", 100}};
        run.start = 5 * second;
        const auto *order = R"({"lines":[{"sku":"POT-GLASS","quantity":2}],
                                "address":{"postcode":"1"},"customer":{"email":"a@b.c"}})";
        run.inputs = {
            {0, 6 * second, "command", {{"name", "place-order"}, {"data", order}}},
            {0, 16 * second, "knobs", {{"decline", 0}}},
            {0, 17 * second, "command", {{"name", "place-order"}, {"data", order}}},
            {0,
             27 * second,
             "query",
             {{"name", "get-order"}, {"data", R"({"order":"order-1001"})"}}},
        };
        const auto made = recordCase(run);
        COMPARE_JSON(stateOf(made.log, "order-1000")["status"], Json("cancelled"));
        COMPARE_JSON(stateOf(made.log, "order-1001")["status"], Json("completed"));
        QVERIFY(find(*made.log, StepKind::Query, "get-order").isValid());

        const auto plain = again(made, Branch());
        QVERIFY2(plain, m_error.c_str());
        QVERIFY(!*firstDifferingStep(made.log, plain));
        const auto declined = find(*made.log, StepKind::Publish, "payment.declined");
        const auto log = again(made, branchOf({BranchEdit::skip(declined)}));
        QVERIFY2(log, m_error.c_str());
        COMPARE_JSON(stateOf(log, "order-1000")["status"], Json("placed"));
        COMPARE_JSON(stateOf(log, "order-1001"), stateOf(made.log, "order-1001"));
        const auto end = log->at(log->watermark());
        QCOMPARE(end.time, 27 * second);
        QCOMPARE(end.kind, StepKind::Reply);
    }

    void anotherLogIsNotRunAgain()
    {
        auto made = recordCase(shop);
        made.origin.seed = 99;
        const auto last = made.log->watermark();
        QVERIFY(!again(made, branchOf({BranchEdit::skip(
                                 find(*made.log, StepKind::Publish, "payment.declined"))})));
        QVERIFY2(m_error.find("position 1 ") != std::string::npos, m_error.c_str());
        made.origin.seed = shop.seed;
        made.origin.knobs["rate"] = 0;
        QVERIFY(!again(made, Branch()));
        QVERIFY2(m_error.find("0 steps") != std::string::npos, m_error.c_str());
        made.origin.scenario = "nothing";
        QVERIFY(!again(made, Branch()));
        QCOMPARE(made.log->watermark(), last);
    }

    void stopsWhenAsked()
    {
        const auto made = recordCase(shop);
        std::stop_source stop;
        stop.request_stop();
        const auto log = again(made, Branch(), stop.get_token());
        QVERIFY(log);
        QVERIFY(!log->watermark().isValid());
    }

    void theCaseKeepsItsOrigin()
    {
        const auto path = newPath();
        QVERIFY((*LogWriter::create(path))->finish());
        QVERIFY(CaseOrigin(path).load() && !*CaseOrigin(path).load());
        auto run = shop;
        run.knobs = {{"rate", 2.5}};
        run.inputs = {{3, second, "knobs", {{"rate", 1}}},
                      {5, 2 * second, "command", {{"name", "place-order"}, {"data", "{}"}}}};
        QVERIFY(CaseOrigin(path).save(run.origin()));
        const auto origin = CaseOrigin(path).load();
        QVERIFY(origin && *origin);
        QVERIFY(**origin == run.origin());
        for (const auto *text : {"7", "{}", R"({"scenario":"shop","seed":-1,"start":""})",
                                 R"({"scenario":"shop","seed":1,"start":"never"})"}) {
            QVERIFY(CaseSettings(path).setValue("origin", text));
            QVERIFY(!CaseOrigin(path).load());
        }
        // A kind of input that this program does not know is not passed over.
        run.inputs[0].kind = "earthquake";
        QVERIFY(!record(run));
    }
};

QTEST_APPLESS_MAIN(RerunTest)
#include "tst_rerun.moc"
