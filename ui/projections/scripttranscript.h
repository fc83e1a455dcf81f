// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answers/foldsource.h"
#include "script/scriptprojection.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace playhead {

/// Something that a script wrote: a line with log(), or an event of a derived stream.
struct ScriptOutputLine
{
    Position position; ///< the event whose handler wrote it; none: while the script loaded
    QString stream;    ///< null: log()
    QString type;      ///< of the derived event
    QString text;      ///< the line, or the event's data on one line
};

/// What a script wrote up to a position.
struct ScriptOutputAnswer
{
    QString name; ///< of the script
    Position at;
    std::vector<ScriptOutputLine> lines; ///< the latest, by position
    std::uint64_t logged = 0;            ///< all lines up to there
    std::uint64_t derived = 0;           ///< all events up to there
    std::uint64_t streams = 0;           ///< that these are in
    QString error;
};

/// One run of a script over the log, as the log has it, that notes what it writes. Goes only
/// onwards: what was written further behind is left out of an answer about an earlier position. For
/// one worker at a time.
class ScriptTranscript
{
public:
    /// So many lines are kept, and shown.
    static constexpr std::size_t most = 1000;

    ScriptTranscript(LogPtr log, QString name, std::string source);

    [[nodiscard]] ScriptOutputAnswer answer(Position at, const std::stop_token &stop);

private:
    struct Logged
    {
        Position position;
        std::string text;
    };
    Result<void> start();
    Result<void> advance(Position at, const std::stop_token &stop);
    void addDerived(ScriptOutputAnswer &answer) const;

    const LogPtr m_log;
    const QString m_name;
    const std::string m_source;
    std::shared_ptr<std::deque<Logged>> m_logged; ///< the projection's log() writes there
    ProjectionPtr m_projection;                   ///< null: not loaded yet
    std::unique_ptr<Fold> m_fold;
    std::unique_ptr<FoldSource> m_events;
    FoldProblems m_problems;
};

} // namespace playhead
