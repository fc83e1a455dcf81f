// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/logwriter.h"
#include "log/temporarycase.h"
#include "scenarios/scenariorunner.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace playhead::test {

/// A case that is gone with the test; null: it could not be made.
inline std::unique_ptr<LogWriter> emptyCase()
{
    LogWriterOptions options;
    options.durable = false;
    options.temporary = true;
    const auto path = temporaryCasePath();
    if (!path) return nullptr;
    auto writer = LogWriter::create(*path, options);
    return writer ? std::move(*writer) : nullptr;
}

/// The log of a scenario that ran for so long; null: it did not.
inline LogPtr scenarioLog(const std::string &scenario,
                          const std::map<std::string, double> &knobs = {}, std::uint64_t seed = 1,
                          Duration duration = 120 * nanosecondsPerSecond)
{
    const auto writer = emptyCase();
    if (!writer) return nullptr;
    const auto summary = runScenario(
        {.scenario = scenario, .seed = seed, .duration = duration, .knobs = knobs},
        [&](std::span<TapStep> steps) {
            for (const auto &step : steps)
                writer->step(step);
        },
        writer->participants());
    if (!summary || !writer->finish()) return nullptr;
    return writer->log();
}

} // namespace playhead::test
