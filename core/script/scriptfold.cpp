// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptfold.h"

#include "script/scriptmemory.h"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::size_t batchSize = 1000;
/// So that bounds in a batch fit into 31 bits, and a batch is small beside the heap limit.
constexpr std::size_t batchBytes = 8U << 20U;

const ScriptText &nullText()
{
    static const auto text = std::make_shared<const std::string>("null");
    return text;
}

/// How many of the events make one batch.
std::size_t nextBatch(std::span<const FoldEvent> events)
{
    std::size_t count = 0;
    std::size_t bytes = 0;
    while (count < std::min(events.size(), batchSize) && (count == 0 || bytes < batchBytes))
        bytes += events[count++].event->data.size();
    return count;
}

} // namespace

ScriptFold::ScriptFold(ScriptProgramPtr program)
    : m_program(std::move(program)),
      m_thread(m_program->takeThread()),
      m_batches(m_program->definition)
{
    start();
}

ScriptFold::~ScriptFold()
{
    const bool isUsable = m_realm != nullptr;
    endRealm();
    if (isUsable) m_program->giveBack(std::move(m_thread));
}

/// Makes the realm and gives it the states that are known here.
void ScriptFold::start()
{
    m_thread->host = this;
    m_startTrouble = {};
    m_batches = ScriptBatchMaker(m_program->definition);
    if (!m_thread->isReady()) {
        m_startTrouble.message = "The script engine cannot be started: out of memory.";
        return;
    }
    m_thread->run([this](JSContext *context) {
        m_realm = std::make_unique<ScriptRealm>(context, *m_thread, m_program->name);
        auto loaded = m_realm->load(m_program->source);
        auto restarted = loaded ? m_realm->restart() : tl::unexpected(loaded.error());
        if (restarted) return;
        m_startTrouble = std::move(restarted.error());
        if (m_thread->verdict() != ScriptVerdict::None)
            m_startTrouble.message = exceededText(m_program->limits, m_thread->verdict());
        m_realm.reset();
    });
    m_isSynced = false;
}

void ScriptFold::endRealm() const
{
    if (!m_realm) return;
    m_thread->run([this](JSContext *context) {
        m_realm.reset();
        tidyScriptMemory(context);
    });
}

std::size_t ScriptFold::apply(std::span<const FoldEvent> events, FoldProblems &problems,
                              const std::stop_token &stop)
{
    std::size_t done = 0;
    if (!m_realm && !events.empty() && !m_startTrouble.message.empty()) {
        problems.add({events.front().position, m_startTrouble.message, m_startTrouble.line,
                      m_startTrouble.column});
        problems.stopped = true;
    }
    while (m_realm && done < events.size() && !stop.stop_requested()) {
        const auto size = nextBatch(events.subspan(done));
        const auto taken = applyBatch(events.subspan(done, size), problems, stop);
        done += taken;
        if (taken < size) break;
    }
    return done;
}

std::size_t ScriptFold::applyBatch(std::span<const FoldEvent> events, FoldProblems &problems,
                                   const std::stop_token &stop)
{
    const auto batch = m_batches.make(events);
    if (batch.count() == 0) return events.size();
    m_events = events;
    m_batch = &batch;
    m_problems = {};
    m_isSynced = false;
    std::optional<std::size_t> taken;
    m_thread->run([&](JSContext *) { taken = m_realm->run(batch); }, stop);
    m_batch = nullptr;

    if (!m_output.empty())
        m_states.derived.push_back(
            std::make_shared<const std::vector<DerivedEvent>>(std::exchange(m_output, {})));
    if (m_problems.count > 0 && problems.count == 0) problems.first = m_problems.first;
    problems.count += m_problems.count;
    if (!taken) {
        const auto at = static_cast<std::size_t>(std::max(m_thread->progress()[0], 0));
        const auto origin = batch.origins[std::min(at, batch.count() - 1)];
        stopFor(events[origin], problems);
        taken = at;
    }
    if (m_program->log)
        for (const auto &[position, line] : std::exchange(m_log, {}))
            m_program->log(position, line);
    if (m_program->log && m_logDropped > 0)
        m_program->log(events.back().position,
                       fmt::format("({} more lines were dropped)", m_logDropped));
    m_logDropped = 0;
    return *taken >= batch.count() ? events.size() : batch.origins[*taken];
}

/// Keeps the states so far and lets go of the heap.
void ScriptFold::stopFor(const FoldEvent &event, FoldProblems &problems)
{
    const auto verdict = m_thread->verdict();
    const auto place = m_realm->interruptedAt();
    // What was emitted is ours by now. It may be what was too much, and must not keep the states
    // from being read; the thread is not used again. Nor may what the script has left behind in the
    // heap until the engine has freed it.
    m_thread->outsideBytes = 0;
    m_thread->checksMemory = false;
    keepChanged(verdict == ScriptVerdict::MemoryUp);
    endRealm();
    m_isSynced = true;
    problems.first = {event.position, exceededText(m_program->limits, verdict), place.line,
                      place.column};
    ++problems.count;
    problems.stopped = true;
    // Whatever was in the heap goes with its thread.
    m_thread = m_program->takeThread();
}

bool ScriptFold::isPartitioned() const
{
    return m_program->definition.partitioning != ScriptDefinition::Partitioning::None;
}

void ScriptFold::keepChanged(bool dropsCurrent) const
{
    m_thread->run([this, dropsCurrent](JSContext *) {
        m_realm->takeChanged(dropsCurrent, [this](std::string key, std::string text) {
            m_states.partitions[std::move(key)] =
                std::make_shared<const std::string>(std::move(text));
        });
        if (auto shared = m_realm->takeShared())
            m_states.shared = std::make_shared<const std::string>(std::move(*shared));
    });
}

/// Brings m_states up to what the engine has.
void ScriptFold::sync() const
{
    if (m_isSynced || !m_realm) return;
    keepChanged(false);
    noteReadVerdict();
    m_isSynced = true;
}

void ScriptFold::noteReadVerdict() const
{
    const auto verdict = m_thread->verdict();
    if (verdict == ScriptVerdict::None) return;
    const auto place = m_realm->interruptedAt();
    m_readProblems.add(
        {Position(), exceededText(m_program->limits, verdict), place.line, place.column});
}

std::vector<std::string> ScriptFold::partitions() const
{
    sync();
    std::vector<std::string> keys;
    for (const auto &[key, text] : m_states.partitions)
        if (*text != "null") keys.push_back(key);
    std::ranges::sort(keys);
    return keys;
}

ScriptText ScriptFold::textOf(std::string_view partition) const
{
    if (!m_isSynced && m_realm) {
        std::string key(partition);
        std::optional<std::string> text;
        m_thread->run([&](JSContext *) { text = m_realm->takeOne(key); });
        noteReadVerdict();
        if (text)
            m_states.partitions[std::move(key)] =
                std::make_shared<const std::string>(std::move(*text));
    }
    const auto found = m_states.partitions.find(partition);
    return found == m_states.partitions.end() ? nullptr : found->second;
}

Json ScriptFold::state(std::string_view partition) const
{
    const auto text = textOf(partition);
    return text ? jsonFromScript(*text) : Json();
}

ScriptText ScriptFold::sharedTextNow() const
{
    if (!m_program->definition.biState) return nullptr;
    sync();
    return m_states.shared;
}

Json ScriptFold::sharedState() const
{
    const auto text = sharedTextNow();
    return text ? jsonFromScript(*text) : Json();
}

Json ScriptFold::result(std::string_view partition) const
{
    if (!m_program->definition.transforms || !m_realm) return state(partition);
    const auto text = textOf(partition);
    if (!text) return nullptr;
    auto shared = sharedTextNow();
    if (!shared) shared = nullText();
    std::optional<std::string> made;
    m_thread->run([&](JSContext *) { made = m_realm->result(*text, *shared); });
    noteReadVerdict();
    return made ? jsonFromScript(*made) : Json();
}

std::vector<DerivedEvent> ScriptFold::derived() const
{
    std::vector<DerivedEvent> events;
    for (const auto &chunk : m_states.derived)
        events.insert(events.end(), chunk->begin(), chunk->end());
    return events;
}

FoldSnapshotPtr ScriptFold::save() const
{
    sync();
    return std::make_shared<const ScriptSnapshot>(m_states);
}

void ScriptFold::restore(const FoldSnapshotPtr &snapshot)
{
    const auto *kept = dynamic_cast<const ScriptSnapshot *>(snapshot.get());
    assert(kept);
    m_states = kept->states();
    if (!m_realm) {
        start();
        return;
    }
    tl::expected<void, ScriptTrouble> restarted;
    m_thread->run([&](JSContext *) { restarted = m_realm->restart(); });
    if (!restarted) {
        m_startTrouble = restarted.error();
        endRealm();
    }
    m_isSynced = false;
}

} // namespace playhead
