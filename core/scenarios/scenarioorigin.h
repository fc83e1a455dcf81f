// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "model/timestamp.h"
#include "replay/json.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

class KnobValues;
class Scenario;

/// Something that a person did to a running scenario, and exactly when.
struct ScenarioInput
{
    std::uint64_t tasks = 0; ///< of the scenario's scheduler that had run before; see time
    Timestamp time = 0;      ///< by the scenario's clock
    std::string kind;        ///< such as `knobs`, below
    Json what;               ///< as the kind says

    bool operator==(const ScenarioInput &) const = default;

    /// `knobs`, turned all at once: an object from name to value.
    static constexpr std::string_view knobs = "knobs";
    /// `command` and `query`: `{"name": "place-order", "data": "<JSON text as it was sent>"}`.
    static constexpr std::string_view command = "command";
    static constexpr std::string_view query = "query";
    /// An event: `{"type", "channel", "subject", "source", "data": <JSON>}`; without a source it is
    /// the scenario's client's.
    static constexpr std::string_view publish = "publish";
    /// A change to a consumer: `{"name", "settings"}`; see consumerSettings().
    static constexpr std::string_view consumer = "consumer";
};

/// Does the same to a scenario once more. What the scenario answers, a rejection included, is its
/// affair: it is a step. Fails for a kind that is not known and for a document that does not fit.
Result<void> repeatInput(const ScenarioInput &input, Scenario &scenario, KnobValues &knobs);

/// Where a log came from: all that is needed to run the scenario that made it once more, with the
/// same steps and events byte for byte. A value.
struct ScenarioOrigin
{
    std::string scenario;                ///< its name
    std::uint64_t seed = 1;              ///< of its dice
    Timestamp start = 0;                 ///< the time at which scenario time began
    std::map<std::string, double> knobs; ///< those that did not stand as initially
    std::vector<ScenarioInput> inputs;   ///< in order
    /// To which systems it was tied, each a line for a person. What these did is not known here: a
    /// scenario with any cannot be run again.
    std::vector<std::string> bridges{};

    bool operator==(const ScenarioOrigin &) const = default;

    /// `{"scenario", "seed", "start", "knobs": {name: value}, "inputs": [{"tasks", "time", "kind",
    /// "what"}], "bridges": [text]}`, times as ISO 8601; without bridges, these are left out.
    [[nodiscard]] Json toJson() const;
    /// Fails with a reason for a person where it cannot be run again.
    [[nodiscard]] Result<void> checkRepeatable() const;
    /// Fails saying what is wrong. Scenario, knobs and kinds of inputs need not be known.
    static Result<ScenarioOrigin> fromJson(const Json &json);
};

/// The origin that a case keeps, as the setting `origin`. Cost: a small read.
class CaseOrigin
{
public:
    explicit CaseOrigin(std::string path) : m_path(std::move(path)) {}
    /// Empty: the log of this case came from no scenario, or was not kept with it.
    [[nodiscard]] Result<std::optional<ScenarioOrigin>> load() const;
    Result<void> save(const ScenarioOrigin &origin);

private:
    std::string m_path;
};

} // namespace playhead
