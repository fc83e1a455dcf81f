// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/projection.h"

#include <string_view>

namespace playhead {
namespace {

/// Whether the type's last word, in any of the usual spellings (`order.deleted`, `OrderDeleted`,
/// `user-removed`), says that the subject is gone.
bool saysRemoved(std::string_view type)
{
    for (const std::string_view word : {"eleted", "emoved"}) {
        if (!type.ends_with(word) || type.size() == word.size()) continue;
        const auto before = type.substr(0, type.size() - word.size());
        const char initial = before.back();
        const char small = word.front() == 'e' && word == "eleted" ? 'd' : 'r';
        const char large = small == 'd' ? 'D' : 'R';
        if (initial == large) return true;
        if (initial != small) continue;
        if (before.size() == 1) return true;
        const char separator = before[before.size() - 2];
        if (std::string_view(".-_/: ").find(separator) != std::string_view::npos) return true;
    }
    return false;
}

class MergeProjection final : public Projection
{
public:
    bool isPerSubject() const override { return true; }

    Result<void> apply(Json &state, const Event &event) const override
    {
        if (saysRemoved(event.type)) {
            state = nullptr;
            return {};
        }
        switch (event.encoding) {
        case DataEncoding::None: return {};
        case DataEncoding::Text: state = event.data; return {};
        case DataEncoding::Binary:
            return failure("The data of " + event.type + " is binary and cannot be merged.");
        case DataEncoding::Json: break;
        }
        Json patch = Json::parse(event.data, nullptr, false);
        if (patch.is_discarded())
            return failure("The data of " + event.type + " is not valid JSON.");
        state.merge_patch(patch);
        return {};
    }
};

} // namespace

ProjectionPtr mergeProjection()
{
    static const auto projection = std::make_shared<const MergeProjection>();
    return projection;
}

ProjectionTable::ProjectionTable()
{
    add("merge", mergeProjection());
}

void ProjectionTable::add(std::string name, ProjectionPtr projection)
{
    m_projections.insert_or_assign(std::move(name), std::move(projection));
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
