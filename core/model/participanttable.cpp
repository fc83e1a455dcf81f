// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/participanttable.h"

#include <cassert>

namespace playhead {

std::string_view roleName(Role role)
{
    switch (role) {
    case Role::Producer: return "producer";
    case Role::Channel: return "channel";
    case Role::Consumer: return "consumer";
    }
    return {};
}

ParticipantTable::ParticipantTable() = default;

ParticipantTable::~ParticipantTable()
{
    for (auto &chunk : m_chunks)
        delete chunk.load(std::memory_order_relaxed);
}

ParticipantId ParticipantTable::intern(std::string_view name, Role role)
{
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_ids.find(name); known != m_ids.end()) {
        const ParticipantId id(known->second);
        auto &chunk = *m_chunks[(id.value() - 1U) / chunkSize].load(std::memory_order_relaxed);
        auto &entry = chunk[(id.value() - 1U) % chunkSize];
        if (entry.role.load(std::memory_order_relaxed) == Role::Producer)
            entry.role.store(role, std::memory_order_relaxed);
        return id;
    }
    const auto count = m_size.load(std::memory_order_relaxed);
    if (count == maxParticipants) return ParticipantId(maxParticipants);
    if (count == maxParticipants - 1) {
        name = "(others)";
        role = Role::Consumer;
    }
    auto &slot = m_chunks[count / chunkSize];
    if (!slot.load(std::memory_order_relaxed))
        slot.store(new Chunk, std::memory_order_release); // owned here, freed by the destructor
    auto &entry = (*slot.load(std::memory_order_relaxed))[count % chunkSize];
    entry.name = name;
    entry.role.store(role, std::memory_order_relaxed);
    const auto id = static_cast<std::uint16_t>(count + 1);
    m_ids.emplace(entry.name, id);
    m_size.store(count + 1, std::memory_order_release);
    return ParticipantId(id);
}

ParticipantId ParticipantTable::find(std::string_view name) const
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_ids.find(name);
    return known == m_ids.end() ? ParticipantId() : ParticipantId(known->second);
}

const ParticipantTable::Entry *ParticipantTable::entry(ParticipantId id) const
{
    if (!id.isValid() || id.value() > size()) return nullptr;
    const auto index = id.value() - 1U;
    return &(*m_chunks[index / chunkSize].load(std::memory_order_acquire))[index % chunkSize];
}

std::string_view ParticipantTable::name(ParticipantId id) const
{
    const auto *found = entry(id);
    return found ? std::string_view(found->name) : std::string_view();
}

Role ParticipantTable::role(ParticipantId id) const
{
    const auto *found = entry(id);
    return found ? found->role.load(std::memory_order_relaxed) : Role::Producer;
}

} // namespace playhead
