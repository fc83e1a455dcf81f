// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariofiles/scenariofile.h"

#include "scenariofiles/scenarioscripts.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace playhead {
namespace {

Result<std::string> textOf(const std::string &path)
{
    std::error_code error;
    std::ifstream file(path, std::ios::binary);
    if (!file || std::filesystem::is_directory(path, error))
        return failure(fmt::format("Cannot read {}: there is no such file.", path));
    std::ostringstream text;
    text << file.rdbuf();
    if (file.bad()) return failure(fmt::format("Cannot read {}: the disk may be faulty.", path));
    return text.str();
}

/// Whether base and knobs are there.
tl::expected<void, ScriptError> check(const ScenarioHeader &header)
{
    const auto wrong = [&header](std::string message) {
        return tl::unexpected(ScriptError{std::move(message), header.line, header.column});
    };
    const auto *base = findScenario(header.base);
    if (!base) {
        std::vector<std::string> names;
        for (const auto &known : scenarios())
            names.push_back(known.name);
        return wrong(fmt::format("There is no scenario '{}'; there are: {}.", header.base,
                                 fmt::join(names, ", ")));
    }
    const KnobValues knobs(base->knobs);
    for (const auto &[name, value] : header.knobs) {
        if (knobs.contains(name)) continue;
        std::vector<std::string> names;
        for (const auto &known : base->knobs)
            names.push_back(known.name);
        return wrong(
            fmt::format("The scenario '{}' has no knob '{}'; it has: {}.", base->name, name,
                        names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
    }
    return {};
}

} // namespace

std::string placedMessage(std::string_view file, const ScriptError &error)
{
    if (error.line == 0) return fmt::format("{}: {}", file, error.message);
    return fmt::format("{}:{}:{}: {}", file, error.line, error.column, error.message);
}

Result<ScenarioFile> readScenarioFile(const std::string &path)
{
    auto text = textOf(path);
    if (!text) return tl::unexpected(text.error());
    ScenarioFile file;
    file.path = path;
    file.name = std::filesystem::path(path).stem().string();
    file.source = std::move(*text);
    auto loaded = HandlerScript::load(path, file.name, file.source);
    if (!loaded) return failure(placedMessage(path, loaded.error()));
    const auto &definition = (*loaded)->definition();
    file.header = definition.header.value_or(ScenarioHeader());
    file.body = definition.body;
    if (!file.header.name.empty()) file.name = file.header.name;
    if (file.header.base.empty()) file.header.base = blankScenario;
    if (auto checked = check(file.header); !checked)
        return failure(placedMessage(path, checked.error()));
    return file;
}

ScenarioRun ScenarioFile::run(ScenarioScripts &scripts) const
{
    ScenarioRun run;
    run.scenario = header.base;
    run.seed = header.seed.value_or(1);
    run.knobs = header.knobs;
    run.title = header.title.empty() ? name : header.title;
    run.description = header.description;
    run.extension = scripts.extension();
    ScenarioInput script;
    script.kind = ScenarioScripts::input;
    script.what = ScenarioScripts::put(name, source, path);
    run.inputs.push_back(std::move(script));
    return run;
}

} // namespace playhead
