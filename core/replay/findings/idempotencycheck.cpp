// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/findings/idempotencycheck.h"

#include "replay/replay.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace playhead {
namespace {

std::string shortText(const Json &value)
{
    constexpr std::size_t longest = 60;
    auto text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.size() <= longest) return text;
    auto end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end; // not within a character
    return text.substr(0, end) + "…";
}

const Json &valueAt(const Json &state, const Json::json_pointer &path)
{
    static const Json nothing;
    return state.contains(path) ? state.at(path) : nothing;
}

Json dataOf(const Event &event)
{
    auto data = Json::parse(event.data, nullptr, false);
    return data.is_discarded() ? Json(event.data) : data;
}

/// Folds the events at the positions, in order; false where one cannot be read.
bool foldAll(const Log &log, Fold &fold, const std::vector<Position> &positions,
             std::unordered_map<std::string, std::uint64_t> &sequences)
{
    FoldProblems problems;
    for (const auto position : positions) {
        const auto event = log.event(log.at(position).event);
        if (!event) return false;
        const FoldEvent item{&*event, position, sequences[event->subject]++};
        fold.apply({&item, 1}, problems);
    }
    return true;
}

} // namespace

std::string firstDifference(const Json &before, const Json &after)
{
    const auto patch = stateDifference(before, after);
    if (patch.empty()) return {};
    const auto path = patch.front()["path"].get<std::string>();
    const Json::json_pointer pointer(path);
    auto text = shortText(valueAt(before, pointer)) + " → " + shortText(valueAt(after, pointer));
    return path.empty() ? text : path.substr(1) + ": " + text;
}

bool IdempotencyCheck::mayCompare(const Verdict &verdict) const
{
    return verdict.compared < maxCompared && m_compared < maxComparedInAll;
}

void IdempotencyCheck::repeated(const Handling &handling, const Step &ack)
{
    const Repeat repeat{handling, ack, m_context.of(ack.sender).changes};
    m_repeats.insert_or_assign(ack.sender.value(), repeat);
    auto &verdict = verdictOn(ack);
    if (!mayCompare(verdict)) return;
    const auto caused = effects(repeat);
    if (caused.empty()) return;
    ++verdict.compared;
    ++m_compared;
    if (auto text = change(caused); !text.empty()) blame(verdict, repeat, caused, std::move(text));
}

std::vector<Position> IdempotencyCheck::effects(const Repeat &repeat)
{
    const auto &log = *m_context.log;
    const auto consumer = repeat.ack.sender;
    const auto end = repeat.ack.position.value();
    if (end - repeat.handling.lastDeliver > maxSpan) return {};
    std::vector<Position> published;
    // Only what is known to be an effect counts: with more in hand, position alone says nothing.
    bool isAlone = m_context.of(consumer).open <= 1;
    for (auto p = repeat.handling.lastDeliver + std::uint64_t(1); p < end; ++p) {
        const auto step = log.at(Position(p));
        if (step.sender == consumer && step.kind == StepKind::Publish)
            published.push_back(step.position);
        const bool isOther = (step.receiver == consumer
                              && (step.kind == StepKind::Deliver || step.kind == StepKind::Command))
                             || (step.sender == consumer
                                 && (step.kind == StepKind::Ack || step.kind == StepKind::Nack));
        isAlone = isAlone && !isOther;
    }
    if (published.empty()) return {};
    const auto handled = log.event(repeat.ack.event);
    if (!handled) ++m_context.unreadable;
    if (!handled) return {};
    std::erase_if(published, [&](Position position) {
        const auto event = log.event(log.at(position).event);
        if (!event) ++m_context.unreadable;
        if (!event) return true;
        if (!event->causation.empty()) return event->causation != handled->id;
        return !isAlone
               || (!event->correlation.empty() && event->correlation != handled->correlation);
    });
    return published;
}

std::string IdempotencyCheck::change(const std::vector<Position> &effects)
{
    std::vector<NameId> subjects;
    for (const auto position : effects) {
        const auto subject = m_context.log->at(position).subject;
        if (std::ranges::find(subjects, subject) == subjects.end()) subjects.push_back(subject);
    }
    for (const auto subject : subjects)
        if (auto text = changeOf(subject, effects); !text.empty())
            return text + " (" + std::string(m_context.log->name(subject)) + ')';
    return {};
}

std::string IdempotencyCheck::changeOf(NameId subject, const std::vector<Position> &effects)
{
    const auto &log = *m_context.log;
    const bool isPerSubject = m_context.projection->isPerSubject();
    std::vector<Position> own;
    std::ranges::copy_if(effects, std::back_inserter(own), [&](Position position) {
        return !isPerSubject || log.at(position).subject == subject;
    });
    const auto upTo = advanced(own.front(), -1);
    std::vector<Position> earlier;
    if (own.front().value() > 1) {
        const Replay replay(m_context.log, m_context.projection);
        earlier = isPerSubject ? replay.contributions(subject, upTo) : replay.contributions(upTo);
    }
    const auto fold = m_context.projection->start();
    std::unordered_map<std::string, std::uint64_t> sequences;
    const auto state = [&] {
        return isPerSubject ? fold->state(log.name(subject)) : wholeState(*fold);
    };
    if (!foldAll(log, *fold, earlier, sequences)) {
        ++m_context.unreadable;
        return {};
    }
    const auto before = state();
    if (!foldAll(log, *fold, own, sequences)) ++m_context.unreadable;
    return firstDifference(before, state());
}

void IdempotencyCheck::blame(Verdict &verdict, const Repeat &repeat,
                             const std::vector<Position> &shown, std::string change) const
{
    auto &finding = verdict.finding;
    if (verdict.finding.kind != FindingKind::NotIdempotent) {
        finding = findingAt(FindingKind::NotIdempotent, Severity::Error, repeat.ack);
        finding.times = 0;
        finding.participants = {repeat.ack.sender, repeat.ack.receiver};
        finding.detail = std::move(change);
        finding.add(Position(repeat.handling.firstDeliver));
        finding.add(Position(repeat.handling.answer));
        finding.add(Position(repeat.handling.lastDeliver));
        for (const auto position : shown)
            finding.add(position);
        finding.add(repeat.ack.position);
        std::ranges::sort(finding.positions);
    }
    ++finding.times;
}

void IdempotencyCheck::replied(const Step &query, const Step &reply)
{
    const auto consumer = reply.sender.value();
    const auto &participant = m_context.of(reply.sender);
    if (reply.failed || participant.open > 0) return;
    if (m_answers.size() > maxAnswers) m_answers.clear();
    auto &last = m_answers[{consumer, query.type.value(), query.subject.value()}];
    const auto earlier =
        std::exchange(last, Answer{query.position, reply.position, participant.changes});
    const auto found = m_repeats.find(consumer);
    if (found == m_repeats.end() || !earlier.reply.isValid()) return;
    const auto &repeat = found->second;
    if (repeat.changes != participant.changes || earlier.changes + 1 != participant.changes) return;
    auto &verdict = verdictOn(repeat.ack);
    if (!mayCompare(verdict)) return;

    const auto &log = *m_context.log;
    const auto read = [&](Position position) {
        auto event = log.event(log.at(position).event);
        if (!event) ++m_context.unreadable;
        return event;
    };
    const auto firstQuery = read(earlier.query);
    const auto secondQuery = read(query.position);
    const auto firstReply = read(earlier.reply);
    const auto secondReply = read(reply.position);
    if (!firstQuery || !secondQuery || !firstReply || !secondReply) return;
    if (firstQuery->data != secondQuery->data) return;
    ++verdict.compared;
    ++m_compared;
    auto text = firstDifference(dataOf(*firstReply), dataOf(*secondReply));
    if (!text.empty()) blame(verdict, repeat, {earlier.reply, reply.position}, std::move(text));
}

void IdempotencyCheck::report(FindingList &found) const
{
    for (const auto &[key, verdict] : m_verdicts) {
        if (verdict.finding.kind != FindingKind::NotIdempotent) continue;
        auto finding = verdict.finding;
        finding.total = verdict.compared;
        found.add(std::move(finding));
    }
}

} // namespace playhead
