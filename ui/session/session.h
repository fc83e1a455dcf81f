// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/recorder.h"
#include "scenariofiles/scenariofile.h"
#include "scenariofiles/scenarioscripts.h"
#include "scenarios/livescenario.h"
#include "session/attachedsources.h"
#include "session/logloader.h"
#include "viewstate.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace playhead {

/// What is open: nothing, a log from a file, or a recording of a running scenario and of attached
/// sources. Owns it, feeds ViewState with what has arrived (at most once a frame), saves it.
/// Interface thread.
class Session : public QObject
{
    Q_OBJECT

public:
    enum class Kind { None, File, Recording };

    explicit Session(ViewState &state, QObject *parent = nullptr);
    ~Session() override;

    [[nodiscard]] Kind kind() const { return m_kind; }
    /// For the window: the file's name, the scenario's title or the name of the first source; empty
    /// while nothing is open.
    [[nodiscard]] QString title() const { return m_title; }
    /// The file that was opened or saved to; empty for a recording that was not saved.
    [[nodiscard]] QString path() const { return m_path; }
    /// Whether `path()` is a case, so that view settings can be kept in it.
    [[nodiscard]] bool isCase() const { return m_savedAsCase; }
    [[nodiscard]] bool isLoading() const { return m_loading; }
    /// A recording holds steps that no saved case has.
    [[nodiscard]] bool isUnsaved() const;
    /// 0 to 1 while loading; negative: not known.
    [[nodiscard]] double progress() const { return m_loader ? m_loader->progress() : -1; }

    /// The running scenario; null: none runs.
    [[nodiscard]] LiveScenario *scenario() { return m_scenario.get(); }
    /// The scripts of the running scenario, or of the one that ran last; null: none ever ran.
    [[nodiscard]] const ScenarioScripts *scripts() const { return m_scripts.get(); }
    /// The file that the running scenario came from; null: none.
    [[nodiscard]] const ScenarioFile *scenarioFile() const { return m_file.get(); }
    /// What made the log, so that it can be run again: a recording's scenario, also when it has
    /// ended, or what the opened case keeps. Empty: no scenario did.
    [[nodiscard]] std::optional<ScenarioOrigin> origin() const;
    [[nodiscard]] bool isScenarioPaused() const { return m_scenario && m_scenario->isPaused(); }
    /// Asks it of the running scenario, on its thread, when all steps so far are in the log; an
    /// empty one: nothing more. See LiveScenario::setBrake().
    void setScenarioBrake(ScenarioBrake brake);
    /// A recording goes on, or can go on: a source that is attached joins it.
    [[nodiscard]] bool isRecording() const { return m_recorder != nullptr; }
    /// Connects to a source in the background, and answers its id. Nothing that is open changes
    /// until the source answers (see AttachedSources::connected): then its steps join the recording
    /// that is open, or a new one replaces what is open. Opening something else gives it up. Fails
    /// for what can be seen to be wrong without connecting.
    Result<int> attach(const Transport &transport, const SourceUrl &url);
    [[nodiscard]] AttachedSources &sources() { return m_sources; }
    [[nodiscard]] const AttachedSources &sources() const { return m_sources; }
    /// URLs, without secrets, of the sources that the log was recorded from; also in a case.
    [[nodiscard]] QStringList recordedFrom() const;
    /// Steps that the bus has handed to the recorder, and those that are in the log.
    [[nodiscard]] Recorder::Counters recorderCounters() const;

public slots:
    /// Replaces what is open by a log that was made a moment ago and lies in a case of its own, a
    /// temporary one; unsaved until it is saved.
    void openMade(const playhead::LogPtr &log, const QString &casePath, const QString &title);
    /// Replaces what is open. Where the file cannot be read, that stays, and failed() says why.
    bool open(const QString &path, const playhead::OpenOptions &options = {});
    /// `knobs`: where they stand from the beginning, where that is not as usual. Seed 0: by chance.
    bool runScenario(const QString &name, quint64 seed = 0,
                     const std::map<std::string, double> &knobs = {});
    /// Runs a scenario of a person's own. Opening such a file runs its scripts.
    bool runScenarioFile(const QString &path);
    void setScenarioPaused(bool paused);
    /// Ends the scenario; its log stays open.
    void stopScenario();
    void cancelLoading();
    /// Leaves nothing open. Sources detach in the background; the destructor waits for them.
    void close();
    /// Writes the whole log to a case at `path` in the background; saved() or failed() follows.
    void save(const QString &path);
    /// Writes the log in a text format (LogExport name) in the background.
    void exportLog(const QString &path, const QString &format);

public:
    /// What a person keeps in the case beside the log; see CaseSettings. Empty: nothing.
    [[nodiscard]] QByteArray caseSetting(const QString &key) const;
    void setCaseSetting(const QString &key, const QByteArray &json);

signals:
    /// Something else is open, or it has another name.
    void changed();
    void loadingChanged(bool loading);
    /// All of a file is there: what was kept with it can be applied.
    void loaded();
    void scenarioChanged();
    /// The scenario is about to end: nobody may be in it afterwards.
    void scenarioEnding();
    void failed(const QString &message);
    void saved(const QString &path);
    void exported(const QString &path);

private:
    /// A recording that nobody has seen yet.
    struct Recording
    {
        std::unique_ptr<Recorder> recorder;
        QString casePath;
    };

    static Result<Recording> makeRecording();
    void sourceConnected(int id);
    void endSources();
    void keepSources();
    void closeLog();
    void checkRecorder();
    bool startScenario(ScenarioRun run, std::unique_ptr<ScenarioFile> file,
                       std::shared_ptr<ScenarioScripts> scripts);
    void endScenario();
    void setLog(const LogPtr &log, Kind kind, const QString &title, const QString &path);
    void loaderFinished(const QString &error);
    void setLoading(bool loading);
    void tick();
    void showArrived();
    void runInBackground(std::function<Result<void>()> work, std::function<void()> done);

    ViewState &m_state;
    Kind m_kind = Kind::None;
    QString m_title;
    QString m_path;
    QString m_casePath; ///< of the case that holds the log, working copies included
    bool m_savedAsCase = false;
    bool m_loading = false;
    Position m_savedUpTo;
    std::unique_ptr<Recorder> m_recorder;
    Recording m_coming;        ///< for sources that are connecting while nothing is recorded
    AttachedSources m_sources; // end before the recorders they hand steps to
    std::shared_ptr<ScenarioScripts> m_scripts;
    std::unique_ptr<ScenarioFile> m_file;
    std::unique_ptr<LiveScenario> m_scenario; // ends before the recorder it hands steps to
    std::optional<ScenarioOrigin> m_origin;   // of a scenario that has ended
    std::unique_ptr<LogLoader> m_loader;
    QTimer m_frame;
    std::jthread m_background;
    std::jthread m_ending; ///< waits for sources that detach
};

} // namespace playhead
