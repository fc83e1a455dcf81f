// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "sources/sourcestatelook.h"
#include "theme.h"
#include "window/actions.h"
#include "window/filterbar.h"

#include <QWidget>

class QLabel;
class QMenu;

namespace playhead {

/// The strip at the top of the window: menu, the few buttons that matter, what is open, the filter.
class TopBar : public QWidget
{
    Q_OBJECT

public:
    TopBar(ViewState &state, Session &session, FilterJob &job, Actions &actions, const Theme &theme,
           QWidget *parent);

    [[nodiscard]] FilterBar &filter() { return *m_filter; }
    void setRecent(const QStringList &paths) { m_recent = paths; }

signals:
    void scenarioRequested(const QString &name);
    void fileRequested(const QString &path);

private:
    QWidget *makeMenuButton();
    QWidget *makeScenarioButton();
    void fillScenarioMenu(QMenu &menu);
    QWidget *makeExportButton();
    [[nodiscard]] SourceStateLook sourcesLook() const;
    void showSource();

    ViewState &m_state;
    Session &m_session;
    Actions &m_actions;
    const Theme &m_theme;
    QStringList m_recent;
    QLabel *m_dot;
    QLabel *m_source;
    QWidget *m_sourcePill;
    FilterBar *m_filter;
};

} // namespace playhead
