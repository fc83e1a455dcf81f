// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "livepace.h"
#include "theme.h"
#include "timeline/player.h"
#include "timeline/transportbutton.h"
#include "viewstate.h"

#include <QLabel>
#include <QWidget>

namespace playhead {

/// How the speed is written on its button: `4×`, `max`.
QString speedText(double speed);

/// The row above the timeline: transport controls, speed, Live, where the playhead is, and how much
/// time the timeline shows. The zoom it asks for by signal; all else goes to ViewState and Player.
class TransportBar : public QWidget
{
    Q_OBJECT

public:
    TransportBar(ViewState &view, Player &player, const Theme &theme, QWidget *parent);

    /// Marks the zoom choice in force: 0 for the whole log, -1 for none of the choices.
    void showSpan(playhead::Duration span);

signals:
    /// The timeline should show that much time around the playhead; 0: the whole log.
    void spanRequested(playhead::Duration span);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    TransportButton *addButton(TransportButton::Glyph glyph, const QString &objectName);
    void addTransport();
    void addSpeed();
    void addZoom();
    void applyTheme();
    void showPlaying();
    void showPlace();
    void showStop();
    void showEnabled();
    void fit();

    ViewState &m_view;
    Player &m_player;
    const Theme &m_theme;
    QList<TransportButton *> m_steppers;
    TransportButton *m_play = nullptr;
    TransportButton *m_speed = nullptr;
    TransportButton *m_live = nullptr;
    QLabel *m_position = nullptr;
    QLabel *m_time = nullptr;
    QLabel *m_stop = nullptr; ///< which breakpoint stopped playing here
    QList<QPair<Duration, TransportButton *>> m_spans;
    LivePace m_pace;
};

} // namespace playhead
