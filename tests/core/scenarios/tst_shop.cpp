// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariotesting.h"

#include <QTest>

#include <set>

using namespace playhead;

namespace {

constexpr auto order = R"({"customer":{"name":"Ada","email":"ada@example.com"},
    "address":{"street":"a","postcode":"1","city":"b","country":"GB"},
    "lines":[{"sku":"POT-GLASS","quantity":2},{"sku":"TEA-SENCHA"}]})";
const std::map<std::string, double> calm = {
    {"loss", 0}, {"duplicates", 0}, {"decline", 0}, {"timeouts", 0}, {"poison", 0}};

std::map<std::string, double> calmBut(const std::string &knob, double value)
{
    auto knobs = calm;
    knobs[knob] = value;
    return knobs;
}

Json orderState(Driven &shop)
{
    return shop.ask("get-order", R"({"order":"order-1000"})");
}

Json teapots(Driven &shop)
{
    return shop.ask("get-stock", R"({"sku":"POT-GLASS"})");
}

std::vector<std::string> publishedTypes(const Driven &shop)
{
    std::vector<std::string> types;
    for (const auto &step : shop.steps) {
        if (step.kind == StepKind::Publish && step.event->subject == "order-1000"
            && step.event->type != "mail.sent" && step.event->scope == EventScope::Domain)
            types.push_back(step.event->type);
    }
    return types;
}

using Types = std::vector<std::string>;

} // namespace

class ShopTest : public QObject
{
    Q_OBJECT

private slots:
    void orderIsCompleted()
    {
        Driven shop("shop", calm);
        QVERIFY(shop.send("place-order", order));
        COMPARE_JSON(orderState(shop)["status"], Json("placed"));
        shop.scheduler.runFor(10 * second);
        const auto state = orderState(shop);
        COMPARE_JSON(state["status"], Json("completed"));
        COMPARE_JSON(state["payment"]["status"], Json("captured"));
        COMPARE_JSON(state["shipment"]["status"], Json("created"));
        COMPARE_JSON(state["amount"], Json(78.7));
        QVERIFY((publishedTypes(shop)
                 == Types{"order.placed", "stock.reserved", "payment.captured", "shipment.created",
                          "order.completed"}));
        COMPARE_JSON(teapots(shop)["available"], Json(28));
        COMPARE_JSON(teapots(shop)["reserved"], Json(0));
        QVERIFY(!shop.send("cancel-order", R"({"order":"order-1000"})"));

        // One conversation, each event with its cause, and news at the edge.
        std::set<std::string> ids;
        int integration = 0;
        for (const auto &step : shop.steps) {
            if (step.event->subject != "order-1000") continue;
            QCOMPARE(step.event->correlation, std::string("order-1000"));
            ids.insert(step.event->id);
            if (step.kind == StepKind::Publish) QVERIFY(ids.contains(step.event->causation));
            if (step.kind == StepKind::Publish && step.event->scope == EventScope::Integration) {
                ++integration;
                QCOMPARE(step.event->type, std::string("com.example.shop.order.completed.v1"));
            }
        }
        QCOMPARE(integration, 1);
    }

    void declinedPaymentIsCompensated()
    {
        Driven shop("shop", calmBut("decline", 100));
        QVERIFY(shop.send("place-order", order));
        shop.scheduler.runFor(10 * second);
        QVERIFY((publishedTypes(shop)
                 == Types{"order.placed", "stock.reserved", "payment.declined", "stock.released",
                          "order.cancelled"}));
        const auto state = orderState(shop);
        COMPARE_JSON(state["status"], Json("cancelled"));
        COMPARE_JSON(state["cancellation"]["reason"], Json("payment declined"));
        COMPARE_JSON(state["payment"]["status"], Json("declined"));
        COMPARE_JSON(state["stock"]["status"], Json("released"));
        COMPARE_JSON(teapots(shop)["available"], Json(30));
        COMPARE_JSON(teapots(shop)["reserved"], Json(0));

        // The state that the log gives is that of the read model.
        Recorded recorded;
        recorded.steps = shop.steps;
        auto logged = recorded.states()["order-1000"];
        logged.erase("mail");
        COMPARE_JSON(logged, state);
    }

    void poisonousAddressIsRefundedAndReleased()
    {
        Driven shop("shop", calm);
        QVERIFY(shop.send("place-order", R"({"customer":{"email":"a@example.com"},"address":{},
                                             "lines":[{"sku":"POT-GLASS"}]})"));
        shop.scheduler.runFor(20 * second);
        const auto state = orderState(shop);
        COMPARE_JSON(state["status"], Json("cancelled"));
        COMPARE_JSON(state["payment"]["status"], Json("refunded"));
        COMPARE_JSON(state["stock"]["status"], Json("released"));
        COMPARE_JSON(teapots(shop)["available"], Json(30));
        int nacks = 0;
        int deadLetters = 0;
        for (const auto &step : shop.steps) {
            nacks += step.kind == StepKind::Nack ? 1 : 0;
            if (step.kind != StepKind::DeadLetter) continue;
            ++deadLetters;
            QCOMPARE(shop.participants.name(step.receiver),
                     std::string_view("shipments.dead-letter"));
        }
        QCOMPARE(nacks, 3);
        QCOMPARE(deadLetters, 1);
    }

    void poisonousMailboxDoesNotStopTheOrder()
    {
        Driven shop("shop", calm);
        QVERIFY(shop.send("place-order",
                          R"({"customer":{"email":"nobody"},"address":{"postcode":"1"},
                              "lines":[{"sku":"POT-GLASS"}]})"));
        shop.scheduler.runFor(20 * second);
        COMPARE_JSON(orderState(shop)["status"], Json("completed"));
        QVERIFY(std::ranges::any_of(shop.steps, [&](const TapStep &step) {
            return step.kind == StepKind::DeadLetter
                   && shop.participants.name(step.receiver) == "mail.dead-letter";
        }));
    }

    void silentGatewayIsTriedAgain()
    {
        Driven shop("shop", calmBut("timeouts", 100));
        QVERIFY(shop.send("place-order", order));
        shop.scheduler.runFor(10 * second);
        COMPARE_JSON(orderState(shop)["status"], Json("completed"));
        const auto payment = shop.participants.find("payment");
        QVERIFY(std::ranges::any_of(shop.steps, [&](const TapStep &step) {
            return step.kind == StepKind::Deliver && step.receiver == payment && step.attempt == 2;
        }));
    }

    void outOfStockIsCancelled()
    {
        Driven shop("shop", calm);
        QVERIFY(shop.send("place-order", R"({"lines":[{"sku":"POT-GLASS","quantity":500}]})"));
        shop.scheduler.runFor(10 * second);
        COMPARE_JSON(orderState(shop)["cancellation"]["reason"], Json("out of stock"));
        COMPARE_JSON(orderState(shop)["stock"]["missing"], Json("POT-GLASS"));
        COMPARE_JSON(teapots(shop)["available"], Json(30));
    }

    void cancelledAtAnyMomentIsUndone()
    {
        // Whenever the customer changes their mind: all is as before, or it was too late.
        std::set<std::string> outcomes;
        for (int i = 0; i < 60; ++i) {
            Driven shop("shop", calm);
            QVERIFY(shop.send("place-order", order));
            shop.scheduler.runFor(i * second / 50);
            const bool cancelled = shop.send("cancel-order", R"({"order":"order-1000"})");
            shop.scheduler.runFor(20 * second);
            const auto state = orderState(shop);
            outcomes.insert(state["status"]);
            COMPARE_JSON(state["status"], Json(cancelled ? "cancelled" : "completed"));
            COMPARE_JSON(teapots(shop)["reserved"], Json(0));
            COMPARE_JSON(teapots(shop)["available"], Json(cancelled ? 30 : 28));
            if (!cancelled) continue;
            if (state.contains("payment"))
                COMPARE_JSON(state["payment"]["status"], Json("refunded"));
            if (state.contains("shipment"))
                COMPARE_JSON(state["shipment"]["status"], Json("recalled"));
        }
        QCOMPARE(outcomes.size(), std::size_t(2));
    }

    void crashedPaymentCatchesUp()
    {
        Driven shop("shop", calm);
        shop.turn("crash", 1);
        QVERIFY(shop.send("place-order", order));
        shop.scheduler.runFor(10 * second);
        COMPARE_JSON(orderState(shop)["status"], Json("placed"));
        QVERIFY(!orderState(shop).contains("payment"));
        shop.turn("crash", 0);
        shop.scheduler.runFor(10 * second);
        COMPARE_JSON(orderState(shop)["status"], Json("completed"));
    }

    void crashInTheMiddleOfWorkLosesNothing()
    {
        for (int i = 0; i < 30; ++i) {
            Driven shop("shop", calm);
            QVERIFY(shop.send("place-order", order));
            shop.scheduler.runFor(i * second / 30);
            shop.turn("crash", 1);
            shop.scheduler.runFor(second / 10);
            shop.turn("crash", 0);
            shop.scheduler.runFor(20 * second);
            COMPARE_JSON(orderState(shop)["status"], Json("completed"));
            QCOMPARE(std::ranges::count(publishedTypes(shop), "payment.captured"), 1);
        }
    }

    void pausedMailWaits()
    {
        Driven shop("shop", calm);
        const auto mails = [&] {
            return std::ranges::count_if(shop.steps, [](const TapStep &step) {
                return step.kind == StepKind::Publish && step.event->type == "mail.sent";
            });
        };
        shop.turn("pause", 1);
        QVERIFY(shop.send("place-order", order));
        shop.scheduler.runFor(10 * second);
        QCOMPARE(mails(), 0);
        shop.turn("pause", 0);
        shop.scheduler.runFor(10 * second);
        QCOMPARE(mails(), 2);
    }

    void everyOrderEndsWhateverGoesWrong()
    {
        Driven shop("shop", {{"loss", 30},
                             {"duplicates", 30},
                             {"decline", 20},
                             {"poison", 20},
                             {"timeouts", 30},
                             {"latency", 200},
                             {"rate", 5}});
        shop.scheduler.runFor(60 * second);
        shop.turn("rate", 0);
        shop.turn("loss", 0);
        shop.scheduler.runFor(120 * second);
        Recorded recorded;
        recorded.steps = shop.steps;
        int orders = 0;
        std::map<std::string, int> open;
        for (const auto &[subject, state] : recorded.states()) {
            if (!subject.starts_with("order-")) continue;
            ++orders;
            const auto view = shop.ask("get-order", Json{{"order", subject}}.dump());
            if (view["status"] == "placed") ++open[view.dump()];
            if (view["status"] != "cancelled") continue;
            if (view.contains("payment")) QVERIFY(view["payment"]["status"] != "captured");
        }
        QVERIFY(orders > 200);
        for (const auto &entry : open)
            qInfo("%s", entry.first.c_str());
        QCOMPARE(open.size(), std::size_t(0));
    }

    void thereIsSomethingToSeeSoon_data()
    {
        QTest::addColumn<int>("seed");
        for (const int seed : {1, 2, 3, 42, 1234})
            QTest::addRow("%d", seed) << seed;
    }
    void thereIsSomethingToSeeSoon()
    {
        QFETCH(int, seed);
        const auto run = record({.scenario = "shop",
                                 .seed = static_cast<std::uint64_t>(seed),
                                 .duration = 60 * second});
        QVERIFY(run);
        const auto perSecond = run->steps.size() / 60;
        QVERIFY2(perSecond >= 20 && perSecond <= 50, std::to_string(perSecond).c_str());
        const auto since = [&](auto &&is) {
            const auto found = std::ranges::find_if(run->steps, is);
            return found == run->steps.end() ? 1000.0 : static_cast<double>(found->time) / second;
        };
        const auto declined =
            since([](const auto &step) { return step.event->type == "payment.declined"; });
        const auto retried = since([](const auto &step) { return step.attempt > 1; });
        const auto dead = since([](const auto &step) { return step.kind == StepKind::DeadLetter; });
        qInfo("%zu steps/s, declined %.1f s, retried %.1f s, dead letter %.1f s", perSecond,
              declined, retried, dead);
        QVERIFY(declined < 20);
        QVERIFY(retried < 20);
        QVERIFY(dead < 20);
        for (const auto kind : allStepKinds)
            QVERIFY(run->count(kind) > 0);
    }
};

QTEST_APPLESS_MAIN(ShopTest)
#include "tst_shop.moc"
