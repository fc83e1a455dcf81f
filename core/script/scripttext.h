// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/engine.h"

#include <string>
#include <string_view>

namespace playhead {

/// A string of the engine as UTF-8, halves of pairs replaced. Empty where memory ran out.
[[nodiscard]] std::string toText(JSContext *context, JSString *string);
/// Any value as text; empty where it is none.
[[nodiscard]] std::string toText(JSContext *context, JS::HandleValue value);

/// UTF-8 as a string of the engine; null where memory ran out.
[[nodiscard]] JSString *fromText(JSContext *context, std::string_view text);

} // namespace playhead
