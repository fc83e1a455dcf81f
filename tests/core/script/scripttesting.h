// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/scriptprojection.h"

#include <QtTest>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// QCOMPARE for Json, which Qt cannot print.
#define COMPARE_JSON(actual, expected)                                                             \
    do {                                                                                           \
        const playhead::Json actualJson = actual;                                                  \
        const playhead::Json expectedJson = expected;                                              \
        const auto shown = actualJson.dump() + " is not " + expectedJson.dump();                   \
        QVERIFY2(actualJson == expectedJson, shown.c_str());                                       \
    } while (false)

namespace playhead::test {

/// Events on their way into a fold, numbered within their streams, one position each.
class EventList
{
public:
    Event &add(std::string type, std::string subject, std::string data = "{}")
    {
        Event event;
        event.id = "e" + std::to_string(m_events.size() + 1);
        event.type = std::move(type);
        event.subject = std::move(subject);
        event.source = "shop";
        event.encoding = DataEncoding::Json;
        event.data = std::move(data);
        event.time = 1'700'000'000'000'000'000 + 1'000'000 * Timestamp(m_events.size());
        m_events.push_back(std::move(event));
        auto &added = m_events.back();
        m_folded.push_back({&added, Position(m_folded.size() + 1), m_sequences[added.subject]++});
        return added;
    }
    [[nodiscard]] const std::vector<FoldEvent> &list() const { return m_folded; }

private:
    std::deque<Event> m_events; // never moves
    std::vector<FoldEvent> m_folded;
    std::map<std::string, std::uint64_t> m_sequences;
};

/// A fold that has taken in a list.
struct Folded
{
    std::unique_ptr<Fold> fold;
    FoldProblems problems;
};

inline ProjectionPtr script(const std::string &source, ScriptLimits limits = {},
                            const ScriptLog &log = {})
{
    auto made = loadScript("test.js", source, limits, log);
    if (!made) qWarning("%d: %s", made.error().line, made.error().message.c_str());
    return made ? *made : nullptr;
}

inline Folded folded(const ProjectionPtr &projection, const EventList &events)
{
    Folded folded{projection->start(), {}};
    folded.fold->apply(events.list(), folded.problems);
    return folded;
}

inline Folded folded(const std::string &source, const EventList &events)
{
    return folded(script(source), events);
}

} // namespace playhead::test
