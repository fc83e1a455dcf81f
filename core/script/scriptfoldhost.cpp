// SPDX-License-Identifier: GPL-3.0-or-later
// What the driver asks of a fold, and tells it, while a batch runs.
#include "script/scriptfold.h"

namespace playhead {
namespace {

constexpr std::size_t mostLogLines = 10'000; ///< of one batch

} // namespace

const std::string *ScriptFold::stateText(const std::string &partition) const
{
    const auto found = m_states.partitions.find(partition);
    return found == m_states.partitions.end() ? nullptr : found->second.get();
}

const std::string *ScriptFold::sharedText() const
{
    return m_states.shared.get();
}

void ScriptFold::takeOutput(std::size_t at, ScriptOutput output)
{
    DerivedEvent event;
    event.stream = std::move(output.stream);
    event.type = std::move(output.type);
    event.data = jsonFromScript(output.data);
    if (output.metadata) event.metadata = jsonFromScript(*output.metadata);
    event.cause = m_events[m_batch->origins[at]].position;
    event.isLink = output.isLink;
    m_output.push_back(std::move(event));
}

void ScriptFold::takeProblem(std::size_t at, ScriptTrouble trouble)
{
    m_problems.add({m_events[m_batch->origins[at]].position, std::move(trouble.message),
                    trouble.line, trouble.column});
}

void ScriptFold::takeReadProblem(ScriptTrouble trouble)
{
    m_readProblems.add({Position(), std::move(trouble.message), trouble.line, trouble.column});
}

void ScriptFold::takeLog(std::ptrdiff_t at, std::string text)
{
    // What it says while it loads has been heard when it was loaded first.
    if (!m_program->log || at < 0 || !m_batch) return;
    if (m_log.size() >= mostLogLines) {
        ++m_logDropped;
        return;
    }
    const auto origin = m_batch->origins[static_cast<std::size_t>(at)];
    m_log.emplace_back(m_events[origin].position, std::move(text));
}

} // namespace playhead
