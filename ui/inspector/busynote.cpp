// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/busynote.h"

namespace playhead {
namespace {

constexpr int tellEvery = 100; // milliseconds

} // namespace

BusyNote::BusyNote(const Theme &theme, const QString &doing, QWidget *parent)
    : ToneLabel(theme, ColorRole::MutedText, parent), m_doing(doing)
{
    setAccessibleName(doing);
    setContentsMargins(14, 4, 14, 4);
    m_timer.setInterval(tellEvery);
    connect(&m_timer, &QTimer::timeout, this, &BusyNote::tell);
    hide();
}

void BusyNote::begin(JobProgressPtr progress)
{
    if (!m_progress) m_clock.start();
    m_progress = std::move(progress);
    m_timer.start();
}

void BusyNote::end()
{
    m_progress.reset();
    m_timer.stop();
    hide();
}

void BusyNote::tell()
{
    if (m_clock.elapsed() < patience) return;
    const auto seconds = locale().toString(static_cast<double>(m_clock.elapsed()) / 1000.0, 'f', 1);
    const auto total = m_progress->total.load();
    setText(total == 0 ? tr("%1: %2 s").arg(m_doing, seconds)
                       : tr("%1: %2 %, %3 s")
                             .arg(m_doing)
                             .arg(m_progress->done.load() * 100 / total)
                             .arg(seconds));
    show();
}

} // namespace playhead
