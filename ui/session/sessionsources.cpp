// SPDX-License-Identifier: GPL-3.0-or-later
// Session: the sources that it records.
#include "session/session.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <utility>

namespace playhead {
namespace {

/// Of the setting in the case that says where its steps came from: URLs without secrets.
QString sourcesKey()
{
    return QStringLiteral("sources");
}

} // namespace

Result<int> Session::attach(const Transport &transport, const SourceUrl &url)
{
    if (!m_recorder && !m_coming.recorder) {
        auto made = makeRecording();
        if (!made) return tl::unexpected(made.error());
        m_coming = std::move(*made);
    }
    m_frame.start();
    return m_sources.attach(transport, url, m_recorder ? *m_recorder : *m_coming.recorder);
}

void Session::sourceConnected(int id)
{
    if (!m_coming.recorder) {
        emit changed();
        return;
    }
    closeLog();
    m_recorder = std::move(m_coming.recorder);
    m_casePath = std::exchange(m_coming.casePath, {});
    const auto &all = m_sources.all();
    const auto first = std::ranges::find(all, id, &AttachedSource::id);
    setLog(m_recorder->log(), Kind::Recording, first == all.end() ? QString() : first->name, {});
    m_state.setFollowing(true);
}

/// In the background: leaving a server as it was may take a few seconds.
void Session::endSources()
{
    auto sources = m_sources.release();
    if (sources.empty()) {
        m_coming = {};
        return;
    }
    if (m_ending.joinable()) m_ending.join();
    auto recorder = m_coming.recorder ? std::move(m_coming.recorder) : std::move(m_recorder);
    m_coming = {};
    m_ending =
        std::jthread([sources = std::move(sources), recorder = std::move(recorder)]() mutable {
            sources.clear();
            recorder.reset();
        });
}

void Session::keepSources()
{
    if (!m_recorder || m_sources.origins().isEmpty()) return;
    const QJsonDocument urls(QJsonArray::fromStringList(m_sources.origins()));
    setCaseSetting(sourcesKey(), urls.toJson(QJsonDocument::Compact));
}

QStringList Session::recordedFrom() const
{
    if (m_recorder) return m_sources.origins();
    QStringList urls;
    for (const auto &url : QJsonDocument::fromJson(caseSetting(sourcesKey())).array())
        urls.append(url.toString());
    return urls;
}

} // namespace playhead
