// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/gotobox.h"

#include "numbertext.h"
#include "query/place.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace playhead {

GoToBox::GoToBox(ViewState &state, QWidget *window)
    : QFrame(window), m_state(state), m_field(new QLineEdit(this)), m_hint(new QLabel(this))
{
    setObjectName(QStringLiteral("palette"));
    setAccessibleName(tr("Go to"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->addWidget(new QLabel(tr("Go to position or time"), this));
    column->addWidget(m_field);
    column->addWidget(m_hint);
    m_field->setAccessibleName(tr("Position or time"));
    m_field->setPlaceholderText(QStringLiteral("8412   12:04:31.9   -30s   50%"));
    m_field->installEventFilter(this);
    m_hint->setObjectName(QStringLiteral("muted"));
    m_hint->setWordWrap(true);
    connect(m_field, &QLineEdit::textChanged, this, &GoToBox::explain);
    hide();
}

void GoToBox::open()
{
    if (!m_state.log()) return;
    const auto *window = parentWidget();
    m_field->clear();
    explain();
    setGeometry((window->width() - 420) / 2, 60, 420, 128);
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void GoToBox::explain()
{
    const auto log = m_state.log();
    const auto text = m_field->text().trimmed();
    if (!log || text.isEmpty()) {
        m_hint->setText(
            tr("A position, a share (50%), a time of day, a date and time, or an offset "
               "from here (-30s)."));
        return;
    }
    const auto place = parsePlace(*log, text.toStdString(), m_state.playhead());
    if (!place) {
        m_hint->setText(QString::fromStdString(place.error().message));
        return;
    }
    m_hint->setText(tr("#%1 at %2")
                        .arg(exactNumber(place->value()),
                             QString::fromStdString(formatTimestamp(log->index().timeAt(*place)))));
}

void GoToBox::go()
{
    const auto log = m_state.log();
    if (!log) return;
    const auto place = parsePlace(*log, m_field->text().toStdString(), m_state.playhead());
    if (!place) return;
    hide();
    parentWidget()->setFocus();
    m_state.setPlayhead(*place);
}

bool GoToBox::eventFilter(QObject *, QEvent *event)
{
    if (event->type() == QEvent::FocusOut) hide();
    if (event->type() != QEvent::KeyPress) return false;
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key == Qt::Key_Escape) {
        hide();
        parentWidget()->setFocus();
        return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        go();
        return true;
    }
    return false;
}

} // namespace playhead
