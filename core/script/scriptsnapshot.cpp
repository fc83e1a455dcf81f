// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptsnapshot.h"

#include <cctype>
#include <optional>

namespace playhead {
namespace {

/// The number of `\uXXXX` at `at`.
std::optional<unsigned> escapedUnit(std::string_view text, std::size_t at)
{
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
    const auto digits = text.substr(at + 2, 4);
    unsigned unit = 0;
    for (const char c : digits) {
        if (!std::isxdigit(static_cast<unsigned char>(c))) return std::nullopt;
        const auto lower = static_cast<unsigned>(std::tolower(static_cast<unsigned char>(c)));
        unit = unit * 16 + (lower >= 'a' ? lower - 'a' + 10 : lower - '0');
    }
    return unit;
}

std::string withoutLoneSurrogates(std::string_view text)
{
    std::string clean;
    clean.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] != '\\' || at + 1 >= text.size()) {
            clean += text[at++];
            continue;
        }
        const auto unit = escapedUnit(text, at);
        const auto isSurrogate = unit && *unit >= 0xD800 && *unit < 0xE000;
        if (!isSurrogate) {
            clean += text.substr(at, 2);
            at += 2;
            continue;
        }
        const auto next = escapedUnit(text, at + 6);
        if (*unit < 0xDC00 && next && *next >= 0xDC00 && *next < 0xE000) {
            clean += text.substr(at, 12);
            at += 12;
        } else {
            clean += "\\ufffd";
            at += 6;
        }
    }
    return clean;
}

Json derivedToJson(const DerivedEvent &event)
{
    return Json::array(
        {event.stream, event.type, event.data, event.metadata, event.cause.value(), event.isLink});
}

std::optional<DerivedEvent> derivedFromJson(const Json &json)
{
    if (!json.is_array() || json.size() != 6 || !json[0].is_string() || !json[1].is_string()
        || !json[4].is_number_unsigned() || !json[5].is_boolean())
        return std::nullopt;
    return DerivedEvent{json[0], json[1], json[2], json[3], Position(json[4]), json[5]};
}

ScriptText textFrom(const Json &json)
{
    if (!json.is_string()) return nullptr;
    const auto &text = json.get_ref<const std::string &>();
    // As the engine reads it: with the escapes that JSON proper does not have.
    if (!Json::accept(text) && !Json::accept(withoutLoneSurrogates(text))) return nullptr;
    return std::make_shared<const std::string>(text);
}

} // namespace

Json jsonFromScript(std::string_view text)
{
    auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) json = Json::parse(withoutLoneSurrogates(text), nullptr, false);
    return json.is_discarded() ? Json() : json;
}

std::size_t ScriptSnapshot::bytes() const
{
    constexpr std::size_t entry = sizeof(ScriptTexts::value_type) + 6 * sizeof(void *);
    std::size_t bytes = sizeof *this + (m_states.shared ? m_states.shared->size() : 0);
    for (const auto &[key, text] : m_states.partitions)
        bytes += entry + key.size() + text->size();
    for (const auto &chunk : m_states.derived)
        bytes += sizeof chunk + chunk->size() * sizeof(DerivedEvent);
    return bytes;
}

std::string ScriptSnapshot::encoded() const
{
    Json all = {{"partitions", Json::object()}, {"derived", Json::array()}};
    for (const auto &[key, text] : m_states.partitions)
        all["partitions"][key] = *text;
    if (m_states.shared) all["shared"] = *m_states.shared;
    for (const auto &chunk : m_states.derived)
        for (const auto &event : *chunk)
            all["derived"].push_back(derivedToJson(event));
    std::string bytes;
    Json::to_cbor(all, bytes);
    return bytes;
}

FoldSnapshotPtr ScriptSnapshot::decoded(std::string_view bytes)
{
    const auto all = Json::from_cbor(bytes.begin(), bytes.end(), true, false);
    if (!all.is_object() || !all.contains("partitions") || !all["partitions"].is_object()
        || !all.contains("derived") || !all["derived"].is_array())
        return nullptr;
    ScriptStates states;
    for (const auto &[key, json] : all["partitions"].items()) {
        auto text = textFrom(json);
        if (!text) return nullptr;
        states.partitions.emplace(key, std::move(text));
    }
    if (all.contains("shared")) {
        states.shared = textFrom(all["shared"]);
        if (!states.shared) return nullptr;
    }
    std::vector<DerivedEvent> events;
    for (const auto &json : all["derived"]) {
        auto event = derivedFromJson(json);
        if (!event) return nullptr;
        events.push_back(std::move(*event));
    }
    if (!events.empty())
        states.derived.push_back(
            std::make_shared<const std::vector<DerivedEvent>>(std::move(events)));
    return std::make_shared<const ScriptSnapshot>(std::move(states));
}

} // namespace playhead
