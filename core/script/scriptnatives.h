// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

struct JSContext;
class JSObject;

namespace JS {
template <typename T> class Handle;
}

namespace playhead {

/// Defines on `target` the functions by which the driver reaches its host: load, loadShared,
/// derive, problem, unwritable, log, copy, time, exceed. False: out of memory.
bool defineScriptNatives(JSContext *context, JS::Handle<JSObject *> target);

} // namespace playhead
