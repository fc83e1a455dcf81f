// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/livescenario.h"
#include "script/handlerscripts.h"

#include <deque>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace playhead {

/// The scripts of one running scenario. It teaches the scenario the input `script`:
/// `{"name", "source", "file"}` puts a script on its bus, without a source it takes it off; so a
/// log that scripts took part in can be run again where this is there. A script's scenario() has
/// its consumers disturbed as it says.
///
/// Made for one run. Thread-safe, but run() and remove() need the scenario.
class ScenarioScripts : public std::enable_shared_from_this<ScenarioScripts>
{
public:
    static constexpr std::string_view input = "script";

    /// Without `log` the lines wait for takeLog().
    explicit ScenarioScripts(ScriptLimits limits = {}, HandlerScripts::Log log = {});

    /// For ScenarioRun::extension.
    [[nodiscard]] ScenarioExtension extension();
    /// What puts a script there; `file` is for messages.
    [[nodiscard]] static Json put(const std::string &name, const std::string &source,
                                  const std::string &file);

    /// Puts a script on the bus of a scenario that has the extension. A script that does not load
    /// holds up nothing: it is tried before. Waits; not on the interface thread.
    tl::expected<void, ScriptError> run(LiveScenario &scenario, const std::string &name,
                                        const std::string &source) const;
    static void remove(LiveScenario &scenario, const std::string &name);

    /// Of the scripts, also when the scenario has ended.
    [[nodiscard]] std::vector<HandlerStatus> status() const;

    /// What a script wrote with log().
    struct Line
    {
        std::string script;
        Position position; ///< of the step at hand
        std::string text;
    };
    /// The latest lines that were not taken before, at most 1,000.
    [[nodiscard]] std::vector<Line> takeLog() const;

    /// The sources of all scripts that took part in a log, in order; none: it can be run again
    /// without this.
    [[nodiscard]] static std::vector<std::string> sourcesIn(const ScenarioOrigin &origin);

private:
    Result<Json> take(Scenario &scenario, HandlerScripts &scripts, const Json &what);

    ScriptLimits m_limits;
    HandlerScripts::Log m_log;
    std::shared_ptr<const HandlerBoard> m_board; ///< null until the scenario is made
    mutable std::mutex m_mutex;                  ///< guards what follows
    ScriptError m_error;                         ///< why the latest script was not put there
    mutable std::deque<Line> m_lines;
};

} // namespace playhead
