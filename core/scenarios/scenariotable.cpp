// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/scenariotable.h"

#include "scenarios/scenariolist.h"
#include "scenarios/usersprojection.h"

#include <algorithm>
#include <array>
#include <utility>

namespace playhead {

namespace {

Knob latency(double milliseconds)
{
    return {"latency", "Latency", "From a channel to its consumers, give or take a third",
            0,         5000,      milliseconds,
            "ms"};
}

Knob loss(double percent)
{
    return {"loss",  "Loss", "Deliveries that never arrive, and are tried again", 0, 50,
            percent, "%"};
}

Knob duplicates(double percent)
{
    return {"duplicates", "Duplicates", "Deliveries that arrive a second time", 0, 50,
            percent,      "%"};
}

ScenarioInfo users()
{
    return {
        "users",
        "Users",
        "Two commands, two events, a read model and a query: the smallest whole system.",
        "Commands become events; the read model is a fold of them.",
        {{"rate", "Requests", "Commands and queries", 0, 100, 2, "/s"},
         latency(40),
         loss(0),
         duplicates(0),
         {"crash", "Newsletter down", "The newsletter service crashes, and restarts", 0, 1, 0, ""}},
        {{"create-user", "Adds a user", R"({"name":"Alice"})"},
         {"update-user", "Changes a user", R"({"id":1,"name":"Alice Smith"})"}},
        {{"get-user", "A user as the read model has it", R"({"id":1})"}}};
}

ScenarioInfo shop()
{
    return {
        "shop",
        "Web shop",
        "Checkout, orders, payment, inventory, shipping and e-mail carry each order through a "
        "saga.",
        "A declined payment releases the stock and cancels the order.",
        {{"rate", "Orders", "Orders that customers place", 0, 50, 1, "/s"},
         latency(20),
         loss(1),
         duplicates(2),
         {"decline", "Declined", "Payments that the bank declines", 0, 100, 12, "%"},
         {"timeouts", "Time-outs", "Payments whose gateway does not answer at first", 0, 100, 8,
          "%"},
         {"poison", "Poison", "Orders with an address that nobody can deal with", 0, 100, 12, "%"},
         {"crash", "Payment down", "The payment service crashes, and restarts", 0, 1, 0, ""},
         {"pause", "E-mail paused", "The e-mail service stops taking events", 0, 1, 0, ""}},
        {{"place-order", "Orders something",
          R"({"customer":{"name":"Ada Lovelace","email":"ada@example.com"},)"
          R"("address":{"street":"12 St James's Square","postcode":"SW1Y 4JH",)"
          R"("city":"London","country":"GB"},)"
          R"("lines":[{"sku":"TEA-SENCHA","quantity":2},{"sku":"POT-GLASS","quantity":1}]})"},
         {"cancel-order", "Cancels an order that has not been shipped",
          R"({"order":"order-1000"})"}},
        {{"get-order", "What is known of an order", R"({"order":"order-1000"})"},
         {"get-stock", "How much there is of a product", R"({"sku":"TEA-SENCHA"})"}}};
}

ScenarioInfo duplicatesInfo()
{
    return {"duplicates",
            "Duplicates",
            "At-least-once delivery of deposits to two ledgers, one of which remembers what it has "
            "seen.",
            "The naive ledger counts a deposit that is delivered twice twice.",
            {{"rate", "Deposits", "Deposits that customers make", 0, 200, 2, "/s"},
             latency(30),
             loss(2),
             duplicates(25)},
            {{"deposit", "Pays money in", R"({"account":"account-1","amount":100})"}},
            {{"get-balance-naive", "An account in the naive ledger", R"({"account":"account-1"})"},
             {"get-balance-idempotent", "An account in the idempotent ledger",
              R"({"account":"account-1"})"}}};
}

ScenarioInfo lag()
{
    return {"lag",
            "Lag",
            "A read model that trails behind its events.",
            "A query right after a command is answered with the old value.",
            {{"rate", "Changes", "Prices that are changed", 0, 50, 0.5, "/s"},
             latency(1500),
             loss(0),
             {"pause", "View paused", "The read model stops taking events", 0, 1, 0, ""}},
            {{"set-price", "Changes a price", R"({"product":"green-tea","price":4.5})"}},
            {{"get-price", "A price as the read model has it", R"({"product":"green-tea"})"}}};
}

ScenarioInfo firehose()
{
    return {"firehose",
            "Firehose",
            "Sensors that publish as many steps a second as the knob says.",
            "Nothing stutters, and no step is missing.",
            {{"rate", "Steps", "Publishes, deliveries and acks together", 0, 1'000'000, 5000, "/s"},
             latency(0),
             {"pause", "Collector paused", "The collector stops taking events", 0, 1, 0, ""}},
            {{"burst", "Publishes so many readings at once", R"({"count":1000})"}},
            {{"get-counts", "How many readings there were", "{}"}}};
}

using Maker = std::unique_ptr<Scenario> (*)(const ScenarioContext &);

const auto &table()
{
    static const std::array<ScenarioInfo, 5> infos = {shop(), users(), duplicatesInfo(), lag(),
                                                      firehose()};
    return infos;
}

constexpr std::array<std::pair<std::string_view, Maker>, 6> makers = {
    {{"shop", makeShop},
     {"users", makeUsers},
     {"duplicates", makeDuplicates},
     {"lag", makeLag},
     {"firehose", makeFirehose},
     {blankScenario, makeBlank}}};

} // namespace

std::span<const ScenarioInfo> scenarios()
{
    return table();
}

const ScenarioInfo *findScenario(std::string_view name)
{
    static const ScenarioInfo blank = {
        std::string(blankScenario), "Blank", "Nothing but a bus.", {}, {}, {}, {}};
    if (name == blankScenario) return &blank;
    const auto found = std::ranges::find(table(), name, &ScenarioInfo::name);
    return found == table().end() ? nullptr : &*found;
}

std::unique_ptr<Scenario> makeScenario(std::string_view name, const ScenarioContext &context)
{
    const auto found = std::ranges::find(makers, name, &std::pair<std::string_view, Maker>::first);
    return found == makers.end() ? nullptr : found->second(context);
}

void addScenarioProjections(ProjectionTable &projections)
{
    projections.add("users", usersProjection());
}

} // namespace playhead
