// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QPlainTextEdit>
#include <QWidget>

namespace playhead {

/// A field for a JSON object, as tall as its text within bounds; a text that is none is told below
/// it while it is typed. Ctrl+Enter submits. Interface thread.
class JsonField : public QWidget
{
    Q_OBJECT

public:
    explicit JsonField(QWidget *parent = nullptr);

    [[nodiscard]] QPlainTextEdit &edit() { return *m_edit; }
    [[nodiscard]] QString text() const { return m_edit->toPlainText(); }
    /// Whether the text can be sent; if not, puts the cursor where it stops being JSON.
    bool check();
    /// Takes the height that the text needs; once the width has changed, too.
    void fit();

signals:
    void textChanged();
    void submitted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showMistake();

    QPlainTextEdit *m_edit;
    QLabel *m_mistake;
};

/// Makes an edit as tall as its text, within bounds in lines.
void fitHeight(QPlainTextEdit &edit, double fewest, double most);

} // namespace playhead
