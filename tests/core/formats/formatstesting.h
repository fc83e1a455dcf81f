// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/logexport.h"
#include "formats/logreader.h"
#include "log/logwriter.h"
#include "model/extensions.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace playhead::test {

/// A case in a folder of its own that is gone with this object.
class NewCase
{
public:
    NewCase()
    {
        auto created =
            LogWriter::create(m_folder.filePath(QStringLiteral("x.playhead")).toStdString(),
                              {.durable = false, .temporary = false});
        if (!created) qFatal("%s", created.error().message.c_str());
        m_writer = std::move(*created);
    }

    LogWriter &writer() { return *m_writer; }

    /// Everything written so far, readable.
    LogPtr log()
    {
        if (const auto finished = m_writer->finish(); !finished)
            qFatal("%s", finished.error().message.c_str());
        return m_writer->log();
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<LogWriter> m_writer;
};

/// Keeps nothing, and checks what a reader may rely on and must do; for many small inputs, where
/// a case a piece would take minutes.
struct CountingSink : LogSink
{
    std::uint32_t events = 0;
    std::uint64_t steps = 0;
    std::uint64_t problems = 0;
    std::uint16_t participants = 0;

    ParticipantId participant(std::string_view, Role) override
    {
        return ParticipantId(++participants);
    }
    EventNumber event(const EventView &event) override
    {
        // Touch the texts, so that the address sanitizer sees views of what is gone.
        for (const auto text :
             {event.id, event.type, event.source, event.subject, event.data, event.correlation,
              event.causation, event.contentType, event.schema, event.extensions})
            m_sum += std::accumulate(text.begin(), text.end(), 0U);
        return EventNumber(++events);
    }
    void step(const StepRecord &step) override
    {
        if (step.event.value() > events) qFatal("a step of an event that was not stored");
        ++steps;
    }
    void skipped(SkippedRecord record) override
    {
        if (record.reason.empty()) qFatal("skipped without a reason");
        ++problems;
    }

private:
    unsigned m_sum = 0;
};

/// What reading gave: the log, or why there is none.
struct ReadResult
{
    std::shared_ptr<NewCase> owner;
    LogPtr log;
    std::string format;
    std::string error;

    std::uint64_t steps() const { return log->watermark().value(); }
    Event event(std::uint64_t number) const
    {
        const auto event = log->event(EventNumber(static_cast<std::uint32_t>(number)));
        if (!event) qFatal("event %d: %s", int(number), event.error().message.c_str());
        return *event;
    }
};

inline ReadResult readPath(const std::string &path, const ReadLogOptions &options = {})
{
    ReadResult result;
    result.owner = std::make_shared<NewCase>();
    auto read = readLog(path, result.owner->writer(), options);
    if (read)
        result.format = *read;
    else
        result.error = read.error().message;
    result.log = result.owner->log();
    return result;
}

/// Writes the text to a file with that name and reads it.
inline ReadResult readText(std::string_view text, const char *name = "x.txt",
                           const ReadLogOptions &options = {})
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QString::fromUtf8(name)).toStdString();
    std::ofstream(path, std::ios::binary)
        .write(text.data(), static_cast<std::streamsize>(text.size()));
    return readPath(path, options);
}

inline std::string dataFile(const char *name)
{
    return std::string(PLAYHEAD_TEST_DATA "/") + name;
}

inline std::string contentOf(const std::string &path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

inline std::string exported(const Log &log, const char *format)
{
    std::ostringstream out;
    const auto *writer = findLogExport(format);
    if (!writer) qFatal("no such export");
    if (const auto written = writer->write(log, out); !written)
        qFatal("%s", written.error().message.c_str());
    return out.str();
}

/// How the logs differ, for a message; empty: all steps, events, reasons, participants are equal.
inline std::string differenceOf(const Log &a, const Log &b)
{
    const auto at = [](const char *what, Position p) {
        return std::string(what) + " at " + std::to_string(p.value());
    };
    if (a.watermark() != b.watermark())
        return "steps: " + std::to_string(a.watermark().value()) + " and "
               + std::to_string(b.watermark().value());
    if (a.eventCount() != b.eventCount())
        return "events: " + std::to_string(a.eventCount()) + " and "
               + std::to_string(b.eventCount());
    for (Position p(1); p <= a.watermark(); p = advanced(p, 1)) {
        const auto left = a.at(p);
        const auto right = b.at(p);
        if (left.kind != right.kind) return at("kind", p);
        if (left.time != right.time) return at("time", p);
        if (left.evidence != right.evidence) return at("evidence", p);
        if (left.failed != right.failed) return at("failed", p);
        if (left.attempt != right.attempt) return at("attempt", p);
        if (left.event != right.event) return at("event", p);
        if (a.name(left.type) != b.name(right.type)) return at("type", p);
        if (a.name(left.subject) != b.name(right.subject)) return at("subject", p);
        if (a.name(left.correlation) != b.name(right.correlation)) return at("correlation", p);
        for (const auto side : {&Step::sender, &Step::receiver}) {
            if (a.participantName(left.*side) != b.participantName(right.*side))
                return at("participant", p);
            if ((left.*side).isValid()
                && a.participants().role(left.*side) != b.participants().role(right.*side))
                return at("role", p);
        }
        if (a.reason(p).value_or("?") != b.reason(p).value_or("!")) return at("reason", p);
        if (!left.event.isValid()) continue;
        const auto one = a.event(left.event);
        const auto other = b.event(left.event);
        if (!one || !other) return at("unreadable event", p);
        if (one->id != other->id) return at("id", p);
        if (one->source != other->source) return at("source", p);
        if (one->time != other->time) return at("event time", p);
        if (one->causation != other->causation) return at("causation", p);
        if (one->scope != other->scope) return at("scope", p);
        if (one->encoding != other->encoding) return at("encoding", p);
        if (one->contentType != other->contentType) return at("content type", p);
        if (one->schema != other->schema) return at("schema", p);
        if (one->data != other->data) return at("data", p) + ": " + one->data + other->data;
        if (one->extensions != other->extensions) return at("extensions", p);
    }
    return {};
}

} // namespace playhead::test
