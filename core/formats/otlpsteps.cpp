// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlpsteps.h"

#include "formats/otlpattributes.h"
#include "formats/otlpplan.h"
#include "formats/otlpspanindex.h"
#include "formats/otlptiming.h"

#include <array>
#include <string>
#include <vector>

namespace playhead {
namespace {

constexpr auto none = OtlpSpanIndex::none;

/// Steps of causes above a span that are looked at to find what caused it.
constexpr int maxAncestors = 64;

class StepWriter
{
public:
    StepWriter(std::string_view text, const OtlpSpans &spans, const OtlpSpanIndex &index,
               const OtlpPlan &plan, LogSink &sink)
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

    void write(const OtlpStep &step)
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
        record.event = event(step);
        const auto &span = m_spans.spans[step.span];
        if (step.kind == StepKind::Nack || (step.kind == StepKind::Reply && span.failed)) {
            record.failed = true;
            record.reason = m_spans.names.text(span.reason);
        }
        m_sink.step(record);
    }

private:
    ParticipantId participant(NameId name, Role role)
    {
        auto &id = m_participants[static_cast<std::size_t>(role)][name.value()];
        if (id) return id;
        std::string text(m_spans.names.text(name));
        if (text.empty()) text = "unknown service";
        if (role == Role::Channel && m_isPeer[name.value()]) text += " (channel)";
        id = m_sink.participant(text, role);
        return id;
    }

    EventNumber event(const OtlpStep &step)
    {
        auto &number = m_events[step.event];
        if (number) return number;
        const auto &span = m_spans.spans[step.event];
        const auto &names = m_spans.names;
        const auto id = otlpSpanIdText(span.id.span);
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
            view.data =
                m_attributes.toJson(m_text, m_text.substr(span.attributes, span.attributeSize));
        view.encoding = view.data.empty() ? DataEncoding::None : DataEncoding::Json;
        number = m_sink.event(view);
        return number;
    }

    /// The id of the message that was being handled when this span sent one; empty: none.
    [[nodiscard]] std::string cause(std::uint32_t span) const
    {
        auto at = m_index.parent(span);
        for (int i = 0; i < maxAncestors && at != none; ++i) {
            const auto kind = m_spans.spans[at].kind;
            if (kind == OtlpKind::Consumer || kind == OtlpKind::Server) {
                const auto handled = m_plan.handled[at];
                if (handled == none || handled == span) return {};
                return otlpSpanIdText(m_spans.spans[handled].id.span);
            }
            at = m_index.parent(at);
        }
        return {};
    }

    std::string_view m_text;
    const OtlpSpans &m_spans;
    const OtlpSpanIndex &m_index;
    const OtlpPlan &m_plan;
    LogSink &m_sink;
    OtlpAttributes m_attributes;
    std::vector<EventNumber> m_events;                        // by span
    std::vector<bool> m_isPeer;                               // by name
    std::array<std::vector<ParticipantId>, 3> m_participants; // by role and name
};

} // namespace

OtlpLeftOut writeOtlpSteps(std::string_view text, OtlpSpans &spans, LogSink &sink,
                           const std::stop_token &stop)
{
    const OtlpSpanIndex index(spans);
    const OtlpTiming timing(spans, index, stop);
    const auto plan = planOtlpSteps(spans, index, timing, stop);
    StepWriter writer(text, spans, index, plan, sink);
    for (const auto &step : plan.steps) {
        if (stop.stop_requested()) break;
        writer.write(step);
    }
    return {plan.internal, index.duplicates().size()};
}

} // namespace playhead
