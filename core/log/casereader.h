// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/result.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace playhead {

/// Opens a case read-only and loads its columns. Works while another process records into the file:
/// refresh() takes in what has come since.
///
/// Threads: load() and refresh() by one thread at a time; the log by anybody.
class CaseReader
{
public:
    /// Opens the file and reads its header, participants and number of steps, but no block yet.
    /// Fails with a clear reason for a file that is no case, that is newer than this program, or
    /// that cannot be read.
    static Result<std::unique_ptr<CaseReader>> open(const std::string &path);
    ~CaseReader();

    [[nodiscard]] LogPtr log() const;

    /// How many steps the case has as of the last look: the end of the progress bar.
    [[nodiscard]] std::uint64_t totalSteps() const;

    /// Loads all blocks, publishing as it goes. Ends early when asked to stop. A block that cannot
    /// be read ends the log there: what is before it is kept, and it is noted as skipped.
    Result<void> load(std::stop_token stop = {});

    /// Loads what another process has added since. Returns how many steps are new.
    Result<std::uint64_t> refresh();

private:
    class Private;
    explicit CaseReader(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// What a person keeps in a case besides the log: bookmarks, view settings, saved filters,
/// mappings. JSON text by key. Opens a connection of its own for the call, so it works while a
/// recorder or another process writes; waits up to a second for it.
class CaseSettings
{
public:
    explicit CaseSettings(std::string path) : m_path(std::move(path)) {}

    [[nodiscard]] Result<std::string> value(const std::string &key) const; ///< empty: never set
    Result<void> setValue(const std::string &key, const std::string &json);

private:
    std::string m_path;
};

/// Copies a case, the recorded part of a live one included, to a new file that is complete and
/// closed. Replaces an existing file only once the copy is whole.
Result<void> copyCase(const std::string &from, const std::string &to);

/// Whether the file starts like a Playhead case.
[[nodiscard]] bool looksLikeCase(const std::string &path);

} // namespace playhead
