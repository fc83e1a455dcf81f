// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace playhead {

/// What went wrong, for a person: what happened, to which file or source, and what can be done.
struct Error
{
    std::string message;
};

/// A value, or the reason why there is none. For what can happen to a user; mistakes of ours are
/// asserted instead.
template <class T> using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> failure(std::string message)
{
    return tl::unexpected<Error>(Error{std::move(message)});
}

} // namespace playhead
