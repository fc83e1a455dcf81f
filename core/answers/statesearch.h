// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/fold.h"

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// A value of a state that was found.
struct StateMatch
{
    std::string partition; ///< a subject, mostly; empty where there is one state only
    std::string path;      ///< as a JSON Pointer within the partition's state
    Json value;            ///< null for an object or an array, which may be large
    bool isInside = false; ///< an object or an array, found by its name
};

struct StateMatches
{
    std::vector<StateMatch> matches; ///< by partition, then in the order of the state
    std::uint64_t total = 0;         ///< those that the limit left out counted, too
};

enum class StateSearchIn {
    Names = 1,  ///< of members
    Values = 2, ///< texts, and numbers, `true`, `false` and `null` as JSON writes them
    Both = 3
};

/// Finds the text in all states of a fold, upper and lower case (ASCII) alike; an empty text is
/// nowhere. To search at the playhead, give it the fold up to there, such as Replay::fold(). Values
/// over time are fieldHistory(). Cost: about 50 ns a value, and a copy of each state where
/// Fold::peek() has none. What was found so far when asked to stop.
[[nodiscard]] StateMatches searchStates(const Fold &fold, std::string_view text,
                                        StateSearchIn where = StateSearchIn::Both,
                                        std::size_t limit = 1000, const std::stop_token &stop = {});

} // namespace playhead
