// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playground/livescripts.h"
#include "theme.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QToolButton;
class QVBoxLayout;

namespace playhead {

class ScriptEditor;

/// Scripts of handlers for the running scenario: which, an editor for it, how it is doing, and what
/// the scripts log. For a narrow column. Interface thread; `scripts` and `theme` must outlive it.
class HandlersPanel : public QWidget
{
    Q_OBJECT

public:
    HandlersPanel(LiveScripts &scripts, const Theme &theme, QWidget *parent = nullptr);

    /// Name of the script in the editor; empty: there is none.
    [[nodiscard]] QString current() const;
    void choose(const QString &name);
    /// What a new script begins as.
    void setExample(const QString &source) { m_example = source; }
    [[nodiscard]] ScriptEditor &editor() { return *m_editor; }

private:
    void makeBar(QVBoxLayout *column);
    void makeWork(QVBoxLayout *column);
    void addNew();
    void fillList();
    void showScript();
    void showStatus(const QString &name);
    void rename();
    void run();
    void log(const QString &line);
    void applyTheme();

    LiveScripts &m_scripts;
    const Theme &m_theme;
    QString m_example;
    bool m_filling = false; ///< the editor gets another script: nobody typed
    QComboBox *m_choice = nullptr;
    QToolButton *m_new = nullptr;
    QToolButton *m_rename = nullptr;
    QToolButton *m_delete = nullptr;
    QToolButton *m_run = nullptr;
    QLabel *m_hint = nullptr;
    QWidget *m_work = nullptr;
    ScriptEditor *m_editor = nullptr;
    QLabel *m_status = nullptr;
    QPlainTextEdit *m_log = nullptr;
};

} // namespace playhead
