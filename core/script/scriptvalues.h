// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/engine.h"
#include "script/scriptbatch.h"

#include <cstdint>
#include <string>
#include <vector>

namespace playhead {

// Objects of the engine, made of ours. Null: out of memory.

/// A global object with nothing in it yet, in a zone of its own.
[[nodiscard]] JSObject *newGlobal(JSContext *context);
[[nodiscard]] JSObject *newInts(JSContext *context, const std::vector<std::int32_t> &ints);
[[nodiscard]] JSObject *newDoubles(JSContext *context, const std::vector<double> &doubles);
[[nodiscard]] JSObject *newTexts(JSContext *context, const std::vector<std::string> &texts);
[[nodiscard]] JSString *newBatchText(JSContext *context, const ScriptBatch &batch);

} // namespace playhead
