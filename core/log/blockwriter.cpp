// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/blockwriter.h"

#include <utility>

#include <fmt/format.h>

namespace playhead {

BlockWriter::BlockWriter(std::string path, Database &database, CaseStore &store, const Log &log,
                         CaseTables &tables)
    : m_path(std::move(path)), m_database(database), m_store(store), m_log(log), m_tables(tables)
{}

BlockWriter::~BlockWriter()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_work.notify_all();
    if (m_thread.joinable()) m_thread.join();
}

Result<void> BlockWriter::prepare()
{
    auto statement = m_database.prepare(
        "INSERT OR REPLACE INTO blocks(id, first_position, steps, first_event, events, first_name, "
        "names, columns, payload) VALUES(?,?,?,?,?,?,?,?,?)");
    if (!statement) return tl::unexpected(statement.error());
    m_insertBlock = std::move(*statement);
    return {};
}

void BlockWriter::put(SealedBlock block)
{
    std::unique_lock lock(m_mutex);
    if (!m_thread.joinable()) m_thread = std::thread([this] { run(); });
    m_done.wait(lock, [this] { return m_queue.size() < maxQueued; });
    m_queue.push_back(std::move(block));
    if (m_queue.size() == 1) m_work.notify_one();
}

void BlockWriter::drain()
{
    std::unique_lock lock(m_mutex);
    m_done.wait(lock, [this] { return m_queue.empty(); });
}

std::shared_ptr<BlockBuilder> BlockWriter::spare()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_used.empty()) {
            auto builder = std::move(m_used.back());
            m_used.pop_back();
            return builder;
        }
    }
    return std::make_shared<BlockBuilder>();
}

void BlockWriter::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_work.wait(lock, [this] { return m_ending || !m_queue.empty(); });
        if (m_queue.empty()) return;
        auto block = m_queue.front();
        lock.unlock();
        encode(std::move(block));
        lock.lock();
        // Whoever waits for room need not be woken for every block.
        m_queue.pop_front();
        if (m_queue.size() <= maxQueued / 2) m_done.notify_all();
    }
}

void BlockWriter::encode(SealedBlock block)
{
    const auto bytes = encoded(block.id, *block.builder);
    m_store.hold(bytes);
    m_waitingBytes += bytes->columns.size() + bytes->payload.size();
    m_waiting.push_back(bytes);
    {
        // Nobody reads it any more, now that the store has the bytes.
        const std::lock_guard lock(m_mutex);
        if (m_used.size() < maxQueued) m_used.push_back(std::move(block.builder));
    }
    if (m_waitingBytes >= maxWaitingBytes) commit(nullptr);
}

std::shared_ptr<const EncodedBlock> BlockWriter::encoded(std::int64_t id, BlockBuilder &block)
{
    auto bytes = std::make_shared<EncodedBlock>();
    bytes->id = id;
    bytes->range = block.range();
    block.encodeColumns(m_log.names(), m_raw);
    auto columns = m_compressor.compress(m_raw);
    block.encodePayload(m_raw);
    auto payload = m_compressor.compress(m_raw);
    if (columns && payload) {
        bytes->columns = std::move(*columns);
        bytes->payload = std::move(*payload);
    } else {
        fail(columns ? payload.error() : columns.error());
    }
    constexpr std::size_t keptRoom = std::size_t(8) << 20U;
    if (m_raw.capacity() > keptRoom) ByteBuffer().swap(m_raw);
    return bytes;
}

Result<void> BlockWriter::flush(std::int64_t id, BlockBuilder *open)
{
    drain();
    std::shared_ptr<const EncodedBlock> partial;
    if (open && status()) partial = encoded(id, *open);
    commit(partial.get());
    return status();
}

void BlockWriter::commit(const EncodedBlock *partial)
{
    if (!status()) return;
    if (auto done = write(partial); !done) {
        fail(done.error());
        return;
    }
    const auto lastOf = [](const EncodedBlock &block) {
        return block.range.firstPosition + block.range.steps - 1;
    };
    if (!m_waiting.empty()) {
        m_durable = lastOf(*m_waiting.back());
        m_store.written(m_waiting.back()->id);
        m_waiting.clear();
        m_waitingBytes = 0;
    }
    if (partial) m_durable = lastOf(*partial);
}

Result<void> BlockWriter::write(const EncodedBlock *partial)
{
    if (m_database.hasMoved()) {
        return failure(
            fmt::format("{} was removed or replaced while it was being recorded.", m_path));
    }
    auto transaction = Transaction::begin(m_database);
    if (!transaction) return tl::unexpected(transaction.error());
    const auto insert = [this](const EncodedBlock &block) {
        const auto &range = block.range;
        int at = 0;
        m_insertBlock.bind(++at, block.id);
        for (const auto number : {range.firstPosition, range.steps, range.firstEvent, range.events,
                                  range.firstName, range.names})
            m_insertBlock.bind(++at, static_cast<std::int64_t>(number));
        m_insertBlock.bindBlob(++at, block.columns);
        m_insertBlock.bindBlob(++at, block.payload);
        return m_insertBlock.run();
    };
    for (const auto &block : m_waiting) {
        if (auto done = insert(*block); !done) return done;
    }
    if (partial) {
        if (auto done = insert(*partial); !done) return done;
    }
    if (auto done = m_tables.writeParticipants(m_database, m_log.participants()); !done)
        return done;
    if (auto done = m_tables.writeSkipped(m_database); !done) return done;
    return transaction->commit();
}

void BlockWriter::close()
{
    m_insertBlock = {};
}

void BlockWriter::fail(Error error)
{
    const std::lock_guard lock(m_mutex);
    if (m_status) m_status = tl::unexpected(std::move(error));
}

Result<void> BlockWriter::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

} // namespace playhead
