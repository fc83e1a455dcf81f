// SPDX-License-Identifier: GPL-3.0-or-later
// A read model that trails behind: who asks right after a command is told the old value.
#include "scenarios/scenariolist.h"

#include <fmt/format.h>

#include <array>
#include <map>

namespace playhead {

namespace {

constexpr std::array products = {"espresso-beans", "green-tea", "oat-drink", "dark-chocolate"};

class Lag final : public Scenario
{
public:
    explicit Lag(const ScenarioContext &context);

    void start() override;
    void applyKnobs() override
    {
        if (faultsTurned()) m_viewEvents.setFaults(faults());
        if (turned({"pause"})) setPaused(m_viewEvents, m_knobs.value("pause") != 0);
    }

private:
    void prepare(Event &message, Json &data) override;
    Result<std::vector<Event>> setPrice(const Event &command);
    Result<std::string> price(const Event &query) const;
    void act(Dice &dice);

    ParticipantId m_catalogue;
    ParticipantId m_view;
    std::map<std::string, double> m_prices; ///< in the catalogue: the truth
    std::map<std::string, double> m_viewed; ///< in the read model
    Subscription m_viewEvents;
    Pulse m_pulse;
};

Lag::Lag(const ScenarioContext &context)
    : Scenario(context, "price-desk"),
      m_catalogue(m_bus.participant("catalogue")),
      m_view(m_bus.participant("price-view", Role::Consumer)),
      m_pulse(
          m_scheduler, m_seed.with("changes"), [this] { return m_knobs.value("rate"); },
          [this](Dice &dice) { act(dice); })
{
    keep(m_commands.registerHandler(
        "set-price", m_catalogue, [this](const Event &command) { return setPrice(command); },
        "prices"));
    keep(m_queries.registerHandler("get-price", m_view,
                                   [this](const Event &query) { return price(query); }));
    DeliveryPolicy policy;
    policy.attempts = 10;
    policy.acknowledgementTimeout = 2 * nanosecondsPerSecond;
    policy.idempotencyWindow = 1024;
    m_viewEvents = taken(m_bus.subscribe(
        "prices", m_view,
        [this](const Delivery &delivery) {
            m_viewed[delivery.event().subject] = jsonData(delivery.event()).value("price", 0.0);
            return ack();
        },
        policy));
    for (const auto *product : products)
        m_prices[product] = m_viewed[product] = 3.9;
}

void Lag::start()
{
    m_pulse.start();
}

void Lag::prepare(Event &message, Json &data)
{
    if (data.contains("product") && data["product"].is_string())
        message.subject = data["product"].get<std::string>();
}

Result<std::vector<Event>> Lag::setPrice(const Event &command)
{
    const auto data = jsonData(command);
    const auto price = data.value("price", Json());
    const auto known = m_prices.find(command.subject);
    if (known == m_prices.end()) return failure("There is no product '" + command.subject + "'.");
    if (!price.is_number() || price <= 0) return failure("The price must be a number above 0.");
    auto changed = event("price-changed", "catalogue", command.subject,
                         {{"price", price}, {"previous", known->second}}, &command);
    known->second = price.get<double>();
    changed.correlation = command.id;
    return std::vector{std::move(changed)};
}

Result<std::string> Lag::price(const Event &query) const
{
    const auto viewed = m_viewed.find(query.subject);
    if (viewed == m_viewed.end()) return failure("There is no product '" + query.subject + "'.");
    return Json{{"product", query.subject}, {"price", viewed->second}}.dump();
}

void Lag::act(Dice &dice)
{
    const std::string product = dice.pick(products);
    const double price = static_cast<double>(dice.between(199, 999)) / 100;
    command(m_client, "set-price", {{"product", product}, {"price", price}});
    const auto asks = [this, product] { query(m_client, "get-price", {{"product", product}}); };
    asks();
    // Once more, when it should have arrived: by then the answer is the new one.
    const auto latency = faults().latency + faults().latencyJitter;
    after(latency + 200 * nanosecondsPerMillisecond, asks);
}

} // namespace

std::unique_ptr<Scenario> makeLag(const ScenarioContext &context)
{
    return std::make_unique<Lag>(context);
}

} // namespace playhead
