// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answers/conditionfield.h"

#include <memory>
#include <vector>

namespace playhead {

/// A condition as it was written. Immutable; any thread.
class Condition::Node
{
public:
    virtual ~Node() = default;
    virtual bool holds(Moment &moment) const = 0;
};

using ConditionNodePtr = std::unique_ptr<const Condition::Node>;

struct Condition::Parts
{
    ConditionNodePtr root;
    std::vector<StatePath> watched; ///< of each changed(), as the index in Before
    bool readsState = false;
};

tl::expected<Condition::Parts, FilterError> parseCondition(std::string_view text);

} // namespace playhead
