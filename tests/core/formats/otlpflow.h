// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "otlpsamples.h"

#include <QtTest>

#include <string>
#include <string_view>
#include <vector>

namespace playhead::test {

inline constexpr int internal = 1;
inline constexpr int server = 2;
inline constexpr int client = 3;
inline constexpr int producer = 4;
inline constexpr int consumer = 5;
inline const std::string failed = R"("status":{"code":2,"message":"no"})";

/// Reads the lines that tell of these spans.
inline CollectingSink &readSamples(const std::vector<OtlpSample> &samples, CollectingSink &sink)
{
    const auto text = otlpLines(samples);
    if (!readOtlp(text, sink)) qFatal("cannot be read");
    return sink;
}

inline std::string operation(std::string_view name)
{
    return otlpAttribute("messaging.operation.type", name) + ","
           + otlpAttribute("messaging.system", "kafka");
}

} // namespace playhead::test

#define COMPARE_FLOW(sink, ...)                                                                    \
    QCOMPARE((sink).flow(), std::string(__VA_ARGS__));                                             \
    QCOMPARE((sink).problem(), std::string())
