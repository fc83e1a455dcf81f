// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answers/foldsource.h"
#include "core/replay/scriptedlog.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace playhead::test {

/// All states in one, by subject, for the whole log: the same as merge, but without partitions.
class AllInOneReducer final : public Reducer
{
public:
    bool isPerSubject() const override { return false; }
    Json initialState() const override { return Json::object(); }
    Result<void> apply(Json &state, const Event &event) const override
    {
        return mergeReducer()->apply(state[event.subject], event);
    }
};

/// Partitions by the member `city` of the data, adds up `n`, and shows nothing without a copy, as a
/// script does. A negative `n` is refused; 999 stops it.
class CityProjection final : public Projection
{
public:
    bool isPerSubject() const override { return false; }
    std::unique_ptr<Fold> start() const override { return std::make_unique<CityFold>(); }
    FoldSnapshotPtr decodeSnapshot(std::string_view) const override { return nullptr; }
    std::string fingerprint() const override { return "city"; }

private:
    class CityFold final : public Fold
    {
    public:
        std::size_t apply(std::span<const FoldEvent> events, FoldProblems &problems,
                          const std::stop_token &) override
        {
            for (const auto &event : events) {
                const auto data = Json::parse(event.event->data);
                const int n = data.value("n", 0);
                if (n < 0) problems.add({event.position, "n is negative"});
                if (n == 999) {
                    problems.add({event.position, "took too long"});
                    problems.stopped = true;
                    break;
                }
                if (n >= 0) m_sums[data.value("city", "")] += n;
            }
            return events.size();
        }
        bool isPartitioned() const override { return true; }
        std::vector<std::string> partitions() const override
        {
            std::vector<std::string> keys;
            for (const auto &[city, sum] : m_sums)
                keys.push_back(city);
            return keys;
        }
        Json state(std::string_view partition) const override
        {
            const auto found = m_sums.find(std::string(partition));
            return found == m_sums.end() ? Json() : Json{{"sum", found->second}};
        }
        FoldSnapshotPtr save() const override { return nullptr; }
        void restore(const FoldSnapshotPtr &) override {}

    private:
        std::map<std::string, int> m_sums;
    };
};

/// A log with a few subjects whose members change at random, three consumers that acknowledge some
/// of it in their own order, and now and then a removal or data that is broken.
inline ScriptedLog randomLog(std::uint32_t seed, int steps)
{
    std::mt19937 random(seed);
    ScriptedLog script;
    script.writable().writableParticipants().intern("mail", Role::Consumer);
    script.writable().writableParticipants().intern("stock", Role::Consumer);
    std::vector<EventNumber> events;
    for (int i = 0; i < steps; ++i) {
        const auto luck = random() % 10;
        if (luck < 5 || events.empty()) {
            const auto subject = "s-" + std::to_string(random() % 4);
            auto data = Json{{"n", static_cast<int>(random() % 4)}}.dump();
            const char *type = "changed";
            if (random() % 8 == 0) data = R"({"n":null,"deep":{"list":[1,2]}})";
            if (random() % 20 == 0) type = "thing.deleted";
            if (random() % 30 == 0) data = "{broken";
            events.push_back(script.json(type, subject.c_str(), data));
            script.publish(events.back());
            continue;
        }
        const auto event =
            events[events.size() - 1 - random() % std::min<std::size_t>(events.size(), 6)];
        const char *consumer = random() % 2 ? "mail" : "stock";
        if (luck < 7)
            script.deliver(consumer, event);
        else if (luck < 9)
            script.ack(consumer, event);
        else
            script.nack(consumer, event);
    }
    return script;
}

} // namespace playhead::test
