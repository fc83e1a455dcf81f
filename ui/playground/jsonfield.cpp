// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/jsonfield.h"

#include "jsonmistake.h"

#include <QKeyEvent>
#include <QTextBlock>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

constexpr int fewestLines = 2;
constexpr int mostLines = 8;

/// The height of so many lines of an edit, frame and margins included.
int heightOf(const QPlainTextEdit &edit, double lines)
{
    const auto line = QFontMetricsF(edit.font()).lineSpacing();
    const auto around = 2 * edit.document()->documentMargin() + 2 * edit.frameWidth() + 6;
    return static_cast<int>(std::ceil(line * lines + around));
}

} // namespace

void fitHeight(QPlainTextEdit &edit, double fewest, double most)
{
    // A plain text document measures itself in lines, wrapped ones included.
    edit.setFixedHeight(heightOf(edit, std::clamp(edit.document()->size().height(), fewest, most)));
}

JsonField::JsonField(QWidget *parent)
    : QWidget(parent), m_edit(new QPlainTextEdit(this)), m_mistake(new QLabel(this))
{
    m_edit->setObjectName(QStringLiteral("requestJson"));
    m_edit->setToolTip(tr("JSON object; Ctrl+Enter sends it"));
    m_edit->setTabChangesFocus(true);
    m_edit->installEventFilter(this);
    setFocusProxy(m_edit);
    m_mistake->setObjectName(QStringLiteral("requestMistake"));
    m_mistake->setWordWrap(true);
    m_mistake->setTextFormat(Qt::PlainText);
    m_mistake->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_edit);
    column->addWidget(m_mistake);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        showMistake();
        emit textChanged();
    });
}

void JsonField::showMistake()
{
    const auto mistake = jsonMistake(text(), JsonNeeded::Object);
    m_mistake->setText(mistake ? mistake->message : QString());
    m_mistake->setVisible(mistake.has_value());
    fit();
}

bool JsonField::check()
{
    const auto mistake = jsonMistake(text(), JsonNeeded::Object);
    if (!mistake) return true;
    auto cursor = m_edit->textCursor();
    cursor.setPosition(std::min(mistake->position, static_cast<int>(text().size())));
    m_edit->setTextCursor(cursor);
    m_edit->setFocus(Qt::OtherFocusReason);
    return false;
}

void JsonField::fit()
{
    fitHeight(*m_edit, fewestLines, mostLines);
}

bool JsonField::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_edit || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (!enter || !key->modifiers().testFlag(Qt::ControlModifier)) return false;
    emit submitted();
    return true;
}

} // namespace playhead
