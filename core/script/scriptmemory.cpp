// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptmemory.h"

#include "script/engine.h"

#include <array>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

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

/// Of the whole process.
std::size_t residentBytes()
{
    const int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    std::array<char, 128> text{};
    const auto size = read(file, text.data(), text.size() - 1);
    close(file);
    if (size <= 0) return 0;
    char *end = nullptr;
    std::strtoull(text.data(), &end, 10); // all pages; the resident ones come next
    return std::strtoull(end, nullptr, 10) * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::size_t bytesOf(JSContext *context)
{
    return JS_GetGCParameter(context, JSGC_BYTES) + bytesBesideCells(context);
}

} // namespace

bool ScriptMemory::exceeds(JSContext *context, std::size_t limit, std::size_t outsideBytes)
{
    const auto resident = residentBytes();
    const bool hasGrown = resident > m_residentBytes + limit / 4;
    if (!hasGrown && bytesOf(context) + outsideBytes <= limit) return false;
    // What a collection finds is freed behind its back, and counts until then: a second one waits
    // for that.
    for (int collections = 0; collections < 2; ++collections) {
        JS_GC(context);
        m_residentBytes = residentBytes();
        if (bytesOf(context) + outsideBytes <= limit) return false;
    }
    return true;
}

void ScriptMemory::startAnew()
{
    m_residentBytes = residentBytes();
}

void tidyScriptMemory(JSContext *context)
{
    // Without a realm only the cells can be counted.
    constexpr std::size_t worthIt = 8U << 20U;
    if (JS_GetGCParameter(context, JSGC_BYTES) > worthIt) JS_GC(context);
}

} // namespace playhead
