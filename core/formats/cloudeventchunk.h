// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/cloudeventparser.h"
#include "formats/textarena.h"
#include "model/timestamp.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace playhead {

/// A CloudEvent with nothing unusual about it, where it lies in the input: no escapes in its
/// attributes, no extensions but correlation and causation, data that is an object or a list.
struct PlainCloudEvent
{
    std::string_view id;
    std::string_view type;
    std::string_view source;
    std::string_view subject;
    std::string_view contentType;
    std::string_view schema;
    std::string_view correlation;
    std::string_view causation;
    std::string_view data;
    Timestamp time = 0;
    bool hasTime = false;
};

/// Some lines of CloudEvents, parsed; texts are valid as long as the input and until the next
/// parse(). Nearly every line takes a short way that copies nothing; whatever that does not
/// understand goes to the CloudEventParser, so that both give the same. One thread at a time.
class CloudEventChunk
{
public:
    enum class Kind : std::uint8_t {
        Plain,     ///< plain() has it
        Event,     ///< event() has it
        Malformed, ///< problem() has the reason
        Wrapper    ///< holds CloudEvents: to be taken apart by whoever takes the chunk
    };
    struct Record
    {
        std::string_view text;
        std::uint64_t line = 0;  ///< within the chunk, from 0
        std::uint32_t index = 0; ///< of what its kind has
        Kind kind = Kind::Plain;
    };

    /// `input` is what all chunks lie in.
    explicit CloudEventChunk(std::string_view input);

    void parse(std::string_view lines);

    [[nodiscard]] const std::vector<Record> &records() const { return m_records; }
    [[nodiscard]] std::uint64_t lines() const { return m_lines; }
    [[nodiscard]] const PlainCloudEvent &plain(const Record &record) const
    {
        return m_plain[record.index];
    }
    [[nodiscard]] const ParsedCloudEvent &event(const Record &record) const
    {
        return m_events[record.index];
    }
    [[nodiscard]] const std::string &problem(const Record &record) const
    {
        return m_problems[record.index];
    }

private:
    void parseLine(std::string_view text, Record &record);
    bool parsePlain(std::string_view text, PlainCloudEvent &event);
    void keep(const ParsedCloudEvent &event);

    std::string_view m_input;
    simdjson::ondemand::parser m_plainParser;
    CloudEventParser m_parser;
    TextArena m_arena;
    std::vector<Record> m_records;
    std::vector<PlainCloudEvent> m_plain;
    std::vector<ParsedCloudEvent> m_events;
    std::vector<std::string> m_problems;
    std::uint64_t m_lines = 0;
};

} // namespace playhead
