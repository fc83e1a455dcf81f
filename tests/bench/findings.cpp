// SPDX-License-Identifier: GPL-3.0-or-later
// Row check: what a pass of the finding checker costs, against a plain scan of the same columns.
// Arguments: numbers of steps (default: 10 thousand, 1 million and 10 million).
#include "bench/bench.h"
#include "replay/findings/findingchecker.h"
#include "support/samplelog.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using namespace playhead;

namespace {

/// Reads every column that the checker reads, once.
std::uint64_t scan(const Log &log)
{
    std::uint64_t sum = 0;
    const auto end = log.watermark().value();
    for (std::uint64_t first = 0; first < end; first += FlowIndex::chunkSize) {
        const auto &chunk = *log.index().chunk(first / FlowIndex::chunkSize);
        const auto count = std::min<std::uint64_t>(FlowIndex::chunkSize, end - first);
        for (std::uint64_t i = 0; i < count; ++i)
            sum += static_cast<std::uint64_t>(chunk.time[i]) + chunk.type[i] + chunk.subject[i]
                   + chunk.correlation[i] + chunk.event[i] + chunk.sender[i] + chunk.receiver[i]
                   + chunk.kindAndFlags[i] + chunk.attempt[i];
    }
    return sum;
}

template <class Work> double best(Work &&work)
{
    double seconds = 1e9;
    for (int i = 0; i < 3; ++i)
        seconds = std::min(seconds, bench::secondsOf(work));
    return seconds;
}

void measure(std::uint64_t steps)
{
    const auto log = test::makeShopLog(steps);
    std::uint64_t sink = 0;
    const auto plain = best([&] { sink += scan(*log); });
    FindingsPtr findings;
    const auto checked = best([&] {
        FindingChecker checker(log);
        checker.advance(log->watermark());
        findings = checker.findings();
    });
    FindingChecker checker(log);
    checker.advance(log->watermark());
    const auto told = best([&] { sink += checker.findings()->count(); });
    const auto nanoseconds = [&](double seconds) {
        return seconds * 1e9 / static_cast<double>(steps);
    };
    const auto size = std::to_string(steps);
    char text[160];
    std::snprintf(text, sizeof text,
                  "ratio %.1f of a plain scan at %.2f ns, goal 20 ns, %llu found", checked / plain,
                  nanoseconds(plain), static_cast<unsigned long long>(findings->count()));
    bench::report("check " + size, nanoseconds(checked), "ns/step", text);
    bench::report("check.findings " + size, told * 1e3, "ms");
    if (sink == 0) std::puts("");
}

} // namespace

int main(int argc, char **argv)
{
    std::vector<std::uint64_t> sizes;
    for (int i = 1; i < argc; ++i)
        sizes.push_back(std::strtoull(argv[i], nullptr, 10));
    if (sizes.empty()) sizes = {10'000, 1'000'000, 10'000'000};
    for (const auto steps : sizes)
        measure(steps);
}
