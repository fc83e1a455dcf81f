// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/jsonlinesreader.h"

#include "formats/fieldmapping.h"
#include "formats/filestem.h"
#include "formats/jsonrecords.h"
#include "formats/jsontext.h"

#include <simdjson.h>

namespace playhead {
namespace {

using simdjson::dom::element;

/// One path of the mapping, cut into names.
class Path
{
public:
    explicit Path(const std::string &path)
    {
        for (std::size_t at = 0; !path.empty() && at <= path.size();) {
            const auto dot = std::min(path.find('.', at), path.size());
            m_names.push_back(path.substr(at, dot - at));
            at = dot + 1;
        }
    }

    [[nodiscard]] bool isSet() const { return !m_names.empty(); }

    /// False where the record has no such member, or null there.
    bool find(element record, element &value) const
    {
        value = record;
        for (const auto &name : m_names) {
            simdjson::dom::array list;
            if (value.get_array().get(list) == simdjson::SUCCESS) {
                std::size_t index = 0;
                for (const char c : name) {
                    if (c < '0' || c > '9' || index > 1'000'000) return false;
                    index = index * 10 + static_cast<std::size_t>(c - '0');
                }
                if (list.at(index).get(value) != simdjson::SUCCESS) return false;
            } else if (value.at_key(name).get(value) != simdjson::SUCCESS) {
                return false;
            }
        }
        return isSet() && !value.is_null();
    }

private:
    std::vector<std::string> m_names;
};

class Reading
{
public:
    Reading(const LogInput &input, LogSink &sink, const FieldMapping &mapping)
        : m_input(input),
          m_sink(sink),
          m_records(input.text),
          m_type(mapping.type),
          m_time(mapping.time),
          m_source(mapping.source),
          m_subject(mapping.subject),
          m_id(mapping.id),
          m_correlation(mapping.correlation),
          m_causation(mapping.causation),
          m_channel(mapping.channel),
          m_data(mapping.data),
          m_stem(fileStem(input.name))
    {}

    void run()
    {
        std::uint64_t count = 0;
        while (const auto record = m_records.next()) {
            if ((++count & 1023U) == 0) {
                if (m_input.stop.stop_requested()) return;
                if (m_input.progress) m_input.progress(m_records.offset());
            }
            auto problem = record->problem;
            if (problem.empty()) problem = add(record->text);
            if (!problem.empty())
                m_sink.skipped({record->line, record->offset, std::move(problem)});
        }
    }

private:
    /// Why it cannot be read; empty: it was.
    std::string add(std::string_view text)
    {
        element record;
        const auto padded = m_padded.view(m_input.text, text);
        // The padded view promises the bytes behind the record: no copy is needed.
        const auto error = m_parser.parse(padded.data(), padded.size(), false).get(record);
        if (error != simdjson::SUCCESS)
            return std::string("Not valid JSON: ") + simdjson::error_message(error);
        if (!record.is_object()) return "Expected a JSON object.";

        EventView event;
        std::string buffers[8];
        event.type = textAt(m_type, record, buffers[0]);
        if (event.type.empty()) event.type = "record";
        event.source = textAt(m_source, record, buffers[1]);
        if (event.source.empty()) event.source = m_stem;
        event.subject = textAt(m_subject, record, buffers[2]);
        event.id = textAt(m_id, record, buffers[3]);
        event.correlation = textAt(m_correlation, record, buffers[4]);
        event.causation = textAt(m_causation, record, buffers[5]);
        event.time = timeAt(record);
        element data;
        if (m_data.find(record, data)) {
            m_dataText = simdjson::minify(data);
            event.data = m_dataText;
        } else {
            event.data = text;
        }
        event.encoding = DataEncoding::Json;

        StepRecord step;
        step.time = event.time;
        step.kind = StepKind::Publish;
        step.sender = m_sink.participant(event.source, Role::Producer);
        const auto channel = textAt(m_channel, record, buffers[6]);
        step.receiver = m_sink.participant(channel.empty() ? "events" : channel, Role::Channel);
        step.event = m_sink.event(event);
        m_sink.step(step);
        return {};
    }

    static std::string_view textAt(const Path &path, element record, std::string &buffer)
    {
        element value;
        if (!path.find(record, value)) return {};
        std::string_view text;
        if (value.get_string().get(text) == simdjson::SUCCESS) return text;
        buffer = simdjson::minify(value);
        return buffer;
    }

    Timestamp timeAt(element record)
    {
        std::string buffer;
        const auto text = textAt(m_time, record, buffer);
        if (const auto time = parseLogTime(text)) m_lastTime = *time;
        return m_lastTime;
    }

    const LogInput &m_input;
    LogSink &m_sink;
    JsonRecords m_records;
    Path m_type, m_time, m_source, m_subject, m_id, m_correlation, m_causation, m_channel, m_data;
    std::string m_stem;
    simdjson::dom::parser m_parser;
    PaddedJson m_padded;
    std::string m_dataText;
    Timestamp m_lastTime = 0;
};

class JsonLinesReader final : public LogReader
{
public:
    std::string_view name() const override { return "jsonl"; }
    std::string_view description() const override
    {
        return "any JSON Lines, by a mapping that is guessed or given";
    }

    int recognise(std::string_view beginning, bool) const override
    {
        JsonRecords records(beginning);
        if (records.layout() == JsonRecords::Layout::Documents) return 0;
        const auto first = records.next();
        if (!first || !first->problem.empty() || !first->text.starts_with('{')) return 0;
        // A single line or a list may be any document: then the guess must look like an event.
        const auto mapping = guessMapping(beginning);
        const bool convincing = !mapping.type.empty() && !mapping.time.empty();
        const bool several =
            records.layout() == JsonRecords::Layout::Lines && records.next().has_value();
        return convincing ? 30 : several ? 20 : 0;
    }

    Result<void> read(const LogInput &input, LogSink &sink) const override
    {
        FieldMapping mapping;
        if (input.mapping.empty()) {
            mapping = guessMapping(input.text.substr(0, 1U << 20U));
        } else {
            auto given = FieldMapping::fromJson(input.mapping);
            if (!given) return tl::unexpected(given.error());
            mapping = std::move(*given);
        }
        Reading(input, sink, mapping).run();
        return {};
    }
};

} // namespace

const LogReader &jsonLinesReader()
{
    static const JsonLinesReader reader;
    return reader;
}

} // namespace playhead
