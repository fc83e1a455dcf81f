// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

struct JSContext;

namespace playhead {

/// Whether what the context keeps alive, with `outsideBytes` added, is more than `limit`. Collects
/// garbage before it says yes. On the context's thread, inside a realm.
///
/// The limit that the engine itself knows (JSGC_MAX_BYTES) counts cells only. Elements of arrays,
/// characters of texts, tables of maps and contents of buffers are allocated beside them; the
/// engine counts those too, to decide when to collect, and tells in the object that it makes for
/// diagnosis. Measuring by what the process has grown by would blame a script for what its
/// neighbours do.
[[nodiscard]] bool scriptMemoryExceeds(JSContext *context, std::size_t limit,
                                       std::size_t outsideBytes);

/// Collects garbage where there is enough to be worth the while. On the context's thread.
void tidyScriptMemory(JSContext *context);

} // namespace playhead
