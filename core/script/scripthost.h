// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// Where there is nothing to take or to keep but the log.
class LogHost final : public ScriptHost
{
public:
    explicit LogHost(std::vector<std::string> &lines) : m_lines(lines) {}

    const std::string *stateText(const std::string &) const override { return nullptr; }
    const std::string *sharedText() const override { return nullptr; }
    void takeOutput(std::size_t, ScriptOutput) override {}
    void takeProblem(std::size_t, ScriptTrouble) override {}
    void takeReadProblem(ScriptTrouble) override {}
    void takeLog(std::ptrdiff_t, std::string text) override
    {
        constexpr std::size_t mostLines = 1000;
        if (m_lines.size() < mostLines) m_lines.push_back(std::move(text));
    }

private:
    std::vector<std::string> &m_lines;
};

} // namespace playhead
