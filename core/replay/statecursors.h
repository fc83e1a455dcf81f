// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/timelinecursor.h"

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace playhead {

/// Which running state of a log is meant.
struct StateScope
{
    ProjectionPtr projection; ///< never null
    Observer observer = {};
    BranchPtr branch = {};                   ///< null: the log as it is
    std::optional<std::string> subject = {}; ///< with a projection per subject: of this one alone

    bool operator==(const StateScope &) const = default;
};

/// The running folds of one log, kept from question to question: whoever looks at one position
/// after the other pays for what lies between, and for about a frame after a jump. What is needed
/// again lately stays; folds of the whole log take their snapshots from the case and leave them
/// there.
///
/// Threads: cursor() by one at a time, not always the same; the rest by any.
class StateCursors
{
public:
    /// Two cursors of the same scope, which stand at different places and share their snapshots.
    enum class Place {
        Shown,   ///< where a person looks
        Compared ///< what that is compared with
    };

    explicit StateCursors(LogPtr log) : m_log(std::move(log)) {}

    [[nodiscard]] const LogPtr &log() const { return m_log; }

    /// The case that holds the log, to keep snapshots in; empty: none. Only for a log that is
    /// loaded: what is kept is compared with it.
    void setCase(std::string path);

    /// Valid until the sixth next call. Fails where the branch does not fit the log. Cost, the
    /// first time for a projection of the whole log: KeptSnapshots::load().
    Result<TimelineCursor *> cursor(const StateScope &scope, Place place,
                                    const std::stop_token &stop = {});

    /// Writes snapshots that are new to the case; answers how many projections had some. Cost:
    /// KeptSnapshots::save(), tenths of a second.
    Result<std::size_t> keep(const std::stop_token &stop = {});

private:
    static constexpr std::size_t mostCursors = 6;
    static constexpr std::size_t mostShelves = 3;

    struct Kept
    {
        StateScope scope;
        std::shared_ptr<SnapshotShelf> shelf;
        std::string loadedFrom; ///< the case whose snapshots are on the shelf
        std::string savedTo;
        std::size_t savedCount = 0; ///< so many were there then
    };
    struct Running
    {
        StateScope scope;
        Place place;
        std::unique_ptr<TimelineCursor> cursor;
    };

    std::shared_ptr<SnapshotShelf> shelfOf(const StateScope &scope, const std::stop_token &stop);

    const LogPtr m_log;
    std::list<Running> m_running; // the one used last in front
    std::mutex m_mutex;           // guards what follows
    std::string m_case;
    std::list<Kept> m_kept; // of all subjects; the one used last in front
};

} // namespace playhead
