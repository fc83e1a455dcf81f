// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "scenarios/scenariorunner.h"
#include "script/handlerscript.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace playhead {

class ScenarioScripts;

/// A scenario of a person's own, as a JavaScript file (see HandlerScript) has it:
///
///     scenario({ name: "audited-shop", base: "shop", seed: 7, knobs: { rate: 5 },
///                consumers: { email: { latency: 200, loss: 5, crashed: true } },
///                bridges: [{ from: "amqp://localhost/orders", channel: "orders" }] });
///     on("order.*", { consumer: "audit" }, e => publish("audit.noted", { about: e.type }));
///
/// A file without a base, or without scenario(), runs on nothing but a bus.
struct ScenarioFile
{
    std::string path;
    std::string name;      ///< as scenario() says, else the file's without its ending
    std::string source;    ///< all of it
    ScenarioHeader header; ///< with the base filled in
    std::string body;      ///< the source without scenario()

    /// How it is run; `scripts` must be for that run alone.
    [[nodiscard]] ScenarioRun run(ScenarioScripts &scripts) const;
};

/// Reads and checks a file. Loading the script is what tells its mistakes, so this runs what stands
/// outside of its handlers. Fails with `path:line:column: what is wrong`.
Result<ScenarioFile> readScenarioFile(const std::string &path);

/// A file's text: the header, then the scripts; more than one, each as a script() of its own.
/// Settings that are as the base has them are left out by whoever makes the header.
[[nodiscard]] std::string
scenarioText(const ScenarioHeader &header,
             const std::vector<std::pair<std::string, std::string>> &scripts);

/// `file:line:column: message`, as far as the place is known.
[[nodiscard]] std::string placedMessage(std::string_view file, const ScriptError &error);

} // namespace playhead
