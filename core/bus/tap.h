// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/step.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>

namespace playhead {

/// Sees every step of a bus: takes a few at a time, in causal order, on the thread on which they
/// happen, so from several threads at once; may move from them. A step reaches the tap before
/// anybody can react to it: a delivery before its handler runs, a publish before its deliveries.
/// Must not throw, publish, or change the tap. Recorder::submit is made for it.
using Tap = std::function<void(std::span<TapStep>)>;

/// Where the steps of a bus go. Costs one relaxed load a publish while nobody listens.
class TapPort
{
public:
    TapPort() = default;
    ~TapPort();
    TapPort(const TapPort &) = delete;
    TapPort &operator=(const TapPort &) = delete;

    [[nodiscard]] bool isOpen() const { return m_tap.load(std::memory_order_relaxed) != nullptr; }

    /// An empty function closes. Once it has returned, no call of the previous tap is running or
    /// will begin. Not from within a tap.
    void set(Tap tap);

    /// Hands the steps on, if somebody listens. Any thread.
    void hand(std::span<TapStep> steps);
    void hand(TapStep &&step) { hand(std::span<TapStep>(&step, 1)); }

private:
    // Sleepable RCU in miniature (https://lwn.net/Articles/202847/): readers count themselves in
    // under the current phase; the writer turns the phase and waits until the old one is empty.
    // Threads count in different places, so that they do not pass a line of cache to and fro.
    struct alignas(64) Readers
    {
        std::atomic<std::uint64_t> count{0};
    };
    static constexpr std::size_t places = 16;
    using Phase = std::array<Readers, places>;
    [[nodiscard]] static std::size_t placeOfThread();
    void waitForReaders();

    std::atomic<const Tap *> m_tap{nullptr};
    std::atomic<unsigned> m_phase{0};
    std::array<Phase, 2> m_readers;
    std::mutex m_writer;
};

} // namespace playhead
