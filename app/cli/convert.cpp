// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/openlog.h"
#include "cli/options.h"
#include "cli/output.h"
#include "formats/logexport.h"
#include "log/casereader.h"
#include "log/logwriter.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>

#include <fmt/format.h>
#include <unistd.h>

namespace playhead::cli {
namespace {

constexpr std::string_view caseFormat = "case";
constexpr std::string_view caseExtension = ".playhead";

bool endsInCase(std::string_view path)
{
    return path.size() > caseExtension.size()
           && path.substr(path.size() - caseExtension.size()) == caseExtension;
}

Error unknownFormat(const ConvertOptions &options)
{
    std::string known(caseFormat);
    for (const auto *format : logExports())
        known += fmt::format(", {}", format->name());
    return Error{options.format.empty()
                     ? fmt::format("What format '{}' is to have does not show in its name: say "
                                   "--to with one of {}.",
                                   options.output, known)
                     : fmt::format("There is no format '{}' to write; there are: {}.",
                                   options.format, known)};
}

/// Writes beside `path` and puts it in place at the end, so that a file that was there stays whole
/// until its successor is.
template <class Write> Result<void> writeBeside(const std::string &path, Write write)
{
    const auto part = fmt::format("{}.part-{}", path, ::getpid());
    auto done = write(part);
    if (done && std::rename(part.c_str(), path.c_str()) != 0)
        done = failure(fmt::format("Cannot write {}: {}.", path, std::strerror(errno)));
    if (!done) std::remove(part.c_str());
    return done;
}

Result<void> readAsCase(const InputOptions &input, const std::string &path)
{
    auto writer = LogWriter::create(path);
    if (!writer) return tl::unexpected(writer.error());
    const auto format = readInto(input, **writer);
    if (!format) return tl::unexpected(format.error());
    if (auto named = (*writer)->setFormat(*format); !named) return named;
    return (*writer)->finish();
}

Result<void> writeText(const Log &log, const LogExport &format, const std::string &path)
{
    if (path == "-") return format.write(log, std::cout);
    return writeBeside(path, [&](const std::string &part) -> Result<void> {
        std::ofstream file(part, std::ios::binary);
        if (!file.is_open())
            return failure(fmt::format("Cannot write {}: {}.", path, std::strerror(errno)));
        if (auto done = format.write(log, file); !done) return done;
        file.close();
        if (!file) return failure(fmt::format("Cannot write {}: {}.", path, std::strerror(errno)));
        return {};
    });
}

int convertToCase(const ConvertOptions &options)
{
    if (options.output == "-")
        return complain(Error{"A case cannot be written to standard output: name a file."},
                        WrongUsage);
    const auto &input = options.input;
    const bool isCase = input.format.empty() ? looksLikeCase(input.path) : input.format == "case";
    const auto done = isCase ? copyCase(input.path, options.output)
                             : writeBeside(options.output, [&input](const std::string &part) {
                                   return readAsCase(input, part);
                               });
    return done ? Done : complain(done.error(), CannotRead);
}

} // namespace

int convert(const ConvertOptions &options)
{
    if (options.format == caseFormat || (options.format.empty() && endsInCase(options.output)))
        return convertToCase(options);
    const auto *format = options.format.empty() ? findLogExportForFile(options.output)
                                                : findLogExport(options.format);
    if (!format) return complain(unknownFormat(options), WrongUsage);
    const auto log = openLog(options.input);
    if (!log) return complain(log.error(), CannotRead);
    const auto done = writeText(**log, *format, options.output);
    if (!done) return complain(done.error(), CannotRead);
    if ((*log)->skippedCount() > 0) {
        fmt::print(stderr,
                   "playhead: {} records of {} could not be read and are not in {}; "
                   "`playhead info` lists them.\n",
                   (*log)->skippedCount(), options.input.path, options.output);
    }
    return Done;
}

} // namespace playhead::cli
