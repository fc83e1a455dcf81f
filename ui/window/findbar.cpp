// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/findbar.h"

#include "numbertext.h"
#include "session/filterjob.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace playhead {
namespace {

constexpr int typingPause = 150; // milliseconds

QToolButton *button(QWidget *parent, const QString &text, const QString &tip)
{
    auto *made = new QToolButton(parent);
    made->setText(text);
    made->setToolTip(tip);
    made->setAccessibleName(tip);
    return made;
}

} // namespace

FindBar::FindBar(ViewState &state, QWidget *parent)
    : QFrame(parent),
      m_state(state),
      m_field(new QLineEdit(this)),
      m_status(new QLabel(this)),
      m_job([this](const RowMapPtr &matches) {
          m_matches = matches;
          if (m_goWhenFound) go(m_forward);
          m_goWhenFound = false;
          showPlace();
      })
{
    setObjectName(QStringLiteral("findBar"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 6, 8, 6);
    row->addWidget(new QLabel(tr("Find"), this));
    row->addWidget(m_field, 1);
    row->addWidget(m_status);
    auto *previous = button(this, QString(QChar(0x2191)), tr("Previous match (Shift+F3)"));
    auto *next = button(this, QString(QChar(0x2193)), tr("Next match (F3)"));
    auto *close = button(this, QString(QChar(0x2715)), tr("Close (Esc)"));
    row->addWidget(previous);
    row->addWidget(next);
    row->addWidget(close);
    m_field->setAccessibleName(tr("Find"));
    m_field->setPlaceholderText(tr("A word, or a filter such as data.amount > 100"));
    m_field->installEventFilter(this);
    m_status->setObjectName(QStringLiteral("muted"));
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    connect(&m_typing, &QTimer::timeout, this, &FindBar::search);
    connect(m_field, &QLineEdit::textChanged, this, [this] { m_typing.start(); });
    connect(previous, &QToolButton::clicked, this, &FindBar::previous);
    connect(next, &QToolButton::clicked, this, &FindBar::next);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    connect(&state, &ViewState::logChanged, this, [this] {
        m_job.cancel();
        m_matches.reset();
        m_searched.clear();
        hide();
    });
    connect(&state, &ViewState::playheadChanged, this, &FindBar::showPlace);
    hide();
}

void FindBar::open()
{
    show();
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

bool FindBar::eventFilter(QObject *, QEvent *event)
{
    if (event->type() != QEvent::KeyPress) return false;
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Escape) {
        hide();
        return true;
    }
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        go(!key->modifiers().testFlag(Qt::ShiftModifier));
        return true;
    }
    return false;
}

void FindBar::next()
{
    go(true);
}

void FindBar::previous()
{
    go(false);
}

void FindBar::search()
{
    m_typing.stop();
    const auto text = m_field->text().trimmed();
    const auto log = m_state.log();
    m_searched = text;
    m_matches.reset();
    auto filter = Filter::parse(text.toStdString());
    if (!log || text.isEmpty() || !filter) {
        m_job.cancel();
        m_status->setText(filter ? QString() : QString::fromStdString(filter.error().message));
        return;
    }
    m_status->setText(tr("searching"));
    m_job.cancel();
    m_job.request([log, filter = *filter, rows = m_state.rows(),
                   to = m_state.watermark()](const std::stop_token &stop) -> RowMapPtr {
        auto found = shownPositions(*log, filter, {}, Position(1), to, stop);
        if (!rows->showsAll())
            std::erase_if(found, [&](std::uint32_t p) { return !rows->contains(Position(p)); });
        return RowMap::of(std::move(found), to);
    });
}

void FindBar::go(bool forward)
{
    const auto text = m_field->text().trimmed();
    if (text.isEmpty()) {
        open();
        return;
    }
    // A live log has grown since, or something else is looked for.
    const bool stale = text != m_searched || !m_matches
                       || (forward && m_matches->watermark() < m_state.watermark());
    if (stale && !m_goWhenFound) {
        m_goWhenFound = true;
        m_forward = forward;
        search();
        return;
    }
    if (!m_matches || m_matches->count() == 0) return;
    const auto count = static_cast<std::int64_t>(m_matches->count());
    auto index = m_matches->rowAtOrBefore(m_state.playhead());
    if (forward)
        ++index;
    else if (index >= 0 && m_matches->contains(m_state.playhead()))
        --index;
    index = (index % count + count) % count; // round the end
    goTo(m_matches->positionAt(static_cast<std::uint64_t>(index)), index);
}

void FindBar::goTo(Position position, std::int64_t)
{
    m_state.setPlayhead(position);
    showPlace();
}

void FindBar::showPlace()
{
    if (!m_matches || !isVisible()) return;
    const auto count = m_matches->count();
    if (count == 0) {
        m_status->setText(tr("nothing found"));
        return;
    }
    const auto index = m_matches->contains(m_state.playhead())
                           ? m_matches->rowAtOrBefore(m_state.playhead()) + 1
                           : 0;
    m_status->setText(
        index > 0 ? tr("%1 of %2").arg(exactNumber(static_cast<quint64>(index)), exactNumber(count))
                  : tr("%1 found").arg(exactNumber(count)));
}

} // namespace playhead
