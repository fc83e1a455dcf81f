// SPDX-License-Identifier: GPL-3.0-or-later
// How the mapping of unknown JSON Lines is guessed: by the names that logs use, and by values.
#include "formats/fieldmapping.h"
#include "formats/jsonrecords.h"
#include "formats/jsontext.h"

#include <algorithm>
#include <initializer_list>
#include <span>

#include <simdjson.h>

namespace playhead {
namespace {

constexpr std::size_t recordsLookedAt = 200;
constexpr int deepest = 3;
constexpr std::size_t mostPaths = 400;
constexpr std::size_t longestExample = 60;

class PathCollector
{
public:
    void add(simdjson::dom::object object, const std::string &prefix, int depth)
    {
        for (const auto [name, value] : object) {
            const auto path = prefix + std::string(name);
            simdjson::dom::object inner;
            if (value.get_object().get(inner) == simdjson::SUCCESS) {
                // Only what can be chosen for `data` is an object.
                note(path, "{…}", false, false);
                if (depth < deepest) add(inner, path + '.', depth + 1);
                continue;
            }
            noteScalar(path, value);
        }
    }

    std::vector<MappablePath> take() { return std::move(m_paths); }

private:
    void noteScalar(const std::string &path, simdjson::dom::element value)
    {
        std::string_view text;
        double number = 0;
        if (value.get_string().get(text) == simdjson::SUCCESS) {
            note(path, text, parseLogTime(text).has_value(), !text.empty() && text.size() <= 120);
        } else if (value.is_array()) {
            note(path, "[…]", false, false);
        } else if (value.get_double().get(number) == simdjson::SUCCESS) {
            const auto written = simdjson::minify(value);
            note(path, written, parseLogTime(written).has_value(), value.is_int64());
        } else if (!value.is_null()) {
            note(path, simdjson::minify(value), false, false);
        }
    }

    void note(const std::string &path, std::string_view example, bool time, bool text)
    {
        auto known = std::ranges::find(m_paths, path, &MappablePath::path);
        if (known == m_paths.end()) {
            if (m_paths.size() == mostPaths) return;
            auto shortened = std::string(example.substr(0, longestExample));
            known =
                m_paths.insert(m_paths.end(), MappablePath{path, std::move(shortened), 0, 0, 0});
        }
        ++known->records;
        known->times += time ? 1 : 0;
        known->texts += text ? 1 : 0;
    }

    std::vector<MappablePath> m_paths;
};

/// `eventType`, `event_type`, `Event-Type` and `@eventtype` are the same name.
std::string plainName(std::string_view name)
{
    std::string plain;
    for (const char c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) != 0)
            plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return plain;
}

std::string_view lastName(std::string_view path)
{
    return path.substr(path.rfind('.') + 1); // npos + 1 is 0
}

class Guesser
{
public:
    explicit Guesser(std::span<const MappablePath> paths) : m_paths(paths) {}

    FieldMapping guess()
    {
        FieldMapping mapping;
        mapping.time = time();
        mapping.type = named({"type", "eventtype", "eventname", "event", "messagetype", "name",
                              "action", "operation", "kind", "command", "verb", "op", "topic"});
        mapping.id = named({"id", "eventid", "messageid", "uuid", "msgid", "recordid"});
        mapping.source = named({"source", "service", "servicename", "producer", "component", "app",
                                "application", "logger", "module", "host", "hostname", "thread"});
        mapping.subject =
            named({"subject", "aggregateid", "entityid", "streamid", "stream", "key", "orderid",
                   "userid", "customerid", "accountid", "entity", "resource", "uniqueid"});
        mapping.correlation =
            named({"correlationid", "correlation", "conversationid", "traceid", "requestid",
                   "sessionid", "transactionid", "invocationid", "workflowid", "runid"});
        mapping.causation = named({"causationid", "causation", "parentid", "parenteventid"});
        mapping.channel = named({"channel", "queue", "exchange", "topic", "destination"});
        mapping.data = object({"data", "payload", "body"});
        return mapping;
    }

private:
    bool free(const std::string &path) const
    {
        return std::ranges::find(m_taken, path) == m_taken.end();
    }

    /// The path with the first of the names, in most records and least deep.
    std::string named(std::initializer_list<std::string_view> names)
    {
        for (const auto name : names) {
            const MappablePath *best = nullptr;
            for (const auto &path : m_paths) {
                if (plainName(lastName(path.path)) != name || path.texts * 2 < path.records
                    || !free(path.path))
                    continue;
                if (!best || path.records > best->records) best = &path;
            }
            if (!best) continue;
            m_taken.push_back(best->path);
            return best->path;
        }
        return {};
    }

    std::string time()
    {
        const MappablePath *best = nullptr;
        int bestScore = 0;
        for (const auto &path : m_paths) {
            if (path.times == 0 || path.times * 10 < path.records * 9) continue;
            const auto name = plainName(lastName(path.path));
            int score = 1;
            if (name == "time" || name == "timestamp" || name == "ts" || name == "eventtime"
                || name == "datetime" || name == "occurredat")
                score = 4;
            else if (name.find("time") != std::string::npos || name.ends_with("at")
                     || name.find("date") != std::string::npos)
                score = 3;
            score = score * 2 + (path.records >= m_paths.front().records ? 1 : 0);
            if (score <= bestScore) continue;
            best = &path;
            bestScore = score;
        }
        if (!best) return {};
        m_taken.push_back(best->path);
        return best->path;
    }

    std::string object(std::initializer_list<std::string_view> names) const
    {
        for (const auto name : names)
            for (const auto &path : m_paths)
                if (path.path == name && path.example == "{…}") return path.path;
        return {};
    }

    std::span<const MappablePath> m_paths;
    std::vector<std::string> m_taken;
};

} // namespace

std::vector<MappablePath> mappablePaths(std::string_view text)
{
    PathCollector collector;
    simdjson::dom::parser parser;
    JsonRecords records(text);
    for (std::size_t i = 0; i < recordsLookedAt; ++i) {
        const auto record = records.next();
        if (!record) break;
        simdjson::dom::object object;
        if (record->problem.empty()
            && parser.parse(record->text.data(), record->text.size()).get_object().get(object)
                   == simdjson::SUCCESS)
            collector.add(object, {}, 1);
    }
    return collector.take();
}

FieldMapping guessMapping(std::string_view text)
{
    const auto paths = mappablePaths(text);
    if (paths.empty()) return {};
    return Guesser(paths).guess();
}

} // namespace playhead
