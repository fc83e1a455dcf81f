// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace playhead {

/// What a participant mostly does. A consumer may publish too; a producer never receives events.
/// The numbers are stored in case files: never renumber.
enum class Role : std::uint8_t { Producer = 0, Channel = 1, Consumer = 2 };

/// `producer`, `channel`, `consumer`.
[[nodiscard]] std::string_view roleName(Role role);

/// The participants of one log: name <-> id, and role. Append-only; ids are given from 1 in order
/// of arrival and never change. At most 65,535 participants: later names share the last id, whose
/// name then is `(others)`, so that a log with absurdly many senders still opens.
///
/// Thread-safe. Reading by id takes no lock; intern() and find() take one briefly.
class ParticipantTable
{
public:
    ParticipantTable();
    ~ParticipantTable();
    ParticipantTable(const ParticipantTable &) = delete;
    ParticipantTable &operator=(const ParticipantTable &) = delete;

    /// The id of `name`, given out now if it is new. A role only ever grows from Producer to
    /// Consumer (somebody who was seen to receive events); a channel stays a channel.
    ParticipantId intern(std::string_view name, Role role);

    [[nodiscard]] ParticipantId find(std::string_view name) const;

    /// Ids 1 to size() are valid.
    [[nodiscard]] std::size_t size() const { return m_size.load(std::memory_order_acquire); }
    [[nodiscard]] std::string_view name(ParticipantId id) const;
    [[nodiscard]] Role role(ParticipantId id) const;

private:
    struct Entry
    {
        std::string name;
        std::atomic<Role> role{Role::Producer};
    };
    static constexpr std::size_t chunkSize = 256;
    static constexpr std::size_t maxParticipants = 65535;
    using Chunk = std::array<Entry, chunkSize>;

    const Entry *entry(ParticipantId id) const;

    mutable std::mutex m_mutex;
    std::unordered_map<std::string_view, std::uint16_t> m_ids;
    std::array<std::atomic<Chunk *>, maxParticipants / chunkSize + 1> m_chunks{};
    std::atomic<std::size_t> m_size{0};
};

} // namespace playhead
