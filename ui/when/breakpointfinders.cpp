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

void BreakpointFinders::want(const std::vector<Wanted> &wanted)
{
    std::vector<Finder> finders;
    for (const auto &one : wanted) {
        const auto known = std::ranges::find_if(m_finders, [&](const Finder &finder) {
            return finder.finder && isSame(finder.wanted.question, one.question);
        });
        std::unique_ptr<WhenFinder> finder;
        if (known != m_finders.end())
            finder = std::move(known->finder);
        else if (auto condition = Condition::parse(one.question.what.text.toStdString()))
            finder = std::make_unique<WhenFinder>(one.question.state, std::move(*condition),
                                                  one.question.what.mode);
        finders.push_back({one, std::move(finder)});
    }
    m_finders = std::move(finders);
}

BreakpointStop BreakpointFinders::firstIn(const PositionRange &range, QStringList &errors,
                                          const std::stop_token &stop)
{
    BreakpointStop first{range, {}, -1};
    if (range.isEmpty()) return first;
    for (const auto &[wanted, finder] : m_finders) {
        if (!finder) continue;
        // Behind a stop that is known already there is nothing to look for.
        const auto last = first.at.isValid() ? Position(first.at.value() - 1) : range.last;
        if (last < range.first) break;
        const auto found = finder->next(range.first, last, stop);
        if (!found) {
            errors[wanted.index] = QString::fromStdString(found.error().message);
        } else if (found->isValid()) {
            first.at = *found;
            first.index = wanted.index;
        }
    }
    return first;
}

} // namespace playhead
