// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/findings/checkcontext.h"

#include <map>
#include <utility>

namespace playhead {

/// Finds effects whose time is before that of their cause: the delivery before the publish, the
/// answer before the delivery or the request. The clocks of the two disagree; one finding for each
/// pair of participants. At most `maxPairs`.
class SkewCheck
{
public:
    static constexpr std::size_t maxPairs = 10'000;

    explicit SkewCheck(CheckContext &context) : m_context(context) {}

    /// `effect` was caused by the step at `cause`, which `causer` timed.
    void compare(ParticipantId causer, Position cause, Timestamp causeTime, ParticipantId other,
                 const Step &effect)
    {
        if (causeTime - effect.time > m_context.limits.clockSkew)
            take(causer, cause, other, effect.position, effect, causeTime - effect.time);
    }
    /// The publish came behind a delivery of its event, and its time too.
    void publishedLate(const Step &publish, const Handling &handling)
    {
        if (publish.time - handling.delivered > m_context.limits.clockSkew)
            take(publish.sender, publish.position, ParticipantId(handling.consumer),
                 Position(handling.firstDeliver), publish, publish.time - handling.delivered);
    }

    /// What is to be said as things stand.
    void report(FindingList &found) const
    {
        for (const auto &[pair, finding] : m_pairs)
            found.add(finding);
    }

private:
    void take(ParticipantId causer, Position cause, ParticipantId other, Position effect,
              const Step &step, Duration skew)
    {
        const std::pair key(causer, other);
        auto found = m_pairs.find(key);
        if (found == m_pairs.end()) {
            if (m_pairs.size() >= maxPairs) return;
            auto finding = findingAt(FindingKind::EffectBeforeCause, Severity::Warning, step);
            finding.participants = {causer, other};
            finding.add(cause);
            finding.add(effect);
            finding.duration = skew;
            m_pairs.emplace(key, std::move(finding));
            return;
        }
        auto &finding = found->second;
        ++finding.times;
        finding.duration = std::max(finding.duration, skew);
        if (finding.subject != step.subject) finding.subject = {};
        if (finding.type != step.type) finding.type = {};
        if (finding.correlation != step.correlation) finding.correlation = {};
    }

    CheckContext &m_context;
    std::map<std::pair<ParticipantId, ParticipantId>, Finding> m_pairs;
};

} // namespace playhead
