// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptmemory.h"

#include "script/engine.h"

namespace playhead {
namespace {

std::size_t bytesBesideCells(JSContext *context)
{
    const JS::RootedObject info(context, js::gc::NewMemoryInfoObject(context));
    JS::RootedValue bytes(context);
    if (!info || !JS_GetProperty(context, info, "mallocBytes", &bytes)) {
        JS_ClearPendingException(context);
        return 0;
    }
    return bytes.isNumber() ? static_cast<std::size_t>(bytes.toNumber()) : 0;
}

std::size_t bytesOf(JSContext *context)
{
    return JS_GetGCParameter(context, JSGC_BYTES) + bytesBesideCells(context);
}

} // namespace

bool scriptMemoryExceeds(JSContext *context, std::size_t limit, std::size_t outsideBytes)
{
    if (bytesOf(context) + outsideBytes <= limit) return false;
    JS_GC(context);
    return bytesOf(context) + outsideBytes > limit;
}

void tidyScriptMemory(JSContext *context)
{
    // Without a realm only the cells can be counted.
    constexpr std::size_t worthIt = 8U << 20U;
    if (JS_GetGCParameter(context, JSGC_BYTES) > worthIt) JS_GC(context);
}

} // namespace playhead
