// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/jsoneditor.h"

#include <QTextBlock>

namespace playhead {

JsonEditor::JsonEditor(const Theme &theme, QWidget *parent) : QPlainTextEdit(parent), m_theme(theme)
{
    setTabChangesFocus(true);
    setLineWrapMode(NoWrap);
    connect(this, &QPlainTextEdit::textChanged, this, &JsonEditor::check);
    connect(&theme, &Theme::changed, this, &JsonEditor::applyTheme);
    applyTheme();
}

void JsonEditor::setChecksJson(bool checks)
{
    m_checks = checks;
    check();
}

void JsonEditor::applyTheme()
{
    setFont(m_theme.dataFont());
    markMistake();
}

void JsonEditor::check()
{
    m_mistake = m_checks ? jsonMistake(toPlainText(), JsonNeeded::Any) : std::nullopt;
    markMistake();
    emit checked();
}

void JsonEditor::markMistake()
{
    m_mistakeLine = 0;
    QList<QTextEdit::ExtraSelection> marks;
    if (m_mistake) {
        const auto last = document()->characterCount() - 1;
        const auto block = document()->findBlock(std::min(m_mistake->position, last));
        m_mistakeLine = block.blockNumber() + 1;
        QTextEdit::ExtraSelection mark;
        auto color = m_theme.color(ColorRole::Failure);
        color.setAlphaF(0.25F);
        mark.format.setBackground(color);
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        mark.cursor = QTextCursor(block);
        marks.append(mark);
    }
    setExtraSelections(marks);
}

} // namespace playhead
