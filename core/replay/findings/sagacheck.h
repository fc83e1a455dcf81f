// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/findings/checkcontext.h"

#include <array>
#include <deque>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace playhead {

/// Whether an event type has the word, in any of the usual spellings; see FindingLimits.
[[nodiscard]] bool typeSaysWord(std::string_view type, std::string_view word);

/// Finds conversations (correlations) that failed, by what the types of their events say: failed
/// and undone is *compensated*; failed, and then neither undone nor completed, is *half done*. Two
/// different types that undo are a compensation without a failure that is seen. A dead letter is a
/// failure as well, unless the conversation was completed before.
///
/// Bounded: conversations of which no event says any of it cost nothing; the others are kept until
/// they were quiet for FindingLimits::quiet, failed ones until they are resolved, at most
/// `maxSagas`.
class SagaCheck
{
public:
    static constexpr std::size_t maxSagas = std::size_t(1) << 17U;

    explicit SagaCheck(CheckContext &context) : m_context(context) {}

    void published(const Step &step)
    {
        const auto says = wordsOf(step.type);
        if (says != Nothing && step.correlation.isValid()) take(step, says);
    }
    void deadLettered(const Step &step);

    /// What is to be said as things stand.
    void report(FindingList &found) const;

private:
    enum Says : std::uint8_t { Nothing = 0, Failure = 1, Undo = 2, Done = 4, Known = 8 };

    struct Saga
    {
        std::array<std::uint32_t, Finding::maxPositions> positions{}; ///< failures, then undone
        Timestamp failed = 0;
        Timestamp last = 0;
        std::uint32_t undone = 0; ///< events
        NameId firstUndo;
        std::uint8_t shown = 0; ///< positions
        bool hasFailed = false;
        bool isDone = false;
        bool undoesSeveral = false;
        bool isQueued = false;
    };
    struct Expiry
    {
        Timestamp time = 0;
        NameId correlation;
    };

    std::uint8_t wordsOf(NameId type)
    {
        if (type.value() < m_types.size() && m_types[type.value()] != 0)
            return m_types[type.value()] & ~unsigned(Known);
        return classify(type);
    }
    std::uint8_t classify(NameId type);
    void take(const Step &step, std::uint8_t says);
    static void show(Saga &saga, const Step &step)
    {
        if (saga.shown < saga.positions.size())
            saga.positions[saga.shown++] = static_cast<std::uint32_t>(step.position.value());
    }
    static void fail(Saga &saga, const Step &step);
    void expire();
    void queue(Saga &saga, NameId correlation);
    [[nodiscard]] static bool isCompensated(const Saga &saga);
    [[nodiscard]] Finding findingOf(const Saga &saga, FindingKind kind, Severity severity) const;
    [[nodiscard]] Finding compensated(const Saga &saga) const;
    [[nodiscard]] Finding halfDone(const Saga &saga) const;

    CheckContext &m_context;
    std::vector<std::uint8_t> m_types; ///< Says by NameId
    std::unordered_map<NameId, Saga> m_sagas;
    std::deque<Expiry> m_queue;
};

} // namespace playhead
