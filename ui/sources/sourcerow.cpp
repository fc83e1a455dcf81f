// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/sourcerow.h"

#include "numbertext.h"
#include "totext.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace playhead {
namespace {

/// Why it is as it is, and what happens next.
QString troubleOf(const SourceStatus &status)
{
    QStringList lines;
    if (!status.reason.empty()) lines.append(toText(status.reason));
    if (status.state == SourceState::Lost) {
        const auto wait = std::max<Duration>(0, status.retryAt - currentTime());
        const auto seconds = (wait + nanosecondsPerSecond - 1) / nanosecondsPerSecond;
        lines.append(status.retryAt == 0 ? SourceRow::tr("Tried again now.")
                                         : SourceRow::tr("Tried again in %1 s.").arg(seconds));
    }
    if (!status.note.empty() && status.state != SourceState::Ended)
        lines.append(toText(status.note));
    return lines.join(QLatin1Char('\n'));
}

} // namespace

SourceRow::SourceRow(const AttachedSource &source, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_source(source),
      m_dot(new ToneLabel(theme, ColorRole::FaintText, this)),
      m_name(new ToneLabel(theme, ColorRole::Text, this)),
      m_state(new ToneLabel(theme, ColorRole::MutedText, this)),
      m_trouble(new ToneLabel(theme, ColorRole::MutedText, this)),
      m_retry(makeButton("retrySource")),
      m_pause(makeButton("pauseSource")),
      m_detach(makeButton("detachSource"))
{
    setObjectName(QStringLiteral("source-%1").arg(source.id));
    m_dot->setText(QChar(0x25cf));
    m_name->setObjectName(QStringLiteral("sourceName"));
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_state->setObjectName(QStringLiteral("sourceState"));
    m_trouble->setObjectName(QStringLiteral("sourceTrouble"));
    m_trouble->setWordWrap(true);
    m_retry->setText(tr("Retry now"));
    m_retry->setToolTip(tr("Connects again without waiting"));

    auto *head = new QHBoxLayout;
    head->setSpacing(7);
    head->addWidget(m_dot);
    head->addWidget(m_name, 1);
    head->addWidget(m_state);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, 2, 0, 0);
    buttons->setSpacing(6);
    for (auto *button : {m_retry, m_pause, m_detach})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 4);
    column->setSpacing(3);
    column->addLayout(head);
    column->addLayout(makeCounters());
    column->addWidget(m_trouble);
    column->addLayout(buttons);

    connect(m_retry, &QPushButton::clicked, this, [this] { emit retryRequested(id()); });
    connect(m_pause, &QPushButton::clicked, this,
            [this] { emit pauseRequested(id(), m_source.status.state != SourceState::Paused); });
    connect(m_detach, &QPushButton::clicked, this, [this] { emit detachRequested(id()); });
    connect(&theme, &Theme::changed, this, &SourceRow::applyTheme);
    setSource(source);
    applyTheme();
}

QPushButton *SourceRow::makeButton(const char *name)
{
    auto *button = new QPushButton(this);
    button->setObjectName(QLatin1String(name));
    button->setProperty("small", true);
    button->setAutoDefault(false);
    return button;
}

QGridLayout *SourceRow::makeCounters()
{
    auto *grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(4);
    grid->setVerticalSpacing(1);
    const std::array<std::pair<QString, QString>, CounterCount> names = {{
        {tr("received"), tr("Messages that the server gave")},
        {tr("recorded"), tr("Of these, in the log as steps")},
        {tr("behind"), tr("Messages that the server still holds for us, as far as it says")},
        {tr("dropped"), tr("Messages that were gone before they could be read")},
    }};
    for (int i = 0; i < CounterCount; ++i) {
        const auto &[text, tip] = names[static_cast<std::size_t>(i)];
        auto *name = new ToneLabel(m_theme, ColorRole::MutedText, this);
        name->setText(text);
        name->setToolTip(tip);
        auto *number = new ToneLabel(m_theme, ColorRole::Text, this);
        number->setObjectName(QStringLiteral("counter%1").arg(i));
        number->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        number->setToolTip(tip);
        m_counters[static_cast<std::size_t>(i)] = number;
        grid->addWidget(name, i / 2, i % 2 * 3);
        grid->addWidget(number, i / 2, i % 2 * 3 + 1);
    }
    grid->setColumnMinimumWidth(2, 6);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(4, 1);
    return grid;
}

void SourceRow::setSource(const AttachedSource &source)
{
    m_source = source;
    showState();
    showCounters();
    showTrouble();
}

void SourceRow::showState()
{
    const auto [name, role] = lookOf(m_source);
    const auto &status = m_source.status;
    if (m_state->text() != name) {
        m_state->setText(name);
        m_state->setRole(role);
        m_dot->setRole(role);
    }
    m_name->setToolTip(m_source.name + QLatin1Char('\n') + m_source.url);
    showName();
    setAccessibleName(tr("%1, %2").arg(m_source.name, name));
    const bool paused = status.state == SourceState::Paused;
    const bool ended = status.state == SourceState::Ended;
    m_pause->setText(paused ? tr("Resume") : tr("Pause"));
    m_pause->setToolTip(paused ? tr("Reads on") : tr("Stays connected and reads nothing"));
    m_pause->setVisible(!m_source.isLeaving && (paused || status.state == SourceState::Live));
    m_retry->setVisible(!m_source.isLeaving && status.state == SourceState::Lost);
    m_detach->setText(ended ? tr("Remove") : tr("Detach"));
    m_detach->setToolTip(ended ? tr("Takes it off this list; its steps stay")
                               : tr("Leaves the server as it was; its steps stay"));
    m_detach->setEnabled(!m_source.isLeaving);
    for (auto *button : {m_retry, m_pause, m_detach})
        button->setAccessibleName(tr("%1: %2").arg(button->text(), m_source.name));
}

/// As much of it as there is room for: the kind of server, and the end of its address.
void SourceRow::showName()
{
    m_name->setText(
        m_name->fontMetrics().elidedText(m_source.name, Qt::ElideMiddle, m_name->width()));
}

void SourceRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layout()->activate();
    showName();
}

void SourceRow::showCounters()
{
    const auto &status = m_source.status;
    const std::array<std::uint64_t, CounterCount> values = {status.received, status.recorded,
                                                            status.behind, status.dropped};
    for (std::size_t i = 0; i < CounterCount; ++i)
        m_counters[i]->setText(shortNumber(values[i]));
    m_counters[Behind]->setRole(status.behind > 0 ? ColorRole::Warning : ColorRole::Text);
    m_counters[Dropped]->setRole(status.dropped > 0 ? ColorRole::Failure : ColorRole::Text);
}

void SourceRow::showTrouble()
{
    const auto text = troubleOf(m_source.status);
    m_trouble->setText(text);
    m_trouble->setVisible(!text.isEmpty());
    m_trouble->setRole(m_source.status.reason.empty() ? ColorRole::MutedText : ColorRole::Failure);
}

void SourceRow::applyTheme()
{
    auto bold = m_theme.textFont();
    bold.setBold(true);
    m_name->setFont(bold);
    showName();
}

} // namespace playhead
