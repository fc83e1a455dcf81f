// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/livescripts.h"

#include "numbertext.h"

#include <algorithm>

namespace playhead {
namespace {

constexpr int lookInterval = 250; // milliseconds

} // namespace

LiveScripts::LiveScripts(QObject *parent) : QObject(parent)
{
    m_timer.setInterval(lookInterval);
    connect(&m_timer, &QTimer::timeout, this, &LiveScripts::look);
}

void LiveScripts::setScenario(LiveScenario *scenario, const ScenarioScripts *running)
{
    m_queue.clear();
    if (m_running) look();
    m_scenario = scenario;
    m_running = scenario ? running : nullptr;
    if (scenario)
        m_timer.start();
    else
        m_timer.stop();
    for (auto &script : m_scripts) {
        script.status = LiveScript::Status::Edited;
        script.doing = {};
    }
    emit listChanged();
}

void LiveScripts::setFile(const ScenarioFile &file)
{
    m_scripts.clear();
    LiveScript script;
    script.name = QString::fromStdString(file.name);
    script.source = QString::fromStdString(file.body);
    script.status = LiveScript::Status::Running;
    m_scripts.append(script);
    emit listChanged();
}

LiveScript *LiveScripts::findScript(const QString &name)
{
    const auto found = std::ranges::find(m_scripts, name, &LiveScript::name);
    return found == m_scripts.end() ? nullptr : &*found;
}

const LiveScript *LiveScripts::find(const QString &name) const
{
    const auto found = std::ranges::find(m_scripts, name, &LiveScript::name);
    return found == m_scripts.end() ? nullptr : &*found;
}

std::vector<std::pair<std::string, std::string>> LiveScripts::sources() const
{
    std::vector<std::pair<std::string, std::string>> sources;
    for (const auto &script : m_scripts)
        sources.emplace_back(script.name.toStdString(), script.source.toStdString());
    return sources;
}

QString LiveScripts::freeName(const QString &wanted) const
{
    const auto base = wanted.trimmed().isEmpty() ? tr("script") : wanted.trimmed();
    auto name = base;
    for (int number = 2; find(name); ++number)
        name = QStringLiteral("%1-%2").arg(base).arg(number);
    return name;
}

QString LiveScripts::add(const QString &name, const QString &source)
{
    LiveScript script;
    script.name = freeName(name);
    script.source = source;
    m_scripts.append(script);
    emit listChanged();
    return script.name;
}

QString LiveScripts::rename(const QString &name, const QString &newName)
{
    auto *script = findScript(name);
    if (!script || newName.trimmed().isEmpty() || newName.trimmed() == name) return {};
    takeOff(name);
    const auto given = freeName(newName);
    script->name = given;
    script->status = LiveScript::Status::Edited;
    script->doing = {};
    emit listChanged();
    return given;
}

void LiveScripts::remove(const QString &name)
{
    takeOff(name);
    m_scripts.removeIf([&name](const LiveScript &script) { return script.name == name; });
    emit listChanged();
}

void LiveScripts::takeOff(const QString &name)
{
    if (!m_scenario) return;
    m_queue.add([scenario = m_scenario, name = name.toStdString()]() -> HandQueue::Then {
        ScenarioScripts::remove(*scenario, name);
        return {};
    });
}

void LiveScripts::edit(const QString &name, const QString &source)
{
    auto *script = findScript(name);
    if (!script || script->source == source) return;
    script->source = source;
    setStatus(name, LiveScript::Status::Edited);
}

void LiveScripts::run(const QString &name)
{
    const auto *script = find(name);
    if (!script || !m_running) return;
    setStatus(name, LiveScript::Status::Loading);
    m_queue.add([this, scenario = m_scenario, running = m_running, name,
                 source = script->source]() -> HandQueue::Then {
        const auto done = running->run(*scenario, name.toStdString(), source.toStdString());
        return [this, name, source, done] {
            const auto *now = find(name);
            if (!now || now->source != source) return; // edited meanwhile
            if (done)
                setStatus(name, LiveScript::Status::Running);
            else
                setStatus(name, LiveScript::Status::Failed, done.error());
            look();
        };
    });
}

void LiveScripts::setStatus(const QString &name, LiveScript::Status status,
                            const ScriptError &error)
{
    auto *script = findScript(name);
    if (!script) return;
    script->status = status;
    script->error = error;
    emit statusChanged(name);
}

void LiveScripts::look()
{
    if (!m_running) return;
    for (const auto &line : m_running->takeLog()) {
        emit logged(QStringLiteral("#%1 %2: %3")
                        .arg(exactNumber(line.position.value()),
                             QString::fromStdString(line.script),
                             QString::fromStdString(line.text)));
    }
    for (const auto &doing : m_running->status()) {
        const auto name = QString::fromStdString(doing.name);
        auto *script = findScript(name);
        if (!script) continue;
        script->doing = doing;
        if (script->status == LiveScript::Status::Running && doing.stopped)
            setStatus(name, LiveScript::Status::Stopped, *doing.stopped);
        else
            emit statusChanged(name);
    }
}

} // namespace playhead
