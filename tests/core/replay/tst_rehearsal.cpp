// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/rehearsal.h"

#include "plainfold.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

Event letter(const char *id, const char *type, const char *subject, const char *data)
{
    Event event;
    event.id = id;
    event.type = type;
    event.source = "shop";
    event.subject = subject;
    event.encoding = DataEncoding::Json;
    event.data = data;
    return event;
}

/// Counts the events of all subjects in one state, and notes the last number within its subject.
class CountingFold : public Fold
{
public:
    std::size_t apply(std::span<const FoldEvent> events, FoldProblems &problems,
                      const std::stop_token & /*stop*/) override
    {
        std::size_t taken = 0;
        for (const auto &[event, position, sequence] : events) {
            ++taken;
            if (event->type == "bad") {
                problems.add({position, "cannot read bad"});
            } else if (event->type == "endless") {
                problems.add({position, "ran for too long"});
                problems.stopped = true;
                break;
            } else {
                m_state["count"] = m_state.value("count", 0) + 1;
                m_state["last"] = sequence;
            }
        }
        return taken;
    }
    [[nodiscard]] bool isPartitioned() const override { return false; }
    [[nodiscard]] std::vector<std::string> partitions() const override { return {""}; }
    [[nodiscard]] Json state(std::string_view /*partition*/) const override { return m_state; }
    [[nodiscard]] FoldSnapshotPtr save() const override
    {
        auto kept = std::make_shared<Kept>();
        kept->state = m_state;
        return kept;
    }
    void restore(const FoldSnapshotPtr &snapshot) override
    {
        m_state = dynamic_cast<const Kept &>(*snapshot).state;
    }

private:
    struct Kept : FoldSnapshot
    {
        Json state;
        [[nodiscard]] std::size_t bytes() const override { return 1; }
        [[nodiscard]] std::string encoded() const override { return state.dump(); }
    };
    Json m_state = Json::object();
};

class CountingProjection : public Projection
{
public:
    [[nodiscard]] bool isPerSubject() const override { return false; }
    [[nodiscard]] std::unique_ptr<Fold> start() const override
    {
        return std::make_unique<CountingFold>();
    }
    [[nodiscard]] FoldSnapshotPtr decodeSnapshot(std::string_view /*bytes*/) const override
    {
        return {};
    }
    [[nodiscard]] std::string fingerprint() const override { return "counting"; }
};

ScriptedLog ordersLog()
{
    ScriptedLog script;
    const auto placed = script.json("placed", "o-1", R"({"status":"placed"})");
    script.publish(placed);                                               // 1
    script.deliver("mail", placed);                                       // 2
    script.ack("mail", placed);                                           // 3
    script.publish(script.json("placed", "o-2", R"({"n":5})"));           // 4
    script.publish(script.json("paid", "o-1", R"({"status":"paid"})"));   // 5
    script.publish(script.json("noted", "o-1", R"({"note":"by hand"})")); // 6
    return script;
}

} // namespace

class TestRehearsal : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatEachEventChanges()
    {
        auto script = ordersLog();
        const std::vector<Event> letters = {
            letter("d1", "shipped", "o-1", R"({"status":"shipped"})"),
            letter("d2", "placed", "o-9", R"({"status":"placed"})"),
            letter("d3", "closed", "o-1", R"({"closed":true})"),
            letter("d4", "noted", "o-1", R"({"closed":true})")};
        const auto all = rehearse(script.log(), mergeProjection(), {.at = Position(6)}, letters);
        QVERIFY(all.has_value());
        QCOMPARE(all->size(), letters.size());
        const auto &shipped = all->at(0).changes;
        QCOMPARE(shipped.size(), std::size_t(1));
        QCOMPARE(shipped[0].partition, std::string("o-1"));
        QCOMPARE(shipped[0].log.dump(), std::string(R"({"note":"by hand","status":"paid"})"));
        QCOMPARE(shipped[0].patch.dump(),
                 std::string(R"([{"op":"replace","path":"/status","value":"shipped"}])"));
        QVERIFY(all->at(1).changes.at(0).log.is_null());
        QCOMPARE(all->at(1).changes.at(0).partition, std::string("o-9"));
        // Each one comes upon what those before have made.
        QCOMPARE(all->at(2).changes.at(0).log.at("status").dump(), std::string("\"shipped\""));
        QVERIFY(all->at(3).changes.empty());
    }

    void startsFromThePlaceThatIsLookedAt()
    {
        auto script = ordersLog();
        const std::vector<Event> letters = {letter("d1", "paid", "o-1", R"({"status":"paid"})")};
        const auto stateBefore = [&](const StatePlace &place) {
            const auto all = rehearse(script.log(), mergeProjection(), place, letters);
            return all->at(0).changes.empty() ? std::string("same")
                                              : all->at(0).changes[0].log.dump();
        };
        QCOMPARE(stateBefore({.at = Position(1)}), std::string(R"({"status":"placed"})"));
        QCOMPARE(stateBefore({.at = Position(6)}), std::string("same"));
        const Observer mail{script.participant("mail")};
        QCOMPARE(stateBefore({Position(6), mail}), std::string(R"({"status":"placed"})"));
        QCOMPARE(stateBefore({Position(2), mail}), std::string("null"));
    }

    void tellsWhatWasTakenInBefore()
    {
        auto script = ordersLog();
        const std::vector<Event> letters = {
            letter("e3", "paid", "o-1", R"({"status":"paid"})"), // that of position 5
            letter("new", "paid", "o-1", "{}"), letter("", "paid", "o-1", "{}")};
        const auto all = rehearse(script.log(), mergeProjection(), {.at = Position(6)}, letters);
        QCOMPARE(all->at(0).known, Position(5));
        QCOMPARE(all->at(1).known, Position());
        QCOMPARE(all->at(2).known, Position());
        const Observer mail{script.participant("mail")}; // never acknowledged it
        QCOMPARE(
            rehearse(script.log(), mergeProjection(), {Position(6), mail}, letters)->at(0).known,
            Position());
        QCOMPARE(
            rehearse(script.log(), mergeProjection(), {.at = Position(4)}, letters)->at(0).known,
            Position());
    }

    void ofTheWholeLogNumbersWithinTheSubject()
    {
        auto script = ordersLog();
        const auto counting = std::make_shared<CountingProjection>();
        const std::vector<Event> letters = {letter("d1", "shipped", "o-1", "{}"),
                                            letter("d2", "shipped", "o-2", "{}"),
                                            letter("d3", "shipped", "o-1", "{}")};
        const auto all = rehearse(script.log(), counting, {.at = Position(6)}, letters);
        QCOMPARE(all->size(), std::size_t(3));
        const auto after = [&](std::size_t i) { return all->at(i).changes.at(0).branch.dump(); };
        QCOMPARE(after(0), std::string(R"({"count":5,"last":3})"));
        QCOMPARE(after(1), std::string(R"({"count":6,"last":1})"));
        QCOMPARE(after(2), std::string(R"({"count":7,"last":4})"));
    }

    void saysWhyAnEventCannotBeTakenIn()
    {
        auto script = ordersLog();
        const auto counting = std::make_shared<CountingProjection>();
        const std::vector<Event> letters = {
            letter("d1", "bad", "o-1", "{}"), letter("d2", "fine", "o-1", "{}"),
            letter("d3", "endless", "o-1", "{}"), letter("d4", "fine", "o-1", "{}")};
        const auto all = rehearse(script.log(), counting, {.at = Position(6)}, letters);
        QVERIFY(all->at(0).changes.empty());
        QCOMPARE(all->at(0).problems.first.reason, std::string("cannot read bad"));
        QCOMPARE(all->at(1).problems.count, std::uint64_t(0));
        QCOMPARE(all->at(1).changes.size(), std::size_t(1));
        QVERIFY(all->at(2).problems.stopped);
        QVERIFY(all->at(3).problems.stopped);
        QVERIFY(all->at(3).changes.empty());
    }

    void endsEarlyWhenAskedTo()
    {
        auto script = ordersLog();
        std::stop_source stop;
        stop.request_stop();
        const std::vector<Event> letters = {letter("d1", "paid", "o-1", "{}")};
        const auto all = rehearse(script.log(), mergeProjection(), {.at = Position(6)}, letters,
                                  stop.get_token());
        QVERIFY(all.has_value());
        QVERIFY(all->empty());
    }
};

QTEST_APPLESS_MAIN(TestRehearsal)
#include "tst_rehearsal.moc"
