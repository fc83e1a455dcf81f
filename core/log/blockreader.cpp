// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/blockcodec.h"
#include "log/blockformat.h"

#include <algorithm>

namespace playhead {
namespace {

tl::unexpected<Error> damaged()
{
    return failure("A block is damaged: its content makes no sense.");
}

const std::uint8_t *asBytes(std::string_view text)
{
    return reinterpret_cast<const std::uint8_t *>(text.data());
}

ByteReader readerOf(std::string_view text)
{
    return {asBytes(text), asBytes(text) + text.size()};
}

} // namespace

bool BlockColumns::decodeHead(ByteReader &in)
{
    for (auto *number : {&range.firstPosition, &range.steps, &range.firstEvent, &range.events,
                         &range.firstName, &range.names})
        *number = in.varint();
    // Every step, event and name takes at least a byte, so these bounds hold for any real block.
    constexpr std::uint64_t limit = std::uint64_t(1) << 32U;
    if (in.failed() || range.steps > in.left() || range.events > in.left()
        || range.names > in.left() || range.firstPosition - 1 >= limit
        || range.firstEvent - 1 >= limit || range.firstName - 1 >= limit)
        return false;
    names.resize(range.names);
    ByteReader lengths = in;
    for (std::uint64_t i = 0; i < range.names; ++i)
        in.varint();
    for (auto &name : names)
        name = in.bytes(lengths.varint());
    keys.resize(range.events);
    std::uint32_t subject = 0;
    for (auto &key : keys) {
        key.type = static_cast<std::uint32_t>(in.varint());
        subject += static_cast<std::uint32_t>(unzigzag(in.varint()));
        key.subject = subject;
        key.correlation = subject + static_cast<std::uint32_t>(unzigzag(in.varint()));
    }
    return !in.failed();
}

bool BlockColumns::decodeSteps(ByteReader &in)
{
    const auto foreignCount = in.varint();
    if (foreignCount > in.left()) return false;
    m_foreign.resize(foreignCount);
    std::uint32_t number = 0;
    for (auto &foreign : m_foreign) {
        number += static_cast<std::uint32_t>(in.varint());
        foreign.event = number;
        foreign.keys.type = static_cast<std::uint32_t>(in.varint());
        foreign.keys.subject = static_cast<std::uint32_t>(in.varint());
        foreign.keys.correlation = static_cast<std::uint32_t>(in.varint());
    }
    const auto count = static_cast<std::size_t>(range.steps);
    steps.resize(count);
    const auto kinds = in.bytes(count);
    const auto attempts = in.bytes(count);
    const std::size_t width = in.byte();
    if (width != 1 && width != 2) return false;
    const auto senders = in.bytes(count * width);
    const auto receivers = in.bytes(count * width);
    if (in.failed()) return false;
    const auto participant = [width](std::string_view column, std::size_t i) {
        const auto *bytes = asBytes(column) + i * width;
        return ParticipantId(
            static_cast<std::uint16_t>(width == 1 ? bytes[0] : bytes[0] | bytes[1] << 8U));
    };
    const auto unit = in.varint();
    std::uint64_t time = 0;
    for (std::size_t i = 0; i < count; ++i) {
        auto &step = steps[i];
        unpackKind(asBytes(kinds)[i], step);
        step.attempt = asBytes(attempts)[i];
        step.sender = participant(senders, i);
        step.receiver = participant(receivers, i);
        time += static_cast<std::uint64_t>(unzigzag(in.varint()));
        step.time = static_cast<Timestamp>(time * unit);
    }
    std::uint32_t event = 0;
    const auto firstEvent = static_cast<std::uint32_t>(range.firstEvent);
    auto foreign = m_foreign.cbegin();
    for (auto &step : steps) {
        event += static_cast<std::uint32_t>(unzigzag(in.varint()));
        step.event = EventNumber(event);
        EventKeys found;
        if (event >= firstEvent) {
            if (event - firstEvent >= keys.size()) return false;
            found = keys[event - firstEvent];
        } else if (event != 0) {
            if (foreign == m_foreign.cend() || foreign->event != event) {
                foreign = std::lower_bound(m_foreign.cbegin(), m_foreign.cend(), event,
                                           [](const Foreign &entry, std::uint32_t wanted) {
                                               return entry.event < wanted;
                                           });
            }
            if (foreign == m_foreign.cend() || foreign->event != event) return false;
            found = foreign->keys;
        }
        step.type = NameId(found.type);
        step.subject = NameId(found.subject);
        step.correlation = NameId(found.correlation);
    }
    return !in.failed() && in.atEnd();
}

Result<void> BlockColumns::decode(const FixedBytes &raw)
{
    ByteReader in(raw.begin(), raw.end());
    if (!decodeHead(in) || !decodeSteps(in)) return damaged();
    return {};
}

Result<void> BlockColumns::decodeKeys(const FixedBytes &raw)
{
    ByteReader in(raw.begin(), raw.end());
    if (!decodeHead(in)) return damaged();
    return {};
}

Result<void> BlockPayload::decode(const FixedBytes &raw)
{
    ByteReader in(raw.begin(), raw.end());
    PayloadParts parts;
    parts.events = in.varint();
    parts.reasonCount = in.varint();
    const auto facts = in.varint();
    const auto ids = in.varint();
    const auto texts = in.varint();
    const auto data = in.varint();
    parts.facts = in.bytes(facts);
    parts.ids = in.bytes(ids);
    parts.texts = in.bytes(texts);
    parts.data = in.bytes(data);
    if (in.failed()) return damaged();
    parts.reasons = in.bytes(in.left());
    return decode(parts);
}

Result<void> BlockPayload::decode(const PayloadParts &parts)
{
    auto facts = readerOf(parts.facts);
    auto ids = readerOf(parts.ids);
    auto texts = readerOf(parts.texts);
    auto data = readerOf(parts.data);
    auto reasons = readerOf(parts.reasons);
    if (parts.events > parts.facts.size() || parts.reasonCount > parts.facts.size())
        return damaged();
    std::vector<std::string_view> remembered;
    const auto text = [&]() -> std::string_view {
        const auto known = facts.varint();
        if (known > remembered.size()) {
            facts.bytes(facts.left() + 1); // fails
            return {};
        }
        if (known != 0) return remembered[known - 1];
        const auto fresh = texts.bytes(facts.varint());
        if (remembered.size() < maxRememberedTexts) remembered.push_back(fresh);
        return fresh;
    };
    m_events.resize(parts.events);
    Timestamp time = 0;
    for (auto &event : m_events) {
        const auto flags = facts.byte();
        if ((flags & 3U) > static_cast<unsigned>(EventScope::Request)) return damaged();
        event.scope = static_cast<EventScope>(flags & 3U);
        event.encoding = static_cast<DataEncoding>(flags >> 2U & 3U);
        time = wrappingSum(time, unzigzag(facts.varint()));
        event.time = time;
        event.id = ids.bytes(facts.varint());
        event.source = text();
        event.contentType = (flags & hasContentType) != 0 ? text() : std::string_view();
        event.schema = (flags & hasSchema) != 0 ? text() : std::string_view();
        event.causation =
            (flags & hasCausation) != 0 ? texts.bytes(facts.varint()) : std::string_view();
        event.extensions =
            (flags & hasExtensions) != 0 ? texts.bytes(facts.varint()) : std::string_view();
        event.data = data.bytes(facts.varint());
    }
    m_reasons.resize(parts.reasonCount);
    std::uint64_t step = 0;
    for (auto &reason : m_reasons) {
        step += facts.varint();
        reason = {step, reasons.bytes(facts.varint())};
    }
    if (facts.failed() || ids.failed() || texts.failed() || data.failed() || reasons.failed())
        return damaged();
    return {};
}

std::string_view BlockPayload::reason(std::uint64_t step) const
{
    const auto found =
        std::lower_bound(m_reasons.begin(), m_reasons.end(), step,
                         [](const Reason &reason, std::uint64_t at) { return reason.step < at; });
    return found != m_reasons.end() && found->step == step ? found->text : std::string_view();
}

} // namespace playhead
