// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "livepace.h"
#include "session/filterjob.h"
#include "theme.h"
#include "viewstate.h"

#include <QLineEdit>
#include <QStringList>
#include <QTimer>
#include <QWidget>

class QLabel;
class QToolButton;

namespace playhead {

/// The filter field of the window: underlines a mistake and says what was expected, counts matches
/// while typing (the rest is dimmed), and with Enter removes the rest. Keeps filters that the
/// person saves. Interface thread.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    FilterBar(ViewState &state, FilterJob &job, const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] QLineEdit &field() { return *m_field; }
    void focusField();
    /// Removes what is typed but not in force; false: there was nothing.
    bool dropTyped();

    [[nodiscard]] QStringList savedFilters() const { return m_saved; }
    void setSavedFilters(const QStringList &filters) { m_saved = filters; }

signals:
    /// The person is done with the field: keys should go to the diagram again.
    void left();
    void savedFiltersChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showError();
    void showMatches();
    void fillMenu();
    void colour();

    ViewState &m_state;
    FilterJob &m_job;
    const Theme &m_theme;
    QLineEdit *m_field;
    QLabel *m_count;
    QLabel *m_error;
    QToolButton *m_menu;
    QStringList m_saved;
    QTimer m_typing;
    LivePace m_pace;
};

} // namespace playhead
