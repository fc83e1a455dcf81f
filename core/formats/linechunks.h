// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/jsontext.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

namespace playhead {

/// Calls `visit(text, line)` for every line that is not blank, without blanks at its ends; `line`
/// counts from 0. Returns how many lines there are.
template <class Visit> std::uint64_t forEachLine(std::string_view lines, Visit &&visit)
{
    std::uint64_t line = 0;
    for (std::size_t at = 0; at < lines.size(); ++line) {
        const auto *const found =
            static_cast<const char *>(std::memchr(lines.data() + at, '\n', lines.size() - at));
        const auto end = found ? std::size_t(found - lines.data()) : lines.size();
        auto text = lines.substr(at, end - at);
        if (text.size() < 2 || text.front() != '{' || text.back() != '}') text = trimmedJson(text);
        if (!text.empty()) visit(text, line);
        at = end + 1;
    }
    return line;
}

/// Parses a text of lines on threads of its own, in chunks that end at line ends, a few chunks
/// ahead of whoever takes the results, which come in the order of the text.
///
/// `Parsed` is what becomes of a chunk: it is made once for each chunk that may be under way and
/// reused; `parse(std::string_view lines)` fills it, on any thread, one at a time. A text below the
/// size of the first chunk is parsed by the caller, without a thread.
///
/// The first chunk is small, so that the first results are there at once; those that follow are
/// large enough that handing them over costs nothing.
template <class Parsed> class LineChunks
{
public:
    /// `make` is called at once. The text must live as long as this object.
    LineChunks(std::string_view text, const std::function<std::unique_ptr<Parsed>()> &make)
        : m_text(text)
    {
        const bool alone = text.size() <= firstSize;
        // This thread takes, one writes blocks: at least one parses, whatever there is.
        const auto threads =
            alone ? 0U : std::clamp(std::thread::hardware_concurrency(), 2U, 5U) - 1;
        for (std::size_t i = 0; i < std::max(1U, 2 * threads + 1); ++i)
            m_slots.push_back({.parsed = make()});
        for (unsigned i = 0; i < threads; ++i)
            m_threads.emplace_back([this] { work(); });
    }

    /// Gives up what has not been taken.
    ~LineChunks()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
        }
        m_free.notify_all();
        for (auto &thread : m_threads)
            thread.join();
    }
    LineChunks(const LineChunks &) = delete;
    LineChunks &operator=(const LineChunks &) = delete;

    /// The next chunk, parsed; null at the end. Valid until the next call. Throws what its parse()
    /// threw.
    Parsed *next()
    {
        std::unique_lock lock(m_mutex);
        if (m_current) {
            m_current->ready = false;
            m_current = nullptr;
            ++m_taken;
            m_free.notify_one();
        }
        auto &slot = m_slots[m_taken % m_slots.size()];
        if (m_threads.empty()) {
            if (m_at >= m_text.size()) return nullptr;
            slot.lines = cut();
            slot.parsed->parse(slot.lines);
        } else {
            m_ready.wait(
                lock, [&] { return slot.ready || (m_at >= m_text.size() && m_taken == m_begun); });
            if (!slot.ready) return nullptr;
            if (slot.error) std::rethrow_exception(slot.error);
        }
        m_current = &slot;
        return slot.parsed.get();
    }

    /// Bytes of the text up to the end of the chunk that next() gave last.
    [[nodiscard]] std::uint64_t offset() const
    {
        if (!m_current) return 0;
        return std::uint64_t(m_current->lines.data() + m_current->lines.size() - m_text.data());
    }

private:
    struct Slot
    {
        std::unique_ptr<Parsed> parsed;
        std::string_view lines{};
        bool ready = false;
        std::exception_ptr error{};
    };
    static constexpr std::size_t firstSize = std::size_t(64) << 10U;
    static constexpr std::size_t laterSize = std::size_t(256) << 10U;

    /// The next chunk of the text. With the lock held.
    std::string_view cut()
    {
        const auto begin = m_at;
        const auto wanted = begin + (begin == 0 ? firstSize : laterSize);
        m_at = m_text.size();
        if (wanted < m_text.size()) {
            const auto *end = static_cast<const char *>(
                std::memchr(m_text.data() + wanted, '\n', m_text.size() - wanted));
            if (end) m_at = std::size_t(end - m_text.data()) + 1;
        }
        return m_text.substr(begin, m_at - begin);
    }

    void work()
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_free.wait(lock, [this] { return m_ending || m_begun - m_taken < m_slots.size(); });
            if (m_ending || m_at >= m_text.size()) return;
            auto &slot = m_slots[m_begun++ % m_slots.size()];
            slot.lines = cut();
            slot.error = nullptr;
            lock.unlock();
            try {
                slot.parsed->parse(slot.lines);
            } catch (...) {
                slot.error = std::current_exception();
            }
            lock.lock();
            slot.ready = true;
            m_ready.notify_one();
        }
    }

    const std::string_view m_text;
    std::mutex m_mutex; // guards what follows
    std::condition_variable m_free;
    std::condition_variable m_ready;
    std::vector<Slot> m_slots;
    std::size_t m_at = 0;      ///< up to where chunks have been cut
    std::uint64_t m_begun = 0; ///< chunks
    std::uint64_t m_taken = 0;
    Slot *m_current = nullptr;
    bool m_ending = false;
    std::vector<std::thread> m_threads;
};

} // namespace playhead
