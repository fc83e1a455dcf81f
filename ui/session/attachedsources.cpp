// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/attachedsources.h"

#include "totext.h"

#include <algorithm>
#include <utility>

namespace playhead {
namespace {

/// Whether a person sees a difference, counters apart.
bool readsTheSame(const SourceStatus &a, const SourceStatus &b)
{
    return a.state == b.state && a.reason == b.reason && a.note == b.note && a.retryAt == b.retryAt;
}

/// A source that was live once and then ended for good has a gap, or no reason.
bool neverConnected(const SourceStatus &status)
{
    return status.state == SourceState::Ended && !status.reason.empty() && status.gaps == 0;
}

} // namespace

AttachedSources::AttachedSources(QObject *parent) : QObject(parent) {}

AttachedSources::~AttachedSources() = default;

Result<int> AttachedSources::attach(const Transport &transport, const SourceUrl &url,
                                    Recorder &recorder)
{
    auto connection = transport.connection(url);
    if (!connection) return tl::unexpected(connection.error());
    SourceContext context{
        .sink = [&recorder](std::span<TapStep> steps) { recorder.submit(steps); },
        .participants = recorder.participants(),
        .changed = {}, // polled
    };
    Entry entry;
    entry.shown.id = ++m_lastId;
    entry.shown.name = toText(transport.sourceName(url));
    entry.shown.url = toText(url.text());
    entry.live = std::make_unique<LiveSource>(transport.sourceName(url), std::move(*connection),
                                              std::move(context));
    m_entries.push_back(std::move(entry));
    return m_lastId;
}

bool AttachedSources::isConnecting() const
{
    return std::ranges::any_of(m_entries, [](const Entry &entry) { return !entry.hasJoined; });
}

AttachedSources::Entry *AttachedSources::find(int id)
{
    const auto found = std::ranges::find(m_entries, id, [](const Entry &e) { return e.shown.id; });
    return found == m_entries.end() ? nullptr : &*found;
}

void AttachedSources::setPaused(int id, bool paused)
{
    auto *entry = find(id);
    if (!entry) return;
    if (paused)
        entry->live->pause();
    else
        entry->live->resume();
    poll();
}

void AttachedSources::retryNow(int id)
{
    if (auto *entry = find(id)) entry->live->retryNow();
}

void AttachedSources::detach(int id)
{
    auto *entry = find(id);
    if (!entry) return;
    entry->live->detach();
    entry->shown.isLeaving = true;
    publish(true);
}

void AttachedSources::detachAll()
{
    for (auto &entry : m_entries) {
        entry.live->detach();
        entry.shown.isLeaving = true;
    }
    publish(true);
}

bool AttachedSources::look(Entry &entry)
{
    entry.shown.status = entry.live->status();
    const auto &status = entry.shown.status;
    if (entry.shown.isLeaving && status.state == SourceState::Ended) return false;
    if (entry.hasJoined || status.state == SourceState::Connecting || entry.shown.isLeaving)
        return true;
    if (neverConnected(status)) {
        m_failed.emplace_back(entry.shown.id, toText(status.reason));
        return false;
    }
    entry.hasJoined = true;
    if (!m_origins.contains(entry.shown.url)) m_origins.append(entry.shown.url);
    m_connected.append(entry.shown.id);
    return true;
}

void AttachedSources::poll()
{
    if (m_entries.empty()) return;
    std::erase_if(m_entries, [this](Entry &entry) { return !look(entry); });
    publish(false);
    for (const auto id : std::exchange(m_connected, {}))
        emit connected(id);
    for (const auto &[id, reason] : std::exchange(m_failed, {}))
        emit couldNotConnect(id, reason);
}

void AttachedSources::publish(bool tell)
{
    std::vector<AttachedSource> shown;
    for (const auto &entry : m_entries)
        if (entry.hasJoined) shown.push_back(entry.shown);
    const bool same = std::ranges::equal(shown, m_shown, [](const auto &a, const auto &b) {
        return a.id == b.id && readsTheSame(a.status, b.status);
    });
    m_shown = std::move(shown);
    if (tell || !same) emit changed();
}

AttachedSources::Ending AttachedSources::release()
{
    Ending ending;
    for (auto &entry : m_entries) {
        entry.live->detach(); // all at once: each may take its time
        ending.push_back(std::move(entry.live));
    }
    const bool wasShown = !m_shown.empty();
    m_entries.clear();
    m_shown.clear();
    m_origins.clear();
    if (wasShown) emit changed();
    return ending;
}

} // namespace playhead
