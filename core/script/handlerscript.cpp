// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/handlerscript.h"

#include "model/extensions.h"
#include "script/realmroots.h"
#include "script/scriptprogram.h"
#include "script/scriptruntime.h"
#include "script/scripttext.h"

#include <utility>
#include <vector>

namespace playhead {

/// The script in its engine.
class HandlerScript::Realm : public RealmBase
{
public:
    Realm(JSContext *context, ScriptThread &thread, std::string file)
        : RealmBase(context, thread, std::move(file))
    {}

    tl::expected<std::string, ScriptTrouble> load(const std::string &source,
                                                  const std::string &state)
    {
        if (auto opened = open(handlerRuntime); !opened) return tl::unexpected(opened.error());
        if (!state.empty()) {
            if (auto taken = call("remember", {state}); !taken) return taken;
        }
        return evaluate(source);
    }

    /// A function of the driver, from texts to a text.
    tl::expected<std::string, ScriptTrouble> call(const char *name,
                                                  const std::vector<std::string_view> &texts)
    {
        const JSAutoRealm realm(m_context, m_roots->global);
        JS::RootedValueVector args(m_context);
        JS::RootedValue answer(m_context);
        bool isMade = true;
        for (const auto text : texts) {
            JSString *const string = isMade ? fromText(m_context, text) : nullptr;
            isMade = string && args.append(JS::StringValue(string));
        }
        if (!isMade || !m_roots->call(name, JS::HandleValueArray(args), &answer))
            return tl::unexpected(takeException());
        return toText(m_context, answer);
    }
};

HandlerScript::HandlerScript(std::string file, ScriptLimits limits, Log log)
    : m_file(std::move(file)),
      m_limits(limits),
      m_log(std::move(log)),
      m_thread(std::make_unique<ScriptThread>(limits))
{}

HandlerScript::~HandlerScript()
{
    if (m_realm) m_thread->run([this](JSContext *) { m_realm.reset(); });
}

tl::expected<std::unique_ptr<HandlerScript>, ScriptError>
HandlerScript::load(std::string file, std::string name, const std::string &source,
                    ScriptLimits limits, Log log, const std::string &state)
{
    std::unique_ptr<HandlerScript> script(
        new HandlerScript(std::move(file), limits, std::move(log)));
    if (!script->m_thread->isReady())
        return tl::unexpected(
            ScriptError{"The script engine cannot be started: out of memory.", 0, 0});
    script->m_thread->run([&script](JSContext *context) {
        script->m_realm = std::make_unique<Realm>(context, *script->m_thread, script->m_file);
    });
    const auto loaded = script->run([&](Realm &realm) { return realm.load(source, state); });
    if (!loaded) return tl::unexpected(loaded.error());
    script->m_definition = HandlerDefinition::fromJson(*loaded, name);
    return script;
}

tl::expected<std::string, ScriptError>
HandlerScript::run(const std::function<tl::expected<std::string, ScriptTrouble>(Realm &)> &work)
{
    if (!m_realm) return tl::unexpected(m_whyStopped);
    std::vector<std::string> lines;
    LogHost host(lines);
    m_thread->host = &host;
    tl::expected<std::string, ScriptTrouble> answer;
    m_thread->run([&](JSContext *) { answer = work(*m_realm); });
    m_thread->host = nullptr;
    const auto verdict = m_thread->verdict();
    if (m_log) {
        for (const auto &line : lines)
            m_log(line);
    }
    if (answer) return std::move(*answer);
    auto trouble = std::move(answer.error());
    if (verdict != ScriptVerdict::None) trouble.message = exceededText(m_limits, verdict);
    m_whyStopped = {std::move(trouble.message), trouble.line, trouble.column};
    m_thread->run([this](JSContext *) { m_realm.reset(); });
    return tl::unexpected(m_whyStopped);
}

tl::expected<HandlerReply, ScriptError>
HandlerScript::call(std::size_t rule, const std::string &envelope, std::string_view data)
{
    auto said = run([&, number = std::to_string(rule)](Realm &realm) {
        return realm.call("handle", {number, envelope, data});
    });
    if (!said) return tl::unexpected(std::move(said.error()));
    return HandlerReply::fromJson(*said);
}

tl::expected<HandlerReply, ScriptError> HandlerScript::handle(std::size_t rule, const Event &event,
                                                              std::string_view channel,
                                                              std::uint32_t attempt, Timestamp now)
{
    const bool isJson = event.encoding == DataEncoding::Json;
    const auto extensions = event.extensions.empty()
                                ? Json::object()
                                : Json::parse(extensionsToJson(event.extensions), nullptr, false);
    const Json envelope = {{"id", event.id},
                           {"type", event.type},
                           {"source", event.source},
                           {"subject", event.subject},
                           {"correlation", event.correlation},
                           {"causation", event.causation},
                           {"time", formatTimestamp(event.time)},
                           {"now", formatTimestamp(now)},
                           {"channel", channel},
                           {"attempt", attempt},
                           {"isJson", isJson},
                           {"extensions", extensions.is_object() ? extensions : Json::object()}};
    return call(rule, envelope.dump(-1, ' ', false, Json::error_handler_t::replace), event.data);
}

tl::expected<HandlerReply, ScriptError> HandlerScript::beat(std::size_t rule, Timestamp now)
{
    return call(rule, Json{{"now", formatTimestamp(now)}}.dump(), {});
}

std::string HandlerScript::state()
{
    return run([](Realm &realm) { return realm.call("recall", {}); }).value_or(std::string());
}

} // namespace playhead
