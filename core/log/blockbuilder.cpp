// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/blockcodec.h"
#include "log/blockformat.h"

#include <algorithm>
#include <array>

namespace playhead {
namespace {

void append(ByteBuffer &out, std::string_view text)
{
    // As bytes of the buffer's own type: one memcpy instead of a loop over characters.
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(text.data());
    out.insert(out.end(), bytes, bytes + text.size());
}

void append(ByteBuffer &out, const ByteBuffer &bytes)
{
    out.insert(out.end(), bytes.begin(), bytes.end());
}

std::string_view asText(const ByteBuffer &bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

/// The largest of a few units that all times are whole multiples of, counted from the first one.
Duration unitOfTimes(const std::vector<Step> &steps)
{
    constexpr std::array<Duration, 3> units = {nanosecondsPerSecond, nanosecondsPerMillisecond,
                                               1000};
    std::size_t unit = 0;
    for (std::size_t i = 0; i < steps.size() && unit < units.size(); ++i) {
        while (unit < units.size() && steps[i].time % units[unit] != 0)
            ++unit;
    }
    return unit < units.size() ? units[unit] : 1;
}

} // namespace

void BlockBuilder::begin(const BlockRange &range)
{
    m_range = range;
    m_range.steps = 0;
    m_range.events = 0;
    m_range.names = 0;
    for (auto *buffer : {&m_facts, &m_reasonFacts, &m_ids, &m_texts, &m_data, &m_reasons}) {
        // One huge event must not keep its room for good.
        if (buffer->capacity() > 8 * maxPayload)
            ByteBuffer().swap(*buffer);
        else
            buffer->clear();
    }
    m_keys.clear();
    m_foreign.clear();
    m_steps.clear();
    m_remembered.clear();
    m_reasonCount = 0;
    m_lastReasonStep = 0;
    m_lastTime = 0;
}

void BlockBuilder::putText(std::string_view text)
{
    // Looked for from the newest: mostly it is what the event before said.
    for (auto i = m_remembered.size(); i > 0; --i) {
        const auto &known = m_remembered[i - 1];
        if (known.size == text.size() && asText(m_texts).substr(known.offset, known.size) == text) {
            putVarint(m_facts, i);
            return;
        }
    }
    putVarint(m_facts, 0);
    putVarint(m_facts, text.size());
    if (m_remembered.size() < maxRememberedTexts)
        m_remembered.push_back({m_texts.size(), text.size()});
    append(m_texts, text);
}

void BlockBuilder::addEvent(const EventView &event, const EventKeys &keys)
{
    ++m_range.events;
    m_keys.push_back(keys);
    auto flags = static_cast<std::uint8_t>(static_cast<unsigned>(event.scope)
                                           | static_cast<unsigned>(event.encoding) << 2U);
    if (!event.contentType.empty()) flags |= hasContentType;
    if (!event.schema.empty()) flags |= hasSchema;
    if (!event.causation.empty()) flags |= hasCausation;
    if (!event.extensions.empty()) flags |= hasExtensions;
    m_facts.push_back(flags);
    putVarint(m_facts, zigzag(wrappingDifference(event.time, m_lastTime)));
    m_lastTime = event.time;
    putVarint(m_facts, event.id.size());
    append(m_ids, event.id);
    putText(event.source);
    if (!event.contentType.empty()) putText(event.contentType);
    if (!event.schema.empty()) putText(event.schema);
    if (!event.causation.empty()) {
        putVarint(m_facts, event.causation.size());
        append(m_texts, event.causation);
    }
    if (!event.extensions.empty()) {
        putVarint(m_facts, event.extensions.size());
        append(m_texts, event.extensions);
    }
    putVarint(m_facts, event.data.size());
    append(m_data, event.data);
}

void BlockBuilder::addStep(const Step &step, const EventKeys &keys)
{
    ++m_range.steps;
    m_steps.push_back(step);
    const auto event = step.event.value();
    if (event == 0 || event >= m_range.firstEvent) return;
    if (!m_foreign.empty() && m_foreign.back().event == event) return;
    m_foreign.push_back({event, keys});
}

void BlockBuilder::addReason(std::string_view reason)
{
    const auto step = m_range.steps - 1;
    putVarint(m_reasonFacts, step - m_lastReasonStep);
    putVarint(m_reasonFacts, reason.size());
    append(m_reasons, reason);
    m_lastReasonStep = step;
    ++m_reasonCount;
}

void BlockBuilder::encodeColumns(const NameTable &names, ByteBuffer &out)
{
    out.clear();
    for (const auto number : {m_range.firstPosition, m_range.steps, m_range.firstEvent,
                              m_range.events, m_range.firstName, m_range.names})
        putVarint(out, number);
    const auto nameAt = [&](std::uint64_t i) {
        return names.text(NameId(static_cast<std::uint32_t>(m_range.firstName + i)));
    };
    for (std::uint64_t i = 0; i < m_range.names; ++i)
        putVarint(out, nameAt(i).size());
    for (std::uint64_t i = 0; i < m_range.names; ++i)
        append(out, nameAt(i));
    std::int64_t lastSubject = 0;
    for (const auto &keys : m_keys) {
        putVarint(out, keys.type);
        putVarint(out, zigzag(std::int64_t(keys.subject) - lastSubject));
        putVarint(out, zigzag(std::int64_t(keys.correlation) - std::int64_t(keys.subject)));
        lastSubject = keys.subject;
    }
    std::sort(m_foreign.begin(), m_foreign.end(),
              [](const Foreign &a, const Foreign &b) { return a.event < b.event; });
    const auto same = [](const Foreign &a, const Foreign &b) { return a.event == b.event; };
    m_foreign.erase(std::unique(m_foreign.begin(), m_foreign.end(), same), m_foreign.end());
    putVarint(out, m_foreign.size());
    std::uint32_t lastForeign = 0;
    for (const auto &foreign : m_foreign) {
        putVarint(out, foreign.event - lastForeign);
        putVarint(out, foreign.keys.type);
        putVarint(out, foreign.keys.subject);
        putVarint(out, foreign.keys.correlation);
        lastForeign = foreign.event;
    }

    std::uint16_t greatest = 0;
    for (const auto &step : m_steps) {
        out.push_back(packKind(step));
        greatest = std::max({greatest, step.sender.value(), step.receiver.value()});
    }
    for (const auto &step : m_steps)
        out.push_back(step.attempt);
    const bool wide = greatest > 0xFF;
    out.push_back(wide ? 2 : 1);
    const auto putParticipant = [&](ParticipantId id) {
        out.push_back(static_cast<std::uint8_t>(id.value()));
        if (wide) out.push_back(static_cast<std::uint8_t>(id.value() >> 8U));
    };
    for (const auto &step : m_steps)
        putParticipant(step.sender);
    for (const auto &step : m_steps)
        putParticipant(step.receiver);
    const auto unit = unitOfTimes(m_steps);
    putVarint(out, static_cast<std::uint64_t>(unit));
    Timestamp lastTime = 0;
    for (const auto &step : m_steps) {
        putVarint(out, zigzag(wrappingDifference(step.time / unit, lastTime)));
        lastTime = step.time / unit;
    }
    std::int64_t lastEvent = 0;
    for (const auto &step : m_steps) {
        putVarint(out, zigzag(std::int64_t(step.event.value()) - lastEvent));
        lastEvent = step.event.value();
    }
}

void BlockBuilder::encodePayload(ByteBuffer &out) const
{
    out.clear();
    putVarint(out, m_range.events);
    putVarint(out, m_reasonCount);
    for (const auto size :
         {m_facts.size() + m_reasonFacts.size(), m_ids.size(), m_texts.size(), m_data.size()})
        putVarint(out, size);
    for (const auto *part : {&m_facts, &m_reasonFacts, &m_ids, &m_texts, &m_data, &m_reasons})
        append(out, *part);
}

PayloadParts BlockBuilder::parts() const
{
    m_allFacts.assign(m_facts.begin(), m_facts.end());
    append(m_allFacts, m_reasonFacts);
    return {asText(m_allFacts), asText(m_ids),  asText(m_texts), asText(m_data),
            asText(m_reasons),  m_range.events, m_reasonCount};
}

} // namespace playhead
