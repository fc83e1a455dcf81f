// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/nametable.h"

#include <cassert>
#include <cstring>
#include <mutex>

#include <boost/unordered/unordered_flat_map.hpp>

namespace playhead {

class NameTable::Lookup
{
public:
    boost::unordered_flat_map<std::string_view, std::uint32_t, std::hash<std::string_view>> ids;
};

NameTable::NameTable()
    : m_chunks(std::make_unique<std::atomic<Chunk *>[]>(maxChunks)),
      m_lookup(std::make_unique<Lookup>())
{}

NameTable::~NameTable()
{
    for (std::size_t i = 0; i * chunkSize < size(); ++i)
        delete m_chunks[i].load(std::memory_order_relaxed);
}

NameId NameTable::intern(std::string_view text)
{
    if (text.empty()) return NameId();
    // The writer is alone in changing the map, so its own look-up needs no lock.
    if (const auto known = m_lookup->ids.find(text); known != m_lookup->ids.end())
        return NameId(known->second);
    const auto count = m_size.load(std::memory_order_relaxed);
    assert(count < maxChunks * chunkSize);
    auto &slot = m_chunks[count / chunkSize];
    if (!slot.load(std::memory_order_relaxed))
        slot.store(new Chunk, std::memory_order_release); // owned here, freed by the destructor
    const auto stored = store(text);
    (*slot.load(std::memory_order_relaxed))[count % chunkSize] = stored;
    const auto id = static_cast<std::uint32_t>(count + 1);
    {
        const std::unique_lock lock(m_mutex);
        m_lookup->ids.emplace(stored, id);
    }
    m_size.store(count + 1, std::memory_order_release);
    return NameId(id);
}

NameId NameTable::find(std::string_view text) const
{
    const std::shared_lock lock(m_mutex);
    const auto known = m_lookup->ids.find(text);
    return known == m_lookup->ids.end() ? NameId() : NameId(known->second);
}

std::string_view NameTable::text(NameId id) const
{
    if (!id.isValid() || id.value() > size()) return {};
    const auto index = id.value() - 1U;
    return (*m_chunks[index / chunkSize].load(std::memory_order_acquire))[index % chunkSize];
}

std::size_t NameTable::memoryUsed() const
{
    const std::shared_lock lock(m_mutex);
    return m_arenaBytes + (size() / chunkSize + 1) * sizeof(Chunk)
           + m_lookup->ids.bucket_count() * (sizeof(std::string_view) + sizeof(std::uint32_t) + 1);
}

std::string_view NameTable::store(std::string_view text)
{
    constexpr std::size_t blockSize = 1U << 18U;
    if (text.size() > m_arenaLeft) {
        const auto size = text.size() > blockSize ? text.size() : blockSize;
        m_arena.push_back(std::unique_ptr<char[]>(new char[size])); // left uninitialised on purpose
        m_arenaNext = m_arena.back().get();
        m_arenaLeft = size;
        m_arenaBytes += size;
    }
    std::memcpy(m_arenaNext, text.data(), text.size());
    const std::string_view stored(m_arenaNext, text.size());
    m_arenaNext += text.size();
    m_arenaLeft -= text.size();
    return stored;
}

} // namespace playhead
