// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/logwriter.h"
#include "model/step.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace playhead {

/// Records live sources into a case: takes steps from any thread without waiting for the disk, and
/// writes them on a thread of its own in batches, durable within 100 ms.
///
/// Order: the steps of one submit() stay together and in order; submits are ordered as their calls
/// were. What a source knew before it called, the log holds before.
class Recorder
{
public:
    /// Takes over the writer and starts the thread.
    explicit Recorder(std::unique_ptr<LogWriter> writer);
    /// Records what was submitted, then ends the thread.
    ~Recorder();

    /// Takes the steps; never blocks on the disk. Any thread. Cost: one short critical section and
    /// a move a step.
    void submit(std::span<TapStep> steps);

    /// Where to intern the participants that go into TapStep. Any thread.
    [[nodiscard]] ParticipantTable &participants();

    [[nodiscard]] LogPtr log() const;

    struct Counters
    {
        std::uint64_t received = 0; ///< submitted
        std::uint64_t recorded = 0; ///< in the log and visible
        std::uint64_t durable = 0;  ///< on disk for certain
    };
    [[nodiscard]] Counters counters() const;

    /// Waits until everything submitted before this call is visible: not for the disk, but for the
    /// recorder's thread, two changes of threads or about 100 us. Any thread.
    void waitUntilVisible();

    /// Waits until everything submitted before this call is visible and durable. Any thread.
    Result<void> flush();

    /// Flushes and closes the case. Submits afterwards are refused (asserted).
    Result<void> finish();

    /// The first error of writing, if any. Any thread.
    [[nodiscard]] Result<void> status() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace playhead
