// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptvalues.h"

#include "script/scripttext.h"

#include <cstring>

namespace playhead {

JSObject *newGlobal(JSContext *context)
{
    static constexpr JSClass globalClass = {
        "global", JSCLASS_GLOBAL_FLAGS, &JS::DefaultGlobalClassOps, nullptr, nullptr, nullptr};
    JS::RealmOptions options;
    options.creationOptions()
        .setNewCompartmentAndZone()
        .setSharedMemoryAndAtomicsEnabled(false)
        .setDefineSharedArrayBufferConstructor(false);
    return JS_NewGlobalObject(context, &globalClass, nullptr, JS::FireOnNewGlobalHook, options);
}

JSObject *newInts(JSContext *context, const std::vector<std::int32_t> &ints)
{
    JSObject *const array = JS_NewInt32Array(context, ints.size());
    if (!array) return nullptr;
    bool isShared = false;
    const JS::AutoCheckCannotGC nothingMoves(context);
    std::memcpy(JS_GetInt32ArrayData(array, &isShared, nothingMoves), ints.data(),
                ints.size() * sizeof(std::int32_t));
    return array;
}

JSObject *newDoubles(JSContext *context, const std::vector<double> &doubles)
{
    JSObject *const array = JS_NewFloat64Array(context, doubles.size());
    if (!array) return nullptr;
    bool isShared = false;
    const JS::AutoCheckCannotGC nothingMoves(context);
    std::memcpy(JS_GetFloat64ArrayData(array, &isShared, nothingMoves), doubles.data(),
                doubles.size() * sizeof(double));
    return array;
}

JSObject *newTexts(JSContext *context, const std::vector<std::string> &texts)
{
    const JS::RootedObject array(context, JS::NewArrayObject(context, texts.size()));
    for (std::uint32_t i = 0; array && i < texts.size(); ++i) {
        const JS::RootedString text(context, fromText(context, texts[i]));
        if (!text || !JS_SetElement(context, array, i, text)) return nullptr;
    }
    return array;
}

JSString *newBatchText(JSContext *context, const ScriptBatch &batch)
{
    if (batch.isWide)
        return JS_NewUCStringCopyN(context, batch.wideText.data(), batch.wideText.size());
    return JS_NewStringCopyN(context, batch.text.data(), batch.text.size());
}

} // namespace playhead
