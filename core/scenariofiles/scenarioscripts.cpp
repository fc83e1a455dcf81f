// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariofiles/scenarioscripts.h"

#include "scenariofiles/scenariofile.h"

#include <utility>

namespace playhead {

ScenarioScripts::ScenarioScripts(ScriptLimits limits, HandlerScripts::Log log)
    : m_limits(limits), m_log(std::move(log))
{
    if (m_log) return;
    m_log = [this](const std::string &script, Position position, std::string_view text) {
        constexpr std::size_t mostLines = 1000;
        const std::lock_guard lock(m_mutex);
        m_lines.push_back({script, position, std::string(text)});
        if (m_lines.size() > mostLines) m_lines.pop_front();
    };
}

std::vector<ScenarioScripts::Line> ScenarioScripts::takeLog() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Line> lines(std::make_move_iterator(m_lines.begin()),
                            std::make_move_iterator(m_lines.end()));
    m_lines.clear();
    return lines;
}

ScenarioExtension ScenarioScripts::extension()
{
    return [self = shared_from_this()](Scenario &scenario) {
        HandlerSystem system{scenario.bus(),
                             [&scenario](const Event &event) { return scenario.idFor(event); },
                             [&scenario] { return scenario.position(); }};
        const auto scripts =
            std::make_shared<HandlerScripts>(std::move(system), self->m_limits, self->m_log);
        self->m_board = scripts->board();
        scenario.addInput(std::string(input), [self, scripts, &scenario](const Json &what) {
            return self->take(scenario, *scripts, what);
        });
    };
}

Json ScenarioScripts::put(const std::string &name, const std::string &source,
                          const std::string &file)
{
    return {{"name", name}, {"source", source}, {"file", file}};
}

std::vector<std::string> ScenarioScripts::sourcesIn(const ScenarioOrigin &origin)
{
    std::vector<std::string> sources;
    for (const auto &done : origin.inputs) {
        if (done.kind != input || !done.what.is_object()) continue;
        const auto source = done.what.find("source");
        if (source != done.what.end() && source->is_string())
            sources.push_back(source->get<std::string>());
    }
    return sources;
}

Result<Json> ScenarioScripts::take(Scenario &scenario, HandlerScripts &scripts, const Json &what)
{
    const auto text = [&what](const char *member) {
        const auto found = what.is_object() ? what.find(member) : what.end();
        return found != what.end() && found->is_string() ? found->get<std::string>()
                                                         : std::string();
    };
    const auto name = text("name");
    const auto file = text("file");
    if (name.empty()) return failure("A script needs a name.");
    if (!what.contains("source")) {
        scripts.remove(name);
        return Json();
    }
    auto done = scripts.put(name, text("source"), file);
    const auto &header = done ? scripts.definition(name)->header : std::nullopt;
    if (header) {
        for (const auto &[consumer, settings] : header->consumers) {
            if (auto changed = scenario.changeConsumer(consumer, settings); !changed && done)
                done = tl::unexpected(
                    ScriptError{changed.error().message, header->line, header->column});
        }
    }
    if (done) return Json();
    const std::lock_guard lock(m_mutex);
    m_error = done.error();
    return failure(placedMessage(file, m_error));
}

tl::expected<void, ScriptError> ScenarioScripts::run(LiveScenario &scenario,
                                                     const std::string &name,
                                                     const std::string &source) const
{
    if (auto tried = HandlerScript::load(name, name, source, m_limits); !tried)
        return tl::unexpected(std::move(tried.error()));
    if (scenario.takeInput(input, put(name, source, name))) return {};
    const std::lock_guard lock(m_mutex);
    return tl::unexpected(m_error);
}

void ScenarioScripts::remove(LiveScenario &scenario, const std::string &name)
{
    static_cast<void>(scenario.takeInput(input, {{"name", name}}));
}

std::vector<HandlerStatus> ScenarioScripts::status() const
{
    return m_board ? m_board->list() : std::vector<HandlerStatus>();
}

} // namespace playhead
