// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/ednreader.h"

#include "formats/ednparser.h"
#include "formats/fieldmapping.h"
#include "formats/filestem.h"
#include "formats/jsontext.h"

#include <algorithm>
#include <array>

#include <simdjson.h>

namespace playhead {
namespace {

/// The text of a JSON string, or the JSON itself.
std::string plainText(const std::string &json)
{
    if (!json.starts_with('"')) return json == "null" ? std::string() : json;
    simdjson::dom::parser parser;
    std::string_view text;
    if (parser.parse(json).get_string().get(text) != simdjson::SUCCESS) return json;
    return std::string(text);
}

struct EdnEvent
{
    std::string type, id, source, subject, correlation, causation, channel, time, data, rest;

    /// Where a key belongs; null: nowhere.
    std::string *member(std::string_view key)
    {
        key = key.substr(key.rfind('/') + 1); // without its namespace; npos + 1 is 0
        if (key.starts_with("event-")) key.remove_prefix(6);
        if (key == "type") return &type;
        if (key == "id") return &id;
        if (key == "source") return &source;
        if (key == "subject") return &subject;
        if (key == "time" || key == "timestamp" || key == "at") return &time;
        if (key == "data" || key == "payload") return &data;
        if (key == "correlation-id") return &correlation;
        if (key == "causation-id") return &causation;
        if (key == "channel" || key == "topic") return &channel;
        return nullptr;
    }
};

class Reading
{
public:
    Reading(const LogInput &input, LogSink &sink)
        : m_input(input), m_sink(sink), m_parser(input.text), m_stem(fileStem(input.name))
    {}

    Result<void> run()
    {
        const bool list = m_parser.take('[') || m_parser.take('(');
        for (std::uint64_t count = 0;; ++count) {
            if ((count & 255U) == 255U) {
                if (m_input.stop.stop_requested()) return {};
                if (m_input.progress) m_input.progress(m_parser.offset());
            }
            const char next = m_parser.peek();
            const auto offset = m_parser.offset();
            if (next == '\0' && (offset < m_input.text.size() || !m_parser.problem().empty())) {
                // A NUL, or something discarded that cannot be read.
                if (!recover(offset)) return {};
                continue;
            }
            if (next == '\0') {
                if (list) skip(m_input.text.size(), "The vector is cut off: its ] is missing.");
                return {};
            }
            if (list && (next == ']' || next == ')')) {
                m_parser.moveTo(offset + 1);
                if (m_parser.peek() != '\0')
                    skip(m_parser.offset(), "There is something behind the end of the vector.");
                return {};
            }
            if (const auto map = m_parser.map())
                add(*map, offset);
            else if (!recover(offset))
                return {};
        }
    }

private:
    void skip(std::size_t offset, std::string reason)
    {
        if (offset < m_counted) {
            m_counted = 0;
            m_line = 1;
        }
        const auto begin = m_input.text.begin();
        m_line += static_cast<std::uint64_t>(
            std::count(begin + static_cast<std::ptrdiff_t>(m_counted),
                       begin + static_cast<std::ptrdiff_t>(offset), '\n'));
        m_counted = offset;
        m_sink.skipped({m_line, offset, std::move(reason)});
    }

    /// After a mistake: past the value, where it is one; else the next line that starts with a
    /// brace. False: there is none.
    bool recover(std::size_t offset)
    {
        skip(offset, m_parser.problem().empty() ? "There is a NUL where EDN was expected."
                                                : m_parser.problem());
        m_parser.moveTo(offset);
        std::string ignored;
        if (offset < m_input.text.size() && m_input.text[offset] != '{' && m_parser.value(ignored))
            return true;
        auto at = offset;
        while ((at = m_input.text.find('\n', at)) != std::string_view::npos) {
            at = m_input.text.find_first_not_of(" \t\r\n,[(", at);
            if (at == std::string_view::npos) return false;
            if (m_input.text[at] == '{') {
                m_parser.moveTo(at);
                return true;
            }
        }
        return false;
    }

    void add(const EdnMap &map, std::size_t offset)
    {
        EdnEvent event;
        for (const auto &[key, json] : map) {
            auto *member = event.member(key);
            if (member == &event.data && json == "null") continue; // no data
            if (member && member->empty()) {
                *member = member == &event.data ? json : plainText(json);
                continue;
            }
            event.rest += event.rest.empty() ? '{' : ',';
            appendJsonString(event.rest, key);
            event.rest += ':' + json;
        }
        if (!event.rest.empty()) event.rest += '}';
        if (event.type.empty()) {
            skip(offset, "The map has no :type.");
            return;
        }
        publish(event);
    }

    void publish(const EdnEvent &event)
    {
        if (const auto time = parseLogTime(event.time)) m_lastTime = *time;
        EventView view;
        view.type = event.type;
        view.id = event.id;
        view.source = event.source.empty() ? m_stem : event.source;
        view.subject = event.subject;
        view.correlation = event.correlation;
        view.causation = event.causation;
        view.time = m_lastTime;
        if (event.data.empty()) {
            view.data = event.rest;
        } else {
            view.data = event.data;
            view.extensions = event.rest;
        }
        view.encoding = view.data.empty() ? DataEncoding::None : DataEncoding::Json;
        StepRecord step;
        step.time = view.time;
        step.kind = StepKind::Publish;
        step.sender = m_sink.participant(view.source, Role::Producer);
        step.receiver = m_sink.participant(event.channel.empty() ? "events" : event.channel.c_str(),
                                           Role::Channel);
        step.event = m_sink.event(view);
        m_sink.step(step);
    }

    const LogInput &m_input;
    LogSink &m_sink;
    EdnParser m_parser;
    std::string m_stem;
    Timestamp m_lastTime = 0;
    std::size_t m_counted = 0; // up to where lines have been counted
    std::uint64_t m_line = 1;
};

class EdnReader final : public LogReader
{
public:
    std::string_view name() const override { return "edn"; }
    std::string_view description() const override
    {
        return "EDN: a vector of event maps, as Clojure programs write them";
    }

    int recognise(std::string_view beginning, bool) const override
    {
        EdnParser parser(beginning);
        (void)(parser.take('[') || parser.take('('));
        if (parser.peek() != '{') return 0;
        // Only EDN has keys that start with a colon.
        (void)parser.take('{');
        const auto rest = beginning.substr(parser.offset());
        if (parser.peek() != ':' && !rest.starts_with('}')) return 0;
        return rest.substr(0, 8192).find(":type") != std::string_view::npos
                       || rest.substr(0, 8192).find("/type") != std::string_view::npos
                   ? 80
                   : 0;
    }

    Result<void> read(const LogInput &input, LogSink &sink) const override
    {
        return Reading(input, sink).run();
    }
};

} // namespace

const LogReader &ednReader()
{
    static const EdnReader reader;
    return reader;
}

} // namespace playhead
