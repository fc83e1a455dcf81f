// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/findings/checkcontext.h"

#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace playhead {

/// Finds consumers that are not idempotent, by comparing what they did: where an event is handled
/// again after it was acknowledged, the events that the consumer published in handling it the
/// second time are folded into the state of their subjects. Where that changes a state, the
/// consumer is not idempotent for events of that type; where it does not, or nothing was published,
/// nothing is said.
///
/// Which events those are: those whose causation is the handled event's id; of those without a
/// causation, what the consumer published between the delivery and its answer, if it handled
/// nothing else meanwhile.
///
/// A consumer that publishes nothing is judged by what it answers: two answers to the same query,
/// between which it was occupied with nothing but that repeat, must be equal.
///
/// Cost: reads events and folds, only for repeats: at most `maxCompared` for a consumer and type,
/// and `maxComparedInAll`.
class IdempotencyCheck
{
public:
    static constexpr std::uint64_t maxCompared = 10;
    static constexpr std::uint64_t maxComparedInAll = 200;
    /// A handling in which more steps pass is not looked at.
    static constexpr std::uint32_t maxSpan = 1U << 20U;
    static constexpr std::size_t maxAnswers = 10'000;

    explicit IdempotencyCheck(CheckContext &context) : m_context(context) {}

    /// A repeat was acknowledged by `ack`; `handling` as it was just before.
    void repeated(const Handling &handling, const Step &ack);
    /// A query, and what it was answered.
    void replied(const Step &query, const Step &reply);

    /// What is to be said as things stand.
    void report(FindingList &found) const;

private:
    struct Repeat
    {
        Handling handling;
        Step ack;
        std::uint64_t changes = 0; ///< of the consumer, up to the acknowledgement
    };
    struct Verdict
    {
        std::uint64_t compared = 0;
        Finding finding; ///< of the first that changed something; `times` 0: none
    };
    struct Answer
    {
        Position query;
        Position reply;
        std::uint64_t changes = 0;
    };

    [[nodiscard]] std::vector<Position> effects(const Repeat &repeat);
    /// The change of state, as text; empty: none.
    [[nodiscard]] std::string change(const std::vector<Position> &effects);
    [[nodiscard]] std::string changeOf(NameId subject, const std::vector<Position> &effects);
    [[nodiscard]] bool mayCompare(const Verdict &verdict) const;
    void blame(Verdict &verdict, const Repeat &repeat, const std::vector<Position> &shown,
               std::string change) const;
    [[nodiscard]] Verdict &verdictOn(const Step &ack)
    {
        return m_verdicts[{ack.sender.value(), ack.type.value()}];
    }

    CheckContext &m_context;
    std::map<std::pair<std::uint16_t, std::uint32_t>, Verdict> m_verdicts; ///< consumer, type
    std::unordered_map<std::uint16_t, Repeat> m_repeats; ///< the last, by consumer
    std::map<std::tuple<std::uint16_t, std::uint32_t, std::uint32_t>, Answer> m_answers;
    std::uint64_t m_compared = 0;
};

/// The first difference between two states, for a person: `balance: 100 → 200`; empty: none.
[[nodiscard]] std::string firstDifference(const Json &before, const Json &after);

} // namespace playhead
