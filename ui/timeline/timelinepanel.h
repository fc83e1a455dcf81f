// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"
#include "timeline/player.h"
#include "timeline/timelineview.h"
#include "timeline/transportbar.h"
#include "viewstate.h"

#include <QWidget>

namespace playhead {

/// The bottom of the window: transport bar over the painted timeline. Owns the player, whose slots
/// the window's shortcuts call. Reads and changes nothing but the ViewState. Interface thread.
class TimelinePanel : public QWidget
{
    Q_OBJECT

public:
    TimelinePanel(ViewState &view, const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] Player &player() { return *m_player; }
    [[nodiscard]] TimelineView &timeline() { return *m_timeline; }

signals:
    /// The time that the timeline shows; the charts share it.
    void rangeChanged(playhead::Timestamp start, playhead::Timestamp end);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Player *m_player;
    TransportBar *m_bar;
    TimelineView *m_timeline;
};

} // namespace playhead
