// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "replay/branch.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace playhead {

/// What the edits of a branch come to for one observer of one log: which of its contributions are
/// taken out, and what is put in and where. One thread at a time for extend(), any for the rest.
class BranchPlan
{
public:
    struct Removed
    {
        Position position; ///< of the contribution
        NameId subject;
    };
    struct Inserted
    {
        Position position; ///< at which step it happens
        int side = 0;      ///< -1: before that step's own event, 0: instead of it, 1: after it
        EventPtr event;
        NameId subject; ///< of the log's names or, for a new one, a number beyond them
    };

    /// Fails where the branch does not fit the log or an event cannot be read.
    static Result<BranchPlan> make(const Log &log, Observer observer, const Branch &branch,
                                   const std::stop_token &stop);

    /// Takes in contributions that are new since: a consumer may acknowledge a changed event once
    /// more. Cost: a few ns for each new one.
    void extend(const Log &log, const Contributions &all);

    [[nodiscard]] const std::vector<Removed> &removed() const { return m_removed; }
    [[nodiscard]] const std::vector<Inserted> &inserted() const { return m_inserted; }
    /// The subject as it is called in here.
    [[nodiscard]] NameId subject(const Log &log, const std::string &text) const;

private:
    struct Fate
    {
        bool isGone = false; ///< skipped or moved
        EventPtr changed;    ///< null: as it was
        NameId subject;      ///< of `changed`
        NameId before;       ///< its subject in the log
    };
    struct Change; // while a branch is being read

    void take(Position position, const Fate &fate);
    void sort();
    NameId internSubject(const Log &log, const std::string &text);

    Observer m_observer;
    std::unordered_map<EventNumber, Fate> m_fates;
    std::vector<Removed> m_removed;
    std::vector<Inserted> m_inserted;
    std::unordered_map<std::string, NameId> m_newSubjects;
    std::uint64_t m_known = 0; // contributions that were looked at
};

} // namespace playhead
