// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playground/handqueue.h"
#include "scenariofiles/scenariofile.h"
#include "scenariofiles/scenarioscripts.h"

#include <QList>
#include <QObject>
#include <QString>
#include <QTimer>

#include <utility>
#include <vector>

namespace playhead {

/// A script of handlers as a person edits it.
struct LiveScript
{
    enum class Status {
        Edited,  ///< was not run as it is now
        Loading, ///< on its way to the scenario
        Running, ///< takes part in the scenario as it is now
        Failed,  ///< could not be loaded; the last one that could still runs, if any
        Stopped  ///< exceeded a limit
    };

    QString name;
    QString source;
    Status status = Status::Edited;
    ScriptError error;   ///< with Failed and Stopped
    HandlerStatus doing; ///< of the one that runs
};

/// The scripts that take part in the running scenario, and those that are being written for it.
/// They stay when it ends; in the next one they wait to be run. Interface thread.
class LiveScripts : public QObject
{
    Q_OBJECT

public:
    explicit LiveScripts(QObject *parent = nullptr);

    /// Null: none runs. Both must stay until this is called again; waits.
    void setScenario(LiveScenario *scenario, const ScenarioScripts *running);
    [[nodiscard]] bool isAttached() const { return m_scenario != nullptr; }
    /// Replaces all by the script of a file that runs already.
    void setFile(const ScenarioFile &file);

    [[nodiscard]] const QList<LiveScript> &scripts() const { return m_scripts; }
    /// Null: there is none.
    [[nodiscard]] const LiveScript *find(const QString &name) const;
    /// Names and sources, of those that run as they are now and of the others.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> sources() const;

    /// Adds a script; returns its name: `name`, with a number where another has that.
    QString add(const QString &name, const QString &source);
    /// Returns the new name, numbered like add(); empty: nothing was renamed. It is taken off the
    /// scenario: its consumer has another name now.
    QString rename(const QString &name, const QString &newName);
    void remove(const QString &name);
    void edit(const QString &name, const QString &source);
    /// Puts it into the scenario, in the place of the one of that name.
    void run(const QString &name);

signals:
    void listChanged();
    void statusChanged(const QString &name);
    /// A script wrote this.
    void logged(const QString &line);

private:
    LiveScript *findScript(const QString &name);
    [[nodiscard]] QString freeName(const QString &wanted) const;
    void setStatus(const QString &name, LiveScript::Status status, const ScriptError &error = {});
    void takeOff(const QString &name);
    void look();

    LiveScenario *m_scenario = nullptr;
    const ScenarioScripts *m_running = nullptr;
    QList<LiveScript> m_scripts;
    HandQueue m_queue;
    QTimer m_timer;
};

} // namespace playhead
