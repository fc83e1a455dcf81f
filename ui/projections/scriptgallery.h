// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace playhead {

/// A script to start from.
struct GalleryScript
{
    QString name;
    QString summary; ///< what it does, from its first comment
    QString source;  ///< without the mark of its licence
    QString path;
};

/// The scripts that ship with the program in that folder of its resources (`projections`,
/// `scenarios`), by name. Reads some small files.
[[nodiscard]] QList<GalleryScript> scriptGallery(const QString &folder);

} // namespace playhead
