// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/messagebar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStyle>

#include <utility>

namespace playhead {
namespace {

constexpr qint64 patience = 500; // milliseconds

} // namespace

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent),
      m_text(new QLabel(this)),
      m_button(new QPushButton(this)),
      m_progress(new QProgressBar(this)),
      m_cancel(new QPushButton(tr("Cancel"), this)),
      m_close(new QPushButton(QString(QChar(0x2715)), this))
{
    setObjectName(QStringLiteral("messageBar"));
    setAccessibleName(tr("Messages"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 6, 8, 6);
    row->addWidget(m_text, 1);
    row->addWidget(m_progress);
    row->addWidget(m_button);
    row->addWidget(m_cancel);
    row->addWidget(m_close);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setWordWrap(true);
    m_progress->setFixedWidth(220);
    m_progress->setTextVisible(false);
    m_close->setProperty("flat", true);
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(m_close->toolTip());
    connect(m_close, &QPushButton::clicked, this, &MessageBar::clear);
    connect(m_cancel, &QPushButton::clicked, this, &MessageBar::cancelRequested);
    connect(m_button, &QPushButton::clicked, this, [this] {
        const auto action = std::exchange(m_action, nullptr);
        clear();
        if (action) action();
    });
    refresh();
}

void MessageBar::showMessage(const QString &text, bool failed)
{
    showMessage(text, failed, {}, nullptr);
}

void MessageBar::showMessage(const QString &text, bool failed, const QString &button,
                             std::function<void()> action)
{
    m_message = text;
    m_action = std::move(action);
    m_button->setText(button);
    setProperty("failed", failed);
    style()->unpolish(this);
    style()->polish(this);
    refresh();
}

void MessageBar::clear()
{
    m_message.clear();
    m_action = nullptr;
    refresh();
}

QString MessageBar::message() const
{
    return m_message;
}

void MessageBar::setProgress(const QString &text, double fraction)
{
    if (!m_working) m_since.start();
    m_working = true;
    m_progressText = text;
    m_progress->setRange(0, fraction < 0 ? 0 : 1000);
    if (fraction >= 0) m_progress->setValue(static_cast<int>(fraction * 1000));
    refresh();
}

void MessageBar::endProgress()
{
    m_working = false;
    refresh();
}

void MessageBar::refresh()
{
    const bool progress = m_working && m_since.elapsed() >= patience && m_message.isEmpty();
    m_text->setText(progress ? m_progressText : m_message);
    m_progress->setVisible(progress);
    m_cancel->setVisible(progress);
    m_button->setVisible(!progress && !m_button->text().isEmpty());
    m_close->setVisible(!progress);
    setVisible(progress || !m_message.isEmpty());
}

} // namespace playhead
