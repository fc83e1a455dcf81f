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

/// Shared with the snapshots that hold it, and copied before it is changed while one does.
using StatePtr = std::shared_ptr<Json>;
using States = std::unordered_map<std::string, StatePtr, KeyHash, std::equal_to<>>;

class ReducerSnapshot final : public FoldSnapshot
{
public:
    explicit ReducerSnapshot(States states) : m_states(std::move(states)) {}

    [[nodiscard]] const States &states() const { return m_states; }

    std::size_t bytes() const override
    {
        constexpr std::size_t entry = sizeof(States::value_type) + 4 * sizeof(void *);
        return sizeof(*this) + m_states.size() * entry;
    }

    std::string encoded() const override
    {
        Json all = Json::object();
        for (const auto &[key, state] : m_states)
            all[key] = *state;
        std::string bytes;
        Json::to_cbor(all, bytes);
        return bytes;
    }

private:
    States m_states;
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
            if (!state->is_null()) keys.push_back(key);
        std::ranges::sort(keys);
        return keys;
    }

    Json state(std::string_view partition) const override
    {
        const auto found = m_states.find(partition);
        if (found != m_states.end()) return *found->second;
        return m_perSubject || !partition.empty() ? Json() : m_reducer->initialState();
    }

    const Json *peek(std::string_view partition) const override
    {
        const auto found = m_states.find(partition);
        return found == m_states.end() ? nullptr : found->second.get();
    }

    FoldSnapshotPtr save() const override { return std::make_shared<ReducerSnapshot>(m_states); }

    void restore(const FoldSnapshotPtr &snapshot) override
    {
        const auto *kept = dynamic_cast<const ReducerSnapshot *>(snapshot.get());
        assert(kept);
        m_states = kept->states();
    }

private:
    Json &stateOf(const Event &event)
    {
        const std::string_view key = m_perSubject ? std::string_view(event.subject) : "";
        auto found = m_states.find(key);
        if (found == m_states.end())
            found =
                m_states
                    .emplace(std::string(key), std::make_shared<Json>(m_reducer->initialState()))
                    .first;
        else if (found->second.use_count() > 1)
            found->second = std::make_shared<Json>(*found->second);
        return *found->second;
    }

    ReducerPtr m_reducer;
    bool m_perSubject;
    States m_states;
};

class ReducerProjection final : public Projection
{
public:
    ReducerProjection(std::string name, ReducerPtr reducer)
        : m_name(std::move(name)), m_reducer(std::move(reducer))
    {}

    bool isPerSubject() const override { return m_reducer->isPerSubject(); }
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
            states.emplace(key, std::make_shared<Json>(std::move(state)));
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
