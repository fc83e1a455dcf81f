// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/realmbase.h"

#include "script/realmroots.h"
#include "script/scriptnatives.h"
#include "script/scripttext.h"

namespace playhead {
namespace {

constexpr const char *runtimeFile = "playhead:runtime";

/// What is added to the column of a SyntaxError, to count from 1: older engines count from 0 there.
constexpr double syntaxColumnBase = MOZJS_MAJOR_VERSION < 121 ? 1 : 0;

bool evaluateText(JSContext *context, std::string_view source, const char *file,
                  JS::MutableHandleValue answer)
{
    JS::CompileOptions options(context);
    options.setFileAndLine(file, 1);
    JS::SourceText<mozilla::Utf8Unit> text;
    return text.init(context, source.data(), source.size(), JS::SourceOwnership::Borrowed)
           && JS::Evaluate(context, options, text, answer);
}

int numberOf(JSContext *context, JS::HandleObject object, const char *name)
{
    JS::RootedValue value(context);
    if (!JS_GetProperty(context, object, name, &value) || !value.isNumber()) return 0;
    return static_cast<int>(value.toNumber());
}

} // namespace

RealmBase::RealmBase(JSContext *context, ScriptThread &thread, std::string file)
    : m_context(context),
      m_thread(thread),
      m_file(std::move(file)),
      m_roots(std::make_unique<Roots>(context))
{
    thread.onInterrupted = [this](JSContext *interrupted) { noteInterruption(interrupted); };
}

RealmBase::~RealmBase()
{
    m_thread.onInterrupted = {};
    if (m_roots->buffer) {
        const JSAutoRealm realm(m_context, m_roots->global);
        JS::DetachArrayBuffer(m_context, m_roots->buffer);
        JS_ClearPendingException(m_context);
    }
}

tl::expected<void, ScriptTrouble> RealmBase::open(std::string_view runtimeText)
{
    if (!m_roots->global)
        return tl::unexpected(ScriptTrouble{"The engine is out of memory.", 0, 0});
    const JSAutoRealm realm(m_context, m_roots->global);
    auto *const cx = m_context;
    const auto global = JS::HandleObject(m_roots->global);

    const JS::RootedObject native(cx, JS_NewPlainObject(cx));
    JS::RootedValue value(cx);
    const JS::RootedString file(cx, fromText(cx, m_file));
    m_roots->buffer =
        JS::NewArrayBufferWithUserOwnedContents(cx, 2 * sizeof(std::int32_t), m_thread.progress());
    JS::RootedObject progress(cx);
    if (m_roots->buffer) progress = JS_NewInt32ArrayWithBuffer(cx, m_roots->buffer, 0, 2);
    JS::RootedValue runtime(cx);
    const bool isMade =
        native && file && progress && defineScriptNatives(cx, native)
        && JS_DefineProperty(cx, native, "file", file, JSPROP_ENUMERATE)
        && JS_DefineProperty(cx, native, "progress", progress, JSPROP_ENUMERATE)
        && JS_DefineProperty(cx, native, "heapLimit", double(m_thread.limits().heapBytes),
                             JSPROP_ENUMERATE)
        && JS_DefineProperty(cx, native, "syntaxColumnBase", syntaxColumnBase, JSPROP_ENUMERATE)
        && JS::InitRealmStandardClasses(cx) && JS_InitReflectParse(cx, global)
        && evaluateText(cx, runtimeText, runtimeFile, &runtime);
    if (!isMade) return tl::unexpected(takeException());
    const JS::RootedValue nativeValue(cx, JS::ObjectValue(*native));
    if (!JS_CallFunctionValue(cx, global, runtime, JS::HandleValueArray(nativeValue), &value)
        || !value.isObject())
        return tl::unexpected(takeException());
    m_roots->driver = &value.toObject();
    return {};
}

tl::expected<std::string, ScriptTrouble> RealmBase::evaluate(const std::string &source)
{
    const JSAutoRealm realm(m_context, m_roots->global);
    auto *const cx = m_context;
    JS::RootedValue value(cx);
    if (!evaluateText(cx, source, m_file.c_str(), &value)) return tl::unexpected(takeException());
    JS::RootedValue sourceText(cx);
    if (JSString *const text = fromText(cx, source)) sourceText.setString(text);
    if (!m_roots->call("finish", JS::HandleValueArray(sourceText), &value))
        return tl::unexpected(takeException());
    return toText(cx, value);
}

void RealmBase::noteInterruption(JSContext *context)
{
    m_interruptedAt = {};
    if (!m_roots->driver) return;
    const JSAutoRealm realm(context, m_roots->global);
    JS::RootedValue answer(context);
    if (m_roots->call("where", JS::HandleValueArray::empty(), &answer) && answer.isObject()) {
        const JS::RootedObject place(context, &answer.toObject());
        m_interruptedAt.line = numberOf(context, place, "0");
        m_interruptedAt.column = numberOf(context, place, "1");
    }
    JS_ClearPendingException(context);
}

ScriptTrouble RealmBase::takeException()
{
    JS::RootedValue exception(m_context);
    if (!JS_GetPendingException(m_context, &exception)) return m_interruptedAt; // given up
    JS_ClearPendingException(m_context);
    ScriptTrouble trouble;
    if (exception.isObject() && m_roots->driver) {
        const JS::RootedValue value(m_context, exception);
        JS::RootedValue answer(m_context);
        if (m_roots->call("explain", JS::HandleValueArray(value), &answer) && answer.isObject()) {
            const JS::RootedObject explained(m_context, &answer.toObject());
            JS::RootedValue message(m_context);
            JS_GetProperty(m_context, explained, "message", &message);
            trouble.message = toText(m_context, message);
            trouble.line = numberOf(m_context, explained, "line");
            trouble.column = numberOf(m_context, explained, "column");
        }
    } else {
        const JS::RootedString text(m_context, JS::ToString(m_context, exception));
        trouble.message = toText(m_context, text);
    }
    JS_ClearPendingException(m_context);
    return trouble;
}

} // namespace playhead
