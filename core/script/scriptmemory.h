// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

struct JSContext;

namespace playhead {

/// Watches what one context keeps alive. On the context's thread, inside a realm.
///
/// The limit that the engine itself knows (JSGC_MAX_BYTES) counts cells only. Elements of arrays,
/// characters of texts, tables of maps and contents of buffers are allocated beside them; the
/// engine counts those too, to decide when to collect, and tells in the object that it makes for
/// diagnosis. It does not count what belongs to the youngest objects, which may be an array of
/// gigabytes. So where the process has grown, garbage is collected, after which no object is young;
/// then the count says whether this script is to blame, or somebody else in the process.
class ScriptMemory
{
public:
    /// Whether it is more than `limit`, with `outsideBytes` added. Cost: a few microseconds, or a
    /// collection.
    [[nodiscard]] bool exceeds(JSContext *context, std::size_t limit, std::size_t outsideBytes);
    /// What the process has grown by before this is nobody's.
    void startAnew();

private:
    std::size_t m_residentBytes = 0; ///< of the process, when it was last looked at thoroughly
};

/// Collects garbage where there is enough to be worth the while. On the context's thread.
void tidyScriptMemory(JSContext *context);

} // namespace playhead
