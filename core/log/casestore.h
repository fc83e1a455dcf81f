// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/blockcodec.h"
#include "log/database.h"
#include "log/eventstore.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace playhead {

/// A block as it goes to the disk.
struct EncodedBlock
{
    std::int64_t id = 0;
    BlockRange range;
    ByteBuffer columns; ///< compressed
    ByteBuffer payload; ///< compressed
};

/// A block that is complete and not compressed yet.
struct SealedBlock
{
    std::int64_t id = 0;
    std::shared_ptr<BlockBuilder> builder; ///< only encoded any more, by one thread
};

/// Reads events and reasons of one case: from the block that is being filled, from blocks that wait
/// for the disk, and from the file, through a bounded cache and read-only connections of its own.
///
/// Threads: any. The writer holds openMutex() while it changes the open block's events.
class CaseStore : public EventStore
{
public:
    CaseStore(std::string path, bool temporary);
    ~CaseStore() override; // removes a temporary file

    Result<Event> event(EventNumber number) override;
    Result<void> events(std::span<const EventNumber> numbers, std::span<Event> out) override;
    Result<std::string> reason(Position position) override;

    /// Where names are looked up; must live as long as this is asked.
    void setNames(const NameTable &names) { m_names = &names; }

    /// A block is on disk, or has grown there.
    void addBlock(std::int64_t id, const BlockRange &range);
    /// A block is complete, and another one is being filled.
    void seal(SealedBlock sealed, const BlockBuilder *open);
    /// A sealed block is compressed; it waits for the disk and is read from memory until it is
    /// written().
    void hold(std::shared_ptr<const EncodedBlock> block);
    /// All blocks up to this one are on disk.
    void written(std::int64_t id);

    [[nodiscard]] std::mutex &openMutex() { return m_mutex; }
    /// The block that is being filled; null: none.
    void setOpenBlock(const BlockBuilder *open);

    /// So that the writer is the only user of the file, for a moment.
    void closeConnections();

private:
    struct Place
    {
        std::int64_t id;
        std::uint64_t firstPosition;
        std::uint64_t firstEvent;
    };
    struct Loaded
    {
        BlockColumns columns;
        BlockPayload payload;
        FixedBytes rawColumns;
        FixedBytes rawPayload;
        std::size_t bytes() const { return rawColumns.capacity + rawPayload.capacity; }
    };
    using LoadedPtr = std::shared_ptr<const Loaded>;
    /// What reading a block needs, used again from block to block.
    struct Reader
    {
        Database database;
        Statement select;
        Decompressor decompressor;
    };
    struct Cached
    {
        std::int64_t id;
        LoadedPtr block;
    };

    /// Reads the first event, and those behind it that are in the same block; answers how many.
    Result<std::size_t> readRun(std::span<const EventNumber> numbers, std::span<Event> out);
    /// The same from a block that is not compressed yet, if the first event is in one, else 0.
    Result<std::size_t> readOpenRun(std::span<const EventNumber> numbers, std::span<Event> out);
    /// The block in memory that has the position or the event; null: none. With the lock held.
    [[nodiscard]] const BlockBuilder *builderWith(std::uint64_t BlockRange::*first,
                                                  std::uint64_t wanted) const;
    void assignWithNames(Event &event, EventView view, const EventKeys &keys) const;
    /// The block if it is cached and satisfies the condition, else from memory or disk.
    template <class Enough> Result<LoadedPtr> block(std::int64_t id, Enough enough);
    Result<LoadedPtr> read(std::int64_t id);
    Result<LoadedPtr> decoded(std::span<const std::uint8_t> columns,
                              std::span<const std::uint8_t> payload,
                              Decompressor &decompressor) const;
    Result<LoadedPtr> unpacked(const EncodedBlock &held) const;
    Result<std::unique_ptr<Reader>> openReader() const;
    void remember(std::int64_t id, LoadedPtr block);
    void forgetLast();

    static constexpr std::size_t maxCachedBytes = std::size_t(16) << 20U;

    const std::string m_path;
    const bool m_temporary;
    const NameTable *m_names = nullptr;
    std::mutex m_mutex; // guards what follows
    std::vector<Place> m_places;
    std::deque<SealedBlock> m_sealed;
    std::vector<std::shared_ptr<const EncodedBlock>> m_held;
    std::vector<Cached> m_cache; // the most recently used last
    std::vector<std::unique_ptr<Reader>> m_readers;
    const BlockBuilder *m_open = nullptr;
};

} // namespace playhead
