// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QFrame>
#include <QTimer>

#include <functional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace playhead {

/// A strip over the diagram: what went wrong or was left out, with what can be done about it; and
/// the progress of whatever takes longer than half a second. Interface thread.
class MessageBar : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget *parent = nullptr);

    /// Stays until it is closed or another message comes.
    void showMessage(const QString &text, bool failed);
    /// With a button. It goes away when the button is pressed.
    void showMessage(const QString &text, bool failed, const QString &button,
                     std::function<void()> action);
    void clear();

    /// What is going on; shown after half a second. `fraction` 0 to 1, negative: not known.
    void setProgress(const QString &text, double fraction);
    void endProgress();

    [[nodiscard]] QString message() const;

signals:
    void cancelRequested();

private:
    void refresh();

    QLabel *m_text;
    QPushButton *m_button;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
    QPushButton *m_close;
    std::function<void()> m_action;
    QString m_message;
    QString m_progressText;
    QElapsedTimer m_since;
    bool m_working = false;
};

} // namespace playhead
