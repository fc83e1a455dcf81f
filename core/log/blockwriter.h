// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/blockcodec.h"
#include "log/casestore.h"
#include "log/casetables.h"
#include "log/compression.h"
#include "log/database.h"
#include "log/log.h"
#include "model/result.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace playhead {

/// Compresses the complete blocks of a case and writes them to its file, on a thread of its own
/// that begins with the first block, so that whoever fills blocks goes on meanwhile.
///
/// Threads: one at a time calls; durable() from any. The connection and the tables belong to the
/// thread while it has work, and to the caller of flush() once it has none.
class BlockWriter
{
public:
    /// All must outlive this object. The file at `path` is only looked at in messages.
    BlockWriter(std::string path, Database &database, CaseStore &store, const Log &log,
                CaseTables &tables);
    ~BlockWriter(); ///< ends the thread; what was put and not flushed may be lost
    BlockWriter(const BlockWriter &) = delete;
    BlockWriter &operator=(const BlockWriter &) = delete;

    /// Once, before anything else.
    Result<void> prepare();

    /// Takes over a complete block, which the store holds already. Waits while there are too many.
    void put(SealedBlock block);
    /// Waits until all of them are compressed.
    void drain();

    /// A builder whose block is done with, or a new one.
    std::shared_ptr<BlockBuilder> spare();

    /// Everything so far is on disk when this returns, and the block that is still being filled,
    /// unless that is null.
    Result<void> flush(std::int64_t id, BlockBuilder *open);

    /// Lets go of the connection. Only when nothing is to be written any more.
    void close();

    /// The last position that is on disk for certain.
    [[nodiscard]] std::uint64_t durable() const { return m_durable.load(); }
    void setDurable(std::uint64_t position) { m_durable = position; }

    /// The first error; after one nothing more reaches the disk.
    [[nodiscard]] Result<void> status() const;

private:
    void run();
    std::shared_ptr<const EncodedBlock> encoded(std::int64_t id, BlockBuilder &block);
    void encode(SealedBlock block);
    void commit(const EncodedBlock *partial);
    Result<void> write(const EncodedBlock *partial);
    void fail(Error error);

    // A commit costs about as much as a megabyte of writing.
    static constexpr std::size_t maxWaitingBytes = std::size_t(2) << 20U;
    static constexpr std::size_t maxQueued = 16;

    const std::string m_path;
    Database &m_database;
    CaseStore &m_store;
    const Log &m_log;
    CaseTables &m_tables;
    Statement m_insertBlock;
    Compressor m_compressor;
    ByteBuffer m_raw;
    std::vector<std::shared_ptr<const EncodedBlock>> m_waiting; ///< for the next commit
    std::size_t m_waitingBytes = 0;
    std::atomic<std::uint64_t> m_durable{0};

    mutable std::mutex m_mutex; // guards what follows
    std::condition_variable m_work;
    std::condition_variable m_done;
    std::deque<SealedBlock> m_queue; ///< the first is being worked on
    std::vector<std::shared_ptr<BlockBuilder>> m_used;
    Result<void> m_status;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace playhead
