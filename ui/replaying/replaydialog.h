// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"
#include "replaying/replayform.h"
#include "republish/logreplay.h"
#include "theme.h"
#include "tonelabel.h"

#include <QDialog>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>

#include <functional>
#include <memory>
#include <span>

namespace playhead {

/// Publishes events of a log to a broker once more: says first what that does, then shows how far
/// it is. Keeps its log whatever else is opened. Interface thread.
class ReplayDialog : public QDialog
{
    Q_OBJECT

public:
    /// Fills in the secrets that are kept for a URL and calls `then` with it, at once or later,
    /// unless the dialog is gone by then.
    using Secrets = std::function<void(const SourceUrl &url, QObject *context,
                                       std::function<void(const SourceUrl &)> then)>;

    /// `title` names the log, to the person and in the mark of what is published. The table, as
    /// transports(), outlives the dialog.
    ReplayDialog(const LogPtr &log, const QString &title, std::span<const Transport *const> table,
                 Secrets secrets, const Theme &theme, QWidget *parent = nullptr);
    /// Cancels what is going on.
    ~ReplayDialog() override;

    [[nodiscard]] ReplayForm &form() { return *m_form; }
    [[nodiscard]] bool isReplaying() const { return m_replay && !hasEnded(m_shown.state); }

public slots:
    void replay();
    void pauseOrResume();
    /// Cancels the replay, and stays; else closes.
    void reject() override;

private:
    using ChoicePtr = std::shared_ptr<const Result<ReplayChoice>>;

    QLayout *makeBottom();
    void choose();
    void showChoice();
    void begin(const SourceUrl &url);
    void showProgress();
    void showButtons();

    const LogPtr m_log;
    const QString m_title;
    const Secrets m_secrets;
    ReplayForm *m_form;
    ToneLabel *m_summary;
    QProgressBar *m_bar;
    ToneLabel *m_state;
    QPushButton *m_start;
    QPushButton *m_pause;
    QPushButton *m_cancel;
    QTimer m_typing;
    QTimer m_look;
    ChoicePtr m_choice; ///< null: not known yet
    ReplayProgress m_shown;
    std::unique_ptr<LogReplay> m_replay;
    LatestJob<ChoicePtr> m_job; // last: ends first
};

} // namespace playhead
