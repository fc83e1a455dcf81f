// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

namespace playhead {

/// Whether a text that names what to open is the URL of a source, rather than a file; it may have
/// mistakes. Any thread.
[[nodiscard]] inline bool isSourceUrl(const QString &text)
{
    return text.contains(QLatin1String("://")) && !QUrl(text).isLocalFile();
}

} // namespace playhead
