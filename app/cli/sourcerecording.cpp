// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sourcerecording.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

/// How often signals are looked at.
constexpr std::chrono::milliseconds glance{100};

} // namespace

Result<std::unique_ptr<SourceRecording>>
SourceRecording::start(const std::string &output, const std::vector<PlannedSource> &sources,
                       std::uint64_t steps)
{
    auto writer = LogWriter::create(output);
    if (!writer) return tl::unexpected(writer.error());
    std::unique_ptr<SourceRecording> recording(
        new SourceRecording(std::move(*writer), output, steps));
    for (const auto &source : sources) {
        if (auto attached = recording->attach(source); !attached) {
            recording->discard();
            return tl::unexpected(attached.error());
        }
    }
    return recording;
}

SourceRecording::SourceRecording(std::unique_ptr<LogWriter> writer, std::string output,
                                 std::uint64_t steps)
    : m_output(std::move(output)),
      m_most(steps),
      m_progress("Recording, steps:"),
      m_recorder(std::make_unique<Recorder>(std::move(writer)))
{}

SourceRecording::~SourceRecording() = default;

Result<void> SourceRecording::attach(const PlannedSource &source)
{
    SourceContext context{[this](std::span<TapStep> steps) { take(steps); },
                          m_recorder->participants(),
                          [this] {
                              const std::lock_guard lock(m_mutex);
                              m_changed = true;
                              m_wake.notify_all();
                          }};
    auto live = playhead::attach(source.url, std::move(context));
    if (!live) return tl::unexpected(live.error());
    m_sources.push_back({std::move(*live), SourceState::Connecting, {}});
    m_reports.push_back({source, {}});
    return {};
}

void SourceRecording::take(std::span<TapStep> steps)
{
    // Under the lock, so that exactly as many are recorded as were asked for.
    const std::lock_guard lock(m_mutex);
    if (m_most > 0)
        steps = steps.first(
            static_cast<std::size_t>(std::min<std::uint64_t>(steps.size(), m_most - m_taken)));
    if (!steps.empty()) m_recorder->submit(steps);
    m_taken += steps.size();
    if (m_taken == m_most) m_wake.notify_all();
}

bool SourceRecording::isEnough()
{
    const std::lock_guard lock(m_mutex);
    return m_interruption.isAsked() || (m_most > 0 && m_taken == m_most);
}

void SourceRecording::wait()
{
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, glance,
                        [this] { return m_changed || (m_most > 0 && m_taken == m_most); });
        m_changed = false;
        m_progress.update(m_taken, m_most);
    }
    tellChanges();
}

void SourceRecording::tell(const std::string &name, std::string_view text)
{
    m_progress.hide();
    fmt::print(stderr, "{}: {}\n", name, text);
}

void SourceRecording::tellChanges()
{
    for (auto &source : m_sources) {
        const auto status = source.live->status();
        const auto &name = source.live->name();
        const auto before = std::exchange(source.toldState, status.state);
        if (before != status.state && status.state == SourceState::Lost)
            tell(name, "lost, is tried again: " + status.reason);
        else if (before == SourceState::Lost && status.state == SourceState::Live)
            tell(name, "is back");
        else if (before == SourceState::Connecting && status.state == SourceState::Live)
            tell(name, "is live");
        else if (before != status.state && status.state == SourceState::Ended
                 && before != SourceState::Connecting)
            tell(name, status.reason.empty() ? "has ended" : "has ended: " + status.reason);
        if (status.note.empty() || status.note == source.toldNote) continue;
        source.toldNote = status.note;
        tell(name, status.note);
    }
}

Result<void> SourceRecording::waitUntilLive()
{
    while (!isEnough()) {
        tellChanges();
        bool allAre = true;
        for (const auto &source : m_sources) {
            const auto status = source.live->status();
            if (status.state == SourceState::Ended && !status.reason.empty())
                return failure(fmt::format("{}: {}", source.live->name(), status.reason));
            allAre = allAre && status.state != SourceState::Connecting;
        }
        if (allAre) break;
        wait();
    }
    return {};
}

Result<void> SourceRecording::record(Duration duration)
{
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::nanoseconds(duration);
    while (!isEnough() && (duration == 0 || Clock::now() < end)) {
        if (auto status = m_recorder->status(); !status) return status;
        const bool allHaveEnded = std::ranges::all_of(m_sources, [](const Source &source) {
            return source.live->status().state == SourceState::Ended;
        });
        if (allHaveEnded) break;
        wait();
    }
    return {};
}

void SourceRecording::detachAll()
{
    for (const auto &source : m_sources)
        source.live->detach(); // all at once
    for (std::size_t i = 0; i < m_sources.size(); ++i) {
        m_sources[i].live->waitUntilEnded();
        m_reports[i].status = m_sources[i].live->status();
    }
    tellChanges();
    m_sources.clear();
}

Result<LogPtr> SourceRecording::finish()
{
    for (auto &source : m_sources) // an end that was asked for is no news
        if (source.live->status().state != SourceState::Ended)
            source.toldState = SourceState::Ended;
    detachAll();
    if (auto finished = m_recorder->finish(); !finished) return tl::unexpected(finished.error());
    return m_recorder->log();
}

void SourceRecording::discard()
{
    m_sources.clear();
    m_recorder.reset();
    std::remove(m_output.c_str());
}

} // namespace playhead::cli
