// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/busynote.h"
#include "when/breakpoints.h"

#include <memory>
#include <stop_token>

namespace playhead {

/// Where to look for a position at which a condition holds.
enum class WhenDirection { First, Next, Previous };

struct WhenAnswer
{
    WhenDirection direction = WhenDirection::First;
    Position from;  ///< where the playhead was
    Position found; ///< none: nowhere
    FoldProblems problems;
    QString error; ///< why there is no answer
};

/// Finds positions for one question after the other; keeps what it has found out while the question
/// stays the same. For one worker at a time.
class WhenSearch
{
public:
    /// Shows how far the finder has come; any thread.
    [[nodiscard]] const JobProgressPtr &progress() const { return m_progress; }

    /// From the playhead `from`, up to `last`.
    [[nodiscard]] WhenAnswer answer(const WhenQuestion &question, WhenDirection direction,
                                    Position from, Position last, const std::stop_token &stop);

private:
    Result<void> prepare(const WhenQuestion &question);

    const JobProgressPtr m_progress = std::make_shared<JobProgress>();
    WhenQuestion m_question;
    std::unique_ptr<WhenFinder> m_finder; ///< null: there was no question
};

} // namespace playhead
