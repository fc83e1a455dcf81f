// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/fold.h"
#include "script/scriptdefinition.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace playhead {

/// Events as js/event.js reads them: one text with all fields of all events, their bounds, and the
/// numbers. Text of bytes where all of it is ASCII, as it mostly is, else of UTF-16.
struct ScriptBatch
{
    static constexpr std::size_t intsPerEvent = 13;
    static constexpr std::size_t doublesPerEvent = 4;
    static constexpr std::int32_t isJsonFlag = 1;
    static constexpr std::int32_t isRemovalFlag = 2;

    bool isWide = false;
    std::string text;
    std::u16string wideText;
    std::vector<std::int32_t> ints;
    std::vector<double> doubles;
    std::vector<std::string> newTypes;   ///< numbered on from those before
    std::vector<std::string> newStreams; ///< the same
    std::vector<std::size_t> origins;    ///< where each event was among those given

    [[nodiscard]] std::size_t count() const { return origins.size(); }
};

/// Makes batches for one realm: picks the events that the script takes, numbers types and streams.
class ScriptBatchMaker
{
public:
    explicit ScriptBatchMaker(const ScriptDefinition &definition) : m_definition(&definition) {}

    [[nodiscard]] ScriptBatch make(std::span<const FoldEvent> events);

private:
    struct Type
    {
        std::int32_t number = -1; ///< -1: not taken
        bool isRemoval = false;
    };
    const Type &typeOf(const std::string &type, ScriptBatch &batch);
    std::int32_t streamOf(const std::string &stream, ScriptBatch &batch);

    const ScriptDefinition *m_definition;
    std::unordered_map<std::string, Type, TextHash, std::equal_to<>> m_types;
    std::int32_t m_typeCount = 0;
    std::unordered_map<std::string, std::int32_t, TextHash, std::equal_to<>> m_streams;
};

/// UTF-8 as UTF-16, appended. What is not UTF-8 becomes U+FFFD.
void appendWide(std::u16string &wide, std::string_view text);

} // namespace playhead
