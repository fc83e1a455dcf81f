// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answers/condition.h"
#include "answers/statepath.h"
#include "model/timestamp.h"
#include "query/filtercondition.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace playhead {

/// One event and the state after it, while a condition is tested on them.
class Moment
{
public:
    Moment(const Event &event, const Json &state, const Condition::Before &before)
        : m_event(event), m_state(state), m_before(before)
    {}

    [[nodiscard]] const Event &event() const { return m_event; }
    [[nodiscard]] const Json &state() const { return m_state; }
    [[nodiscard]] const Condition::Before &before() const { return m_before; }
    /// The event's data, parsed when first asked for; null where it is no JSON.
    const Json &data();

private:
    const Event &m_event;
    const Json &m_state;
    const Condition::Before &m_before;
    std::optional<Json> m_data;
};

/// What stands on the left of a comparison.
class ConditionField
{
public:
    enum class Kind { State, Attribute, Time, Data, ExtensionOrData };

    /// Reads `state.x`, `event.type`, ... Fails with what was expected.
    static tl::expected<ConditionField, std::string> parse(std::string_view text);

    [[nodiscard]] Kind kind() const { return m_kind; }
    [[nodiscard]] const StatePath &path() const { return m_path; }

    /// Whether it is there and, where a condition is given (not null), accepted by it.
    bool holds(Moment &moment, const FilterCondition *condition) const;

    /// For a time: what the condition's numbers are less, and whether they are times of day.
    void setTimes(Timestamp base, bool areTimesOfDay)
    {
        m_base = base;
        m_areTimesOfDay = areTimesOfDay;
    }

private:
    using Attribute = std::string Event::*;

    bool timeHolds(Timestamp time, const FilterCondition *condition) const;

    Kind m_kind = Kind::State;
    Attribute m_attribute = nullptr;
    StatePath m_path;
    Timestamp m_base = 0;
    bool m_areTimesOfDay = false;
};

/// All names that a condition may begin with, for an error.
[[nodiscard]] std::string_view expectedConditionFields();

} // namespace playhead
