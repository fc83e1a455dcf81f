// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/findings/sagacheck.h"

#include <algorithm>

namespace playhead {
namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isLetterOrDigit(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9')
           || static_cast<unsigned char>(c) >= 0x80;
}

/// The words of a type in lower case, each with a hyphen before it and one at the end.
std::string hyphenated(std::string_view type)
{
    std::string words = "-";
    bool wasLarge = true;
    for (std::size_t i = 0; i < type.size(); ++i) {
        const char c = type[i];
        const bool isLarge = c >= 'A' && c <= 'Z';
        if (!isLetterOrDigit(c)) {
            if (words.back() != '-') words += '-';
        } else {
            // `OrderCancelled` and `HTTPFailed`: a large letter begins a word after a small one,
            // and before one.
            const bool beforeSmall =
                i + 1 < type.size() && type[i + 1] >= 'a' && type[i + 1] <= 'z';
            if (isLarge && words.back() != '-' && (!wasLarge || beforeSmall)) words += '-';
            words += lower(c);
        }
        wasLarge = isLarge;
    }
    if (words.back() != '-') words += '-';
    return words;
}

bool saysOneOf(const std::string &words, const std::vector<std::string> &list)
{
    return std::ranges::any_of(list, [&](const std::string &word) {
        return words.find('-' + word + '-') != std::string::npos;
    });
}

} // namespace

bool typeSaysWord(std::string_view type, std::string_view word)
{
    return saysOneOf(hyphenated(type), {std::string(word)});
}

std::uint8_t SagaCheck::classify(NameId type)
{
    const auto words = hyphenated(m_context.log->name(type));
    unsigned says = Nothing;
    // `PaymentRefundFailed` is a failure, not a refund; `order.cancelled.confirmed` is no success.
    if (saysOneOf(words, m_context.limits.failureWords))
        says = Failure;
    else if (saysOneOf(words, m_context.limits.undoWords))
        says = Undo;
    else if (saysOneOf(words, m_context.limits.doneWords))
        says = Done;
    if (type.value() >= m_types.size())
        m_types.resize(std::max<std::size_t>(type.value() + 1U, m_types.size() * 2));
    m_types[type.value()] = static_cast<std::uint8_t>(says | Known);
    return static_cast<std::uint8_t>(says);
}

void SagaCheck::fail(Saga &saga, const Step &step)
{
    if (!saga.hasFailed) { // what was undone before has nothing to do with it
        saga.failed = step.time;
        saga.shown = 0;
        saga.undone = 0;
        saga.undoesSeveral = false;
        saga.firstUndo = {};
    }
    saga.hasFailed = true;
    saga.isDone = false;
    if (saga.shown < Finding::maxPositions / 2) show(saga, step);
}

void SagaCheck::take(const Step &step, std::uint8_t says)
{
    expire();
    auto &saga = m_sagas[step.correlation];
    saga.last = std::max(saga.last, step.time);
    if (says == Failure) {
        fail(saga, step);
    } else if (says == Done) {
        saga.isDone = true;
    } else {
        ++saga.undone;
        if (!saga.firstUndo.isValid()) saga.firstUndo = step.type;
        saga.undoesSeveral |= saga.firstUndo != step.type;
        show(saga, step);
    }
    queue(saga, step.correlation);
}

void SagaCheck::deadLettered(const Step &step)
{
    if (!step.correlation.isValid()) return;
    expire();
    auto &saga = m_sagas[step.correlation];
    saga.last = std::max(saga.last, step.time);
    if (!saga.isDone) fail(saga, step);
    queue(saga, step.correlation);
}

void SagaCheck::queue(Saga &saga, NameId correlation)
{
    if (saga.isQueued) return;
    saga.isQueued = true;
    m_queue.push_back({saga.last + m_context.limits.quiet, correlation});
}

void SagaCheck::expire()
{
    while (!m_queue.empty()
           && (m_queue.front().time < m_context.now || m_queue.size() > maxSagas)) {
        const auto correlation = m_queue.front().correlation;
        const bool isForced = m_queue.front().time >= m_context.now;
        m_queue.pop_front();
        const auto found = m_sagas.find(correlation);
        if (found == m_sagas.end()) continue;
        auto &saga = found->second;
        saga.isQueued = false;
        if (!isForced && saga.last + m_context.limits.quiet >= m_context.now) {
            queue(saga, correlation);
            continue;
        }
        const bool isOpen = saga.hasFailed && !saga.isDone && !isCompensated(saga);
        if (isCompensated(saga))
            m_context.found.addMade(FindingKind::SagaCompensated,
                                    [&] { return compensated(saga); });
        // An open one stays: it may still be resolved.
        if (isOpen && m_sagas.size() <= maxSagas) continue;
        if (isOpen)
            m_context.found.addMade(FindingKind::SagaHalfDone, [&] { return halfDone(saga); });
        m_sagas.erase(found);
    }
}

bool SagaCheck::isCompensated(const Saga &saga)
{
    return saga.undone > 0 && (saga.hasFailed || saga.undoesSeveral);
}

Finding SagaCheck::findingOf(const Saga &saga, FindingKind kind, Severity severity) const
{
    const auto &log = *m_context.log;
    auto finding = findingAt(kind, severity, log.at(Position(saga.positions.front())));
    for (std::size_t i = 0; i < saga.shown; ++i) {
        finding.add(Position(saga.positions[i]));
        const auto sender = log.at(Position(saga.positions[i])).sender;
        if (std::ranges::find(finding.participants, sender) == finding.participants.end())
            finding.participants.push_back(sender);
    }
    return finding;
}

Finding SagaCheck::compensated(const Saga &saga) const
{
    auto finding = findingOf(saga, FindingKind::SagaCompensated, Severity::Note);
    finding.count = saga.undone;
    finding.total = saga.hasFailed ? 1 : 0;
    finding.duration = saga.hasFailed ? saga.last - saga.failed : 0;
    return finding;
}

Finding SagaCheck::halfDone(const Saga &saga) const
{
    auto finding = findingOf(saga, FindingKind::SagaHalfDone, Severity::Error);
    finding.duration = m_context.now - saga.failed;
    return finding;
}

void SagaCheck::report(FindingList &found) const
{
    using Sagas = std::vector<std::pair<std::uint64_t, const Saga *>>;
    Sagas undone;
    Sagas open;
    for (const auto &[correlation, saga] : m_sagas) {
        if (!saga.hasFailed && !isCompensated(saga)) continue;
        const std::uint64_t first = saga.positions.front();
        if (isCompensated(saga))
            undone.emplace_back(first, &saga);
        else if (!saga.isDone && m_context.now - saga.last > m_context.limits.quiet)
            open.emplace_back(first, &saga);
    }
    found.addEach(FindingKind::SagaCompensated, std::move(undone),
                  [this](const Saga *saga) { return compensated(*saga); });
    found.addEach(FindingKind::SagaHalfDone, std::move(open),
                  [this](const Saga *saga) { return halfDone(*saga); });
}

} // namespace playhead
