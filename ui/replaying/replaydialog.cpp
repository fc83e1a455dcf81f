// SPDX-License-Identifier: GPL-3.0-or-later
#include "replaying/replaydialog.h"

#include "replaying/replaytext.h"
#include "totext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace playhead {
namespace {

constexpr int typingPause = 150; // milliseconds
constexpr int lookEvery = 50;    // milliseconds

} // namespace

ReplayDialog::ReplayDialog(const LogPtr &log, const QString &title,
                           std::span<const Transport *const> table, Secrets secrets,
                           const Theme &theme, QWidget *parent)
    : QDialog(parent),
      m_log(log),
      m_title(title),
      m_secrets(std::move(secrets)),
      m_form(new ReplayForm(log, table, theme, this)),
      m_summary(new ToneLabel(theme, ColorRole::Text, this)),
      m_bar(new QProgressBar(this)),
      m_state(new ToneLabel(theme, ColorRole::MutedText, this)),
      m_start(new QPushButton(tr("Replay"), this)),
      m_pause(new QPushButton(tr("Pause"), this)),
      m_cancel(new QPushButton(tr("Close"), this)),
      m_job([this](const ChoicePtr &choice) {
          m_choice = choice;
          showChoice();
      })
{
    setWindowTitle(tr("Replay %1").arg(title));
    resize(680, 520);
    m_summary->setObjectName(QStringLiteral("replaySummary"));
    m_summary->setWordWrap(true);
    m_summary->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto *caption = new QLabel(tr("WHAT REPLAYING DOES"), this);
    caption->setObjectName(QStringLiteral("caption"));
    caption->setFont(theme.captionFont());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 16);
    column->setSpacing(8);
    column->addWidget(m_form);
    column->addSpacing(8);
    column->addWidget(caption);
    column->addWidget(m_summary, 1);
    column->addWidget(m_bar);
    column->addLayout(makeBottom());

    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    m_look.setInterval(lookEvery);
    connect(&m_typing, &QTimer::timeout, this, &ReplayDialog::choose);
    connect(&m_look, &QTimer::timeout, this, &ReplayDialog::showProgress);
    connect(m_form, &ReplayForm::changed, this, [this] {
        m_choice.reset();
        m_typing.start();
        showButtons();
    });
    connect(m_start, &QPushButton::clicked, this, &ReplayDialog::replay);
    connect(m_pause, &QPushButton::clicked, this, &ReplayDialog::pauseOrResume);
    connect(m_cancel, &QPushButton::clicked, this, &ReplayDialog::reject);
    m_form->target().setFocus();
    choose();
    showButtons();
}

ReplayDialog::~ReplayDialog()
{
    hide(); // a field that loses the focus tells the dialog, which must still be there
}

QLayout *ReplayDialog::makeBottom()
{
    m_bar->setObjectName(QStringLiteral("replayBar"));
    m_bar->setTextVisible(false);
    m_state->setObjectName(QStringLiteral("replayState"));
    m_state->setWordWrap(true);
    m_start->setObjectName(QStringLiteral("replay"));
    m_start->setDefault(true);
    m_pause->setObjectName(QStringLiteral("pauseReplay"));
    m_pause->setAutoDefault(false);
    m_cancel->setObjectName(QStringLiteral("cancelReplay"));
    m_cancel->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_state, 1);
    for (auto *button : {m_cancel, m_pause, m_start})
        row->addWidget(button, 0, Qt::AlignBottom);
    return row;
}

void ReplayDialog::choose()
{
    if (!m_form->wish()) {
        m_job.cancel();
        m_summary->clear();
        return;
    }
    m_job.request([log = m_log, wish = *m_form->wish()](const std::stop_token &stop) {
        return std::make_shared<const Result<ReplayChoice>>(chooseForReplay(*log, wish, stop));
    });
}

void ReplayDialog::showChoice()
{
    if (*m_choice) {
        m_summary->setRole(ColorRole::Text);
        m_summary->setText(choiceText(**m_choice, m_form->speed()));
    } else {
        m_summary->setRole(ColorRole::Failure);
        m_summary->setText(toText(m_choice->error().message));
    }
    showButtons();
}

void ReplayDialog::replay()
{
    if (!m_start->isEnabled()) return;
    m_secrets(*m_form->url(), this, [this](const SourceUrl &url) {
        if (m_start->isEnabled()) begin(url);
    });
}

void ReplayDialog::begin(const SourceUrl &url)
{
    auto target = m_form->transport()->target(url);
    if (!target) {
        m_state->setRole(ColorRole::Failure);
        m_state->setText(toText(target.error().message));
        return;
    }
    ReplayOptions options;
    options.speed = m_form->speed();
    options.marker = m_title.toStdString();
    m_replay = std::make_unique<LogReplay>(m_log, **m_choice, std::move(*target), options);
    m_look.start();
    showProgress();
}

void ReplayDialog::pauseOrResume()
{
    if (!isReplaying()) return;
    if (m_shown.state == ReplayState::Paused)
        m_replay->resume();
    else
        m_replay->pause();
    showProgress();
}

void ReplayDialog::reject()
{
    if (!isReplaying()) {
        QDialog::reject();
        return;
    }
    m_replay->cancel();
    showProgress();
}

void ReplayDialog::showProgress()
{
    m_shown = m_replay->progress();
    constexpr int whole = 1000;
    m_bar->setRange(0, whole);
    m_bar->setValue(
        static_cast<int>(m_shown.sent * whole / std::max<std::uint64_t>(m_shown.total, 1)));
    m_state->setRole(m_shown.state == ReplayState::Failed ? ColorRole::Failure
                                                          : ColorRole::MutedText);
    m_state->setText(progressText(m_shown));
    if (hasEnded(m_shown.state)) m_look.stop();
    showButtons();
}

void ReplayDialog::showButtons()
{
    const bool replaying = isReplaying();
    m_form->setEnabled(!replaying);
    m_bar->setVisible(m_replay != nullptr);
    m_pause->setVisible(replaying);
    m_pause->setText(m_shown.state == ReplayState::Paused ? tr("Resume") : tr("Pause"));
    m_cancel->setText(replaying ? tr("Cancel") : tr("Close"));
    m_start->setEnabled(!replaying && m_form->url() && m_choice && *m_choice
                        && !(*m_choice)->positions.empty());
}

} // namespace playhead
