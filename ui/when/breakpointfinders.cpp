// SPDX-License-Identifier: GPL-3.0-or-later
#include "when/breakpointfinders.h"

#include <algorithm>

namespace playhead {
namespace {

bool isSame(const WhenQuestion &left, const WhenQuestion &right)
{
    return left.what == right.what && left.state.log == right.state.log
           && left.state.projection == right.state.projection;
}

} // namespace

void BreakpointFinders::want(const QList<Breakpoint> &list, const LogPtr &log,
                             const ProjectionTable &projections, QStringList &errors)
{
    std::vector<Finder> finders;
    errors.clear();
    for (int i = 0; i < list.size(); ++i) {
        errors << QString();
        if (!list[i].isOn) continue;
        auto question = whenQuestion(list[i].what, log, projections);
        if (!question) {
            errors[i] = QString::fromStdString(question.error().message);
            continue;
        }
        auto finder = finderOf(*question);
        finders.push_back({i, std::move(*question), std::move(finder)});
    }
    m_finders = std::move(finders);
}

std::unique_ptr<WhenFinder> BreakpointFinders::finderOf(const WhenQuestion &question)
{
    const auto known = std::ranges::find_if(m_finders, [&](const Finder &finder) {
        return finder.finder && isSame(finder.question, question);
    });
    if (known != m_finders.end()) return std::move(known->finder);
    auto condition = Condition::parse(question.what.text.toStdString());
    if (!condition) return nullptr;
    return std::make_unique<WhenFinder>(question.state, std::move(*condition), question.what.mode);
}

BreakpointStop BreakpointFinders::firstIn(const PositionRange &range, QStringList &errors,
                                          const std::stop_token &stop)
{
    BreakpointStop first{range, {}, -1};
    if (range.isEmpty()) return first;
    for (const auto &[index, question, finder] : m_finders) {
        if (!finder) continue;
        // Behind a stop that is known already there is nothing to look for.
        const auto last = first.at.isValid() ? Position(first.at.value() - 1) : range.last;
        if (last < range.first) break;
        const auto found = finder->next(range.first, last, stop);
        if (!found) {
            errors[index] = QString::fromStdString(found.error().message);
        } else if (found->isValid()) {
            first.at = *found;
            first.index = index;
        }
    }
    return first;
}

} // namespace playhead
