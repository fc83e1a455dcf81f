// SPDX-License-Identifier: GPL-3.0-or-later
// At-least-once delivery to two ledgers that do the same: one of them remembers what it has seen.
#include "scenarios/scenariolist.h"

#include <fmt/format.h>

#include <map>

namespace playhead {

namespace {

constexpr int accounts = 5;

/// Adds up deposits, and says what it has come to.
struct Ledger
{
    std::string name;
    std::string query;
    ParticipantId id{};
    std::map<std::string, std::int64_t> balances{};
    Subscription deposits{};
};

class Duplicates final : public Scenario
{
public:
    explicit Duplicates(const ScenarioContext &context);

    void start() override
    {
        m_deposits.start();
        m_questions.start();
    }
    void applyKnobs() override;

private:
    void open(Ledger &ledger, std::size_t idempotencyWindow);
    void prepare(Event &message, Json &data) override;
    Result<std::vector<Event>> deposit(const Event &command);
    void book(Ledger &ledger, const Event &deposit);

    ParticipantId m_bank;
    Ledger m_naive{"ledger-naive", "get-balance-naive"};
    Ledger m_idempotent{"ledger-idempotent", "get-balance-idempotent"};
    Pulse m_deposits;
    Pulse m_questions;
};

Duplicates::Duplicates(const ScenarioContext &context)
    : Scenario(context, "bank-app"),
      m_bank(m_bus.participant("bank")),
      m_deposits(
          m_scheduler, m_seed.with("deposits"), [this] { return m_knobs.value("rate"); },
          [this](Dice &dice) {
              const auto account = fmt::format("account-{}", dice.between(1, accounts));
              command(m_client, "deposit",
                      {{"account", account}, {"amount", dice.between(1, 50) * 10}});
          }),
      m_questions(
          m_scheduler, m_seed.with("questions"), [this] { return m_knobs.value("rate") / 4; },
          [this](Dice &dice) {
              const auto account = fmt::format("account-{}", dice.between(1, accounts));
              for (const auto *ledger : {&m_naive, &m_idempotent})
                  query(m_client, ledger->query, {{"account", account}});
          })
{
    keep(m_commands.registerHandler(
        "deposit", m_bank, [this](const Event &command) { return deposit(command); }, "transfers"));
    open(m_naive, 0);
    open(m_idempotent, 4096);
}

void Duplicates::open(Ledger &ledger, std::size_t idempotencyWindow)
{
    ledger.id = m_bus.participant(ledger.name, Role::Consumer);
    DeliveryPolicy policy;
    policy.attempts = 10;
    policy.backOff.initial = 100 * nanosecondsPerMillisecond;
    policy.backOff.maximum = nanosecondsPerSecond;
    policy.acknowledgementTimeout = nanosecondsPerSecond;
    policy.idempotencyWindow = idempotencyWindow;
    ledger.deposits = taken(m_bus.subscribe(
        "transfers", ledger.id,
        [this, &ledger](const Delivery &delivery) {
            book(ledger, delivery.event());
            return ack();
        },
        policy));
    keep(m_queries.registerHandler(
        ledger.query, ledger.id, [&ledger](const Event &query) -> Result<std::string> {
            const auto balance = ledger.balances.find(query.subject);
            if (balance == ledger.balances.end())
                return failure("Nothing was paid in to '" + query.subject + "' yet.");
            return Json{{"account", query.subject}, {"balance", balance->second}}.dump();
        }));
}

void Duplicates::applyKnobs()
{
    if (!faultsTurned()) return;
    for (auto *ledger : {&m_naive, &m_idempotent})
        ledger->deposits.setFaults(faults());
}

void Duplicates::prepare(Event &message, Json &data)
{
    if (data.contains("account") && data["account"].is_string())
        message.subject = data["account"].get<std::string>();
}

Result<std::vector<Event>> Duplicates::deposit(const Event &command)
{
    const auto data = jsonData(command);
    if (command.subject.empty()) return failure("A deposit needs an account.");
    const auto amount = data.value("amount", Json());
    if (!amount.is_number_integer() || amount < 1 || amount > 1'000'000'000)
        return failure("The amount must be a whole number above 0.");
    auto deposited =
        event("money-deposited", "bank", command.subject, {{"amount", amount}}, &command);
    deposited.correlation = command.id;
    return std::vector{std::move(deposited)};
}

void Duplicates::book(Ledger &ledger, const Event &deposit)
{
    auto &balance = ledger.balances[deposit.subject];
    balance += jsonData(deposit).value("amount", std::int64_t());
    m_bus.publish("balances", ledger.id,
                  event("balance-changed", ledger.name, ledger.name + "/" + deposit.subject,
                        {{"account", deposit.subject}, {"balance", balance}}, &deposit));
}

} // namespace

std::unique_ptr<Scenario> makeDuplicates(const ScenarioContext &context)
{
    return std::make_unique<Duplicates>(context);
}

} // namespace playhead
