// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/logsink.h"
#include "model/event.h"
#include "model/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace playhead::test {

/// Keeps what a reader writes.
class CollectingSink final : public LogSink
{
public:
    struct Taken
    {
        StepRecord record; ///< without its reason
        std::string reason;
    };

    ParticipantId participant(std::string_view name, Role role) override;
    EventNumber event(const EventView &event) override;
    void step(const StepRecord &step) override;
    void skipped(SkippedRecord record) override;

    [[nodiscard]] std::size_t count(StepKind kind) const;
    [[nodiscard]] const Event &eventOf(const Taken &step) const;
    /// `deliver orders > billing #2 send orders`, one a line, without times.
    [[nodiscard]] std::string flow() const;
    /// Everything, for comparing.
    [[nodiscard]] std::string whole() const;
    /// Times of the steps in milliseconds: `1 5 7`.
    [[nodiscard]] std::string times() const;
    /// What does not hold of it although it must of whatever a reader writes; empty: all does.
    [[nodiscard]] std::string problem() const;

    ParticipantTable participants;
    std::vector<Event> events;
    std::vector<Taken> steps;
    std::vector<SkippedRecord> skips;
};

/// A span for writing documents by hand. Times in milliseconds since 1970.
struct OtlpSample
{
    std::string service = {};
    int kind = 1; ///< 1 internal, 2 server, 3 client, 4 producer, 5 consumer
    int id = 1;
    int parent = 0;
    int start = 1;
    int end = 2;
    std::string more = {};              ///< further members, such as `"status":{"code":2}`
    std::string attributes = {};        ///< further attributes; see otlpAttribute()
    std::string destination = "orders"; ///< of producers and consumers
    int trace = 1;
};

[[nodiscard]] std::string otlpAttribute(std::string_view key, std::string_view value);
/// `"links":[...]` to spans of trace 1.
[[nodiscard]] std::string otlpLinks(const std::vector<int> &spans);
/// One document a line, each with one span.
[[nodiscard]] std::string otlpLines(const std::vector<OtlpSample> &samples);

/// Reads with the OTLP reader.
Result<void> readOtlp(std::string_view text, CollectingSink &sink);
/// A file of tests/data; empty if it is not there.
[[nodiscard]] std::string dataFile(const std::string &name);

} // namespace playhead::test
