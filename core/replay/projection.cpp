// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/projection.h"

namespace playhead {

Json wholeState(const Fold &fold, bool results)
{
    const auto one = [&](std::string_view partition) {
        return results ? fold.result(partition) : fold.state(partition);
    };
    if (!fold.isPartitioned()) return one({});
    Json all = Json::object();
    for (const auto &partition : fold.partitions())
        if (auto state = one(partition); !state.is_null()) all[partition] = std::move(state);
    if (auto shared = fold.sharedState(); !shared.is_null()) all[""] = std::move(shared);
    return all;
}

ProjectionTable::ProjectionTable()
{
    add("merge", mergeProjection());
}

void ProjectionTable::add(std::string name, ProjectionPtr projection)
{
    m_projections.insert_or_assign(std::move(name), std::move(projection));
}

void ProjectionTable::remove(std::string_view name)
{
    if (const auto found = m_projections.find(name); found != m_projections.end())
        m_projections.erase(found);
}

ProjectionPtr ProjectionTable::find(std::string_view name) const
{
    const auto found = m_projections.find(name);
    return found == m_projections.end() ? nullptr : found->second;
}

std::vector<std::string> ProjectionTable::names() const
{
    std::vector<std::string> names;
    for (const auto &[name, projection] : m_projections)
        names.push_back(name);
    return names;
}

} // namespace playhead
