// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/fieldhistory.h"

#include "replay/stateview.h"

#include <algorithm>

namespace playhead {
namespace {

/// What a value costs to keep, about.
std::size_t bytesOf(const Json &value)
{
    std::size_t bytes = sizeof(Json);
    if (value.is_string()) bytes += value.get_ref<const std::string &>().size();
    if (value.is_object()) {
        for (const auto &[name, member] : value.items())
            bytes += name.size() + 6 * sizeof(void *) + bytesOf(member);
    } else if (value.is_array()) {
        for (const auto &member : value)
            bytes += bytesOf(member);
    }
    return bytes;
}

/// Notes each value that differs from the one before.
class HistoryBuilder
{
public:
    HistoryBuilder(const StatePath &path, const FieldHistoryBounds &bounds)
        : m_path(path), m_bounds(bounds)
    {}

    void begin(const Json &state) { m_current = copied(m_path.find(state)); }

    void look(const Json &state, const SourcedEvent &event)
    {
        const auto *value = m_path.find(state);
        if (value ? m_current && *m_current == *value : !m_current) return;
        auto after = copied(value);
        ++m_history.changeCount;
        if (value) count(*value);
        m_bytes += value ? bytesOf(*value) : 0;
        m_history.changes.push_back({event.position, event.number, m_current, after});
        m_current = std::move(after);
        while (m_history.changes.size() > std::max<std::size_t>(m_bounds.changes, 1)
               || (m_bytes > m_bounds.bytes && m_history.changes.size() > 1)) {
            const auto &oldest = m_history.changes.front();
            if (oldest.after) m_bytes -= bytesOf(*oldest.after);
            m_history.changes.pop_front();
        }
    }

    FieldHistory &history() { return m_history; }

private:
    static SharedJson copied(const Json *value)
    {
        return value ? std::make_shared<const Json>(*value) : nullptr;
    }

    void count(const Json &value)
    {
        ++m_history.valueCount;
        if (!value.is_number()) return;
        const auto number = value.get<double>();
        const bool isFirst = m_history.numberCount++ == 0;
        m_history.minimum = isFirst ? number : std::min(m_history.minimum, number);
        m_history.maximum = isFirst ? number : std::max(m_history.maximum, number);
    }

    const StatePath &m_path;
    const FieldHistoryBounds &m_bounds;
    FieldHistory m_history;
    SharedJson m_current;
    std::size_t m_bytes = 0;
};

} // namespace

Result<FieldHistory> fieldHistory(FoldSource &source, const Projection &projection,
                                  const std::optional<std::string> &partition,
                                  const StatePath &path, Position at,
                                  const FieldHistoryBounds &bounds, const std::stop_token &stop)
{
    constexpr std::size_t batch = 256;
    const std::string key = partition.value_or(std::string());
    const auto fold = projection.start();
    HistoryBuilder builder(path, bounds);
    auto &history = builder.history();
    builder.begin(fold->state(key));
    std::vector<SourcedEvent> events;
    do {
        if (auto taken = source.take(at, batch, events, stop); !taken)
            return tl::unexpected(std::move(taken.error()));
        for (const auto &event : events) {
            if (stop.stop_requested() || history.problems.stopped) break;
            const auto folded = event.folded();
            fold->apply({&folded, 1}, history.problems, stop);
            ++history.foldedCount;
            builder.look(*StateView(*fold, key), event);
        }
    } while (!events.empty() && !stop.stop_requested() && !history.problems.stopped);
    return std::move(history);
}

Result<FieldHistory> fieldHistory(const StateQuestion &question, const StatePath &path, Position at,
                                  const FieldHistoryBounds &bounds, const std::stop_token &stop)
{
    const auto source = logFoldSource(question);
    return fieldHistory(*source, *question.projection, question.partition, path, at, bounds, stop);
}

} // namespace playhead
