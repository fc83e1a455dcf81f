// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "replay/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// The place of a value in a state: names of members and indexes of arrays, from the outside in.
///
/// Written as a JSON Pointer (RFC 6901: `/lines/0/qty`, `~1` for `/`, `~0` for `~`) or with dots
/// (`lines.0.qty`), where a name that itself has dots cannot be said. Empty: the state itself.
class StatePath
{
public:
    StatePath() = default;
    explicit StatePath(std::vector<std::string> names) : m_names(std::move(names)) {}

    /// Text that begins with `/` is a pointer. Fails for a `~` that is followed by neither 0 nor 1,
    /// and for a dotted path with an empty name.
    static Result<StatePath> parse(std::string_view text);

    [[nodiscard]] const std::vector<std::string> &names() const { return m_names; }

    /// Null: there is nothing at that place. A null state has nothing at any place, so that a value
    /// that is there differs from a subject that is not.
    [[nodiscard]] const Json *find(const Json &state) const;

    /// As a JSON Pointer.
    [[nodiscard]] std::string pointer() const;

    bool operator==(const StatePath &) const = default;

private:
    std::vector<std::string> m_names;
};

/// A name as a JSON Pointer has it, with `/` in front.
[[nodiscard]] std::string pointerTo(std::string_view name);

} // namespace playhead
