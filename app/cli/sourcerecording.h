// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/interruption.h"
#include "cli/progress.h"
#include "cli/sourcechoice.h"
#include "log/recorder.h"
#include "transports/livesource.h"

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace playhead::cli {

/// Live sources on their way into one case. Tells on standard error what a person should know, such
/// as a source that is lost and one that is back. One thread.
class SourceRecording
{
public:
    /// Makes the case and attaches to all of them. `steps`: how many are recorded at most, 0: no
    /// limit. Fails where the case cannot be made.
    static Result<std::unique_ptr<SourceRecording>> start(const std::string &output,
                                                          const std::vector<PlannedSource> &sources,
                                                          std::uint64_t steps);
    ~SourceRecording();
    SourceRecording(const SourceRecording &) = delete;
    SourceRecording &operator=(const SourceRecording &) = delete;

    /// Waits until all are live. Fails where one cannot be; discard() then.
    Result<void> waitUntilLive();
    /// Records until `duration` (0: no limit) is over, there are enough steps, all sources have
    /// ended, or SIGINT or SIGTERM asks for it. Fails where nothing can be written any more.
    Result<void> record(Duration duration);
    /// Detaches from all and completes the case.
    Result<LogPtr> finish();
    /// Removes the case instead.
    void discard();

    struct Report
    {
        PlannedSource source;
        SourceStatus status;
    };
    /// How each of them ended. After finish().
    [[nodiscard]] const std::vector<Report> &reports() const { return m_reports; }

private:
    struct Source
    {
        std::unique_ptr<LiveSource> live;
        SourceState toldState = SourceState::Connecting;
        std::string toldNote;
    };

    SourceRecording(std::unique_ptr<LogWriter> writer, std::string output, std::uint64_t steps);
    Result<void> attach(const PlannedSource &source);
    void detachAll();
    void take(std::span<TapStep> steps); ///< the threads of the sources
    void wait();
    void tell(const std::string &name, std::string_view text);
    void tellChanges();
    [[nodiscard]] bool isEnough();

    std::string m_output;
    std::uint64_t m_most;
    Interruption m_interruption;
    Progress m_progress;
    std::unique_ptr<Recorder> m_recorder;
    std::vector<Report> m_reports;

    std::mutex m_mutex; // guards what follows
    std::condition_variable m_wake;
    bool m_changed = false;
    std::uint64_t m_taken = 0;

    std::vector<Source> m_sources; // last: ends first
};

} // namespace playhead::cli
