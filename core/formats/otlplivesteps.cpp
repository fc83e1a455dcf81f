// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlplivesteps.h"

#include "formats/otlpspanindex.h"
#include "formats/otlpspanparser.h"
#include "formats/otlpstepwriter.h"
#include "formats/otlptiming.h"
#include "model/extensions.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <unordered_map>
#include <utility>

namespace playhead {
namespace {

constexpr auto none = OtlpSpanIndex::none;

/// Names remembered as those of services, so that hostile senders do not fill memory with them.
constexpr std::size_t mostPeers = 10'000;

/// Takes what the writer writes as steps of a live source.
class TapSink final : public LogSink
{
public:
    explicit TapSink(const OtlpLiveSteps::Participants &participants) : m_participants(participants)
    {}

    EventNumber add(EventPtr event)
    {
        m_events.push_back(std::move(event));
        return EventNumber(static_cast<std::uint32_t>(m_events.size()));
    }
    [[nodiscard]] EventPtr eventAt(EventNumber number) const
    {
        return number ? m_events[number.value() - 1] : nullptr;
    }
    std::vector<TapStep> takeSteps() { return std::move(m_steps); }

    ParticipantId participant(std::string_view name, Role role) override
    {
        return m_participants(name, role);
    }
    EventNumber event(const EventView &event) override
    {
        return add(std::make_shared<const Event>(eventFromView(event)));
    }
    void step(const StepRecord &record) override
    {
        TapStep step;
        step.time = record.time;
        step.event = eventAt(record.event);
        if (!record.reason.empty())
            step.reason = std::make_shared<const std::string>(record.reason);
        step.sender = record.sender;
        step.receiver = record.receiver;
        step.kind = record.kind;
        step.evidence = record.evidence;
        step.failed = record.failed;
        step.attempt = record.attempt;
        m_steps.push_back(std::move(step));
    }
    void skipped(SkippedRecord /*record*/) override {}

private:
    const OtlpLiveSteps::Participants &m_participants;
    std::vector<EventPtr> m_events;
    std::vector<TapStep> m_steps;
};

/// What the spans of one planning have told before.
class Tellings
{
public:
    Tellings(std::span<OtlpHeldSpan *const> held, const OtlpSpans &spans, const OtlpPlan &plan)
        : m_held(held), m_spans(spans)
    {
        for (std::uint32_t i = 0; i < held.size(); ++i) {
            if (held[i]->told.empty()) continue;
            if (spans.spans[i].receivesOnly) m_receivers.push_back(i);
            if (spans.spans[i].kind == OtlpKind::Server) m_servers.emplace(plan.handled[i], i);
        }
    }

    [[nodiscard]] bool has(std::uint32_t span, StepKind kind, std::uint32_t event) const
    {
        return std::ranges::any_of(m_held[span]->told, [&](const auto &told) {
            return told.kind == kind && told.event == m_spans.spans[event].id;
        });
    }

    /// Whether this step, or another that says the same, is in the log.
    [[nodiscard]] bool has(const OtlpStep &step)
    {
        if (has(step.span, step.kind, step.event) || has(step.span, step.kind, step.span))
            return true;
        if (!isRequest(step.kind)) return wasReceived(step);
        if (has(step.event, step.kind, step.event)) return true;
        const auto server = m_servers.find(step.event);
        return server != m_servers.end() && has(server->second, step.kind, server->second);
    }

    void add(const OtlpStep &step)
    {
        const OtlpHeldSpan::Told told{step.kind, m_spans.spans[step.event].id, false};
        m_held[step.span]->told.push_back(told);
        if (isRequest(step.kind) && step.event != step.span)
            m_held[step.event]->told.push_back(told);
    }

private:
    static bool isRequest(StepKind kind)
    {
        return kind == StepKind::Command || kind == StepKind::Reply;
    }

    /// Whether a span that only received the message told of it, before the one that processes it
    /// had arrived. Each stands for one.
    bool wasReceived(const OtlpStep &step)
    {
        const auto &processor = m_spans.spans[step.span];
        if (m_receivers.empty() || processor.receivesOnly) return false;
        for (const auto i : m_receivers) {
            if (m_spans.service(m_spans.spans[i]) != m_spans.service(processor)) continue;
            for (auto &told : m_held[i]->told) {
                if (told.replaced || told.kind != step.kind
                    || told.event != m_spans.spans[step.event].id)
                    continue;
                told.replaced = true;
                add(step);
                return true;
            }
        }
        return false;
    }

    std::span<OtlpHeldSpan *const> m_held;
    const OtlpSpans &m_spans;
    std::vector<std::uint32_t> m_receivers;
    std::unordered_map<std::uint32_t, std::uint32_t> m_servers; ///< by the request they answered
};

/// The spans' texts one after another.
std::string joined(std::span<OtlpHeldSpan *const> held)
{
    std::size_t size = 0;
    for (const auto *span : held)
        size += span->arrival.json.size();
    std::string text;
    text.reserve(size);
    for (const auto *span : held)
        text += span->arrival.json;
    return text;
}

void parse(std::string_view text, std::span<OtlpHeldSpan *const> held, OtlpSpans &spans)
{
    OtlpSpanParser parser(text, spans);
    std::size_t at = 0;
    const std::string *service = nullptr;
    for (const auto *span : held) {
        const auto &arrival = span->arrival;
        if (arrival.service.get() != std::exchange(service, arrival.service.get()))
            parser.beginService(*arrival.service);
        [[maybe_unused]] const auto problem = parser.span(text.substr(at, arrival.json.size()));
        assert(!problem); // it was parsed when it arrived
        at += arrival.json.size();
    }
}

/// Tells the writer which messages are in the log.
void setEvents(std::span<OtlpHeldSpan *const> held, const OtlpPlan &plan, const Tellings &tellings,
               TapSink &sink, OtlpStepWriter &writer)
{
    const auto set = [&](std::uint32_t span, const EventPtr &event) {
        writer.setEvent(span, sink.add(event), event->id);
    };
    for (std::uint32_t i = 0; i < held.size(); ++i)
        if (held[i]->event) set(i, held[i]->event);
    for (std::uint32_t i = 0; i < held.size(); ++i) {
        const auto producer = plan.handled[i];
        if (producer == none || producer == i || writer.event(producer)) continue;
        // It was told as receiving a message of unknown origin: this is it.
        if (tellings.has(i, StepKind::Deliver, i)) set(producer, held[i]->event);
    }
}

} // namespace

void OtlpLiveSteps::rememberPeers(OtlpPlan &plan, const NameTable &names)
{
    std::ranges::sort(plan.peers);
    plan.peers.erase(std::ranges::unique(plan.peers).begin(), plan.peers.end());
    for (const auto peer : plan.peers)
        if (m_peers.size() < mostPeers) m_peers.emplace(names.text(peer));
    for (const auto &name : m_peers)
        if (const auto peer = names.find(name)) plan.peers.push_back(peer);
}

std::vector<TapStep> OtlpLiveSteps::write(std::span<OtlpHeldSpan *const> held)
{
    const auto text = joined(held);
    OtlpSpans spans;
    parse(text, held, spans);
    const OtlpSpanIndex index(spans);
    const OtlpTiming timing(spans, index, {});
    auto plan = planOtlpSteps(spans, index, timing, {});
    rememberPeers(plan, spans.names);
    TapSink sink(m_participants);
    OtlpStepWriter writer(text, spans, index, plan, sink);
    Tellings tellings(held, spans, plan);
    setEvents(held, plan, tellings, sink, writer);
    for (const auto &step : plan.steps) {
        if (tellings.has(step)) continue;
        writer.write(step);
        tellings.add(step);
    }
    for (std::uint32_t i = 0; i < held.size(); ++i)
        held[i]->event = sink.eventAt(writer.event(i));
    return sink.takeSteps();
}

} // namespace playhead
