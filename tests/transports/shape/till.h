// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/target.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace playhead::test {

/// What a target got, and how it is to behave. Thread-safe.
struct Till
{
    struct Receipt
    {
        Event event;
        std::string channel;
    };

    std::vector<Receipt> receipts() const
    {
        const std::lock_guard lock(mutex);
        return taken;
    }
    std::size_t count() const { return receipts().size(); }
    void hold(std::size_t from)
    {
        const std::lock_guard lock(mutex);
        holdFrom = from;
    }
    void release()
    {
        const std::lock_guard lock(mutex);
        holdFrom.reset();
        changed.notify_all();
    }

    mutable std::mutex mutex; // guards what follows
    std::condition_variable_any changed;
    std::vector<Receipt> taken;
    std::optional<std::size_t> holdFrom; ///< this one and later ones wait
    std::optional<std::size_t> failAt;
    std::string connectError;
    std::uint64_t confirmed = 0;
};

/// Confirms in flush() only, as servers do that are asked for it in batches.
class TillTarget final : public Target
{
public:
    explicit TillTarget(Till &till) : m_till(till) {}

    Result<void> connect() override
    {
        if (!m_till.connectError.empty()) return failure(m_till.connectError);
        return {};
    }
    Result<void> publish(const Event &event, std::string_view channel,
                         const std::stop_token &stop) override
    {
        std::unique_lock lock(m_till.mutex);
        const auto number = m_till.taken.size();
        m_till.changed.wait(lock, stop,
                            [&] { return !m_till.holdFrom || number < *m_till.holdFrom; });
        if (stop.stop_requested()) return {};
        if (m_till.failAt == number) return failure("The till is full.");
        m_till.taken.push_back({event, std::string(channel)});
        return {};
    }
    Result<void> flush(const std::stop_token &) override
    {
        const std::lock_guard lock(m_till.mutex);
        m_till.confirmed = m_till.taken.size();
        return {};
    }
    [[nodiscard]] std::uint64_t confirmed() const override
    {
        const std::lock_guard lock(m_till.mutex);
        return m_till.confirmed;
    }

private:
    Till &m_till;
};

} // namespace playhead::test
