// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewstate.h"

#include <QByteArray>
#include <QStringList>

namespace playhead {

/// What a case keeps about how it was looked at, so that it looks as it was left: filter, what was
/// hidden, bookmarks, playhead, level of detail, and what the diagram says of itself. Names instead
/// of ids.
struct ViewSettings
{
    QByteArray diagram; ///< DiagramView::save()
    QStringList savedFilters;
};

/// The present state as JSON text.
[[nodiscard]] QByteArray saveView(const ViewState &state, const ViewSettings &settings);

/// Applies what saveView() wrote to a log that is loaded; what cannot be read is left as it is.
ViewSettings restoreView(ViewState &state, const QByteArray &json);

} // namespace playhead
