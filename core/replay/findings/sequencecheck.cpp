// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/findings/sequencecheck.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace playhead {
namespace {

constexpr std::array<std::string_view, 5> numberNames = {
    "sequence", "sequencenumber", "kafkaoffset", "partitionoffset", "offset"};
constexpr std::array<std::string_view, 3> partitionNames = {"partition", "kafkapartition",
                                                            "partitionid"};

/// The value of the first attribute that is there, without quotes.
template <class Names>
std::optional<std::string_view> valueOf(const Event &event, const Names &names)
{
    for (const auto name : names) {
        const auto found = std::ranges::find(event.extensions, name, &Extension::first);
        if (found == event.extensions.end()) continue;
        std::string_view text = found->second;
        if (text.size() >= 2 && text.front() == '"') text = text.substr(1, text.size() - 2);
        return text;
    }
    return {};
}

std::optional<std::uint64_t> numberOf(const Event &event)
{
    const auto text = valueOf(event, numberNames);
    if (!text) return {};
    std::uint64_t number = 0;
    const auto *const end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, number);
    if (error != std::errc() || stop != end) return {};
    return number;
}

} // namespace

void SequenceCheck::read(EventRoute &route, const Step &step)
{
    const auto event = m_context.log->event(step.event);
    if (!event) {
        ++m_context.unreadable;
        return;
    }
    const auto number = numberOf(*event);
    if (!number) return;
    route.isNumbered = true;
    auto key = event->source;
    if (const auto partition = valueOf(*event, partitionNames))
        key += " / partition " + std::string(*partition);
    if (m_sources.size() >= maxSequences && !m_sources.contains(key)) return;
    auto &source = m_sources[key];
    count(source.whole, source.last, step, *number);
    key += '\n' + event->subject;
    if (m_subjects.size() >= maxSequences && !m_subjects.contains(key)) return;
    count(source.bySubject, m_subjects[key], step, *number);
}

void SequenceCheck::count(Counting &counting, Last &last, const Step &step, std::uint64_t number)
{
    if (last.position.isValid()) {
        ++counting.followed;
        if (number <= last.number) {
            ++counting.backwards;
        } else if (number - last.number > 1) {
            ++counting.gaps;
            if (counting.listed.size() < m_context.limits.listed)
                counting.listed.push_back({step, last.position, last.number, number});
        }
        if (number <= last.number) return; // comes again, or late: the highest stays
    }
    last = {number, step.position};
}

Finding SequenceCheck::findingOf(const Gap &gap, const std::string &source)
{
    auto finding = findingAt(FindingKind::SequenceGap, Severity::Warning, gap.step);
    finding.participants = {gap.step.sender, gap.step.receiver};
    finding.add(gap.before);
    finding.add(gap.step.position);
    finding.count = gap.last;
    finding.total = gap.next;
    finding.detail = source;
    return finding;
}

void SequenceCheck::report(FindingList &found) const
{
    for (const auto &[name, source] : m_sources) {
        const auto odd = [](const Counting &counting) {
            return counting.gaps + counting.backwards;
        };
        const auto &counting =
            odd(source.bySubject) * std::max<std::uint64_t>(source.whole.followed, 1)
                    < odd(source.whole) * std::max<std::uint64_t>(source.bySubject.followed, 1)
                ? source.bySubject
                : source.whole;
        if (odd(counting) * 2 > counting.followed) continue;
        for (const auto &gap : counting.listed)
            found.add(findingOf(gap, name));
        found.addUnlisted(FindingKind::SequenceGap, counting.gaps - counting.listed.size());
    }
}

} // namespace playhead
