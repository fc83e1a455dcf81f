// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/receivers/cloudeventrequest.h"

#include "formats/cloudeventparser.h"
#include "formats/jsonrecords.h"
#include "formats/jsontext.h"
#include "model/extensions.h"
#include "transports/messageevents.h"

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::string_view defaultChannel = "events";
/// Bad events of a batch that are told, each with its place.
constexpr std::size_t mostTold = 10;
/// Of so many the rest is not looked at.
constexpr std::size_t mostBad = 1000;

ReceivedEvents refused(unsigned status, std::string message)
{
    return {{}, RequestProblem{status, std::move(message)}};
}

bool isAttribute(std::string_view header)
{
    const auto isEither = [&](std::size_t at, std::string_view letters) {
        return letters.find(header[at]) != std::string_view::npos;
    };
    return header.size() > 3 && isEither(0, "cC") && isEither(1, "eE") && header[2] == '-';
}

/// From an extension whose value is a JSON string.
std::string channelOf(const Event &event)
{
    for (const std::string_view name : {"channel", "topic", "queue", "exchange"}) {
        const auto found = std::ranges::find(event.extensions, name, &Extension::first);
        if (found == event.extensions.end() || !found->second.starts_with('"')) continue;
        simdjson::dom::parser parser;
        std::string_view text;
        if (parser.parse(found->second).get_string().get(text) == simdjson::SUCCESS
            && !text.empty())
            return std::string(text);
    }
    return std::string(defaultChannel);
}

/// Names of required attributes that are not there; `prefix` is put in front of each.
std::string missingOf(const Event &event, std::string_view prefix)
{
    std::string names;
    for (const auto &[name, value] :
         {std::pair("id", &event.id), std::pair("source", &event.source),
          std::pair("type", &event.type)})
        if (value->empty()) names += fmt::format("{}{}{}", names.empty() ? "" : ", ", prefix, name);
    return names;
}

ReceivedEvents readBinary(const ReceivedRequest &request, std::string_view body)
{
    std::vector<MessageHeader> headers;
    for (const auto &[name, value] : request.headers)
        if (isAttribute(name)) headers.emplace_back(name, percentDecoded(value));
    BrokerMessage message;
    message.body = body;
    message.contentType = request.header("Content-Type");
    message.headers = headers;
    MessageEvents reader;
    auto event = reader.read(message);
    if (const auto missing = missingOf(event, "ce-"); !missing.empty())
        return refused(400, fmt::format("No CloudEvent: the headers lack {}.", missing));
    const auto time = request.header("ce-time");
    if (!time.empty() && !parseTimestamp(time))
        return refused(400, fmt::format("ce-time: '{}' is not an RFC 3339 time.", time));
    if (time.empty()) event.time = currentTime();
    auto channel = channelOf(event);
    return {{{std::make_shared<const Event>(std::move(event)), std::move(channel)}}, {}};
}

/// Reads events in JSON format; keeps those that are good and why others are not.
class StructuredReader
{
public:
    explicit StructuredReader(std::string_view text) : m_parser(text) {}

    void add(std::string_view json, const std::string &place)
    {
        if (m_parser.parse(json) != CloudEventParser::Outcome::Event) {
            bad(place, m_parser.problem().empty() ? "it is no CloudEvent." : m_parser.problem());
            return;
        }
        auto event = eventFromView(m_parser.event().event);
        if (const auto missing = missingOf(event, ""); !missing.empty()) {
            bad(place, fmt::format("it lacks {}.", missing));
            return;
        }
        if (!m_parser.event().hasTime) event.time = currentTime();
        auto channel = channelOf(event);
        m_events.push_back({std::make_shared<const Event>(std::move(event)), std::move(channel)});
    }

    void bad(const std::string &place, std::string_view reason)
    {
        if (++m_bad <= mostTold)
            m_reasons += fmt::format("{}{}: {}", m_reasons.empty() ? "" : " ", place, reason);
    }

    [[nodiscard]] bool isHopeless() const { return m_bad >= mostBad; }

    ReceivedEvents take(bool batch)
    {
        if (m_bad == 0) return {std::move(m_events), {}};
        if (!batch) return refused(400, std::move(m_reasons));
        return refused(400, fmt::format("{} of {}{} events are bad, none was recorded. {}{}", m_bad,
                                        isHopeless() ? "the first " : "", m_bad + m_events.size(),
                                        m_reasons, m_bad > mostTold ? " And so on." : ""));
    }

private:
    CloudEventParser m_parser;
    std::vector<ReceivedEvent> m_events;
    std::size_t m_bad = 0;
    std::string m_reasons;
};

ReceivedEvents readBatch(std::string_view body)
{
    if (!trimmedJson(body).starts_with('['))
        return refused(400, "at byte 0: a batch is a JSON array of events.");
    StructuredReader reader(body);
    JsonRecords records(body);
    std::size_t number = 0;
    while (!reader.isHopeless()) {
        const auto record = records.next();
        if (!record) break;
        const auto place = fmt::format("Event {} (at byte {})", ++number, record->offset);
        if (record->problem.empty())
            reader.add(record->text, place);
        else
            reader.bad(place, record->problem);
    }
    return reader.take(true);
}

} // namespace

ReceivedEvents readCloudEvents(const ReceivedRequest &request, std::string_view body)
{
    const auto type = mediaTypeOf(request);
    if (type == "application/cloudevents-batch+json") return readBatch(body);
    if (type.starts_with("application/cloudevents") && type != "application/cloudevents+json")
        return refused(415, fmt::format("CloudEvents as {} are not known; send "
                                        "application/cloudevents+json.",
                                        type));
    if (type != "application/cloudevents+json") {
        if (!request.header("ce-specversion").empty()) return readBinary(request, body);
        if (type != "application/json")
            return refused(415, "This is no CloudEvent: send it as application/cloudevents+json, "
                                "or its attributes as headers (ce-specversion: 1.0, ce-id, "
                                "ce-source, ce-type) and its data as the body.");
        if (trimmedJson(body).starts_with('[')) return readBatch(body);
    }
    StructuredReader reader(body);
    reader.add(trimmedJson(body), "The event");
    return reader.take(false);
}

} // namespace playhead
