// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptrealm.h"

#include "script/engine.h"
#include "script/scriptnatives.h"
#include "script/scriptruntime.h"
#include "script/scripttext.h"
#include "script/scriptvalues.h"

namespace playhead {
namespace {

constexpr const char *runtimeFile = "playhead:runtime";

/// What is added to the column of a SyntaxError, to count from 1: older engines count from 0 there.
constexpr double syntaxColumnBase = MOZJS_MAJOR_VERSION < 121 ? 1 : 0;

bool evaluate(JSContext *context, std::string_view source, const char *file,
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

/// What the engine must not collect or move unknown to us.
struct ScriptRealm::Roots
{
    explicit Roots(JSContext *cx) : context(cx), global(cx, newGlobal(cx)), driver(cx), buffer(cx)
    {}

    /// Calls a function of the driver.
    bool call(const char *name, const JS::HandleValueArray &args, JS::MutableHandleValue answer)
    {
        return JS_CallFunctionName(context, driver, name, args, answer);
    }

    JSContext *context;
    JS::PersistentRootedObject global;
    JS::PersistentRootedObject driver;
    JS::PersistentRootedObject buffer; ///< of ScriptThread::progress()
};

ScriptRealm::ScriptRealm(JSContext *context, ScriptThread &thread, std::string file)
    : m_context(context),
      m_thread(thread),
      m_file(std::move(file)),
      m_roots(std::make_unique<Roots>(context))
{
    thread.onInterrupted = [this](JSContext *interrupted) { noteInterruption(interrupted); };
}

ScriptRealm::~ScriptRealm()
{
    m_thread.onInterrupted = {};
    if (m_roots->buffer) {
        const JSAutoRealm realm(m_context, m_roots->global);
        JS::DetachArrayBuffer(m_context, m_roots->buffer);
        JS_ClearPendingException(m_context);
    }
}

tl::expected<std::string, ScriptTrouble> ScriptRealm::load(const std::string &source)
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
        && evaluate(cx, scriptRuntime, runtimeFile, &runtime);
    if (!isMade) return tl::unexpected(takeException());
    const JS::RootedValue nativeValue(cx, JS::ObjectValue(*native));
    if (!JS_CallFunctionValue(cx, global, runtime, JS::HandleValueArray(nativeValue), &value)
        || !value.isObject())
        return tl::unexpected(takeException());
    m_roots->driver = &value.toObject();

    if (!evaluate(cx, source, m_file.c_str(), &value)) return tl::unexpected(takeException());
    JS::RootedValue sourceText(cx);
    if (JSString *const text = fromText(cx, source)) sourceText.setString(text);
    if (!m_roots->call("finish", JS::HandleValueArray(sourceText), &value))
        return tl::unexpected(takeException());
    return toText(cx, value);
}

tl::expected<void, ScriptTrouble> ScriptRealm::tryInit()
{
    const JSAutoRealm realm(m_context, m_roots->global);
    JS::RootedValue ignored(m_context);
    if (!m_roots->call("tryInit", JS::HandleValueArray::empty(), &ignored))
        return tl::unexpected(takeException());
    return {};
}

tl::expected<void, ScriptTrouble> ScriptRealm::restart()
{
    const JSAutoRealm realm(m_context, m_roots->global);
    JS::RootedValue ignored(m_context);
    if (!m_roots->call("restart", JS::HandleValueArray::empty(), &ignored))
        return tl::unexpected(takeException());
    return {};
}

std::optional<std::size_t> ScriptRealm::run(const ScriptBatch &batch)
{
    const JSAutoRealm realm(m_context, m_roots->global);
    auto *const cx = m_context;
    JS::RootedValue answer(cx);
    JS::RootedValueVector args(cx);
    const auto announce = [&](const char *name, const std::vector<std::string> &names) {
        if (names.empty()) return true;
        JSObject *const array = newTexts(cx, names);
        if (!array) return false;
        const JS::RootedValue value(cx, JS::ObjectValue(*array));
        return m_roots->call(name, JS::HandleValueArray(value), &answer);
    };
    const JS::RootedString text(cx, newBatchText(cx, batch));
    const JS::RootedObject ints(cx, newInts(cx, batch.ints));
    const JS::RootedObject doubles(cx, newDoubles(cx, batch.doubles));
    if (text && ints && doubles && announce("addTypes", batch.newTypes)
        && announce("addStreams", batch.newStreams) && args.append(JS::StringValue(text))
        && args.append(JS::ObjectValue(*ints)) && args.append(JS::ObjectValue(*doubles))
        && args.append(JS::NumberValue(double(batch.count())))
        && m_roots->call("run", JS::HandleValueArray(args), &answer) && answer.isNumber())
        return static_cast<std::size_t>(answer.toNumber());
    // What the driver lets through is the engine's own: no memory is left, even for that.
    if (m_thread.verdict() == ScriptVerdict::None) m_thread.setMemoryUp();
    JS_ClearPendingException(cx);
    return std::nullopt;
}

bool ScriptRealm::takeChanged(bool dropsCurrent, const TakeText &take)
{
    const JSAutoRealm realm(m_context, m_roots->global);
    auto *const cx = m_context;
    const JS::RootedValue skips(cx, JS::BooleanValue(dropsCurrent));
    JS::RootedValue answer(cx);
    std::uint32_t length = 0;
    bool isTaken = m_roots->call("takeChanged", JS::HandleValueArray(skips), &answer);
    const JS::RootedObject texts(cx, isTaken ? &answer.toObject() : nullptr);
    isTaken = isTaken && JS::GetArrayLength(cx, texts, &length);
    JS::RootedValue key(cx);
    JS::RootedValue text(cx);
    for (std::uint32_t i = 0; isTaken && i + 1 < length; i += 2) {
        isTaken = JS_GetElement(cx, texts, i, &key) && JS_GetElement(cx, texts, i + 1, &text);
        if (isTaken) take(toText(cx, key), toText(cx, text));
    }
    JS_ClearPendingException(cx);
    return isTaken;
}

std::optional<std::string> ScriptRealm::takeOne(const std::string &partition)
{
    const JSAutoRealm realm(m_context, m_roots->global);
    JS::RootedValue key(m_context);
    JS::RootedValue answer(m_context);
    if (JSString *const text = fromText(m_context, partition)) key.setString(text);
    const bool isTaken = m_roots->call("takeOne", JS::HandleValueArray(key), &answer);
    JS_ClearPendingException(m_context);
    if (!isTaken || !answer.isString()) return std::nullopt;
    return toText(m_context, answer);
}

std::optional<std::string> ScriptRealm::takeShared()
{
    const JSAutoRealm realm(m_context, m_roots->global);
    JS::RootedValue answer(m_context);
    const bool isTaken = m_roots->call("takeShared", JS::HandleValueArray::empty(), &answer);
    JS_ClearPendingException(m_context);
    if (!isTaken || !answer.isString()) return std::nullopt;
    return toText(m_context, answer);
}

std::optional<std::string> ScriptRealm::result(const std::string &state, const std::string &shared)
{
    const JSAutoRealm realm(m_context, m_roots->global);
    auto *const cx = m_context;
    JS::RootedValueVector args(cx);
    JS::RootedValue answer(cx);
    const JS::RootedString stateText(cx, fromText(cx, state));
    const JS::RootedString sharedText(cx, fromText(cx, shared));
    const bool isMade = stateText && sharedText && args.append(JS::StringValue(stateText))
                        && args.append(JS::StringValue(sharedText))
                        && m_roots->call("result", JS::HandleValueArray(args), &answer);
    JS_ClearPendingException(cx);
    if (!isMade || !answer.isString()) return std::nullopt;
    return toText(cx, answer);
}

void ScriptRealm::noteInterruption(JSContext *context)
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

ScriptTrouble ScriptRealm::takeException()
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
