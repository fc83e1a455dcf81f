// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of formats, and how one is found for a file.
#include "formats/cloudeventsexport.h"
#include "formats/cloudeventsreader.h"
#include "formats/csvexport.h"
#include "formats/ednreader.h"
#include "formats/jsonlinesreader.h"
#include "formats/leadingtimes.h"
#include "formats/logexport.h"
#include "formats/logfile.h"
#include "formats/logreader.h"
#include "formats/otlpreader.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::size_t beginningSize = 65536;

tl::unexpected<Error> notALog(const std::string &path, std::string_view why)
{
    std::string known;
    for (const auto *reader : logReaders())
        known += (known.empty() ? "" : ", ") + std::string(reader->name());
    return failure(fmt::format("{} {} Playhead reads cases (.playhead) and these formats: {}. If "
                               "it is one of them, name its format.",
                               path, why, known));
}

/// Text does not hold NUL, and few other control characters.
bool looksBinary(std::string_view beginning)
{
    return beginning.find('\0') != std::string_view::npos;
}

Result<const LogReader *> recognise(const std::string &path, std::string_view text, bool whole)
{
    const auto beginning = text.substr(0, beginningSize);
    if (beginning.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return notALog(path, "is empty.");
    if (looksBinary(beginning)) return notALog(path, "is not a log: it holds binary data.");
    const LogReader *best = nullptr;
    int bestScore = 0;
    for (const auto *reader : logReaders()) {
        const int score = reader->recognise(beginning, whole && text.size() <= beginningSize);
        if (score <= bestScore) continue;
        best = reader;
        bestScore = score;
    }
    if (!best) return notALog(path, "is not a log in a format that is known.");
    return best;
}

Result<const LogReader *> findReader(const std::string &name)
{
    std::string known;
    for (const auto *reader : logReaders()) {
        if (reader->name() == name) return reader;
        known += (known.empty() ? "" : ", ") + std::string(reader->name());
    }
    return failure(
        fmt::format("There is no format '{}' to read; there are: case, {}.", name, known));
}

} // namespace

std::span<const LogReader *const> logReaders()
{
    static const std::array<const LogReader *, 4> readers = {&cloudEventsReader(), &otlpReader(),
                                                             &ednReader(), &jsonLinesReader()};
    return readers;
}

std::span<const LogExport *const> logExports()
{
    static const std::array<const LogExport *, 2> exports = {&cloudEventsExport(), &csvExport()};
    return exports;
}

const LogExport *findLogExport(std::string_view name)
{
    for (const auto *format : logExports())
        if (format->name() == name) return format;
    return nullptr;
}

const LogExport *findLogExportForFile(std::string_view fileName)
{
    for (const auto *format : logExports())
        for (const auto extension : format->extensions())
            if (fileName.ends_with(extension)) return format;
    return nullptr;
}

Result<const LogReader *> recogniseLog(const std::string &path)
{
    const auto file = LogFile::open(path, {.limit = beginningSize, .progress = {}, .stop = {}});
    if (!file) return tl::unexpected(file.error());
    return recognise(path, file->text(), file->isWhole());
}

Result<std::string> readLog(const std::string &path, LogSink &sink, const ReadLogOptions &options)
{
    const auto file = LogFile::open(
        path, {.limit = SIZE_MAX, .progress = options.progress, .stop = options.stop});
    if (!file) return tl::unexpected(file.error());
    const auto reader =
        options.format.empty() ? recognise(path, file->text(), true) : findReader(options.format);
    if (!reader) return tl::unexpected(reader.error());
    LogInput input;
    input.text = file->text();
    input.name = path;
    input.mapping = options.mapping;
    input.stop = options.stop;
    if (options.progress) {
        const auto total = input.text.size();
        input.progress = [&options, total](std::uint64_t done) { options.progress(done, total); };
    }
    LeadingTimes dated(**reader, input, sink);
    if (auto read = (*reader)->read(input, dated); !read)
        return failure(fmt::format("Cannot read {}: {}", path, read.error().message));
    if (!file->damage().empty()) {
        sink.skipped({0, file->text().size(), file->damage() + " What came before it was read."});
    }
    return std::string((*reader)->name());
}

} // namespace playhead
