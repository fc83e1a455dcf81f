// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/cloudeventsreader.h"

#include "formats/cloudeventchunk.h"
#include "formats/cloudeventparser.h"
#include "formats/recordloops.h"

#include <memory>
#include <unordered_map>

#include <boost/unordered/unordered_flat_map.hpp>

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

/// Remembers the participants that plain events name, so that each costs a look-up without a lock.
class KnownParticipants
{
public:
    KnownParticipants(LogSink &sink, Role role) : m_sink(sink), m_role(role) {}

    /// `name` must live as long as this object.
    ParticipantId id(std::string_view name)
    {
        const auto known = m_ids.find(name);
        if (known != m_ids.end()) return known->second;
        return m_ids.emplace(name, m_sink.participant(name, m_role)).first->second;
    }

private:
    LogSink &m_sink;
    Role m_role;
    boost::unordered_flat_map<std::string_view, ParticipantId, std::hash<std::string_view>> m_ids;
};

class Reading
{
public:
    Reading(const LogInput &input, LogSink &sink)
        : m_input(input),
          m_sink(sink),
          m_parser(input.text),
          m_records(input.text),
          m_sources(sink, Role::Producer)
    {}

    void run()
    {
        if (m_records.layout() == JsonRecords::Layout::Lines)
            runLines();
        else
            runRecords();
    }

private:
    void runRecords()
    {
        takeRecords(m_input, m_records, [this](const JsonRecords::Record &record) {
            if (record.problem.empty())
                take(record, record.text, m_parser, 0);
            else
                m_sink.skipped({record.line, record.offset, record.problem});
        });
    }

    void runLines()
    {
        takeLineChunks<CloudEventChunk>(
            m_input, m_records, [this] { return std::make_unique<CloudEventChunk>(m_input.text); },
            [this](const CloudEventChunk &chunk, std::uint64_t line) {
                return takeChunk(chunk, line);
            });
    }

    /// False: asked to stop.
    bool takeChunk(const CloudEventChunk &chunk, std::uint64_t firstLine)
    {
        using Kind = CloudEventChunk::Kind;
        std::uint64_t count = 0;
        for (const auto &record : chunk.records()) {
            if ((count++ & 255U) == 0 && m_input.stop.stop_requested()) return false;
            if (record.kind == Kind::Plain) {
                add(chunk.plain(record));
                continue;
            }
            const auto offset = std::uint64_t(record.text.data() - m_input.text.data());
            const JsonRecords::Record place{record.text, firstLine + record.line, offset, {}};
            switch (record.kind) {
            case Kind::Plain: break;
            case Kind::Event: add(place, chunk.event(record)); break;
            case Kind::Malformed:
                m_sink.skipped({place.line, offset, chunk.problem(record)});
                break;
            case Kind::Wrapper: take(place, record.text, m_parser, 0); break;
            }
        }
        return true;
    }

    void add(const PlainCloudEvent &plain)
    {
        EventView event;
        event.id = plain.id;
        event.type = plain.type;
        event.source = plain.source;
        event.subject = plain.subject;
        event.correlation = plain.correlation;
        event.causation = plain.causation;
        event.contentType = plain.contentType;
        event.schema = plain.schema;
        event.data = plain.data;
        if (!plain.data.empty()) event.encoding = DataEncoding::Json;
        if (plain.hasTime) m_lastTime = plain.time;
        event.time = m_lastTime;
        StepRecord step;
        step.time = event.time;
        step.kind = StepKind::Publish;
        step.sender = m_sources.id(plain.source);
        if (!m_defaultChannel.isValid())
            m_defaultChannel = m_sink.participant(defaultChannel, Role::Channel);
        step.receiver = m_defaultChannel;
        step.event = m_sink.event(event);
        m_sink.step(step);
    }

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
    KnownParticipants m_sources;
    ParticipantId m_defaultChannel;
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
        Reading(input, sink).run();
        return {};
    }
};

} // namespace

const LogReader &cloudEventsReader()
{
    static const CloudEventsReader reader;
    return reader;
}

} // namespace playhead
