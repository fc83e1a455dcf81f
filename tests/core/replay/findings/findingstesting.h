// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/replay/scriptedlog.h"
#include "replay/findings/findingchecker.h"
#include "replay/findings/findingtext.h"

#include <initializer_list>
#include <string>
#include <vector>

namespace playhead::test {

inline constexpr Duration second = nanosecondsPerSecond;

inline std::vector<Position> positions(std::initializer_list<std::uint64_t> values)
{
    std::vector<Position> list;
    for (const auto value : values)
        list.emplace_back(value);
    return list;
}

/// `kind severity times @positions: explanation`, a line a finding, by kind.
inline std::string textOf(const Log &log, const Findings &findings)
{
    std::string text;
    for (const auto kind : allFindingKinds) {
        const auto &group = findings.of(kind);
        if (group.count == 0) continue;
        text += std::string(findingKindName(kind)) + ' ' + std::to_string(group.count) + '\n';
        for (const auto &finding : group.listed) {
            text += std::string("  ") + std::string(severityName(finding->severity)) + ' '
                    + std::to_string(finding->times) + " @";
            for (const auto position : finding->positions)
                text += std::to_string(position.value()) + ' ';
            text += explainFinding(log, *finding) + '\n';
        }
    }
    return text;
}

/// A scripted log and what is found in it.
struct Checked : ScriptedLog
{
    FindingLimits limits;

    [[nodiscard]] FindingsPtr check() const { return checkLog(log(), limits); }
    [[nodiscard]] std::string text() const { return textOf(*log(), *check()); }

    EventNumber about(const char *type, const char *subject, const char *correlation = "",
                      std::string data = "{}", const char *causation = "")
    {
        Event made;
        made.type = type;
        made.subject = subject;
        made.source = "shop";
        made.correlation = correlation;
        made.causation = causation;
        made.encoding = DataEncoding::Json;
        made.data = std::move(data);
        return event(std::move(made));
    }
    /// Published, delivered to `consumer` and acknowledged.
    void pass(EventNumber number, const char *consumer)
    {
        publish(number);
        deliver(consumer, number);
        ack(consumer, number);
    }
    /// Lets time go by: something harmless happens after so long.
    void later(Duration duration)
    {
        wait(duration);
        pass(about("tick", "clock"), "watch");
    }
};

} // namespace playhead::test

#define COMPARE_FINDINGS(checked, expected) QCOMPARE((checked).text(), std::string(expected))
