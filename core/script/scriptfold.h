// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/fold.h"
#include "script/scriptbatch.h"
#include "script/scripthost.h"
#include "script/scriptprogram.h"
#include "script/scriptrealm.h"
#include "script/scriptsnapshot.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace playhead {

/// The fold of a script. The states live in the engine, and as JSON text here as far as they have
/// been asked for; the engine gets them from here again after restore(), each when it is needed.
class ScriptFold final : public Fold, private ScriptHost
{
public:
    explicit ScriptFold(ScriptProgramPtr program);
    ~ScriptFold() override;

    std::size_t apply(std::span<const FoldEvent> events, FoldProblems &problems,
                      const std::stop_token &stop) override;
    bool isPartitioned() const override;
    std::vector<std::string> partitions() const override;
    Json state(std::string_view partition) const override;
    Json sharedState() const override;
    Json result(std::string_view partition) const override;
    FoldProblems readProblems() const override { return m_readProblems; }
    std::vector<DerivedEvent> derived() const override;
    FoldSnapshotPtr save() const override;
    void restore(const FoldSnapshotPtr &snapshot) override;

private:
    // ScriptHost
    const std::string *stateText(const std::string &partition) const override;
    const std::string *sharedText() const override;
    void takeOutput(std::size_t at, ScriptOutput output) override;
    void takeProblem(std::size_t at, ScriptTrouble trouble) override;
    void takeReadProblem(ScriptTrouble trouble) override;
    void takeLog(std::ptrdiff_t at, std::string text) override;

    void start();
    void endRealm() const;
    std::size_t applyBatch(std::span<const FoldEvent> events, FoldProblems &problems,
                           const std::stop_token &stop);
    void stopFor(const FoldEvent &event, FoldProblems &problems);
    void keepChanged(bool dropsCurrent) const;
    void sync() const;
    ScriptText textOf(std::string_view partition) const;
    ScriptText sharedTextNow() const;
    void noteReadVerdict() const;

    // What the const functions change is what they know of the states, not the states.
    ScriptProgramPtr m_program;
    mutable std::unique_ptr<ScriptThread> m_thread;
    mutable std::unique_ptr<ScriptRealm> m_realm; ///< null: stopped
    ScriptBatchMaker m_batches;
    mutable ScriptStates m_states;
    mutable bool m_isSynced = true; ///< m_states has all that the engine has
    ScriptTrouble m_startTrouble;   ///< why it could not start
    mutable FoldProblems m_readProblems;

    // Of the batch at hand.
    std::span<const FoldEvent> m_events;
    const ScriptBatch *m_batch = nullptr;
    FoldProblems m_problems;
    std::vector<DerivedEvent> m_output;
    std::vector<std::pair<Position, std::string>> m_log;
    std::size_t m_logDropped = 0;
};

} // namespace playhead
