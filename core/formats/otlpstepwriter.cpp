// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlpstepwriter.h"

#include <utility>

namespace playhead {
namespace {

constexpr auto none = OtlpSpanIndex::none;

/// Steps of causes above a span that are looked at to find what caused it.
constexpr int maxAncestors = 64;

} // namespace

OtlpStepWriter::OtlpStepWriter(std::string_view text, const OtlpSpans &spans,
                               const OtlpSpanIndex &index, const OtlpPlan &plan, LogSink &sink)
    : m_text(text),
      m_spans(spans),
      m_index(index),
      m_plan(plan),
      m_sink(sink),
      m_events(spans.spans.size()),
      m_isPeer(spans.names.size() + 1)
{
    for (auto &ids : m_participants)
        ids.resize(spans.names.size() + 1);
    for (const auto peer : plan.peers)
        m_isPeer[peer.value()] = true;
}

void OtlpStepWriter::write(const OtlpStep &step)
{
    const bool receivesMessage = step.kind == StepKind::Deliver;
    const bool settles = step.kind == StepKind::Ack || step.kind == StepKind::Nack;
    const bool publishes = step.kind == StepKind::Publish;
    StepRecord record;
    record.time = step.time;
    record.kind = step.kind;
    // That a message was settled is concluded from the end of its handling.
    record.evidence = settles ? Evidence::Inferred : Evidence::Observed;
    record.attempt = step.attempt;
    if (receivesMessage)
        record.sender = participant(step.sender, Role::Channel);
    else if (settles || step.kind == StepKind::Reply)
        record.sender = participant(step.sender, Role::Consumer);
    else
        record.sender = participant(step.sender, Role::Producer);
    if (publishes || settles)
        record.receiver = participant(step.receiver, Role::Channel);
    else if (step.kind == StepKind::Reply)
        record.receiver = participant(step.receiver, Role::Producer);
    else
        record.receiver = participant(step.receiver, Role::Consumer);
    record.event = eventOf(step);
    const auto &span = m_spans.spans[step.span];
    if (step.kind == StepKind::Nack || (step.kind == StepKind::Reply && span.failed)) {
        record.failed = true;
        record.reason = m_spans.names.text(span.reason);
    }
    m_sink.step(record);
}

void OtlpStepWriter::setEvent(std::uint32_t span, EventNumber number, std::string id)
{
    m_events[span] = number;
    m_ids[span] = std::move(id);
}

ParticipantId OtlpStepWriter::participant(NameId name, Role role)
{
    auto &id = m_participants[static_cast<std::size_t>(role)][name.value()];
    if (id) return id;
    std::string text(m_spans.names.text(name));
    if (text.empty()) text = "unknown service";
    if (role == Role::Channel && m_isPeer[name.value()]) text += " (channel)";
    id = m_sink.participant(text, role);
    return id;
}

EventNumber OtlpStepWriter::eventOf(const OtlpStep &step)
{
    auto &number = m_events[step.event];
    if (number) return number;
    const auto &span = m_spans.spans[step.event];
    const auto &names = m_spans.names;
    const auto id = eventId(step.event);
    const auto trace = otlpTraceIdText(span.id);
    const auto causation = cause(step.event);
    EventView view;
    std::string extensions;
    view.id = id;
    view.time = step.time;
    view.causation = causation;
    view.subject = names.text(span.conversation ? span.conversation : span.subject);
    view.correlation = trace;
    if (span.conversation) {
        view.correlation = names.text(span.conversation);
        extensions = R"({"traceid":")" + trace + "\"}";
        view.extensions = extensions;
    }
    if (step.kind == StepKind::Command) { // the server knows best what was asked for
        view.scope = EventScope::Request;
        view.type = names.text(m_spans.spans[step.span].name);
    } else {
        view.type = names.text(span.type ? span.type : span.name);
    }
    // Where a message comes from that was published before the recording is not known; the
    // channel is the nearest.
    view.source =
        names.text(step.kind == StepKind::Deliver ? span.destination : m_spans.service(span));
    if (span.attributeSize > 0)
        view.data = m_attributes.toJson(m_text, m_text.substr(span.attributes, span.attributeSize));
    view.encoding = view.data.empty() ? DataEncoding::None : DataEncoding::Json;
    number = m_sink.event(view);
    return number;
}

std::string OtlpStepWriter::eventId(std::uint32_t span) const
{
    const auto known = m_ids.find(span);
    return known == m_ids.end() ? otlpSpanIdText(m_spans.spans[span].id.span) : known->second;
}

std::string OtlpStepWriter::cause(std::uint32_t span) const
{
    auto at = m_index.parent(span);
    for (int i = 0; i < maxAncestors && at != none; ++i) {
        const auto kind = m_spans.spans[at].kind;
        if (kind == OtlpKind::Consumer || kind == OtlpKind::Server) {
            const auto handled = m_plan.handled[at];
            if (handled == none || handled == span) return {};
            return eventId(handled);
        }
        at = m_index.parent(at);
    }
    return {};
}

} // namespace playhead
