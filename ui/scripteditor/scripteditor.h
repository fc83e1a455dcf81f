// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <Qsci/qsciscintilla.h>

class QsciLexerJavaScript;

namespace playhead {

/// An editor for JavaScript in the colours of the theme, with line numbers; a mistake is marked at
/// its line, with its message below the line. Interface thread; `theme` must outlive it.
class ScriptEditor : public QsciScintilla
{
    Q_OBJECT

public:
    explicit ScriptEditor(const Theme &theme, QWidget *parent = nullptr);

    /// Another script: nothing of the one before can be undone.
    void showSource(const QString &source);
    /// `line` and `column` from 1; 0: not known, then nothing is marked.
    void showMistake(int line, int column, const QString &message);
    void clearMistake();
    /// The line that is marked, from 1; 0: none.
    [[nodiscard]] int mistakeLine() const { return m_mistakeLine; }

signals:
    /// Ctrl+Return.
    void runRequested();
    /// Esc: Tab belongs to the text, so this is how the keyboard leaves it.
    void left();

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void applyTheme();

    const Theme &m_theme;
    QsciLexerJavaScript *m_lexer;
    QString m_mistake;
    int m_mistakeLine = 0;
};

} // namespace playhead
