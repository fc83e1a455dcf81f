// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenariotesting.h"

#include "log/casereader.h"
#include "log/logwriter.h"
#include "replay/logcomparison.h"
#include "replay/replay.h"
#include "scenarios/rerun.h"

#include <QTemporaryDir>

namespace playhead {

inline const ScenarioRun shop{.scenario = "shop", .seed = 1, .duration = 60 * second};

/// A log in a file, and what ran to make it.
struct Case
{
    ScenarioOrigin origin;
    LogPtr log;
};

/// Runs scenarios, and their logs again with branches.
class RerunBench
{
protected:
    std::string newPath() { return m_folder.filePath(QString::number(++m_files)).toStdString(); }

    Case recordCase(const ScenarioRun &run)
    {
        auto writer = LogWriter::create(newPath());
        const auto summary = runScenario(
            run,
            [&](std::span<TapStep> steps) {
                for (const auto &step : steps)
                    (*writer)->step(step);
            },
            (*writer)->participants());
        static_cast<void>((*writer)->finish());
        return {run.origin(), summary ? (*writer)->log() : nullptr};
    }

    /// Null, and why in m_error: it cannot be run.
    LogPtr again(const Case &from, const Branch &branch, std::stop_token stop = {})
    {
        auto writer = LogWriter::create(newPath());
        const auto summary = runAgain(
            from.origin, from.log, branch,
            [&](std::span<TapStep> steps) {
                for (const auto &step : steps)
                    (*writer)->step(step);
            },
            (*writer)->participants(), std::move(stop));
        static_cast<void>((*writer)->finish());
        m_error = summary ? std::string() : summary.error().message;
        if (!summary) return nullptr;
        m_summary = *summary;
        return (*writer)->log();
    }

    static Branch branchOf(std::initializer_list<BranchEdit> edits)
    {
        Branch branch("what if");
        for (const auto &edit : edits)
            branch.add(edit);
        return branch;
    }

    /// The first step of a kind, with an event of a type, from a position on.
    static Position find(const Log &log, StepKind kind, std::string_view type,
                         Position from = Position(1))
    {
        for (auto p = from.value(); p <= log.watermark().value(); ++p) {
            const auto step = log.at(Position(p));
            if (step.kind == kind && log.name(step.type) == type) return Position(p);
        }
        return {};
    }
    static std::string subjectAt(const Log &log, Position at)
    {
        return std::string(log.name(log.at(at).subject));
    }
    static std::vector<std::string> typesOf(const Log &log, std::string_view subject)
    {
        std::vector<std::string> types;
        for (std::uint64_t p = 1; p <= log.watermark().value(); ++p) {
            const auto step = log.at(Position(p));
            if (step.kind == StepKind::Publish && log.name(step.subject) == subject)
                types.emplace_back(log.name(step.type));
        }
        return types;
    }
    static int count(const std::vector<std::string> &types, std::string_view type)
    {
        return static_cast<int>(std::ranges::count(types, type));
    }
    static Json stateOf(const LogPtr &log, const std::string &subject)
    {
        return Replay(log, mergeProjection()).subjectState(subject, log->watermark()).value();
    }

    QTemporaryDir m_folder;
    int m_files = 0;
    std::string m_error;
    RerunSummary m_summary;
};

} // namespace playhead
