// SPDX-License-Identifier: GPL-3.0-or-later
#include "otlpsamples.h"

#include "formats/otlpreader.h"
#include "model/extensions.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <map>
#include <set>
#include <sstream>

#include <fmt/format.h>

namespace playhead::test {

ParticipantId CollectingSink::participant(std::string_view name, Role role)
{
    return participants.intern(name, role);
}

EventNumber CollectingSink::event(const EventView &event)
{
    events.push_back(eventFromView(event));
    return EventNumber(static_cast<std::uint32_t>(events.size()));
}

void CollectingSink::step(const StepRecord &step)
{
    steps.push_back({step, std::string(step.reason)});
    steps.back().record.reason = {};
}

void CollectingSink::skipped(SkippedRecord record)
{
    skips.push_back(std::move(record));
}

std::size_t CollectingSink::count(StepKind kind) const
{
    return static_cast<std::size_t>(std::count_if(
        steps.begin(), steps.end(), [&](const Taken &t) { return t.record.kind == kind; }));
}

const Event &CollectingSink::eventOf(const Taken &step) const
{
    return events.at(step.record.event.value() - 1);
}

std::string CollectingSink::flow() const
{
    std::string out;
    for (const auto &step : steps) {
        const auto &record = step.record;
        out += fmt::format("{} {} > {}", stepKindName(record.kind),
                           participants.name(record.sender), participants.name(record.receiver));
        if (record.kind == StepKind::Deliver) out += fmt::format(" #{}", record.attempt);
        out += fmt::format(" {}", eventOf(step).type);
        if (record.failed) out += fmt::format(" ({})", step.reason);
        out += '\n';
    }
    return out;
}

std::string CollectingSink::whole() const
{
    std::string out = flow();
    for (const auto &step : steps)
        out += fmt::format("{} ", step.record.time);
    for (const auto &e : events)
        out += fmt::format("\n{} {} {} {} {} {} {}", e.id, e.time, e.source, e.subject,
                           e.correlation, e.causation, e.data);
    return out;
}

std::string CollectingSink::times() const
{
    std::string out;
    for (const auto &step : steps)
        out += fmt::format("{}{}", out.empty() ? "" : " ", step.record.time / 1'000'000);
    return out;
}

std::string CollectingSink::problem() const
{
    std::set<std::uint32_t> published;
    for (const auto &taken : steps)
        if (taken.record.kind == StepKind::Publish) published.insert(taken.record.event.value());
    Timestamp last = std::numeric_limits<Timestamp>::min();
    std::set<std::uint32_t> begun;
    std::map<std::pair<std::uint32_t, std::uint16_t>, int> open;
    for (const auto &taken : steps) {
        const auto &step = taken.record;
        const auto event = step.event.value();
        if (step.time < last) return "steps are not in order of time";
        last = step.time;
        if (!step.sender || step.sender.value() > participants.size()) return "no sender";
        if (!step.receiver || step.receiver.value() > participants.size()) return "no receiver";
        if (event == 0 || event > events.size()) return "no event";
        switch (step.kind) {
        case StepKind::Publish:
        case StepKind::Command:
            if (!begun.insert(event).second) return "sent twice";
            if ((participants.role(step.receiver) == Role::Channel)
                != (step.kind == StepKind::Publish))
                return "sent to the wrong role";
            break;
        case StepKind::Deliver:
            if (published.contains(event) && !begun.contains(event)) return "delivered too early";
            if (step.attempt == 0) return "delivered without an attempt";
            if (participants.role(step.sender) != Role::Channel
                || participants.role(step.receiver) != Role::Consumer)
                return "delivered between the wrong roles";
            ++open[{event, step.receiver.value()}];
            break;
        case StepKind::Ack:
        case StepKind::Nack:
            if (--open[{event, step.sender.value()}] < 0) return "settled before its delivery";
            if (step.evidence != Evidence::Inferred) return "settled without inferring";
            break;
        case StepKind::Reply:
            if (!begun.contains(event)) return "replied before it was asked";
            break;
        default: return "a kind of step that OTLP does not tell of";
        }
    }
    return {};
}

std::string otlpAttribute(std::string_view key, std::string_view value)
{
    return fmt::format(R"({{"key":"{}","value":{{"stringValue":"{}"}}}})", key, value);
}

std::string otlpLinks(const std::vector<int> &spans)
{
    std::string out;
    for (const auto span : spans)
        out += fmt::format(R"({}{{"traceId":"{:032x}","spanId":"{:016x}"}})",
                           out.empty() ? "" : ",", 1, span);
    return "\"links\":[" + out + "]";
}

std::string otlpLines(const std::vector<OtlpSample> &samples)
{
    std::string out;
    for (const auto &s : samples) {
        auto attributes = otlpAttribute("sample", fmt::format("{}", s.id));
        if (s.kind > 3)
            attributes += "," + otlpAttribute("messaging.destination.name", s.destination);
        if (!s.attributes.empty()) attributes += "," + s.attributes;
        const auto parent =
            s.parent == 0 ? std::string() : fmt::format(R"("parentSpanId":"{:016x}",)", s.parent);
        out += fmt::format(
            R"({{"resourceSpans":[{{"resource":{{"attributes":[{}]}},"scopeSpans":[{{"spans":[{{)"
            R"("traceId":"{:032x}","spanId":"{:016x}",{}"name":"span{}","kind":{},)"
            R"("startTimeUnixNano":"{}000000","endTimeUnixNano":"{}000000","attributes":[{}]{}{}}}]}}]}}]}})"
            "\n",
            otlpAttribute("service.name", s.service), s.trace, s.id, parent, s.id, s.kind, s.start,
            s.end, attributes, s.more.empty() ? "" : ",", s.more);
    }
    return out;
}

Result<void> readOtlp(std::string_view text, CollectingSink &sink)
{
    LogInput input;
    input.text = text;
    input.name = "test.json";
    return otlpReader().read(input, sink);
}

std::string dataFile(const std::string &name)
{
    std::ifstream file(PLAYHEAD_TEST_DATA "/" + name, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

} // namespace playhead::test
