// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/result.h"

#include <functional>
#include <ostream>
#include <span>
#include <string_view>

namespace playhead {

/// One text format that a log can be written in. Stateless, thread-safe. Cases are not among them:
/// they are copied, or written by LogWriter.
class LogExport
{
public:
    virtual ~LogExport() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;        ///< `cloudevents`, `csv`
    [[nodiscard]] virtual std::string_view description() const = 0; ///< one line for a person
    [[nodiscard]] virtual std::span<const std::string_view> extensions() const = 0; ///< `.csv`
    /// Writes the whole log. Fails where an event cannot be read or the stream cannot be written.
    virtual Result<void> write(const Log &log, std::ostream &out) const = 0;
};

[[nodiscard]] std::span<const LogExport *const> logExports();
[[nodiscard]] const LogExport *findLogExport(std::string_view name);            ///< null: none
[[nodiscard]] const LogExport *findLogExportForFile(std::string_view fileName); ///< null: none

/// The CSV of `playhead steps --csv` and of the export: its header line, and one step's line.
void writeCsvHeader(std::ostream &out);
Result<void> writeCsvStep(const Log &log, Position position, std::ostream &out);

} // namespace playhead
