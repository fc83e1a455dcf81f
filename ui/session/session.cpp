// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include "formats/logexport.h"
#include "log/temporarycase.h"

#include <QFileInfo>
#include <QRandomGenerator>
#include <QSaveFile>

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace playhead {
namespace {

constexpr int frameTime = 16; // milliseconds

/// Writes to a file beside the target, then renames it: a failed export leaves no half file.
Result<void> writeExport(const Log &log, const LogExport &format, const std::string &path)
{
    const auto partial = path + ".part";
    {
        std::ofstream out(partial, std::ios::binary);
        if (!out) return failure("Cannot write " + path + ": the file cannot be made there.");
        auto written = format.write(log, out);
        out.flush();
        if (written && !out) written = failure("Cannot write " + path + ": the disk may be full.");
        if (!written) {
            std::remove(partial.c_str());
            return written;
        }
    }
    if (std::rename(partial.c_str(), path.c_str()) != 0) {
        std::remove(partial.c_str());
        return failure("Cannot write " + path + ": it cannot be replaced.");
    }
    return {};
}

} // namespace

Session::Session(ViewState &state, QObject *parent) : QObject(parent), m_state(state)
{
    m_frame.setInterval(frameTime);
    m_frame.setTimerType(Qt::PreciseTimer);
    connect(&m_frame, &QTimer::timeout, this, &Session::tick);
    connect(&m_sources, &AttachedSources::connected, this, &Session::sourceConnected);
}

Session::~Session()
{
    endScenario();
    endSources();
}

bool Session::isUnsaved() const
{
    return m_kind == Kind::Recording && m_state.log() && m_state.log()->watermark() > m_savedUpTo;
}

Recorder::Counters Session::recorderCounters() const
{
    return m_recorder ? m_recorder->counters() : Recorder::Counters();
}

bool Session::open(const QString &path, const OpenOptions &options)
{
    auto loader = LogLoader::open(path, options);
    if (!loader) {
        emit failed(QString::fromStdString(loader.error().message));
        return false;
    }
    close();
    m_loader = std::move(*loader);
    m_casePath = m_loader->casePath();
    m_savedAsCase = m_loader->isCase();
    connect(m_loader.get(), &LogLoader::finished, this, &Session::loaderFinished);
    setLog(m_loader->log(), Kind::File, QFileInfo(path).fileName(), path);
    setLoading(true);
    m_loader->start();
    return true;
}

bool Session::runScenario(const QString &name, quint64 seed,
                          const std::map<std::string, double> &knobs)
{
    if (!findScenario(name.toStdString())) {
        emit failed(tr("There is no scenario '%1'.").arg(name));
        return false;
    }
    const auto scripts = std::make_shared<ScenarioScripts>();
    ScenarioRun run;
    run.scenario = name.toStdString();
    run.seed = seed == 0 ? QRandomGenerator::global()->generate() : seed;
    run.knobs = knobs;
    run.extension = scripts->extension();
    return startScenario(std::move(run), nullptr, scripts);
}

bool Session::runScenarioFile(const QString &path)
{
    auto file = readScenarioFile(path.toStdString());
    if (!file) {
        emit failed(QString::fromStdString(file.error().message));
        return false;
    }
    if (!file->header.bridges.empty()) {
        emit failed(tr("%1 is tied to other systems by bridges. It runs without the window: "
                       "playhead run %1")
                        .arg(path));
        return false;
    }
    const auto scripts = std::make_shared<ScenarioScripts>();
    auto run = file->run(*scripts);
    if (!file->header.seed) run.seed = QRandomGenerator::global()->generate();
    return startScenario(std::move(run), std::make_unique<ScenarioFile>(std::move(*file)), scripts);
}

Result<Session::Recording> Session::makeRecording()
{
    const auto path = temporaryCasePath();
    if (!path) return tl::unexpected(path.error());
    auto writer = LogWriter::create(*path, {.durable = true, .temporary = true, .format = "case"});
    if (!writer) return tl::unexpected(writer.error());
    return Recording{std::make_unique<Recorder>(std::move(*writer)), QString::fromStdString(*path)};
}

bool Session::startScenario(ScenarioRun run, std::unique_ptr<ScenarioFile> file,
                            std::shared_ptr<ScenarioScripts> scripts)
{
    auto recording = makeRecording();
    if (!recording) {
        emit failed(QString::fromStdString(recording.error().message));
        return false;
    }
    auto &recorder = *recording->recorder;
    auto scenario = LiveScenario::start(
        std::move(run), [&recorder](std::span<TapStep> steps) { recorder.submit(steps); },
        recorder.participants());
    if (!scenario) {
        emit failed(QString::fromStdString(scenario.error().message));
        return false;
    }
    close();
    m_recorder = std::move(recording->recorder);
    m_casePath = recording->casePath;
    m_scripts = std::move(scripts);
    m_file = std::move(file);
    m_scenario = std::move(*scenario);
    setLog(m_recorder->log(), Kind::Recording, QString::fromStdString(m_scenario->info().title),
           {});
    m_state.setFollowing(true);
    emit scenarioChanged();
    return true;
}

void Session::openMade(const LogPtr &log, const QString &casePath, const QString &title)
{
    close();
    m_casePath = casePath;
    setLog(log, Kind::Recording, title, {});
    emit loaded();
}

void Session::endScenario()
{
    if (!m_scenario) return;
    emit scenarioEnding();
    m_origin = m_scenario->origin();
    m_scenario.reset();
    m_file.reset();
}

void Session::setLog(const LogPtr &log, Kind kind, const QString &title, const QString &path)
{
    m_kind = kind;
    m_title = title;
    m_path = path;
    m_savedUpTo = {};
    m_state.setLog(log);
    m_state.setWatermark(log ? log->watermark() : Position());
    if (log)
        m_frame.start();
    else
        m_frame.stop();
    emit changed();
}

void Session::setScenarioPaused(bool paused)
{
    if (!m_scenario) return;
    if (paused)
        m_scenario->pause();
    else
        m_scenario->resume();
    if (paused) showArrived();
    emit scenarioChanged();
}

void Session::setScenarioBrake(ScenarioBrake brake)
{
    if (!m_scenario) return;
    if (brake) {
        brake = [recorder = m_recorder.get(), wanted = std::move(brake)](const auto &stop) {
            recorder->waitUntilVisible();
            return wanted(stop);
        };
    }
    m_scenario->setBrake(std::move(brake));
}

void Session::stopScenario()
{
    if (!m_scenario) return;
    endScenario();
    if (const auto flushed = m_recorder->flush(); !flushed)
        emit failed(QString::fromStdString(flushed.error().message));
    tick();
    emit scenarioChanged();
    emit changed();
}

std::optional<ScenarioOrigin> Session::origin() const
{
    if (m_scenario) return m_scenario->origin();
    if (m_recorder) return m_origin;
    if (m_kind != Kind::File || !m_savedAsCase) return {};
    auto kept = CaseOrigin(m_casePath.toStdString()).load();
    return kept ? std::move(*kept) : std::nullopt;
}

void Session::cancelLoading()
{
    if (!m_loading || !m_loader) return;
    m_loader->cancel();
    setLoading(false);
}

void Session::close()
{
    endSources();
    closeLog();
}

void Session::closeLog()
{
    if (m_background.joinable()) m_background.join();
    const bool hadScenario = m_scenario != nullptr;
    endScenario();
    m_loader.reset();
    m_recorder.reset();
    m_origin.reset();
    m_casePath.clear();
    m_savedAsCase = false;
    setLoading(false);
    if (hadScenario) emit scenarioChanged();
    if (m_kind == Kind::None) return;
    setLog(nullptr, Kind::None, {}, {});
}

void Session::setLoading(bool loading)
{
    if (m_loading == loading) return;
    m_loading = loading;
    emit loadingChanged(loading);
}

void Session::loaderFinished(const QString &error)
{
    tick();
    setLoading(false);
    if (!error.isEmpty()) {
        const bool nothing = !m_state.watermark().isValid();
        if (nothing) close();
        emit failed(error);
        if (nothing) return;
    }
    emit loaded();
}

void Session::tick()
{
    m_sources.poll();
    if (m_coming.recorder && m_sources.isEmpty()) m_coming = {};
    const auto log = m_state.log();
    if (!log) {
        if (m_sources.isEmpty()) m_frame.stop();
        return;
    }
    showArrived();
    checkRecorder();
}

/// What is in the log is shown, up to its end.
void Session::showArrived()
{
    const auto watermark = m_state.log()->watermark();
    if (watermark != m_state.watermark()) m_state.setWatermark(watermark);
    if (m_state.isFollowing() && m_state.playhead() != watermark) m_state.movePlayhead(watermark);
}

/// What cannot be written ends the recording.
void Session::checkRecorder()
{
    const bool noSource = std::ranges::all_of(m_sources.all(), &AttachedSource::isLeaving);
    if (!m_recorder || (!m_scenario && noSource)) return;
    const auto status = m_recorder->status();
    if (status) return;
    if (m_scenario) {
        endScenario();
        emit scenarioChanged();
    }
    m_sources.detachAll();
    emit failed(QString::fromStdString(status.error().message));
}

void Session::runInBackground(std::function<Result<void>()> work, std::function<void()> done)
{
    if (m_background.joinable()) m_background.join();
    m_background = std::jthread([this, work = std::move(work), done = std::move(done)] {
        const auto result = work();
        QMetaObject::invokeMethod(
            this,
            [this, result, done] {
                if (result)
                    done();
                else
                    emit failed(QString::fromStdString(result.error().message));
            },
            Qt::QueuedConnection);
    });
}

void Session::save(const QString &path)
{
    if (m_kind == Kind::None) return;
    if (m_recorder) {
        if (const auto flushed = m_recorder->flush(); !flushed) {
            emit failed(QString::fromStdString(flushed.error().message));
            return;
        }
    }
    const auto upTo = m_state.log()->watermark();
    const auto finish = [this, path, upTo] {
        // Only now: the copy may have steps that the person has caused meanwhile.
        if (m_recorder && origin()) {
            if (const auto kept = CaseOrigin(path.toStdString()).save(*origin()); !kept)
                emit failed(QString::fromStdString(kept.error().message));
        }
        m_savedUpTo = std::max(m_savedUpTo, upTo);
        m_path = path;
        m_savedAsCase = true;
        m_title = QFileInfo(path).fileName();
        keepSources();
        emit changed();
        emit saved(path);
    };
    if (QFileInfo(path) == QFileInfo(m_casePath)) {
        finish();
        return;
    }
    runInBackground(
        [from = m_casePath.toStdString(), to = path.toStdString()] { return copyCase(from, to); },
        finish);
}

void Session::exportLog(const QString &path, const QString &format)
{
    const auto *writer = findLogExport(format.toStdString());
    const auto log = m_state.log();
    if (!writer || !log) return;
    runInBackground(
        [log, writer, to = path.toStdString()] { return writeExport(*log, *writer, to); },
        [this, path] { emit exported(path); });
}

QByteArray Session::caseSetting(const QString &key) const
{
    if (!m_savedAsCase) return {};
    const auto value = CaseSettings(m_path.toStdString()).value(key.toStdString());
    return value ? QByteArray::fromStdString(*value) : QByteArray();
}

void Session::setCaseSetting(const QString &key, const QByteArray &json)
{
    if (!m_savedAsCase || caseSetting(key) == json) return;
    // A case on a read-only disk keeps nothing; that is no reason to trouble the person.
    (void)CaseSettings(m_path.toStdString()).setValue(key.toStdString(), json.toStdString());
}

} // namespace playhead
