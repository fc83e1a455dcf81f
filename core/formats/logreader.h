// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/logsink.h"
#include "model/result.h"

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

namespace playhead {

/// The text of a log that is not a case: mapped, or decompressed, whole in memory.
struct LogInput
{
    std::string_view text;
    std::string name;    ///< for messages and for what a log takes from its file's name
    std::string mapping; ///< JSON text of a field mapping for JSON Lines; empty: guess it
    /// Told, now and then, how many bytes of `text` have been read. May be empty. Reader's thread.
    std::function<void(std::uint64_t)> progress;
    std::stop_token stop;
};

/// One format that can be read. Readers are stateless; all functions are thread-safe.
class LogReader
{
public:
    virtual ~LogReader() = default;

    /// The name in commands and in `Log::format()`, such as `cloudevents`.
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// One line for a person.
    [[nodiscard]] virtual std::string_view description() const = 0;
    /// How sure it is, from 0 (not mine) to 100, by the first bytes of the uncompressed input (at
    /// most 64 KiB; `whole` if that is all of it). Never by the file's name.
    [[nodiscard]] virtual int recognise(std::string_view beginning, bool whole) const = 0;
    /// Reads everything into the sink. A malformed record is told to LogSink::skipped() and the
    /// rest is read. Fails only where the whole is not a log of this format, with a reason for a
    /// person; ends early, without an error, when asked to stop.
    virtual Result<void> read(const LogInput &input, LogSink &sink) const = 0;
};

/// All formats that this build reads. To add one: a file pair here, and a line in logreaders.cpp.
[[nodiscard]] std::span<const LogReader *const> logReaders();

struct ReadLogOptions
{
    std::string format;  ///< a reader's name; empty: by content
    std::string mapping; ///< see LogInput
    /// Bytes of the input done, and all of them (0 while unknown). Reader's thread.
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;
    std::stop_token stop;
};

/// The format of a file by its content, decompressing where needed; a reason for a person where it
/// is no log that this build reads (an empty file, a picture, text in no known format).
Result<const LogReader *> recogniseLog(const std::string &path);

/// Reads a log that is not a case into a sink: maps the file (`-`: reads standard input),
/// decompresses gzip and zstd, finds the format, reads. Answers the format's name. Fails with file
/// and reason.
Result<std::string> readLog(const std::string &path, LogSink &sink,
                            const ReadLogOptions &options = {});

} // namespace playhead
