// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "when/breakpoints.h"
#include "when/breakpointwatch.h"

#include <optional>
#include <vector>

namespace playhead {

/// The finders of the breakpoints that are on, kept while these stay. For one worker at a time.
class BreakpointFinders
{
public:
    /// A breakpoint that is on.
    struct Wanted
    {
        int index = 0; ///< in the list
        WhenQuestion question;
    };

    /// Those that are there already keep what they know.
    void want(const std::vector<Wanted> &wanted);

    /// The first position in the range at which any holds. Errors go to `errors`, by index.
    BreakpointStop firstIn(const PositionRange &range, QStringList &errors,
                           const std::stop_token &stop);

private:
    struct Finder
    {
        Wanted wanted;
        std::unique_ptr<WhenFinder> finder; ///< null: the condition cannot be read
    };
    std::vector<Finder> m_finders;
};

} // namespace playhead
