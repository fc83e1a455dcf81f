// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/casetables.h"

namespace playhead {

void CaseTables::areAsIn(const Log &log)
{
    const std::lock_guard lock(m_mutex);
    m_skippedCount = m_writtenSkipped = log.skippedCount();
    for (std::size_t i = 1; i <= log.participants().size(); ++i)
        m_writtenRoles.push_back(
            log.participants().role(ParticipantId(static_cast<std::uint16_t>(i))));
}

void CaseTables::addSkipped(const SkippedRecord &record)
{
    const std::lock_guard lock(m_mutex);
    ++m_skippedCount;
    if (m_skippedCount <= maxListedSkipped) m_newSkipped.push_back(record);
}

Result<void> CaseTables::writeFormat(Database &database, const std::string &format)
{
    auto statement =
        database.prepare("INSERT OR REPLACE INTO meta(key, value) VALUES('format', ?)");
    if (!statement) return tl::unexpected(statement.error());
    statement->bindText(1, format);
    return statement->run();
}

Result<void> CaseTables::writeParticipants(Database &database, const ParticipantTable &table)
{
    const auto count = table.size();
    Statement statement;
    bool prepared = false;
    for (std::size_t i = 0; i < count; ++i) {
        const ParticipantId id(static_cast<std::uint16_t>(i + 1));
        const auto role = table.role(id);
        if (i < m_writtenRoles.size() && m_writtenRoles[i] == role) continue;
        if (!prepared) {
            auto made = database.prepare("INSERT OR REPLACE INTO participants(id, name, role) "
                                         "VALUES(?,?,?)");
            if (!made) return tl::unexpected(made.error());
            statement = std::move(*made);
            prepared = true;
        }
        statement.bind(1, id.value());
        statement.bindText(2, table.name(id));
        statement.bind(3, static_cast<std::int64_t>(role));
        if (auto done = statement.run(); !done) return done;
        if (i < m_writtenRoles.size())
            m_writtenRoles[i] = role;
        else
            m_writtenRoles.push_back(role);
    }
    return {};
}

Result<void> CaseTables::writeSkipped(Database &database)
{
    const std::lock_guard lock(m_mutex);
    if (m_skippedCount == m_writtenSkipped) return {};
    auto total = database.prepare("INSERT OR REPLACE INTO meta(key, value) VALUES('skipped', ?)");
    if (!total) return tl::unexpected(total.error());
    total->bind(1, static_cast<std::int64_t>(m_skippedCount));
    if (auto done = total->run(); !done) return done;
    auto row = database.prepare("INSERT INTO skipped(line, offset, reason) VALUES(?,?,?)");
    if (!row) return tl::unexpected(row.error());
    for (const auto &record : m_newSkipped) {
        row->bind(1, static_cast<std::int64_t>(record.line));
        row->bind(2, static_cast<std::int64_t>(record.offset));
        row->bindText(3, record.reason);
        if (auto done = row->run(); !done) return done;
    }
    m_newSkipped.clear();
    m_writtenSkipped = m_skippedCount;
    return {};
}

} // namespace playhead
