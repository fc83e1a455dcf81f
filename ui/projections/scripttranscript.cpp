// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/scripttranscript.h"

#include <algorithm>
#include <set>

namespace playhead {
namespace {

/// Lines of log() beyond that are forgotten, the oldest first.
constexpr std::size_t mostLogged = 100'000;

QString toText(const std::string &utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

/// A link's target as it is; data on one line.
QString dataText(const DerivedEvent &event)
{
    constexpr qsizetype longest = 2000;
    auto text = event.isLink && event.data.is_string()
                    ? toText(event.data.get_ref<const std::string &>())
                    : toText(event.data.dump(-1, ' ', false, Json::error_handler_t::replace));
    return text.size() > longest ? text.left(longest) + QChar(0x2026) : text;
}

} // namespace

ScriptTranscript::ScriptTranscript(LogPtr log, QString name, std::string source)
    : m_log(std::move(log)),
      m_name(std::move(name)),
      m_source(std::move(source)),
      m_logged(std::make_shared<std::deque<Logged>>())
{}

Result<void> ScriptTranscript::start()
{
    if (m_projection) return {};
    auto projection = scriptProjection(m_name.toStdString(), m_source, {},
                                       [logged = m_logged](Position at, std::string_view text) {
                                           logged->push_back({at, std::string(text)});
                                           if (logged->size() > mostLogged) logged->pop_front();
                                       });
    if (!projection) return tl::unexpected(projection.error());
    m_logged->clear(); // what it says while it loads, the fold says again
    m_projection = *projection;
    m_fold = m_projection->start();
    m_events = logFoldSource({m_log, m_projection, {}, {}});
    return {};
}

Result<void> ScriptTranscript::advance(Position at, const std::stop_token &stop)
{
    constexpr std::size_t batch = 256;
    std::vector<SourcedEvent> events;
    std::vector<FoldEvent> folded;
    while (m_events->reached() < at && !stop.stop_requested() && !m_problems.stopped) {
        const auto before = m_events->reached();
        if (auto taken = m_events->take(at, batch, events, stop); !taken) return taken;
        folded.clear();
        for (const auto &event : events)
            folded.push_back(event.folded());
        m_fold->apply(folded, m_problems);
        if (events.empty() && m_events->reached() == before) break;
    }
    return {};
}

ScriptOutputAnswer ScriptTranscript::answer(Position at, const std::stop_token &stop)
{
    ScriptOutputAnswer answer;
    answer.name = m_name;
    answer.at = at;
    auto done = start();
    if (done) done = advance(at, stop);
    if (!done) {
        answer.error = toText(done.error().message);
        return answer;
    }
    const auto end =
        std::ranges::find_if(*m_logged, [at](const Logged &line) { return line.position > at; });
    answer.logged = static_cast<std::uint64_t>(end - m_logged->begin());
    const auto shown = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(answer.logged, most));
    for (auto line = end - shown; line != end; ++line)
        answer.lines.push_back({line->position, {}, {}, toText(line->text)});
    addDerived(answer);
    std::ranges::stable_sort(answer.lines, {}, &ScriptOutputLine::position);
    if (answer.lines.size() > most)
        answer.lines.erase(answer.lines.begin(), answer.lines.end() - std::ptrdiff_t(most));
    if (m_problems.stopped && m_problems.first.position <= at)
        answer.error = toText(m_problems.first.reason);
    return answer;
}

void ScriptTranscript::addDerived(ScriptOutputAnswer &answer) const
{
    const auto all = m_fold->derived();
    const auto end = std::ranges::find_if(
        all, [&](const DerivedEvent &event) { return event.cause > answer.at; });
    answer.derived = static_cast<std::uint64_t>(end - all.begin());
    std::set<std::string_view> streams;
    for (auto event = all.begin(); event != end; ++event)
        streams.insert(event->stream);
    answer.streams = streams.size();
    const auto shown = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(answer.derived, most));
    for (auto event = end - shown; event != end; ++event) {
        answer.lines.push_back(
            {event->cause, toText(event->stream), toText(event->type), dataText(*event)});
    }
}

} // namespace playhead
