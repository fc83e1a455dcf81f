// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/database.h"
#include "log/log.h"
#include "log/logsink.h"
#include "model/participanttable.h"
#include "model/result.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace playhead {

/// Writes the small tables of a case beside its blocks: format, participants, skipped records. It
/// remembers what is written, so that each row goes to the disk once, or again when it changes.
///
/// Used within the transactions of whoever writes; addSkipped() from one other thread too.
class CaseTables
{
public:
    /// The file already has what this log was loaded with.
    void areAsIn(const Log &log);

    void addSkipped(const SkippedRecord &record);

    static Result<void> writeFormat(Database &database, const std::string &format);
    Result<void> writeParticipants(Database &database, const ParticipantTable &table);
    Result<void> writeSkipped(Database &database);

private:
    static constexpr std::uint64_t maxListedSkipped = 1000;

    std::vector<Role> m_writtenRoles;
    std::mutex m_mutex; // guards what follows
    std::vector<SkippedRecord> m_newSkipped;
    std::uint64_t m_skippedCount = 0;
    std::uint64_t m_writtenSkipped = 0;
};

} // namespace playhead
