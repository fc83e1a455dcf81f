// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/casestore.h"
#include "log/log.h"

#include <cstdint>
#include <functional>
#include <stop_token>

namespace playhead {

/// Fills a Log from the blocks of a case, from where it stopped the last time. Reading,
/// decompressing and decoding go on in a thread beside the one that fills the log.
class CaseLoader
{
public:
    CaseLoader(Database &database, Log &log, CaseStore &store)
        : m_database(database), m_log(log), m_store(store)
    {}

    /// Called with the keys of every new event, in order.
    using KeysCallback = std::function<void(const EventKeys &)>;
    void onKeys(KeysCallback callback) { m_onKeys = std::move(callback); }

    /// Format and participants.
    Result<void> loadTables();
    /// How many steps the file has now.
    [[nodiscard]] std::uint64_t countSteps();
    /// All blocks that are there now. Stops at damage, which is noted in the log as skipped.
    Result<void> load(const std::stop_token &stop);

    [[nodiscard]] std::int64_t lastBlock() const { return m_lastBlock; }
    [[nodiscard]] bool foundDamage() const { return m_damaged; }

private:
    struct Item
    {
        std::int64_t id = 0;
        BlockRange row;
        FixedBytes raw;
        BlockColumns columns;
    };
    class Pipe;

    Result<void> loadParticipants();
    Result<void> loadSkipped();
    Result<void> readBlocks(Pipe &pipe);
    bool take(const Item &item);
    void publish();
    void noteDamage(std::int64_t block, const std::string &why);

    Database &m_database;
    Log &m_log;
    CaseStore &m_store;
    KeysCallback m_onKeys;
    std::int64_t m_lastBlock = 0;
    std::uint64_t m_events = 0;
    bool m_damaged = false;
};

} // namespace playhead
