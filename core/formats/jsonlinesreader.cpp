// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/jsonlinesreader.h"

#include "formats/fieldmapping.h"
#include "formats/filestem.h"
#include "formats/linechunks.h"
#include "formats/mappedrecord.h"
#include "formats/recordloops.h"
#include "formats/textarena.h"

#include <memory>
#include <utility>
#include <vector>

namespace playhead {
namespace {

/// Some lines as events; texts are valid as long as the input and until the next parse().
class Chunk
{
public:
    struct Record
    {
        EventView event;
        std::string_view channel;
        std::string problem; ///< not empty: there is no event
        std::string_view text;
        std::uint64_t line = 0; ///< within the chunk, from 0
        bool hasTime = false;
    };

    Chunk(std::string_view input, const FieldMapping &mapping, std::string source)
        : m_reader(input, mapping, std::move(source)), m_arena(input)
    {}

    void parse(std::string_view lines)
    {
        m_arena.clear();
        m_records.clear();
        m_lines = forEachLine(lines, [this](std::string_view text, std::uint64_t line) {
            auto &record = m_records.emplace_back();
            record.text = text;
            record.line = line;
            record.problem = m_reader.read(text);
            if (record.problem.empty()) keep(record);
        });
    }

    [[nodiscard]] const std::vector<Record> &records() const { return m_records; }
    [[nodiscard]] std::uint64_t lines() const { return m_lines; }

private:
    void keep(Record &record)
    {
        record.event = m_reader.event();
        record.hasTime = m_reader.hasTime();
        record.channel = m_arena.keep(m_reader.channel());
        auto &event = record.event;
        for (auto *text : {&event.id, &event.type, &event.source, &event.subject,
                           &event.correlation, &event.causation, &event.data})
            *text = m_arena.keep(*text);
    }

    MappedRecords m_reader;
    TextArena m_arena;
    std::vector<Record> m_records;
    std::uint64_t m_lines = 0;
};

class Reading
{
public:
    Reading(const LogInput &input, LogSink &sink, const FieldMapping &mapping)
        : m_input(input), m_sink(sink), m_mapping(mapping), m_records(input.text)
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
        MappedRecords reader(m_input.text, m_mapping, fileStem(m_input.name));
        takeRecords(m_input, m_records, [&](const JsonRecords::Record &record) {
            auto problem = record.problem;
            if (problem.empty()) problem = reader.read(record.text);
            if (problem.empty())
                add(reader.event(), reader.hasTime(), reader.channel());
            else
                m_sink.skipped({record.line, record.offset, std::move(problem)});
        });
    }

    void runLines()
    {
        takeLineChunks<Chunk>(
            m_input, m_records,
            [this] {
                return std::make_unique<Chunk>(m_input.text, m_mapping, fileStem(m_input.name));
            },
            [this](const Chunk &chunk, std::uint64_t line) { return takeChunk(chunk, line); });
    }

    /// False: asked to stop.
    bool takeChunk(const Chunk &chunk, std::uint64_t firstLine)
    {
        std::uint64_t count = 0;
        for (const auto &record : chunk.records()) {
            if ((count++ & 255U) == 0 && m_input.stop.stop_requested()) return false;
            if (record.problem.empty()) {
                add(record.event, record.hasTime, record.channel);
                continue;
            }
            const auto offset = std::uint64_t(record.text.data() - m_input.text.data());
            m_sink.skipped({firstLine + record.line, offset, record.problem});
        }
        return true;
    }

    void add(EventView event, bool hasTime, std::string_view channel)
    {
        if (hasTime) m_lastTime = event.time;
        event.time = m_lastTime;
        StepRecord step;
        step.time = event.time;
        step.kind = StepKind::Publish;
        step.sender = m_sink.participant(event.source, Role::Producer);
        step.receiver = m_sink.participant(channel.empty() ? "events" : channel, Role::Channel);
        step.event = m_sink.event(event);
        m_sink.step(step);
    }

    const LogInput &m_input;
    LogSink &m_sink;
    const FieldMapping &m_mapping;
    JsonRecords m_records;
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
