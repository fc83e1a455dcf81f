// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptnatives.h"

#include "model/timestamp.h"
#include "script/engine.h"
#include "script/scripthost.h"
#include "script/scripttext.h"
#include "script/scriptthread.h"

#include <algorithm>

namespace playhead {
namespace {

// Only the driver calls these, with what it should; a script cannot reach them. They still check
// all that memory depends on.

ScriptThread &threadOf(JSContext *context)
{
    return *static_cast<ScriptThread *>(JS_GetContextPrivate(context));
}

int toInt(JS::HandleValue value)
{
    return value.isNumber() ? static_cast<int>(value.toNumber()) : 0;
}

bool answerText(JSContext *context, const JS::CallArgs &args, const std::string *text)
{
    args.rval().setUndefined();
    if (!text) return true;
    JSString *const string = fromText(context, *text);
    if (!string) return false;
    args.rval().setString(string);
    return true;
}

/// load(key): the text of a state, or undefined.
bool load(JSContext *context, unsigned count, JS::Value *values)
{
    const auto args = JS::CallArgsFromVp(count, values);
    const auto key = toText(context, args.get(0));
    return answerText(context, args, threadOf(context).host->stateText(key));
}

/// loadShared(): the text of the shared state, or undefined.
bool loadShared(JSContext *context, unsigned count, JS::Value *values)
{
    const auto args = JS::CallArgsFromVp(count, values);
    return answerText(context, args, threadOf(context).host->sharedText());
}

/// derive(at, kind, stream, type, data, metadata)
bool derive(JSContext *context, unsigned count, JS::Value *values)
{
    const auto args = JS::CallArgsFromVp(count, values);
    args.rval().setUndefined();
    ScriptOutput output;
    output.isLink = toText(context, args.get(1)) == "link";
    output.stream = toText(context, args.get(2));
    output.type = toText(context, args.get(3));
    output.data = toText(context, args.get(4));
    if (args.get(5).isString()) output.metadata = toText(context, args.get(5));
    auto &thread = threadOf(context);
    thread.outsideBytes += sizeof output + output.stream.size() + output.type.size()
                           + output.data.size() + (output.metadata ? output.metadata->size() : 0);
    thread.host->takeOutput(static_cast<std::size_t>(toInt(args.get(0))), std::move(output));
    return true;
}

ScriptTrouble troubleFrom(JSContext *context, const JS::CallArgs &args, unsigned first)
{
    return {toText(context, args.get(first)), toInt(args.get(first + 1)),
            toInt(args.get(first + 2))};
}

/// problem(at, message, line, column)
bool problem(JSContext *context, unsigned count, JS::Value *values)
{
    const auto args = JS::CallArgsFromVp(count, values);
    args.rval().setUndefined();
    threadOf(context).host->takeProblem(static_cast<std::size_t>(toInt(args.get(0))),
                                        troubleFrom(context, args, 1));
    return true;
}

/// unwritable(message, line, column)
bool unwritable(JSContext *context, unsigned count, JS::Value *values)
{
    const auto args = JS::CallArgsFromVp(count, values);
    args.rval().setUndefined();
    threadOf(context).host->takeReadProblem(troubleFrom(context, args, 0));
    return true;
}

/// log(at, text)
bool log(JSContext *context, unsigned count, JS::Value *values)
{
    const auto args = JS::CallArgsFromVp(count, values);
    args.rval().setUndefined();
    threadOf(context).host->takeLog(toInt(args.get(0)), toText(context, args.get(1)));
    return true;
}

/// copy(text, begin, end): a piece of a text that does not hold on to it.
bool copy(JSContext *context, unsigned count, JS::Value *values)
{
    const auto args = JS::CallArgsFromVp(count, values);
    args.rval().set(JS_GetEmptyStringValue(context));
    if (!args.get(0).isString()) return true;
    JSLinearString *const text = JS_EnsureLinearString(context, args[0].toString());
    if (!text) return false;
    const auto length = static_cast<int>(JS::GetStringLength(JS_FORGET_STRING_LINEARNESS(text)));
    const auto begin = std::clamp(toInt(args.get(1)), 0, length);
    const auto size = static_cast<std::size_t>(std::clamp(toInt(args.get(2)), begin, length))
                      - static_cast<std::size_t>(begin);
    JSString *made = nullptr;
    // Copied first: the characters may move while the new string is made.
    if (JS::LinearStringHasLatin1Chars(text)) {
        std::string piece(size, '\0');
        {
            const JS::AutoCheckCannotGC nothingMoves(context);
            const auto *chars = JS::GetLatin1LinearStringChars(nothingMoves, text);
            std::copy_n(chars + begin, size, piece.begin());
        }
        made = JS_NewStringCopyN(context, piece.data(), size);
    } else {
        std::u16string piece(size, u'\0');
        {
            const JS::AutoCheckCannotGC nothingMoves(context);
            const auto *chars = JS::GetTwoByteLinearStringChars(nothingMoves, text);
            std::copy_n(chars + begin, size, piece.begin());
        }
        made = JS_NewUCStringCopyN(context, piece.data(), size);
    }
    if (!made) return false;
    args.rval().setString(made);
    return true;
}

/// time(seconds, nanoseconds): ISO 8601.
bool time(JSContext *context, unsigned count, JS::Value *values)
{
    const auto args = JS::CallArgsFromVp(count, values);
    const double seconds = args.get(0).isNumber() ? args[0].toNumber() : 0;
    const auto text = formatTimestamp(static_cast<std::int64_t>(seconds) * nanosecondsPerSecond
                                      + toInt(args.get(1)));
    return answerText(context, args, &text);
}

/// exceed(): ends the script, which is about to take more memory than it may.
bool exceed(JSContext *context, unsigned, JS::Value *)
{
    auto &thread = threadOf(context);
    thread.setMemoryUp();
    if (thread.onInterrupted) thread.onInterrupted(context);
    JS_ClearPendingException(context);
    return false; // without an exception, which nothing can catch
}

constexpr JSFunctionSpec natives[] = {
    JS_FN("load", load, 1, 0),
    JS_FN("loadShared", loadShared, 0, 0),
    JS_FN("derive", derive, 6, 0),
    JS_FN("problem", problem, 4, 0),
    JS_FN("unwritable", unwritable, 3, 0),
    JS_FN("log", log, 2, 0),
    JS_FN("copy", copy, 3, 0),
    JS_FN("time", time, 2, 0),
    JS_FN("exceed", exceed, 0, 0),
    JS_FS_END,
};

} // namespace

bool defineScriptNatives(JSContext *context, JS::Handle<JSObject *> target)
{
    return JS_DefineFunctions(context, target, natives);
}

} // namespace playhead
