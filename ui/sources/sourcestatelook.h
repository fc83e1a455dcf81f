// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/attachedsources.h"
#include "theme.h"

#include <QString>

namespace playhead {

/// What a state of a source is called, and its colour.
struct SourceStateLook
{
    QString name;
    ColorRole role;
};
[[nodiscard]] SourceStateLook lookOf(const AttachedSource &source);

} // namespace playhead
