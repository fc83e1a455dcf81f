// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/condition.h"

#include "answers/conditionparser.h"

namespace playhead {

Condition::Condition(std::shared_ptr<const Parts> parts) : m_parts(std::move(parts)) {}

tl::expected<Condition, FilterError> Condition::parse(std::string_view text)
{
    auto parts = parseCondition(text);
    if (!parts) return tl::unexpected(std::move(parts.error()));
    return Condition(std::make_shared<const Parts>(std::move(*parts)));
}

bool Condition::readsState() const
{
    return m_parts->readsState;
}

Condition::Before Condition::before(const Json &state) const
{
    Before values;
    for (const auto &path : m_parts->watched) {
        const auto *value = path.find(state);
        values.push_back(value ? std::optional(*value) : std::nullopt);
    }
    return values;
}

bool Condition::holds(const Event &event, const Json &state, const Before &before) const
{
    Moment moment(event, state, before);
    return m_parts->root->holds(moment);
}

} // namespace playhead
