// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/interruption.h"
#include "cli/progress.h"
#include "log/logwriter.h"
#include "model/result.h"
#include "scenarios/scenariorunner.h"

#include <memory>
#include <stop_token>
#include <string>

namespace playhead::cli {

/// A run of a scenario on its way into a case: the one that `-o` names, or a temporary one. Virtual
/// time is as fast as the disk, so the run writes straight, and waits for it. Shows progress; ends
/// the run on SIGINT and SIGTERM, and keeps what was recorded. One thread; one at a time.
class Recording
{
public:
    /// `steps`: how many there will be, 0: not known. Fails where the case cannot be made.
    static Result<std::unique_ptr<Recording>> start(const std::string &output,
                                                    const std::string &what, std::uint64_t steps);

    [[nodiscard]] StepSink sink();
    [[nodiscard]] std::stop_token stopToken() const { return m_stop.get_token(); }
    /// Whether SIGINT or SIGTERM came. Any thread.
    [[nodiscard]] bool isInterrupted() const { return m_interruption.isAsked(); }
    [[nodiscard]] ParticipantTable &participants() { return m_writer->participants(); }

    /// Completes the case.
    Result<LogPtr> finish();
    /// Removes it instead.
    void discard();

private:
    Recording(std::unique_ptr<LogWriter> writer, std::string output, const std::string &what,
              std::uint64_t steps);

    std::unique_ptr<LogWriter> m_writer;
    std::string m_output;
    Progress m_progress;
    Interruption m_interruption;
    std::uint64_t m_steps;
    std::uint64_t m_taken = 0;
    std::stop_source m_stop;
};

} // namespace playhead::cli
