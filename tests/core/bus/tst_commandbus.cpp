// SPDX-License-Identifier: GPL-3.0-or-later
#include "bustesting.h"

#include "bus/querybus.h"

#include <QtTest>

using namespace playhead;
using Texts = std::vector<std::string>;

namespace {

Event requestOf(std::string type, std::string id = {})
{
    Event request;
    request.type = std::move(type);
    request.id = std::move(id);
    return request;
}

} // namespace

class TestCommandBus : public QObject
{
    Q_OBJECT

private slots:
    void aCommandBecomesPublishedEvents()
    {
        BusBench bench;
        CommandBus commands(bench.bus);
        const auto users = bench.bus.participant("users", Role::Consumer);
        const auto registration = commands.registerHandler(
            "create-user", users,
            [](const Event &command) -> Result<std::vector<Event>> {
                Event created;
                created.type = "user-created";
                created.data = command.data;
                return std::vector{created};
            },
            "events");
        QVERIFY(registration);
        const auto reader =
            bench.subscribe("events", "reader", [](const Delivery &) { return ack(); });
        auto command = requestOf("create-user", "c1");
        command.data = "{}";
        const auto events = commands.send(bench.bus.participant("web"), command);
        QVERIFY(events);
        QCOMPARE(events->size(), 1U);
        const auto &event = *events->front();
        QCOMPARE(event.id, "c1-1");
        QCOMPARE(event.source, "users");
        QCOMPARE(event.correlation, "c1");
        QCOMPARE(event.causation, "c1");
        QCOMPARE(event.data, "{}");
        QCOMPARE(event.scope, EventScope::Domain);
        QCOMPARE(bench.steps, (Texts{"0 command web>users c1", "0 publish users>events c1-1",
                                     "0 deliver events>reader c1-1 #1",
                                     "0 ack reader>events c1-1 #1", "0 reply users>web c1-reply"}));
    }

    void anUnknownCommandIsVisiblyRejected()
    {
        BusBench bench;
        CommandBus commands(bench.bus);
        const auto events = commands.send(bench.bus.participant("web"), requestOf("fly", "c1"));
        QVERIFY(!events);
        QCOMPARE(bench.steps, (Texts{"0 command web>commands c1",
                                     "0 reply commands>web c1-reply ! (“fly” has no handler)"}));
    }

    void rejectionsAndExceptionsAreFailedReplies()
    {
        BusBench bench;
        CommandBus commands(bench.bus);
        const auto id = bench.bus.participant("h");
        const auto refusing =
            commands.registerHandler("refuse", id, [](const Event &) -> Result<std::vector<Event>> {
                return failure("the name is taken");
            });
        const auto throwing =
            commands.registerHandler("throw", id, [](const Event &) -> Result<std::vector<Event>> {
                throw std::runtime_error("oops");
            });
        QVERIFY(!commands.send({}, requestOf("refuse", "1")));
        const auto thrown = commands.send({}, requestOf("throw", "2"));
        QVERIFY(!thrown);
        QCOMPARE(thrown.error().message, "oops");
        QCOMPARE(bench.steps[1], "0 reply h> 1-reply ! (the name is taken)");
        QCOMPARE(bench.steps[3], "0 reply h> 2-reply ! (oops)");
    }

    void aNameHasExactlyOneHandler()
    {
        BusBench bench;
        CommandBus commands(bench.bus);
        const auto nothing = [](const Event &) { return Result<std::vector<Event>>(); };
        const auto id = bench.bus.participant("first");
        auto first = commands.registerHandler("c", id, nothing);
        QVERIFY(first);
        const auto second = commands.registerHandler("c", id, nothing);
        QVERIFY(!second);
        QVERIFY(second.error().message.find("first") != std::string::npos);
        QVERIFY(commands.send({}, requestOf("c")));
        *first = Registration();
        QVERIFY(!commands.send({}, requestOf("c")));
        QVERIFY(commands.registerHandler("c", id, nothing));
        QVERIFY(!commands.registerHandler("d", id, nothing, "no channel"));
    }

    void aQueryIsAnsweredFromAReadModel()
    {
        BusBench bench;
        QueryBus queries(bench.bus);
        std::string model = "{\"name\":\"Alice\"}";
        const auto registration =
            queries.registerHandler("get-user", bench.bus.participant("users"),
                                    [&](const Event &query) -> Result<std::string> {
                                        if (query.subject == "nobody")
                                            return failure("nobody is not there");
                                        return model;
                                    });
        TapStep reply;
        bench.bus.setTap([&](std::span<TapStep> steps) {
            for (const auto &step : steps) {
                bench.steps.push_back(bench.textOf(step));
                reply = step;
            }
        });
        const auto web = bench.bus.participant("web");
        const auto answer = queries.ask(web, requestOf("get-user", "q1"));
        QVERIFY(answer);
        QCOMPARE(*answer, model);
        QCOMPARE(reply.event->data, model);
        QCOMPARE(reply.event->scope, EventScope::Request);
        QCOMPARE(reply.event->causation, "q1");
        auto wrong = requestOf("get-user", "q2");
        wrong.subject = "nobody";
        QVERIFY(!queries.ask(web, wrong));
        QVERIFY(!queries.ask(web, requestOf("get-weather", "q3")));
        QCOMPARE(
            bench.steps,
            (Texts{"0 query web>users q1", "0 reply users>web q1-reply", "0 query web>users q2",
                   "0 reply users>web q2-reply ! (nobody is not there)", "0 query web>queries q3",
                   "0 reply queries>web q3-reply ! (“get-weather” has no handler)"}));
    }
};

QTEST_GUILESS_MAIN(TestCommandBus)
#include "tst_commandbus.moc"
