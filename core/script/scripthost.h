// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace playhead {

/// What a script wrote to a stream of its own.
struct ScriptOutput
{
    bool isLink = false;
    std::string stream;
    std::string type;
    std::string data;                    ///< JSON
    std::optional<std::string> metadata; ///< JSON
};

/// What went wrong, and where in the script.
struct ScriptTrouble
{
    std::string message;
    int line = 0;
    int column = 0;
};

/// What the driver (js/driver.js) asks of whoever runs it, and tells. `at`: number of the event in
/// its batch. On the script's thread.
class ScriptHost
{
public:
    virtual ~ScriptHost() = default;
    /// JSON of a state; null: that partition is new.
    [[nodiscard]] virtual const std::string *stateText(const std::string &partition) const = 0;
    [[nodiscard]] virtual const std::string *sharedText() const = 0;
    virtual void takeOutput(std::size_t at, ScriptOutput output) = 0;
    virtual void takeProblem(std::size_t at, ScriptTrouble trouble) = 0;
    /// A state or result that cannot be had.
    virtual void takeReadProblem(ScriptTrouble trouble) = 0;
    /// `at` < 0: while the script was loading.
    virtual void takeLog(std::ptrdiff_t at, std::string text) = 0;
};

} // namespace playhead
