// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptbatch.h"

#include "model/extensions.h"
#include "replay/removal.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace playhead {
namespace {

constexpr std::size_t fieldCount = 9;

/// In the order of js/event.js.
std::array<std::string_view, fieldCount> fieldsOf(const Event &event, std::string_view extensions)
{
    return {event.id,          event.subject, event.correlation, event.causation, event.source,
            event.contentType, event.schema,  extensions,        event.data};
}

bool isAscii(std::string_view text)
{
    std::uint64_t seen = 0;
    while (text.size() >= sizeof seen) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof word);
        seen |= word;
        text.remove_prefix(sizeof word);
    }
    for (const char c : text)
        seen |= static_cast<unsigned char>(c);
    return (seen & 0x8080'8080'8080'8080U) == 0;
}

/// The character that starts at `at`, which moves behind it.
char32_t decode(std::string_view text, std::size_t &at)
{
    constexpr char32_t replacement = 0xFFFD;
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto first = byte(at++);
    if (first < 0x80) return first;
    const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC2 || first > 0xF4) return replacement;
    char32_t c = first & (0x3FU >> more);
    for (std::size_t i = 0; i < more; ++i) {
        const auto next = byte(at);
        if ((next & 0xC0U) != 0x80U) return replacement;
        c = (c << 6U) | (next & 0x3FU);
        ++at;
    }
    const char32_t least = more == 3 ? 0x10000 : more == 2 ? 0x800 : 0x80;
    const bool isSurrogate = c >= 0xD800 && c < 0xE000;
    return c < least || c > 0x10FFFF || isSurrogate ? replacement : c;
}

void addTimes(ScriptBatch &batch, const FoldEvent &event)
{
    auto seconds = event.event->time / nanosecondsPerSecond;
    auto rest = event.event->time % nanosecondsPerSecond;
    if (rest < 0) {
        rest += nanosecondsPerSecond;
        --seconds;
    }
    batch.doubles.insert(
        batch.doubles.end(),
        {double(event.sequence), double(event.position.value()), double(seconds), double(rest)});
}

/// Writes the text again, as UTF-16, and the bounds with it.
void widen(ScriptBatch &batch)
{
    batch.isWide = true;
    batch.wideText.reserve(batch.text.size());
    for (std::size_t i = 0; i < batch.count(); ++i) {
        auto *bounds = &batch.ints[i * ScriptBatch::intsPerEvent + 3];
        for (std::size_t f = 0; f < fieldCount; ++f) {
            const auto begin = static_cast<std::size_t>(bounds[f]);
            const auto end = static_cast<std::size_t>(bounds[f + 1]);
            bounds[f] = static_cast<std::int32_t>(batch.wideText.size());
            appendWide(batch.wideText, std::string_view(batch.text).substr(begin, end - begin));
        }
        bounds[fieldCount] = static_cast<std::int32_t>(batch.wideText.size());
    }
    batch.text.clear();
}

} // namespace

void appendWide(std::u16string &wide, std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        auto c = decode(text, at);
        if (c >= 0x10000) {
            c -= 0x10000;
            wide.push_back(static_cast<char16_t>(0xD800 + (c >> 10U)));
            c = 0xDC00 + (c & 0x3FFU);
        }
        wide.push_back(static_cast<char16_t>(c));
    }
}

const ScriptBatchMaker::Type &ScriptBatchMaker::typeOf(const std::string &type, ScriptBatch &batch)
{
    auto [found, isNew] = m_types.try_emplace(type);
    if (isNew) {
        found->second.isRemoval = saysRemoved(type);
        if (m_definition->takesType(type, found->second.isRemoval)) {
            found->second.number = m_typeCount++;
            batch.newTypes.push_back(type);
        }
    }
    return found->second;
}

std::int32_t ScriptBatchMaker::streamOf(const std::string &stream, ScriptBatch &batch)
{
    const auto [found, isNew] =
        m_streams.try_emplace(stream, static_cast<std::int32_t>(m_streams.size()));
    if (isNew) batch.newStreams.push_back(stream);
    return found->second;
}

ScriptBatch ScriptBatchMaker::make(std::span<const FoldEvent> events)
{
    ScriptBatch batch;
    batch.ints.reserve(events.size() * ScriptBatch::intsPerEvent);
    batch.doubles.reserve(events.size() * ScriptBatch::doublesPerEvent);
    const bool numbersStreams =
        m_definition->partitioning == ScriptDefinition::Partitioning::Stream;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto &event = *events[i].event;
        if (!m_definition->takesStream(event.subject)) continue;
        const auto &type = typeOf(event.type, batch);
        if (type.number < 0) continue;
        batch.origins.push_back(i);
        batch.ints.push_back(type.number);
        batch.ints.push_back(numbersStreams ? streamOf(event.subject, batch) : 0);
        batch.ints.push_back((event.encoding == DataEncoding::Json ? ScriptBatch::isJsonFlag : 0)
                             | (type.isRemoval ? ScriptBatch::isRemovalFlag : 0));
        const auto extensions =
            event.extensions.empty() ? std::string() : extensionsToJson(event.extensions);
        for (const auto field : fieldsOf(event, extensions)) {
            batch.ints.push_back(static_cast<std::int32_t>(batch.text.size()));
            batch.text += field;
        }
        batch.ints.push_back(static_cast<std::int32_t>(batch.text.size()));
        addTimes(batch, events[i]);
    }
    if (!isAscii(batch.text)) widen(batch);
    return batch;
}

} // namespace playhead
