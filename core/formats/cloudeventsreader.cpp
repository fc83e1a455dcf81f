// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/cloudeventsreader.h"

#include "formats/cloudeventparser.h"
#include "formats/jsonrecords.h"

#include <unordered_map>

namespace playhead {
namespace {

constexpr std::string_view defaultChannel = "events";

Role senderRole(StepKind kind)
{
    switch (kind) {
    case StepKind::Deliver:
    case StepKind::DeadLetter: return Role::Channel;
    case StepKind::Ack:
    case StepKind::Nack: return Role::Consumer;
    case StepKind::Command:
    case StepKind::Publish:
    case StepKind::Query:
    case StepKind::Reply: return Role::Producer;
    }
    return Role::Producer;
}

Role receiverRole(StepKind kind)
{
    switch (kind) {
    case StepKind::Deliver: return Role::Consumer;
    case StepKind::Publish:
    case StepKind::Ack:
    case StepKind::Nack:
    case StepKind::DeadLetter: return Role::Channel;
    case StepKind::Command:
    case StepKind::Query:
    case StepKind::Reply: return Role::Producer;
    }
    return Role::Producer;
}

class Reading
{
public:
    Reading(const LogInput &input, LogSink &sink)
        : m_input(input), m_sink(sink), m_parser(input.text), m_records(input.text)
    {}

    Result<void> run()
    {
        std::uint64_t count = 0;
        while (const auto record = m_records.next()) {
            if ((++count & 1023U) == 0) {
                if (m_input.stop.stop_requested()) return {};
                if (m_input.progress) m_input.progress(m_records.offset());
            }
            if (record->problem.empty())
                take(*record, record->text, m_parser, 0);
            else
                m_sink.skipped({record->line, record->offset, record->problem});
        }
        return {};
    }

private:
    /// Lists in objects in lists: as deep as conformance suites nest.
    static constexpr int deepestWrapper = 3;

    void take(const JsonRecords::Record &record, std::string_view text, CloudEventParser &parser,
              int depth)
    {
        switch (parser.parse(text)) {
        case CloudEventParser::Outcome::Event: add(record, parser.event()); break;
        case CloudEventParser::Outcome::Malformed:
            m_sink.skipped({record.line, record.offset, parser.problem()});
            break;
        case CloudEventParser::Outcome::Wrapper:
            if (depth < deepestWrapper)
                unwrap(record, std::string(parser.inner()), depth + 1);
            else
                m_sink.skipped({record.line, record.offset, "The event is wrapped too deep."});
            break;
        }
    }

    /// The events of an object that holds some, such as a case of a conformance suite.
    void unwrap(const JsonRecords::Record &record, const std::string &inner, int depth)
    {
        CloudEventParser parser(inner);
        if (inner.starts_with('{')) {
            take(record, inner, parser, depth);
            return;
        }
        JsonRecords list(inner);
        while (const auto item = list.next()) {
            if (item->problem.empty())
                take(record, item->text, parser, depth);
            else
                m_sink.skipped({record.line, record.offset, item->problem});
        }
    }

    void add(const JsonRecords::Record &record, ParsedCloudEvent event)
    {
        if (!event.hasTime) event.event.time = m_lastTime;
        m_lastTime = event.event.time;
        if (!event.kind) {
            const auto channel = event.channel.empty() ? defaultChannel : event.channel;
            StepRecord step;
            step.time = event.event.time;
            step.kind = StepKind::Publish;
            step.sender = m_sink.participant(event.event.source, Role::Producer);
            step.receiver = m_sink.participant(channel, Role::Channel);
            step.event = m_sink.event(event.event);
            m_sink.step(step);
            return;
        }
        StepRecord step;
        if (event.number != 0) step.event = number(event);
        if (event.repeated && !step.event.isValid()) {
            m_sink.skipped({record.line, record.offset,
                            "It repeats event " + std::to_string(event.number)
                                + ", which is not in the file before it."});
            return;
        }
        step.time = event.stepTime;
        step.kind = *event.kind;
        step.evidence = event.inferred ? Evidence::Inferred : Evidence::Observed;
        step.failed = event.failed;
        step.attempt = event.attempt;
        step.sender = m_sink.participant(event.sender, senderRole(step.kind));
        step.receiver = m_sink.participant(event.receiver, receiverRole(step.kind));
        step.reason = event.reason;
        m_sink.step(step);
    }

    EventNumber number(const ParsedCloudEvent &event)
    {
        if (event.repeated) {
            const auto known = m_numbers.find(event.number);
            return known == m_numbers.end() ? EventNumber() : known->second;
        }
        const auto stored = m_sink.event(event.event);
        m_numbers[event.number] = stored;
        return stored;
    }

    const LogInput &m_input;
    LogSink &m_sink;
    CloudEventParser m_parser;
    JsonRecords m_records;
    Timestamp m_lastTime = 0;
    std::unordered_map<std::uint64_t, EventNumber> m_numbers; // of our own export
};

class CloudEventsReader final : public LogReader
{
public:
    std::string_view name() const override { return "cloudevents"; }
    std::string_view description() const override
    {
        return "CloudEvents 1.0 as JSON: one event, an array, or one a line";
    }

    int recognise(std::string_view beginning, bool) const override
    {
        // The attribute that every CloudEvent has, near the start of a record.
        const auto text = trimmedJson(beginning.substr(0, 16384));
        if (text.empty()
            || (text.front() != '{' && text.front() != '[' && !text.starts_with("\xef\xbb\xbf")))
            return 0;
        const auto found = text.find("\"specversion\"");
        return found == std::string_view::npos ? 0 : 90;
    }

    Result<void> read(const LogInput &input, LogSink &sink) const override
    {
        return Reading(input, sink).run();
    }
};

} // namespace

const LogReader &cloudEventsReader()
{
    static const CloudEventsReader reader;
    return reader;
}

} // namespace playhead
