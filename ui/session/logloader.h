// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/casereader.h"
#include "log/log.h"
#include "log/logwriter.h"
#include "model/result.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <memory>
#include <thread>

namespace playhead {

/// How a log that is not a case is to be read.
struct OpenOptions
{
    QString format;  ///< empty: by content
    QString mapping; ///< JSON text; empty: guessed
};

/// Fills a Log in a thread of its own: from a case, following it while another process records; or
/// from a file of another format, by way of a working copy that goes away with the log. Destroying
/// it stops the work and waits for it. Interface thread, but for the work itself.
class LogLoader : public QObject
{
    Q_OBJECT

public:
    /// Opens the file far enough to know that it can be read; the log is empty until start().
    static Result<std::unique_ptr<LogLoader>> open(const QString &path, const OpenOptions &options);
    ~LogLoader() override;

    void start();
    /// Ends early; what is loaded stays.
    void cancel();

    [[nodiscard]] LogPtr log() const { return m_log; }
    [[nodiscard]] bool isCase() const { return m_reader != nullptr; }
    /// The case that holds the log: the file itself or the working copy.
    [[nodiscard]] const QString &casePath() const { return m_casePath; }

    /// 0 to 1; negative: not known. Any thread.
    [[nodiscard]] double progress() const;

signals:
    /// All is loaded, or `error` says why not. A cancelled loader says nothing.
    void finished(const QString &error);

private:
    LogLoader() = default;
    Result<void> openCase(const QString &path);
    Result<void> openForeign(const QString &path, const OpenOptions &options);
    void loadCase(const std::stop_token &stop);
    void readForeign(const std::stop_token &stop);
    void tellFinished(const Result<void> &result, const std::stop_token &stop);

    QString m_path;
    QString m_casePath;
    OpenOptions m_options;
    LogPtr m_log;
    std::unique_ptr<CaseReader> m_reader;
    std::unique_ptr<LogWriter> m_writer;
    std::atomic<std::uint64_t> m_done{0};
    std::atomic<std::uint64_t> m_total{0};
    std::jthread m_thread; // last: ends before what it uses
};

} // namespace playhead
