// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/fold.h"
#include "script/scriptdefinition.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace playhead {

using ScriptText = std::shared_ptr<const std::string>;
using ScriptTexts = std::unordered_map<std::string, ScriptText, TextHash, std::equal_to<>>;
using DerivedChunk = std::shared_ptr<const std::vector<DerivedEvent>>;

/// The states of a script's fold as JSON text, by partition, and what it wrote so far. What has not
/// changed between two snapshots is shared by them.
struct ScriptStates
{
    ScriptTexts partitions;
    ScriptText shared; ///< null: none
    std::vector<DerivedChunk> derived;
};

class ScriptSnapshot final : public FoldSnapshot
{
public:
    explicit ScriptSnapshot(ScriptStates states) : m_states(std::move(states)) {}

    [[nodiscard]] const ScriptStates &states() const { return m_states; }

    /// Texts that other snapshots share count in full.
    std::size_t bytes() const override;
    std::string encoded() const override;

    /// Null: not what encoded() wrote, or the texts are not JSON.
    static FoldSnapshotPtr decoded(std::string_view bytes);

private:
    ScriptStates m_states;
};

/// JSON as a script writes it; it may have halves of pairs of UTF-16, which become U+FFFD.
[[nodiscard]] Json jsonFromScript(std::string_view text);

} // namespace playhead
