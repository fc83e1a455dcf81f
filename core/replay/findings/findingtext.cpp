// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/findings/findingtext.h"

#include <fmt/format.h>

namespace playhead {
namespace {

/// Puts one finding into words.
class Words
{
public:
    Words(const Log &log, const Finding &finding) : m_log(log), m_finding(finding) {}

    [[nodiscard]] std::string text() const
    {
        switch (m_finding.kind) {
        case FindingKind::DuplicateDelivery: return duplicate();
        case FindingKind::NotIdempotent: return notIdempotent();
        case FindingKind::Unacknowledged: return unacknowledged();
        case FindingKind::NeverDelivered: return neverDelivered();
        case FindingKind::OrderBroken: return orderBroken();
        case FindingKind::RetriesFailed: return retriesFailed();
        case FindingKind::DeadLetter: return deadLetter();
        case FindingKind::SagaCompensated: return compensated();
        case FindingKind::SagaHalfDone: return halfDone();
        case FindingKind::EffectBeforeCause: return effectBeforeCause();
        case FindingKind::SequenceGap: return sequenceGap();
        case FindingKind::ReadModelLag: return lag();
        }
        return {};
    }

private:
    [[nodiscard]] std::string who(std::size_t i) const
    {
        const auto name = i < m_finding.participants.size()
                              ? m_log.participantName(m_finding.participants[i])
                              : std::string_view();
        return name.empty() ? "(unknown)" : std::string(name);
    }
    /// `order.placed of order-7`
    [[nodiscard]] std::string what() const
    {
        const auto type = m_log.name(m_finding.type);
        const auto subject = m_log.name(m_finding.subject);
        auto text = type.empty() ? std::string("an event") : std::string(type);
        if (!subject.empty()) text += fmt::format(" of {}", subject);
        return text;
    }
    [[nodiscard]] static std::string times(std::uint64_t count)
    {
        return count == 1 ? "once" : count == 2 ? "twice" : fmt::format("{} times", count);
    }
    [[nodiscard]] static std::string counted(std::uint64_t count, std::string_view one,
                                             std::string_view many)
    {
        return fmt::format("{} {}", count, count == 1 ? one : many);
    }
    [[nodiscard]] std::uint64_t at(std::size_t i) const
    {
        return i < m_finding.positions.size() ? m_finding.positions[i].value() : 0;
    }
    [[nodiscard]] std::string took() const { return formatDuration(m_finding.duration); }
    /// The reason that one of the steps gives, as ` The last reason: ...`; else nothing.
    [[nodiscard]] std::string reason() const
    {
        for (auto position = m_finding.positions.rbegin(); position != m_finding.positions.rend();
             ++position) {
            if (!m_log.at(*position).failed) continue;
            if (const auto text = m_log.reason(*position); text && !text->empty())
                return fmt::format(" The reason given: {}.", *text);
        }
        return {};
    }

    [[nodiscard]] std::string duplicate() const
    {
        const auto when = m_finding.duration == 0 ? std::string("right") : took();
        return fmt::format("{} got {} again, {} after it had acknowledged it: delivered {} in all.",
                           who(0), what(), when, times(m_finding.count));
    }
    [[nodiscard]] std::string notIdempotent() const
    {
        return fmt::format("When {} handled {} again, the state changed: {}. So it was in {} of {} "
                           "repeats that were compared.",
                           who(0), what(), m_finding.detail, m_finding.times, m_finding.total);
    }
    [[nodiscard]] std::string unacknowledged() const
    {
        if (m_finding.total != 0)
            return fmt::format("{} has not answered the delivery of {} for {}.", who(0), what(),
                               took());
        const auto end = m_log.at(m_finding.positions.back());
        if (end.kind == StepKind::Deliver)
            return fmt::format("{} did not answer the delivery of {} within {}; then it was "
                               "delivered again.",
                               who(0), what(), took());
        return fmt::format("{} took {} to answer the delivery of {} ({}).", who(0), took(), what(),
                           stepKindName(end.kind));
    }
    [[nodiscard]] std::string neverDelivered() const
    {
        const auto type = m_log.name(m_finding.type);
        const auto be = m_finding.times == 1 ? "was" : "were";
        if (m_finding.count == 0)
            return fmt::format("Nobody gets {} from {}: {} {} published there, and delivered to "
                               "nobody.",
                               type, who(0), counted(m_finding.times, "event", "events"), be);
        return fmt::format("{} of {} events of type {} on {} {} delivered to nobody, while others "
                           "were; the first has waited for {}.",
                           m_finding.times, m_finding.total, type, who(0), be, took());
    }
    [[nodiscard]] std::string orderBroken() const
    {
        const auto later =
            m_finding.positions.size() > 1 ? m_log.at(m_finding.positions[1]) : Step();
        const auto earlier = m_log.at(m_finding.positions.front());
        return fmt::format("{} got {} (published at {}) before {} (published at {}) of the same "
                           "subject {}{}.",
                           who(0), m_log.name(later.type), at(1), m_log.name(earlier.type), at(0),
                           m_log.name(m_finding.subject),
                           m_finding.count > 1 ? ", which had to be delivered again" : "");
    }
    [[nodiscard]] std::string retriesFailed() const
    {
        if (m_finding.count <= 1)
            return fmt::format("{} refused {}, and it was not tried again.{}", who(0), what(),
                               reason());
        return fmt::format("{} got {} {} within {}, without success{}.{}", who(0), what(),
                           times(m_finding.count), took(), m_finding.total != 0 ? " so far" : "",
                           reason());
    }
    [[nodiscard]] std::string deadLetter() const
    {
        const auto where = m_finding.participants.size() > 2
                               ? fmt::format("; it went to {}", who(2))
                               : std::string();
        return fmt::format("{} could not deal with {} in {}{}.{}", who(0), what(),
                           counted(m_finding.count, "attempt", "attempts"), where, reason());
    }
    [[nodiscard]] std::string names(std::size_t from) const
    {
        std::string text;
        NameId last;
        for (std::size_t i = from; i < m_finding.positions.size(); ++i) {
            const auto type = m_log.at(m_finding.positions[i]).type;
            if (type == last) continue;
            last = type;
            text += (text.empty() ? "" : ", ") + std::string(m_log.name(type));
        }
        return text;
    }
    [[nodiscard]] std::string conversation() const
    {
        return std::string(m_log.name(m_finding.correlation));
    }
    [[nodiscard]] std::string compensated() const
    {
        if (m_finding.total == 0)
            return fmt::format("In {}, what had been done was undone: {}.", conversation(),
                               names(0));
        const auto failure = m_log.at(m_finding.positions.front());
        return fmt::format("{} failed at {} ({}), and was undone within {}: {}.", conversation(),
                           m_log.name(failure.type), stepKindName(failure.kind), took(), names(1));
    }
    [[nodiscard]] std::string halfDone() const
    {
        const auto failure = m_log.at(m_finding.positions.front());
        return fmt::format("{} failed at {} ({}); in the {} since, it was neither undone nor "
                           "completed.",
                           conversation(), m_log.name(failure.type), stepKindName(failure.kind),
                           took());
    }
    [[nodiscard]] std::string effectBeforeCause() const
    {
        return fmt::format("By its time, step {} at {} is up to {} earlier than step {} at {} that "
                           "caused it: the clocks disagree. Seen {}.",
                           at(1), who(1), took(), at(0), who(0), times(m_finding.times));
    }
    [[nodiscard]] std::string sequenceGap() const
    {
        const auto missing = m_finding.total - m_finding.count - 1;
        return fmt::format("In the sequence of {}, {} {} missing between {} and {}.",
                           m_finding.detail, counted(missing, "number", "numbers"),
                           missing == 1 ? "is" : "are", m_finding.count, m_finding.total);
    }
    [[nodiscard]] std::string lag() const
    {
        auto text = fmt::format("{} trails behind {} by up to {}", who(0), who(1), took());
        if (m_finding.count > 0)
            text += fmt::format(" and {}", counted(m_finding.count, "event", "events"));
        if (m_finding.times > 0)
            text += fmt::format("; {} late", counted(m_finding.times, "event was", "events were"));
        text += '.';
        if (m_finding.total > 0)
            text += fmt::format(" It answered {} from old state.",
                                counted(m_finding.total, "query", "queries"));
        return text;
    }

    const Log &m_log;
    const Finding &m_finding;
};

} // namespace

std::string explainFinding(const Log &log, const Finding &finding)
{
    return Words(log, finding).text();
}

std::string_view findingAdvice(FindingKind kind)
{
    switch (kind) {
    case FindingKind::DuplicateDelivery:
        return "Delivery is at least once: remember the ids of handled events, or make handling "
               "them again harmless. Frequent repeats hint at acknowledgements that get lost.";
    case FindingKind::NotIdempotent:
        return "Remember the ids of handled events in the same transaction as their effect, or set "
               "values instead of adding to them.";
    case FindingKind::Unacknowledged:
        return "Look whether the consumer hangs, crashed or waits for another system. Give its "
               "work "
               "a time limit below the broker's, and acknowledge in every branch of the handler.";
    case FindingKind::NeverDelivered:
        return "Check the binding, topic or filter of whoever should get it. Where nobody needs "
               "the event, it need not be published.";
    case FindingKind::OrderBroken:
        return "Keep the events of a subject on one partition or queue with one consumer at a "
               "time, "
               "let later ones wait while one is tried again, or ignore what is older than the "
               "state.";
    case FindingKind::RetriesFailed:
        return "Trying again helps against what passes. Tell lasting errors apart and give those "
               "up at once; wait longer between attempts.";
    case FindingKind::DeadLetter:
        return "Read the reason, mend the data or the handler, and deliver the event again from "
               "the dead-letter channel. Let somebody be told when one arrives.";
    case FindingKind::SagaCompensated:
        return "Nothing to do if the failure was to be expected. Make sure that everything that "
               "had "
               "been done before is among what was undone.";
    case FindingKind::SagaHalfDone:
        return "Find who should have reacted to the failure. A saga needs a time limit after which "
               "it undoes what was done, and undoing must be tried until it succeeds.";
    case FindingKind::EffectBeforeCause:
        return "Synchronise the clocks (NTP, PTP), and order events by position, sequence number "
               "or "
               "causation, never by time alone.";
    case FindingKind::SequenceGap:
        return "Events were lost, filtered, or are not in this log. Compare with the source; in "
               "Kafka, gaps also come from compaction and transactions.";
    case FindingKind::ReadModelLag:
        return "Give the consumer more throughput (batches, partitions), or let whoever asks wait "
               "for the position of its own write. Show how old an answer is.";
    }
    return {};
}

Json findingToJson(const Log &log, const Finding &finding)
{
    Json json;
    json["kind"] = findingKindName(finding.kind);
    json["severity"] = severityName(finding.severity);
    json["positions"] = Json::array();
    for (const auto position : finding.positions)
        json["positions"].push_back(position.value());
    json["participants"] = Json::array();
    for (const auto participant : finding.participants)
        json["participants"].push_back(log.participantName(participant));
    json["type"] = log.name(finding.type);
    json["subject"] = log.name(finding.subject);
    json["correlation"] = log.name(finding.correlation);
    json["times"] = finding.times;
    json["explanation"] = explainFinding(log, finding);
    json["advice"] = findingAdvice(finding.kind);
    return json;
}

} // namespace playhead
