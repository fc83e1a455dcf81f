// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"

#include <QString>

namespace playhead {

/// How far playing may go.
struct PlayLimit
{
    Position upTo;      ///< may be shown; not before where playing is
    bool stops = false; ///< playing stops there; else it waits until more is known
    QString why;        ///< with stops, for a person
};

/// Stops playing at positions of its own. Interface thread.
class PlayBrake
{
public:
    virtual ~PlayBrake() = default;

    /// May playing that is at `from` go on to `to`, which is behind it? `from` itself stops
    /// nothing. Cheap: it is asked once a frame.
    virtual PlayLimit limit(Position from, Position to) = 0;
    /// Playing stopped at a limit that stops.
    virtual void stopped(Position at) = 0;
};

} // namespace playhead
