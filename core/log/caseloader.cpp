// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/caseloader.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <fmt/format.h>

namespace playhead {

/// Hands decoded blocks from the reading thread to the loading one; a few at most wait in it.
class CaseLoader::Pipe
{
public:
    /// A block to fill; null when the other end has closed.
    std::unique_ptr<Item> room()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_closed || m_full.size() < capacity; });
        if (m_closed) return {};
        if (m_free.empty()) return std::make_unique<Item>();
        auto item = std::move(m_free.back());
        m_free.pop_back();
        return item;
    }

    void put(std::unique_ptr<Item> item)
    {
        const std::lock_guard lock(m_mutex);
        m_full.push_back(std::move(item));
        m_changed.notify_all();
    }

    /// The next block; null at the end.
    std::unique_ptr<Item> next()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_ended || !m_full.empty(); });
        if (m_full.empty()) return {};
        auto item = std::move(m_full.front());
        m_full.pop_front();
        m_changed.notify_all();
        return item;
    }

    void giveBack(std::unique_ptr<Item> item)
    {
        const std::lock_guard lock(m_mutex);
        m_free.push_back(std::move(item));
    }

    void end()
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
        m_changed.notify_all();
    }

    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_changed.notify_all();
    }

private:
    static constexpr std::size_t capacity = 32;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::unique_ptr<Item>> m_full;
    std::vector<std::unique_ptr<Item>> m_free;
    bool m_ended = false;
    bool m_closed = false;
};

Result<void> CaseLoader::loadTables()
{
    auto format = m_database.text("SELECT value FROM meta WHERE key = 'format'");
    if (!format) return tl::unexpected(format.error());
    m_log.setFormat(*format);
    return loadParticipants();
}

Result<void> CaseLoader::loadParticipants()
{
    auto rows = m_database.prepare("SELECT id, name, role FROM participants ORDER BY id");
    if (!rows) return tl::unexpected(rows.error());
    auto &table = m_log.writableParticipants();
    for (;;) {
        const auto row = rows->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return {};
        const auto role = rows->number(2);
        const auto known = role < 0 || role > 2 ? Role::Producer : static_cast<Role>(role);
        if (table.intern(rows->text(1), known).value() != rows->number(0))
            return failure("The case is damaged: its participants are not in order.");
    }
}

Result<void> CaseLoader::loadSkipped()
{
    const auto total = m_database.number("SELECT value FROM meta WHERE key = 'skipped'");
    if (!total) return tl::unexpected(total.error());
    auto rows = m_database.prepare("SELECT line, offset, reason FROM skipped WHERE id > ? "
                                   "ORDER BY id");
    if (!rows) return tl::unexpected(rows.error());
    auto known = m_log.skippedCount();
    rows->bind(1, static_cast<std::int64_t>(known));
    for (auto row = rows->step();; row = rows->step()) {
        if (!row) return tl::unexpected(row.error());
        if (!*row) break;
        m_log.addSkipped({static_cast<std::uint64_t>(rows->number(0)),
                          static_cast<std::uint64_t>(rows->number(1)), std::string(rows->text(2))});
        ++known;
    }
    // Beyond the list only the number is known; a damaged number must not keep this going for long.
    constexpr std::uint64_t most = std::uint64_t(1) << 32U;
    const auto count = *total < 0 ? 0 : static_cast<std::uint64_t>(*total);
    if (count > known && count < most) m_log.addUnlistedSkipped(count - known);
    return {};
}

std::uint64_t CaseLoader::countSteps()
{
    const auto last =
        m_database.number("SELECT first_position + steps - 1 FROM blocks ORDER BY id DESC LIMIT 1");
    return last && *last > 0 ? static_cast<std::uint64_t>(*last) : 0;
}

Result<void> CaseLoader::readBlocks(Pipe &pipe)
{
    auto rows = m_database.prepare("SELECT id, first_position, steps, first_event, events, "
                                   "first_name, names, columns FROM blocks WHERE id >= ? "
                                   "ORDER BY id");
    if (!rows) return tl::unexpected(rows.error());
    rows->bind(1, m_lastBlock);
    Decompressor decompressor;
    const auto number = [&rows](int column) {
        return static_cast<std::uint64_t>(rows->number(column));
    };
    for (;;) {
        const auto row = rows->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return {};
        auto item = pipe.room();
        if (!item) return {};
        item->id = rows->number(0);
        item->row = {number(1), number(2), number(3), number(4), number(5), number(6)};
        if (auto done = decompressor.decompress(rows->blob(7), item->raw); !done) return done;
        if (auto done = item->columns.decode(item->raw); !done) return done;
        pipe.put(std::move(item));
    }
}

bool CaseLoader::take(const Item &item)
{
    const auto &columns = item.columns;
    const auto &range = columns.range;
    auto &names = m_log.writableNames();
    auto &index = m_log.writableIndex();
    // The last block is looked at again: it begins as it did, and more is behind.
    const bool again = item.id == m_lastBlock;
    const auto knownSteps = index.appended() + 1 - range.firstPosition;
    const auto knownEvents = m_events + 1 - range.firstEvent;
    const auto knownNames = names.size() + 1 - range.firstName;
    if (!(item.row == range) || (!again && item.id != m_lastBlock + 1) || knownSteps > range.steps
        || knownEvents > range.events || knownNames > range.names
        || (!again && (knownSteps != 0 || knownEvents != 0 || knownNames != 0)))
        return false;
    const auto nameCount = names.size() + range.names - knownNames;
    const auto hasNames = [nameCount](const EventKeys &keys) {
        return keys.type <= nameCount && keys.subject <= nameCount && keys.correlation <= nameCount;
    };
    const auto participants = m_log.participants().size();
    for (const auto &keys : columns.keys) {
        if (!hasNames(keys)) return false;
    }
    for (const auto &step : columns.steps) {
        if (step.sender.value() > participants || step.receiver.value() > participants
            || !hasNames({step.type.value(), step.subject.value(), step.correlation.value()}))
            return false;
    }
    for (auto i = knownNames; i < range.names; ++i) {
        if (names.intern(columns.names[i]).value() != range.firstName + i) return false;
    }
    for (auto i = knownSteps; i < range.steps; ++i)
        index.append(columns.steps[i]);
    if (m_onKeys) {
        for (auto i = knownEvents; i < range.events; ++i)
            m_onKeys(columns.keys[i]);
    }
    m_events += range.events - knownEvents;
    m_lastBlock = item.id;
    m_store.addBlock(item.id, range);
    return true;
}

void CaseLoader::publish()
{
    m_log.writableDensity().extend(m_log.index());
    m_log.setEventCount(m_events);
    m_log.writableIndex().publish();
}

void CaseLoader::noteDamage(std::int64_t block, const std::string &why)
{
    m_damaged = true;
    m_log.addSkipped(
        {0, 0,
         fmt::format("The case is damaged from block {} on and ends behind step {}: {}", block,
                     m_log.index().appended(), why)});
}

Result<void> CaseLoader::load(const std::stop_token &stop)
{
    if (m_damaged) return {};
    // One snapshot, so that no block speaks of a participant who came after the table was read.
    if (auto begun = m_database.execute("BEGIN"); !begun) return begun;
    auto tables = loadParticipants();
    if (tables) tables = loadSkipped();
    if (!tables) {
        static_cast<void>(m_database.execute("ROLLBACK"));
        return tables;
    }
    Pipe pipe;
    Result<void> read;
    std::thread reader([&] {
        read = readBlocks(pipe);
        pipe.end();
    });
    constexpr int blocksAtOnce = 32;
    int waiting = blocksAtOnce - 1; // the first block shows at once
    bool wrong = false;
    while (!stop.stop_requested()) {
        auto item = pipe.next();
        if (!item) break;
        if (!take(*item)) {
            wrong = true;
            break;
        }
        if (++waiting >= blocksAtOnce) {
            publish();
            waiting = 0;
        }
        pipe.giveBack(std::move(item));
    }
    pipe.close();
    reader.join();
    publish();
    // Ends a reading transaction, which cannot fail in a way that matters.
    static_cast<void>(m_database.execute("COMMIT"));
    if (wrong)
        noteDamage(m_lastBlock + 1, "its content makes no sense.");
    else if (!read)
        noteDamage(m_lastBlock + 1, read.error().message);
    return {};
}

} // namespace playhead
