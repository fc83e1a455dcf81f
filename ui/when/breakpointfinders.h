// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "when/breakpoints.h"

#include <memory>
#include <vector>

namespace playhead {

/// Positions, both included; none where the first is behind the last.
struct PositionRange
{
    Position first;
    Position last;

    [[nodiscard]] bool isEmpty() const { return !first.isValid() || first > last; }
};

/// The first position of a range at which a breakpoint holds.
struct BreakpointStop
{
    PositionRange looked;
    Position at;    ///< none: nowhere in it
    int index = -1; ///< in the list
};

/// The finders of the breakpoints that are on, kept while these stay. For one thread at a time.
class BreakpointFinders
{
public:
    /// Has one for each breakpoint of `list` that is on; those that were there already keep what
    /// they know. `errors` gets a text for each of the list: why it has none, empty where it has.
    void want(const QList<Breakpoint> &list, const LogPtr &log, const ProjectionTable &projections,
              QStringList &errors);

    /// The first position in the range at which any holds. Errors go to `errors`, by index. Asked
    /// to stop, it knows nothing.
    BreakpointStop firstIn(const PositionRange &range, QStringList &errors,
                           const std::stop_token &stop);

private:
    struct Finder
    {
        int index = 0; ///< in the list
        WhenQuestion question;
        std::unique_ptr<WhenFinder> finder; ///< null: the condition cannot be read
    };
    [[nodiscard]] std::unique_ptr<WhenFinder> finderOf(const WhenQuestion &question);

    std::vector<Finder> m_finders;
};

} // namespace playhead
