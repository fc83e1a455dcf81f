// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptrealm.h"

#include "script/realmroots.h"
#include "script/scriptruntime.h"
#include "script/scripttext.h"

namespace playhead {

ScriptRealm::ScriptRealm(JSContext *context, ScriptThread &thread, std::string file)
    : RealmBase(context, thread, std::move(file))
{}

tl::expected<std::string, ScriptTrouble> ScriptRealm::load(const std::string &source)
{
    if (auto opened = open(projectionRuntime); !opened) return tl::unexpected(opened.error());
    return evaluate(source);
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

} // namespace playhead
