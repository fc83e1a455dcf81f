// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/scriptdefinition.h"
#include "script/scriptprojection.h"
#include "script/scriptthread.h"

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace playhead {

/// A script that has proved to load, and what its folds share. Thread-safe.
struct ScriptProgram
{
    std::string name;
    std::string source;
    ScriptLimits limits;
    ScriptLog log;
    ScriptDefinition definition;

    /// A thread with a context: one that was given back, or a new one.
    std::unique_ptr<ScriptThread> takeThread()
    {
        const std::lock_guard lock(m_mutex);
        if (m_idle.empty()) return std::make_unique<ScriptThread>(limits);
        auto thread = std::move(m_idle.back());
        m_idle.pop_back();
        return thread;
    }
    void giveBack(std::unique_ptr<ScriptThread> thread)
    {
        constexpr std::size_t mostIdle = 2;
        thread->outsideBytes = 0; // the next fold starts with nothing
        const std::lock_guard lock(m_mutex);
        if (m_idle.size() < mostIdle) m_idle.push_back(std::move(thread));
    }

private:
    std::mutex m_mutex;
    std::vector<std::unique_ptr<ScriptThread>> m_idle;
};

using ScriptProgramPtr = std::shared_ptr<ScriptProgram>;

/// How an exceeded limit is told.
[[nodiscard]] std::string exceededText(const ScriptLimits &limits, ScriptVerdict verdict);

} // namespace playhead
