// SPDX-License-Identifier: GPL-3.0-or-later
// The smallest whole system: two commands, two events, a read model and a query.
#include "scenarios/scenariolist.h"

#include <fmt/format.h>

#include <array>
#include <map>

namespace playhead {

namespace {

constexpr std::array firstNames = {"Alice",  "Bob",   "Chiara", "Deniz",  "Emma",    "Farid",
                                   "Greta",  "Hiro",  "Ines",   "Jonas",  "Katya",   "Liam",
                                   "Mariam", "Noor",  "Olga",   "Pablo",  "Quentin", "Rosa",
                                   "Sofia",  "Tomás", "Uma",    "Viktor", "Wanda",   "Yusuf"};
constexpr std::array lastNames = {"Smith",  "Johansson", "Rossi",    "Yılmaz", "Müller",  "Haddad",
                                  "Weber",  "Tanaka",    "García",   "Novak",  "Ivanova", "Murphy",
                                  "Diallo", "Nguyen",    "Kowalska", "Silva",  "Dubois",  "Okafor"};

class Users final : public Scenario
{
public:
    explicit Users(const ScenarioContext &context);

    void start() override { m_pulse.start(); }
    void applyKnobs() override;

private:
    void prepare(Event &message, Json &data) override;
    Result<std::vector<Event>> create(const Event &command);
    Result<std::vector<Event>> update(const Event &command);
    void view(const Event &event);
    void act(Dice &dice);

    ParticipantId m_service;
    ParticipantId m_view;
    std::map<std::string, Json> m_users;  ///< what the service knows
    std::map<std::string, Json> m_viewed; ///< what the read model has got to
    int m_lastId = 0;
    Subscription m_viewEvents;
    Subscription m_newsletterEvents;
    Pulse m_pulse;
};

std::string subjectOf(const Json &id)
{
    return "user-" + (id.is_string() ? id.get<std::string>() : id.dump());
}

Users::Users(const ScenarioContext &context)
    : Scenario(context, "admin-web"),
      m_service(m_bus.participant("users-service")),
      m_view(m_bus.participant("users-view", Role::Consumer)),
      m_pulse(
          m_scheduler, m_seed.with("requests"), [this] { return m_knobs.value("rate"); },
          [this](Dice &dice) { act(dice); })
{
    keep(m_commands.registerHandler(
        "create-user", m_service, [this](const Event &command) { return create(command); },
        "users"));
    keep(m_commands.registerHandler(
        "update-user", m_service, [this](const Event &command) { return update(command); },
        "users"));
    keep(m_queries.registerHandler("get-user", m_view,
                                   [this](const Event &query) -> Result<std::string> {
                                       const auto user = m_viewed.find(query.subject);
                                       if (user == m_viewed.end())
                                           return failure("There is no " + query.subject + ".");
                                       return user->second.dump();
                                   }));
    DeliveryPolicy policy;
    policy.attempts = 5;
    policy.backOff.initial = 200 * nanosecondsPerMillisecond;
    policy.acknowledgementTimeout = nanosecondsPerSecond;
    policy.idempotencyWindow = 1024;
    m_viewEvents = taken(m_bus.subscribe(
        "users", m_view,
        [this](const Delivery &delivery) {
            view(delivery.event());
            return ack();
        },
        policy));
    m_newsletterEvents = taken(m_bus.subscribe(
        "users", "newsletter", [](const Delivery &) { return ack(); }, policy));
}

void Users::applyKnobs()
{
    if (faultsTurned()) {
        for (auto *subscription : {&m_viewEvents, &m_newsletterEvents})
            subscription->setFaults(faults());
    }
    if (turned({"crash"})) setCrashed(m_newsletterEvents, m_knobs.value("crash") != 0);
}

void Users::prepare(Event &message, Json &data)
{
    if (data.contains("id")) message.subject = subjectOf(data["id"]);
    message.correlation = message.subject;
}

Result<std::vector<Event>> Users::create(const Event &command)
{
    auto data = jsonData(command);
    if (!data.contains("name") || !data["name"].is_string() || data["name"] == "")
        return failure("A user needs a name.");
    data["id"] = ++m_lastId;
    const auto subject = subjectOf(data["id"]);
    m_users[subject] = data;
    auto created = event("user-created", "users-service", subject, data, &command);
    created.correlation = subject;
    return std::vector{std::move(created)};
}

Result<std::vector<Event>> Users::update(const Event &command)
{
    auto data = jsonData(command);
    const auto user = m_users.find(command.subject);
    if (user == m_users.end())
        return failure(fmt::format("There is no user {}.", data.value("id", Json()).dump()));
    data.erase("id");
    if (data.empty()) return failure("There is nothing to change.");
    if (data.contains("name") && !data["name"].is_string()) return failure("A name must be text.");
    user->second.merge_patch(data);
    return std::vector{event("user-updated", "users-service", command.subject, data, &command)};
}

void Users::view(const Event &event)
{
    m_viewed[event.subject].merge_patch(jsonData(event));
}

void Users::act(Dice &dice)
{
    const auto choice = m_users.empty() ? 0 : dice.between(0, 9);
    const auto id = m_users.empty() ? 0 : dice.between(1, m_lastId);
    if (choice < 4) {
        std::string name = dice.pick(firstNames);
        if (dice.chance(50)) name += std::string(" ") + dice.pick(lastNames);
        command(m_client, "create-user", {{"name", name}});
    } else if (choice < 7) {
        std::string name = m_users[subjectOf(id)].value("name", "");
        name = name.substr(0, name.find(' ')) + " " + dice.pick(lastNames);
        command(m_client, "update-user", {{"id", id}, {"name", name}});
    } else {
        query(m_client, "get-user", {{"id", id}});
    }
}

} // namespace

std::unique_ptr<Scenario> makeUsers(const ScenarioContext &context)
{
    return std::make_unique<Users>(context);
}

} // namespace playhead
