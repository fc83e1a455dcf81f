// SPDX-License-Identifier: GPL-3.0-or-later
// Native projections: a Reducer folded over events, states kept by subject or one for all.
#include "replay/projection.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <unordered_map>

namespace playhead {
namespace {

struct KeyHash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const
    {
        return std::hash<std::string_view>()(key);
    }
};

/// A state, shared with the snapshots that were taken since it changed last: then it is copied
/// before it is changed again. Snapshots go from thread to thread, so whether one still holds it
/// is not asked; the epoch tells whether one may.
struct Kept
{
    std::shared_ptr<Json> state;
    std::uint64_t epoch;
};
using States = std::unordered_map<std::string, Kept, KeyHash, std::equal_to<>>;

/// What a document takes in memory, about.
std::size_t memoryOf(const Json &json)
{
    constexpr std::size_t node = 6 * sizeof(void *); // of a map
    auto bytes = sizeof(Json);
    if (json.is_string()) bytes += json.get_ref<const std::string &>().size();
    if (json.is_object())
        for (const auto &[key, value] : json.items())
            bytes += node + sizeof(std::string) + key.size() + memoryOf(value);
    if (json.is_array())
        for (const auto &value : json)
            bytes += memoryOf(value);
    return bytes;
}

class ReducerSnapshot final : public FoldSnapshot
{
public:
    explicit ReducerSnapshot(States states)
        : m_states(std::move(states)), m_bytes(sizeof(*this) + memoryOfStates())
    {}

    [[nodiscard]] const States &states() const { return m_states; }

    std::size_t bytes() const override { return m_bytes; }

    std::string encoded() const override
    {
        Json all = Json::object();
        for (const auto &[key, state] : m_states)
            all[key] = *state.state;
        std::string bytes;
        Json::to_cbor(all, bytes);
        return bytes;
    }

private:
    /// As if nothing was shared: whoever bounds what snapshots take must not be told too little.
    /// Of many states, some are looked at.
    [[nodiscard]] std::size_t memoryOfStates() const
    {
        constexpr std::size_t entry = sizeof(States::value_type) + 6 * sizeof(void *);
        constexpr std::size_t samples = 100;
        const auto every = m_states.size() / samples + 1;
        std::size_t at = 0;
        std::size_t looked = 0;
        std::size_t bytes = 0;
        for (const auto &[key, kept] : m_states) {
            if (at++ % every != 0) continue;
            ++looked;
            bytes += entry + key.size() + memoryOf(*kept.state);
        }
        return looked == 0 ? 0 : bytes * m_states.size() / looked;
    }

    States m_states;
    std::size_t m_bytes;
};

class ReducerFold final : public Fold
{
public:
    explicit ReducerFold(ReducerPtr reducer)
        : m_reducer(std::move(reducer)), m_perSubject(m_reducer->isPerSubject())
    {}

    std::size_t apply(std::span<const FoldEvent> events, FoldProblems &problems,
                      const std::stop_token &stop) override
    {
        std::size_t done = 0;
        for (const auto &event : events) {
            if (stop.stop_requested()) break;
            auto applied = m_reducer->apply(stateOf(*event.event), *event.event);
            if (!applied) problems.add({event.position, std::move(applied.error().message)});
            ++done;
        }
        return done;
    }

    bool isPartitioned() const override { return m_perSubject; }

    std::vector<std::string> partitions() const override
    {
        std::vector<std::string> keys;
        for (const auto &[key, state] : m_states)
            if (!state.state->is_null()) keys.push_back(key);
        std::ranges::sort(keys);
        return keys;
    }

    Json state(std::string_view partition) const override
    {
        const auto found = m_states.find(partition);
        if (found != m_states.end()) return *found->second.state;
        return m_perSubject || !partition.empty() ? Json() : m_reducer->initialState();
    }

    const Json *peek(std::string_view partition) const override
    {
        const auto found = m_states.find(partition);
        return found == m_states.end() ? nullptr : found->second.state.get();
    }

    FoldSnapshotPtr save() const override
    {
        ++m_epoch;
        return std::make_shared<ReducerSnapshot>(m_states);
    }

    void restore(const FoldSnapshotPtr &snapshot) override
    {
        const auto *kept = dynamic_cast<const ReducerSnapshot *>(snapshot.get());
        assert(kept);
        m_states = kept->states();
        for (auto &[key, state] : m_states)
            state.epoch = 0;
    }

private:
    Json &stateOf(const Event &event)
    {
        const std::string_view key = m_perSubject ? std::string_view(event.subject) : "";
        auto found = m_states.find(key);
        if (found == m_states.end()) {
            auto state = std::make_shared<Json>(m_reducer->initialState());
            found = m_states.emplace(std::string(key), Kept{std::move(state), m_epoch}).first;
        } else if (found->second.epoch != m_epoch) {
            found->second = {std::make_shared<Json>(*found->second.state), m_epoch};
        }
        return *found->second.state;
    }

    ReducerPtr m_reducer;
    bool m_perSubject;
    States m_states;
    mutable std::uint64_t m_epoch = 1; // save() begins a new one; 0 is nobody's
};

class ReducerProjection final : public Projection
{
public:
    ReducerProjection(std::string name, ReducerPtr reducer)
        : m_name(std::move(name)), m_reducer(std::move(reducer))
    {}

    bool isPerSubject() const override { return m_reducer->isPerSubject(); }
    bool readsSequence() const override { return false; }
    std::unique_ptr<Fold> start() const override
    {
        return std::make_unique<ReducerFold>(m_reducer);
    }

    FoldSnapshotPtr decodeSnapshot(std::string_view bytes) const override
    {
        auto all = Json::from_cbor(bytes.begin(), bytes.end(), true, false);
        if (!all.is_object()) return nullptr;
        States states;
        for (auto &[key, state] : all.items())
            states.emplace(key, Kept{std::make_shared<Json>(std::move(state)), 0});
        return std::make_shared<ReducerSnapshot>(std::move(states));
    }

    std::string fingerprint() const override { return m_name; }

private:
    std::string m_name;
    ReducerPtr m_reducer;
};

} // namespace

ProjectionPtr reducerProjection(std::string name, ReducerPtr reducer)
{
    return std::make_shared<const ReducerProjection>(std::move(name), std::move(reducer));
}

} // namespace playhead
