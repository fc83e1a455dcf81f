// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/findings/checkcontext.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace playhead {

/// Finds numbers that are missing in the sequence that events carry in an extension attribute: one
/// of `sequence` (CloudEvents), `sequencenumber`, `kafkaoffset`, `partitionoffset`, `offset`,
/// within a source and, where there is one, a `partition` (`kafkapartition`, `partitionid`).
///
/// Whether a source numbers all its events or those of each subject apart is found out: both are
/// followed, and the one with fewer gaps is believed. Where most numbers of both are out of line,
/// the log holds a selection, and nothing is said.
///
/// Cost: reads the data of every event of the routes that have such an attribute, and of the first
/// `probes` events of the others. At most `maxSequences` are followed.
class SequenceCheck
{
public:
    static constexpr std::uint64_t probes = 2;
    static constexpr std::uint32_t maxProbedRoutes = 4096;
    static constexpr std::size_t maxSequences = std::size_t(1) << 18U;

    explicit SequenceCheck(CheckContext &context) : m_context(context) {}

    /// `route` is the event's, with this publish counted.
    void published(std::uint32_t index, EventRoute &route, const Step &step)
    {
        if (!route.isNumbered && (route.published > probes || index >= maxProbedRoutes)) return;
        read(route, step);
    }

    /// What is to be said as things stand.
    void report(FindingList &found) const;

private:
    struct Last
    {
        std::uint64_t number = 0;
        Position position;
    };
    struct Gap
    {
        Step step;
        Position before;
        std::uint64_t last = 0;
        std::uint64_t next = 0;
    };
    /// One way of counting, for one source and partition.
    struct Counting
    {
        std::uint64_t followed = 0; ///< numbers that have one before them
        std::uint64_t gaps = 0;
        std::uint64_t backwards = 0;
        std::vector<Gap> listed;
    };
    struct Source
    {
        Counting whole;
        Counting bySubject;
        Last last;
    };

    void read(EventRoute &route, const Step &step);
    void count(Counting &counting, Last &last, const Step &step, std::uint64_t number);
    [[nodiscard]] static Finding findingOf(const Gap &gap, const std::string &source);

    CheckContext &m_context;
    std::unordered_map<std::string, Source> m_sources; ///< by source and partition
    std::unordered_map<std::string, Last> m_subjects;  ///< by source, partition and subject
};

} // namespace playhead
