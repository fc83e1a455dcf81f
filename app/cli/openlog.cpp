// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/openlog.h"

#include "cli/progress.h"
#include "formats/logfile.h"
#include "formats/logreader.h"
#include "log/casereader.h"
#include "log/logwriter.h"
#include "log/temporarycase.h"

#include <fmt/format.h>

namespace playhead::cli {
namespace {

Result<LogPtr> openCase(const std::string &path)
{
    auto reader = CaseReader::open(path);
    if (!reader) return tl::unexpected(reader.error());
    if (auto loaded = (*reader)->load(); !loaded) return tl::unexpected(loaded.error());
    return (*reader)->log();
}

} // namespace

Result<LogPtr> openLog(const InputOptions &input)
{
    const bool isCase = input.format.empty() ? looksLikeCase(input.path) : input.format == "case";
    if (isCase) return openCase(input.path);
    const auto path = temporaryCasePath();
    if (!path) return tl::unexpected(path.error());
    auto writer = LogWriter::create(*path, {.durable = false, .temporary = true, .format = {}});
    if (!writer) return tl::unexpected(writer.error());
    const auto format = readInto(input, **writer);
    if (!format) return tl::unexpected(format.error());
    if (auto named = (*writer)->setFormat(*format); !named) return tl::unexpected(named.error());
    if (auto finished = (*writer)->finish(); !finished) return tl::unexpected(finished.error());
    return (*writer)->log();
}

Result<std::string> readInto(const InputOptions &input, LogSink &sink)
{
    auto mapping = readMapping(input);
    if (!mapping) return tl::unexpected(mapping.error());
    Progress progress("Reading " + input.path);
    ReadLogOptions options;
    options.format = input.format;
    options.mapping = std::move(*mapping);
    options.progress = [&progress](std::uint64_t done, std::uint64_t total) {
        progress.update(done, total);
    };
    return readLog(input.path, sink, options);
}

Result<std::string> readMapping(const InputOptions &input)
{
    if (input.mapping.empty()) return std::string();
    const auto file = LogFile::open(input.mapping, {});
    if (!file) return tl::unexpected(file.error());
    if (file->text().find_first_not_of(" \t\r\n") == std::string_view::npos)
        return failure(fmt::format("The mapping file {} is empty.", input.mapping));
    return std::string(file->text());
}

} // namespace playhead::cli
