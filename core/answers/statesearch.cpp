// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/statesearch.h"

#include "replay/stateview.h"

#include "answers/statepath.h"
#include "query/filtercondition.h"

namespace playhead {
namespace {

/// Walks through one state after the other.
class Searcher
{
public:
    Searcher(std::string_view text, StateSearchIn where, std::size_t limit,
             const std::stop_token &stop)
        : m_word(loweredAscii(text)),
          m_inNames(where != StateSearchIn::Values),
          m_inValues(where != StateSearchIn::Names),
          m_limit(limit),
          m_stop(stop)
    {}

    void search(const std::string &partition, const Json &state)
    {
        m_partition = &partition;
        m_path.clear();
        visit(state, false);
    }

    StateMatches take() { return std::move(m_found); }

private:
    void visit(const Json &value, bool isNamed)
    {
        if (m_stop.stop_requested()) return;
        const auto end = m_path.size();
        if (isNamed || (m_inValues && isIn(value))) add(value);
        if (value.is_object()) {
            for (const auto &[name, member] : value.items()) {
                m_path += pointerTo(name);
                visit(member, m_inNames && containsIgnoringCase(name, m_word));
                m_path.resize(end);
            }
        } else if (value.is_array()) {
            std::size_t index = 0;
            for (const auto &member : value) {
                m_path += '/' + std::to_string(index++);
                visit(member, false);
                m_path.resize(end);
            }
        }
    }

    bool isIn(const Json &value) const
    {
        if (value.is_string())
            return containsIgnoringCase(value.get_ref<const std::string &>(), m_word);
        return value.is_primitive() && containsIgnoringCase(value.dump(), m_word);
    }

    void add(const Json &value)
    {
        if (m_found.total++ >= m_limit) return;
        const bool isInside = value.is_structured();
        m_found.matches.push_back({*m_partition, m_path, isInside ? Json() : value, isInside});
    }

    std::string m_word;
    bool m_inNames;
    bool m_inValues;
    std::size_t m_limit;
    const std::stop_token &m_stop;
    const std::string *m_partition = nullptr;
    std::string m_path;
    StateMatches m_found;
};

} // namespace

StateMatches searchStates(const Fold &fold, std::string_view text, StateSearchIn where,
                          std::size_t limit, const std::stop_token &stop)
{
    Searcher searcher(text, where, limit, stop);
    if (text.empty()) return {};
    const auto search = [&](const std::string &partition) {
        searcher.search(partition, *StateView(fold, partition));
    };
    if (!fold.isPartitioned()) {
        search({});
        return searcher.take();
    }
    for (const auto &partition : fold.partitions()) {
        if (stop.stop_requested()) break;
        search(partition);
    }
    return searcher.take();
}

} // namespace playhead
