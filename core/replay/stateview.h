// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/fold.h"

#include <string_view>

namespace playhead {

/// The state of a partition, copied only where the fold cannot show it. Valid until the fold takes
/// in the next event or is restored. A null value: there is none.
class StateView
{
public:
    StateView(const Fold &fold, std::string_view partition) : m_state(fold.peek(partition))
    {
        if (m_state) return;
        m_copy = fold.state(partition);
        m_state = &m_copy;
    }
    StateView(const StateView &) = delete;
    StateView &operator=(const StateView &) = delete;

    const Json &operator*() const { return *m_state; }

private:
    const Json *m_state;
    Json m_copy;
};

} // namespace playhead
