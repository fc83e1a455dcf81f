// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/tap.h"

#include <thread>

namespace playhead {

TapPort::~TapPort()
{
    delete m_tap.load();
}

void TapPort::set(Tap tap)
{
    const std::lock_guard lock(m_writer);
    const auto *previous = m_tap.exchange(tap ? new Tap(std::move(tap)) : nullptr);
    // Twice: a reader may have read the phase before the first turn and counted itself in after it.
    waitForReaders();
    waitForReaders();
    delete previous;
}

std::size_t TapPort::placeOfThread()
{
    static constinit std::atomic<std::size_t> next{0};
    static thread_local const std::size_t place =
        next.fetch_add(1, std::memory_order_relaxed) % places;
    return place;
}

void TapPort::waitForReaders()
{
    const auto old = m_phase.fetch_xor(1);
    for (const auto &readers : m_readers[old]) {
        while (readers.count.load() != 0)
            std::this_thread::yield();
    }
}

void TapPort::hand(std::span<TapStep> steps)
{
    if (!isOpen() || steps.empty()) return;
    auto &readers = m_readers[m_phase.load()][placeOfThread()];
    readers.count.fetch_add(1);
    if (const auto *tap = m_tap.load()) (*tap)(steps);
    readers.count.fetch_sub(1, std::memory_order_release);
}

} // namespace playhead
