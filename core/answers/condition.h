// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "query/filter.h"
#include "replay/json.h"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace playhead {

/// A condition on a state and on the event that has just led to it:
///
///     state.status == "paid" && (event.amount > 100 || changed(state.lines.0.qty))
///
/// Fields:
/// - `state.<path>`, or `state/<JSON Pointer>` for names with dots; `state` alone is all of it.
/// - `event.<attribute>`: type, id, source, subject, time, correlation, causation, datacontenttype,
///   dataschema; what is empty is not there. `time` is compared with a time, such as
///   2026-11-23T12:04:31Z or 12:04 (of day, UTC).
/// - `event.data.<path>`, or `event.data/<JSON Pointer>`; `event.data` alone is all of it.
/// - `event.<path>` where no attribute has that name: an extension attribute of the event if it has
///   one of that name, else as `event.data.<path>`.
///
/// Operators, with a word or a quoted text on the right: `== != < <= > >=`, `contains` (upper and
/// lower case alike), `matches` (a regular expression is found in it), `in (a, b)`; `&& || !` and
/// parentheses. Numbers compare as numbers, and everything else as text, `true`, `false` and `null`
/// by those words. What is not there is `!=` to everything, and nothing else is true of it. A field
/// without an operator holds where it is there, whatever its value. `changed(state.<path>)`: the
/// event changed that value, or made or removed it.
///
/// Immutable and cheap to copy; any thread. Cost of a test: about 0.1 us a comparison, and parsing
/// the event's data where a field is in it.
class Condition
{
public:
    /// Fails with the place and what was expected there. An empty text is no condition.
    static tl::expected<Condition, FilterError> parse(std::string_view text);

    /// Whether the state matters; else only the event does.
    [[nodiscard]] bool readsState() const;

    /// What changed() compares with: values before an event, null pointers where there are none.
    using Before = std::vector<std::optional<Json>>;
    /// To be kept before a state changes; empty, and free, where there is no changed().
    [[nodiscard]] Before before(const Json &state) const;

    /// A null state: there is none.
    [[nodiscard]] bool holds(const Event &event, const Json &state, const Before &before) const;

    class Node;
    struct Parts;

private:
    explicit Condition(std::shared_ptr<const Parts> parts);
    std::shared_ptr<const Parts> m_parts;
};

} // namespace playhead
