// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/casestore.h"

#include "log/casefile.h"
#include "model/extensions.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

namespace playhead {

CaseStore::CaseStore(std::string path, bool temporary)
    : m_path(std::move(path)), m_temporary(temporary)
{}

CaseStore::~CaseStore()
{
    m_readers.clear();
    if (!m_temporary) return;
    for (const char *suffix : {"", "-wal", "-shm", "-journal"})
        std::remove((m_path + suffix).c_str());
}

const BlockBuilder *CaseStore::builderWith(std::uint64_t BlockRange::*first,
                                           std::uint64_t wanted) const
{
    if (m_open && wanted >= m_open->range().*first) return m_open;
    for (auto at = m_sealed.rbegin(); at != m_sealed.rend(); ++at) {
        if (wanted >= at->builder->range().*first) return at->builder.get();
    }
    return nullptr;
}

void CaseStore::assignWithNames(Event &event, EventView view, const EventKeys &keys) const
{
    view.type = m_names->text(NameId(keys.type));
    view.subject = m_names->text(NameId(keys.subject));
    view.correlation = m_names->text(NameId(keys.correlation));
    assignFromView(event, view);
}

Result<Event> CaseStore::event(EventNumber number)
{
    Event event;
    auto done = readRun({&number, 1}, {&event, 1});
    if (!done) return tl::unexpected(std::move(done.error()));
    return event;
}

Result<void> CaseStore::events(std::span<const EventNumber> numbers, std::span<Event> out)
{
    for (std::size_t done = 0; done < numbers.size();) {
        const auto run = readRun(numbers.subspan(done), out.subspan(done));
        if (!run) return tl::unexpected(run.error());
        done += *run;
        // A scan does not come back: its memory goes to the next block while it is warm, and what
        // others look at stays in the cache.
        constexpr std::size_t manyOfOneBlock = 64;
        if (*run >= manyOfOneBlock && done < numbers.size()) forgetLast();
    }
    return {};
}

void CaseStore::forgetLast()
{
    LoadedPtr last; // freed without the lock
    const std::lock_guard lock(m_mutex);
    if (m_cache.empty()) return;
    last = std::move(m_cache.back().block);
    m_cache.pop_back();
}

Result<std::size_t> CaseStore::readOpenRun(std::span<const EventNumber> numbers,
                                           std::span<Event> out)
{
    const auto wanted = numbers.front().value();
    const std::lock_guard lock(m_mutex);
    const auto *const builder = builderWith(&BlockRange::firstEvent, wanted);
    if (!builder) return 0;
    const auto first = builder->range().firstEvent;
    BlockPayload payload;
    if (auto done = payload.decode(builder->parts()); !done) return tl::unexpected(done.error());
    std::size_t count = 0;
    for (; count < numbers.size() && numbers[count].value() >= first; ++count) {
        const auto index = numbers[count].value() - first;
        if (index >= payload.eventCount()) break;
        assignWithNames(out[count], payload.event(index), builder->keys(index));
    }
    if (count == 0) return failure(fmt::format("There is no event {} in this log.", wanted));
    return count;
}

Result<std::size_t> CaseStore::readRun(std::span<const EventNumber> numbers, std::span<Event> out)
{
    const std::uint64_t wanted = numbers.front().value();
    const auto open = readOpenRun(numbers, out);
    if (!open || *open != 0) return open;
    std::int64_t id = 0;
    {
        const std::lock_guard lock(m_mutex);
        const auto behind = std::upper_bound(
            m_places.begin(), m_places.end(), wanted,
            [](std::uint64_t at, const Place &place) { return at < place.firstEvent; });
        if (behind == m_places.begin())
            return failure(fmt::format("There is no event {} in this log.", wanted));
        id = std::prev(behind)->id;
    }
    const auto found = block(id, [wanted](const Loaded &loaded) {
        return wanted - loaded.columns.range.firstEvent < loaded.payload.eventCount();
    });
    if (!found) return tl::unexpected(found.error());
    const auto &loaded = **found;
    const auto first = loaded.columns.range.firstEvent;
    const auto end = first + std::min(loaded.payload.eventCount(), loaded.columns.keys.size());
    std::size_t count = 0;
    for (; count < numbers.size(); ++count) {
        const std::uint64_t number = numbers[count].value();
        if (number < first || number >= end) break;
        assignWithNames(out[count], loaded.payload.event(number - first),
                        loaded.columns.keys[number - first]);
    }
    if (count == 0) return failure(fmt::format("Event {} is missing in its block.", wanted));
    return count;
}

Result<std::string> CaseStore::reason(Position position)
{
    const auto wanted = position.value();
    std::int64_t id = 0;
    {
        const std::lock_guard lock(m_mutex);
        if (const auto *builder = builderWith(&BlockRange::firstPosition, wanted)) {
            BlockPayload payload;
            if (auto done = payload.decode(builder->parts()); !done)
                return tl::unexpected(done.error());
            return std::string(payload.reason(wanted - builder->range().firstPosition));
        }
        const auto behind = std::upper_bound(
            m_places.begin(), m_places.end(), wanted,
            [](std::uint64_t at, const Place &place) { return at < place.firstPosition; });
        if (behind == m_places.begin())
            return failure(fmt::format("There is no step {} in this log.", wanted));
        id = std::prev(behind)->id;
    }
    const auto found = block(id, [wanted](const Loaded &loaded) {
        return wanted - loaded.columns.range.firstPosition < loaded.columns.range.steps;
    });
    if (!found) return tl::unexpected(found.error());
    const auto &loaded = **found;
    return std::string(loaded.payload.reason(wanted - loaded.columns.range.firstPosition));
}

void CaseStore::addBlock(std::int64_t id, const BlockRange &range)
{
    const std::lock_guard lock(m_mutex);
    if (m_places.empty() || m_places.back().id < id)
        m_places.push_back({id, range.firstPosition, range.firstEvent});
}

void CaseStore::seal(SealedBlock sealed, const BlockBuilder *open)
{
    const std::lock_guard lock(m_mutex);
    m_sealed.push_back(std::move(sealed));
    m_open = open;
}

void CaseStore::hold(std::shared_ptr<const EncodedBlock> block)
{
    const std::lock_guard lock(m_mutex);
    if (!m_sealed.empty() && m_sealed.front().id == block->id) m_sealed.pop_front();
    m_places.push_back({block->id, block->range.firstPosition, block->range.firstEvent});
    m_held.push_back(std::move(block));
}

void CaseStore::written(std::int64_t id)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_held, [id](const auto &block) { return block->id <= id; });
}

void CaseStore::setOpenBlock(const BlockBuilder *open)
{
    const std::lock_guard lock(m_mutex);
    m_open = open;
}

void CaseStore::closeConnections()
{
    const std::lock_guard lock(m_mutex);
    m_readers.clear();
}

template <class Enough>
Result<CaseStore::LoadedPtr> CaseStore::block(std::int64_t id, Enough enough)
{
    std::shared_ptr<const EncodedBlock> held;
    {
        const std::lock_guard lock(m_mutex);
        for (auto at = m_cache.rbegin(); at != m_cache.rend(); ++at) {
            if (at->id != id || !enough(*at->block)) continue;
            std::rotate(at.base() - 1, at.base(), m_cache.end());
            return m_cache.back().block;
        }
        for (const auto &block : m_held) {
            if (block->id == id) held = block;
        }
    }
    auto loaded = held ? unpacked(*held) : read(id);
    if (loaded) remember(id, *loaded);
    return loaded;
}

Result<CaseStore::LoadedPtr> CaseStore::unpacked(const EncodedBlock &held) const
{
    Decompressor decompressor;
    return decoded(held.columns, held.payload, decompressor);
}

Result<std::unique_ptr<CaseStore::Reader>> CaseStore::openReader() const
{
    auto reader = std::make_unique<Reader>();
    auto database = openCaseForReading(m_path);
    if (!database) return tl::unexpected(database.error());
    reader->database = std::move(*database);
    auto select = reader->database.prepare("SELECT columns, payload FROM blocks WHERE id = ?");
    if (!select) return tl::unexpected(select.error());
    reader->select = std::move(*select);
    return reader;
}

Result<CaseStore::LoadedPtr> CaseStore::read(std::int64_t id)
{
    std::unique_ptr<Reader> reader;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_readers.empty()) {
            reader = std::move(m_readers.back());
            m_readers.pop_back();
        }
    }
    if (!reader) {
        auto opened = openReader();
        if (!opened) return tl::unexpected(opened.error());
        reader = std::move(*opened);
    }
    auto &select = reader->select;
    select.bind(1, id);
    const auto row = select.step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return failure(fmt::format("Block {} of {} is missing.", id, m_path));
    auto loaded = decoded(select.blob(0), select.blob(1), reader->decompressor);
    select.reset(); // ends the reading transaction
    const std::lock_guard lock(m_mutex);
    m_readers.push_back(std::move(reader));
    return loaded;
}

Result<CaseStore::LoadedPtr> CaseStore::decoded(std::span<const std::uint8_t> columns,
                                                std::span<const std::uint8_t> payload,
                                                Decompressor &decompressor) const
{
    auto loaded = std::make_shared<Loaded>();
    auto done = decompressor.decompress(columns, loaded->rawColumns);
    if (done) done = loaded->columns.decodeKeys(loaded->rawColumns);
    if (done) done = decompressor.decompress(payload, loaded->rawPayload);
    if (done) done = loaded->payload.decode(loaded->rawPayload);
    if (!done) return failure(fmt::format("{} ({})", done.error().message, m_path));
    return LoadedPtr(std::move(loaded));
}

void CaseStore::remember(std::int64_t id, LoadedPtr block)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_cache, [id](const Cached &cached) { return cached.id == id; });
    m_cache.push_back({id, std::move(block)});
    std::size_t bytes = 0;
    for (auto at = m_cache.rbegin(); at != m_cache.rend(); ++at) {
        bytes += at->block->bytes();
        if (bytes <= maxCachedBytes || at == m_cache.rbegin()) continue;
        m_cache.erase(m_cache.begin(), at.base());
        break;
    }
}

} // namespace playhead
