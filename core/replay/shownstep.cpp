// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/shownstep.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace playhead {
namespace {

constexpr std::size_t batchSize = 256;

std::vector<Extension> sorted(std::vector<Extension> extensions)
{
    std::ranges::sort(extensions);
    return extensions;
}

} // namespace

ShownStep shown(const TapStep &step, const ParticipantTable &participants)
{
    return {step.time,
            step.kind,
            step.failed,
            step.attempt,
            participants.name(step.sender),
            participants.name(step.receiver),
            step.reason ? std::string_view(*step.reason) : std::string_view(),
            step.event.get()};
}

std::string eventDifference(const Event &one, const Event &other)
{
    std::string names;
    const auto compare = [&names](bool isSame, const char *name) {
        if (!isSame) names += (names.empty() ? "" : ", ") + std::string(name);
    };
    compare(one.id == other.id, "id");
    compare(one.type == other.type, "type");
    compare(one.source == other.source, "source");
    compare(one.subject == other.subject, "subject");
    compare(one.time == other.time, "time");
    compare(one.correlation == other.correlation, "correlation");
    compare(one.causation == other.causation, "causation");
    compare(one.scope == other.scope, "scope");
    compare(one.encoding == other.encoding && one.contentType == other.contentType
                && one.data == other.data,
            "data");
    compare(one.schema == other.schema, "schema");
    compare(one.extensions == other.extensions
                || sorted(one.extensions) == sorted(other.extensions),
            "extensions");
    return names;
}

std::string stepDifference(const ShownStep &one, const ShownStep &other)
{
    const auto differs = [](const char *what, std::string_view expected, std::string_view is) {
        return fmt::format("the {} is '{}' instead of '{}'", what, is, expected);
    };
    if (one.kind != other.kind)
        return differs("kind of step", stepKindName(one.kind), stepKindName(other.kind));
    if (one.time != other.time)
        return differs("time", formatTimestamp(one.time), formatTimestamp(other.time));
    if (one.sender != other.sender) return differs("sender", one.sender, other.sender);
    if (one.receiver != other.receiver) return differs("receiver", one.receiver, other.receiver);
    if (one.attempt != other.attempt)
        return differs("attempt", std::to_string(one.attempt), std::to_string(other.attempt));
    if (one.failed != other.failed) return one.failed ? "it does not fail" : "it fails";
    if (one.reason != other.reason) return differs("reason", one.reason, other.reason);
    if (!one.event || !other.event)
        return one.event == other.event ? std::string() : "only one of them has an event";
    const auto names = eventDifference(*one.event, *other.event);
    return names.empty() ? names : fmt::format("its event differs in {}", names);
}

Result<ShownStep> StepReader::at(Position position)
{
    const auto offset = position.value() - m_first.value();
    if (!m_first.isValid() || position < m_first || offset >= m_count) {
        if (auto loaded = load(position); !loaded) return tl::unexpected(loaded.error());
    }
    const auto step = m_log->at(position);
    m_reason.clear();
    if (step.failed) {
        auto reason = m_log->reason(position);
        if (!reason) return tl::unexpected(reason.error());
        m_reason = std::move(*reason);
    }
    const Event *event = nullptr;
    if (step.event.isValid()) {
        const auto found = std::ranges::lower_bound(m_numbers, step.event);
        event = &m_events[static_cast<std::size_t>(found - m_numbers.begin())];
    }
    return ShownStep{step.time,
                     step.kind,
                     step.failed,
                     step.attempt,
                     m_log->participantName(step.sender),
                     m_log->participantName(step.receiver),
                     m_reason,
                     event};
}

Result<void> StepReader::load(Position first)
{
    const auto left = m_log->watermark().value() - first.value() + 1;
    m_first = first;
    m_count = static_cast<std::size_t>(std::min<std::uint64_t>(left, batchSize));
    m_numbers.clear();
    for (std::size_t i = 0; i < m_count; ++i) {
        const auto number = m_log->at(Position(first.value() + i)).event;
        if (number.isValid()) m_numbers.push_back(number);
    }
    std::ranges::sort(m_numbers);
    const auto rest = std::ranges::unique(m_numbers);
    m_numbers.erase(rest.begin(), rest.end());
    if (m_events.size() < m_numbers.size()) m_events.resize(m_numbers.size());
    auto read = m_log->readEvents(m_numbers, std::span(m_events).first(m_numbers.size()));
    if (!read) m_count = 0;
    return read;
}

} // namespace playhead
