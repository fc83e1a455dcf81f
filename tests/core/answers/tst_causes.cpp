// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/causefinder.h"

#include "core/replay/scriptedlog.h"
#include "scenarios/scenariorunner.h"
#include "support/samplelog.h"

#include <QtTest>

#include <map>
#include <random>
#include <set>

using namespace playhead;
using namespace playhead::test;

namespace {

EventNumber add(ScriptedLog &script, const char *id, const char *causation,
                const char *correlation = "", const char *type = "t")
{
    Event event;
    event.id = id;
    event.type = type;
    event.subject = "s";
    event.causation = causation;
    event.correlation = correlation;
    return script.event(std::move(event));
}

/// `a(b ~c(d) +2)`: ids, inferred ones marked by ~, effects in brackets, those left out by +.
std::string told(const Log &log, const CauseTree &tree, std::size_t at = 0)
{
    const auto &effect = tree.effects[at];
    auto text = (effect.evidence == Evidence::Inferred ? "~" : "") + log.event(effect.event)->id;
    std::string inside;
    for (const auto child : effect.effects)
        inside += (inside.empty() ? "" : " ") + told(log, tree, child);
    if (effect.more > 0) inside += (inside.empty() ? "+" : " +") + std::to_string(effect.more);
    return inside.empty() ? text : text + "(" + inside + ")";
}

/// `b ~a`, the nearest first; `!id` for what is missing, `...` for more.
std::string told(const Log &log, const CauseChain &chain)
{
    std::string text;
    const auto put = [&text](const std::string &word) { text += (text.empty() ? "" : " ") + word; };
    for (const auto &cause : chain.causes)
        put((cause.evidence == Evidence::Inferred ? "~" : "") + log.event(cause.event)->id);
    if (!chain.missing.empty()) put("!" + chain.missing);
    if (chain.hasMore) put("...");
    return text;
}

/// A finder that is up to date.
struct Asked : CauseFinder
{
    explicit Asked(const LogPtr &asked) : CauseFinder(asked), log(asked)
    {
        const bool isComplete = update();
        Q_ASSERT(isComplete);
        Q_UNUSED(isComplete);
    }
    std::string effects(EventNumber event, const CauseBounds &bounds = {})
    {
        return told(*log, tree(event, bounds));
    }
    std::string chain(EventNumber event, const CauseBounds &bounds = {})
    {
        return told(*log, causes(event, bounds));
    }
    LogPtr log;
};

} // namespace

class TestCauses : public QObject
{
    Q_OBJECT

private slots:
    void byCausation()
    {
        ScriptedLog script;
        const auto a = add(script, "a", "");
        const auto b = add(script, "b", "a");
        const auto c = add(script, "c", "a");
        const auto d = add(script, "d", "b");
        const auto lost = add(script, "lost", "nowhere");
        for (const auto event : {a, c, b, d, lost}) // c before b
            script.publish(event);
        Asked asked(script.log());
        QCOMPARE(asked.effects(a), std::string("a(c b(d))"));
        QCOMPARE(asked.effects(b), std::string("b(d)"));
        QCOMPARE(asked.chain(d), std::string("b a"));
        QCOMPARE(asked.chain(a), std::string());
        QCOMPARE(asked.chain(lost), std::string("!nowhere"));
        const auto tree = asked.tree(d);
        QCOMPARE(tree.chain.causes.front().position, Position(3));
        QCOMPARE(tree.effects.front().position, Position(4));
        QVERIFY(tree.effects.front().effects.empty());
    }

    void survivesCircles()
    {
        ScriptedLog script;
        const auto a = add(script, "a", "c");
        const auto b = add(script, "b", "a");
        const auto c = add(script, "c", "b");
        const auto self = add(script, "self", "self");
        for (const auto event : {a, b, c, self})
            script.publish(event);
        Asked asked(script.log());
        QCOMPARE(asked.effects(a), std::string("a(b(c))"));
        QCOMPARE(asked.chain(a), std::string("c b"));
        QCOMPARE(asked.effects(self), std::string("self"));
        QCOMPARE(asked.chain(self), std::string());
    }

    void saysHowManyMore()
    {
        ScriptedLog script;
        const auto root = add(script, "r", "");
        script.publish(root);
        EventNumber last;
        for (const char *id : {"c1", "c2", "c3", "c4", "c5"})
            script.publish(last = add(script, id, "r"));
        script.publish(add(script, "g1", "c1"));
        script.publish(add(script, "g2", "c1"));
        const auto deep = add(script, "h1", "g1");
        script.publish(deep);
        Asked asked(script.log());
        QCOMPARE(asked.effects(root), std::string("r(c1(g1(h1) g2) c2 c3 c4 c5)"));
        QCOMPARE(asked.effects(root, {.effects = 4}), std::string("r(c1(+2) c2 c3 +2)"));
        QCOMPARE(asked.effects(root, {.effects = 7}), std::string("r(c1(g1(+1) +1) c2 c3 c4 c5)"));
        QCOMPARE(asked.effects(root, {.effects = 1}), std::string("r(+5)"));
        QCOMPARE(asked.effects(root, {.depth = 1}), std::string("r(c1(+2) c2 c3 c4 c5)"));
        QCOMPARE(asked.chain(deep, {.causes = 2}), std::string("g1 c1 ..."));
        QCOMPARE(asked.chain(deep, {.causes = 3}), std::string("g1 c1 r"));
    }

    void idsThatAreNotUnique()
    {
        ScriptedLog script;
        const auto one = add(script, "1", "", "x");
        const auto two = add(script, "1", "", "y"); // of another source, say
        const auto ofX = add(script, "2", "1", "x");
        const auto ofY = add(script, "3", "1", "y");
        const auto ofNone = add(script, "4", "1", "z"); // then the last before it
        const auto later = add(script, "1", "", "w");
        for (const auto event : {one, two, ofX, ofY, ofNone, later})
            script.publish(event);
        Asked asked(script.log());
        QCOMPARE(asked.effects(one), std::string("1(2)"));
        QCOMPARE(asked.effects(two), std::string("1(3 4)"));
        QCOMPARE(asked.effects(later), std::string("1"));
        QCOMPARE(asked.index().withId("1", 9), (std::vector{one, two, later}));
        for (int i = 0; i < 200; ++i) // then the id says nothing
            script.publish(add(script, "1", "1", "x"));
        QVERIFY(asked.update());
        QCOMPARE(asked.effects(one), std::string("1"));
        QCOMPARE(asked.chain(ofX), std::string("!1"));
    }

    void infersFromDeliveries()
    {
        ScriptedLog script;
        const auto order = add(script, "order", "", "c");
        const auto reserved = add(script, "reserved", "", "c");
        const auto paid = add(script, "paid", "", "c");
        const auto other = add(script, "other", "", "else");
        const auto late = add(script, "late", "", "c");
        script.step(StepKind::Publish, "shop", "ch", order); // 1
        script.deliver("stock", order);
        script.deliver("payment", order);
        script.step(StepKind::Publish, "stock", "ch", reserved); // while it works on the order
        script.ack("stock", order);
        script.deliver("payment", reserved);
        script.step(StepKind::Publish, "payment", "ch", other); // of another conversation
        script.step(StepKind::Publish, "payment", "ch", paid);  // two at work: the later one
        script.ack("payment", reserved);
        script.ack("payment", order);
        script.step(StepKind::Publish, "payment", "ch", late); // after all was answered
        Asked asked(script.log());
        QCOMPARE(asked.effects(order), std::string("order(~reserved(~paid))"));
        QCOMPARE(asked.chain(paid), std::string("~reserved ~order"));
        QCOMPARE(asked.chain(other), std::string());
        QCOMPARE(asked.chain(late), std::string());
    }

    void commandsAndReplies()
    {
        ScriptedLog script;
        const auto event = add(script, "declined", "", "c");
        const auto command = add(script, "release", "", "c");
        const auto released = add(script, "released", "release", "c");
        const auto reply = add(script, "reply", "", "c");
        const auto query = add(script, "query", "", "c");
        const auto answer = add(script, "answer", "query", "c");
        const auto cancelled = add(script, "cancelled", "gone", "c"); // names what is not there
        script.step(StepKind::Publish, "payment", "ch", event);
        script.deliver("orders", event);
        script.step(StepKind::Command, "orders", "stock", command);
        script.step(StepKind::Publish, "stock", "ch", released);
        script.step(StepKind::Reply, "stock", "orders", reply);
        script.step(StepKind::Query, "orders", "stock", query);
        script.step(StepKind::Reply, "stock", "orders", answer);
        script.step(StepKind::Publish, "orders", "ch", cancelled);
        script.ack("orders", event);
        Asked asked(script.log());
        QCOMPARE(asked.effects(event),
                 std::string("declined(~release(released ~reply) ~query(answer) ~cancelled)"));
        QCOMPARE(asked.chain(released), std::string("release ~declined"));
        QCOMPARE(asked.chain(cancelled), std::string("~declined"));
    }

    void redeliveriesAndNacks()
    {
        ScriptedLog script;
        const auto event = add(script, "event", "", "c");
        const auto between = add(script, "between", "", "c");
        const auto effect = add(script, "effect", "", "c");
        script.step(StepKind::Publish, "shop", "ch", event);
        script.deliver("mail", event);
        script.nack("mail", event);
        script.step(StepKind::Publish, "mail", "ch", between);
        script.deliver("mail", event, 2);
        script.step(StepKind::Publish, "mail", "ch", effect);
        script.step(StepKind::Publish, "shop", "ch", effect); // a second time: no second cause
        script.ack("mail", event);
        Asked asked(script.log());
        QCOMPARE(asked.effects(event), std::string("event(~effect)"));
        QCOMPARE(asked.chain(between), std::string());
    }

    void followsALogThatGrows()
    {
        ScriptedLog script;
        const auto a = add(script, "a", "", "c");
        script.publish(a);
        Asked asked(script.log());
        QCOMPARE(asked.effects(a), std::string("a"));
        script.publish(add(script, "b", "a"));
        script.deliver("mail", a);
        script.step(StepKind::Publish, "mail", "ch", add(script, "m", "", "c"));
        QCOMPARE(asked.index().eventCount(), std::uint64_t(1));
        QVERIFY(asked.update());
        QCOMPARE(asked.effects(a), std::string("a(b ~m)"));
    }

    void agreesWithBruteForce()
    {
        for (std::uint32_t seed = 1; seed <= 20; ++seed) {
            std::mt19937 random(seed);
            ScriptedLog script;
            constexpr std::uint32_t count = 120;
            std::map<EventNumber, EventNumber> causes;
            for (std::uint32_t i = 1; i <= count; ++i) {
                const auto cause = random() % (count + count / 4); // some name what is not there
                const auto number = add(script, std::to_string(i).c_str(),
                                        cause == 0 ? "" : std::to_string(cause).c_str());
                if (cause >= 1 && cause <= count && cause != i) causes[number] = EventNumber(cause);
            }
            for (std::uint32_t i = 1; i <= count; ++i)
                script.publish(EventNumber(i));
            Asked asked(script.log());
            for (std::uint32_t i = 1; i <= count; ++i) {
                const EventNumber event(i);
                std::set<EventNumber> expected{event};
                for (bool grows = true; grows;) {
                    grows = false;
                    for (const auto &[effect, cause] : causes)
                        if (expected.contains(cause)) grows |= expected.insert(effect).second;
                }
                const auto tree = asked.tree(event);
                std::set<EventNumber> got;
                for (std::size_t n = 0; n < tree.effects.size(); ++n) {
                    const auto &effect = tree.effects[n];
                    QVERIFY(got.insert(effect.event).second);
                    QCOMPARE(effect.more, std::uint64_t(0));
                    if (n > 0) QCOMPARE(causes[effect.event], tree.effects[effect.parent].event);
                }
                QCOMPARE(got, expected);
                std::set<EventNumber> met{event};
                std::vector<EventNumber> chain;
                for (auto at = causes.find(event);
                     at != causes.end() && met.insert(at->second).second;
                     at = causes.find(at->second))
                    chain.push_back(at->second);
                std::vector<EventNumber> gotChain;
                for (const auto &cause : tree.chain.causes)
                    gotChain.push_back(cause.event);
                QCOMPARE(gotChain, chain);
            }
        }
    }

    void aDeclinedPaymentOfTheShopLeadsToItsCompensation()
    {
        ScriptedLog script;
        std::map<const Event *, EventNumber> numbers;
        std::vector<EventPtr> kept;
        ParticipantTable participants;
        const ScenarioRun run{
            .scenario = "shop", .seed = 1, .duration = 120 * nanosecondsPerSecond};
        const auto summary = runScenario(
            run,
            [&](std::span<TapStep> steps) {
                for (const auto &step : steps) {
                    auto &number = numbers[step.event.get()];
                    if (!number.isValid()) {
                        number = script.event(*step.event);
                        kept.push_back(step.event);
                    }
                    const std::string from(participants.name(step.sender));
                    const std::string to(participants.name(step.receiver));
                    script.step(step.kind, from.c_str(), to.c_str(), number, step.attempt);
                }
            },
            participants);
        QVERIFY(summary.has_value());
        const auto log = script.log();
        Asked asked(log);
        const auto typeOf = [&](EventNumber event) { return log->event(event)->type; };
        int declined = 0;
        for (Position p(1); p <= log->watermark(); p = advanced(p, 1)) {
            const auto step = log->at(p);
            if (step.kind != StepKind::Publish || log->name(step.type) != "payment.declined")
                continue;
            const auto tree = asked.tree(step.event);
            // What led to it, every link recorded.
            std::vector<std::string> chain;
            for (const auto &cause : tree.chain.causes) {
                chain.push_back(typeOf(cause.event));
                QCOMPARE(cause.evidence, Evidence::Observed);
            }
            QCOMPARE(chain,
                     (std::vector<std::string>{"stock.reserved", "order.placed", "place-order"}));
            // What it led to: the command names no cause, so that link is inferred.
            std::map<std::string, const Effect *> effects;
            for (const auto &effect : tree.effects)
                effects[typeOf(effect.event)] = &effect;
            if (!effects.contains("order.cancelled")) continue; // the run ended before
            ++declined;
            QVERIFY(effects.contains("release-stock"));
            QVERIFY(effects.contains("stock.released"));
            QVERIFY(effects.contains("release-stock.reply"));
            const auto parentOf = [&](const char *type) {
                return typeOf(tree.effects[effects[type]->parent].event);
            };
            QCOMPARE(parentOf("release-stock"), std::string("payment.declined"));
            QCOMPARE(effects["release-stock"]->evidence, Evidence::Inferred);
            QCOMPARE(parentOf("stock.released"), std::string("release-stock"));
            QCOMPARE(effects["stock.released"]->evidence, Evidence::Observed);
            QCOMPARE(parentOf("order.cancelled"), std::string("payment.declined"));
            QCOMPARE(effects["order.cancelled"]->evidence, Evidence::Observed);
            QVERIFY(effects["stock.released"]->position < effects["order.cancelled"]->position);
        }
        QVERIFY(declined >= 3);
    }

    void skipsWhatCannotBeRead()
    {
        auto log = std::make_shared<Log>(); // no payloads at all
        Step step;
        step.event = EventNumber(1);
        log->setEventCount(1);
        log->writableIndex().append(step);
        log->writableIndex().publish();
        Asked asked(log);
        QCOMPARE(asked.index().unreadable(), std::uint64_t(1));
        const auto tree = asked.tree(EventNumber(1));
        QCOMPARE(tree.effects.size(), std::size_t(1));
        QVERIFY(tree.chain.causes.empty());
    }

    void stopsWhenAskedAndGoesOn()
    {
        const auto log = makeShopLog(200'000);
        CauseFinder finder(log);
        std::stop_source source;
        std::uint64_t calls = 0;
        QVERIFY(!finder.update(source.get_token(), [&](std::uint64_t done, std::uint64_t total) {
            QVERIFY(done < total);
            if (++calls == 2) source.request_stop();
        }));
        QVERIFY(finder.index().eventCount() > 0);
        QVERIFY(finder.index().eventCount() < log->eventCount());
        QVERIFY(finder.update());
        QCOMPARE(finder.index().eventCount(), log->eventCount());
        QCOMPARE(finder.index().withId("e-4000", 5), std::vector{EventNumber(4000)});
        QCOMPARE(finder.index().firstShown(log->at(Position(1)).event), Position(1));
        QVERIFY(finder.index().memoryUsed() < log->eventCount() * 64 + 4096);
        const auto stopped = finder.tree(EventNumber(1), {}, source.get_token());
        QCOMPARE(stopped.effects.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestCauses)
#include "tst_causes.moc"
