// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scripttext.h"

#include "script/scriptbatch.h"

namespace playhead {

std::string toText(JSContext *context, JSString *string)
{
    if (!string) return {};
    JSLinearString *const linear = JS_EnsureLinearString(context, string);
    if (!linear) return {};
    std::string text(JS::GetDeflatedUTF8StringLength(linear), '\0');
    text.resize(JS::DeflateStringToUTF8Buffer(linear, mozilla::Span(text.data(), text.size())));
    return text;
}

std::string toText(JSContext *context, JS::HandleValue value)
{
    return value.isString() ? toText(context, value.toString()) : std::string();
}

JSString *fromText(JSContext *context, std::string_view text)
{
    std::u16string wide;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x80) continue;
        appendWide(wide, text);
        return JS_NewUCStringCopyN(context, wide.data(), wide.size());
    }
    return JS_NewStringCopyN(context, text.data(), text.size());
}

} // namespace playhead
