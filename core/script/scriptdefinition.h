// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

namespace playhead {

struct TextHash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const
    {
        return std::hash<std::string_view>()(text);
    }
};
using TextSet = std::unordered_set<std::string, TextHash, std::equal_to<>>;

/// What a script has said of itself while it was loaded.
struct ScriptDefinition
{
    enum class Source : std::uint8_t { All, Streams, Categories };
    enum class Partitioning : std::uint8_t { None, Stream, Custom };

    Source source = Source::All;
    TextSet names; ///< of the streams or categories
    Partitioning partitioning = Partitioning::None;
    bool biState = false;
    bool takesAllTypes = true;
    TextSet types;           ///< where it does not take all
    bool removals = false;   ///< has a handler of deletions
    bool transforms = false; ///< results differ from states
    /// A state depends on nothing but the events of its partition.
    bool isPure = false;

    /// Reads what finish() in js/api.js wrote.
    static ScriptDefinition fromJson(std::string_view text);

    [[nodiscard]] bool takesStream(std::string_view stream) const;
    [[nodiscard]] bool takesType(std::string_view type, bool isRemoval) const;
};

} // namespace playhead
