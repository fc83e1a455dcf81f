// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"

#include <QString>

#include <QWidget>

#include <functional>

namespace playhead {

/// Writes what the widget shows as a PNG, at its device pixel ratio. Fails where the file cannot be
/// written.
Result<void> writePicture(QWidget &widget, const QString &path);

/// Lets the interface work until `done` holds; false where that takes longer than `milliseconds`.
bool waitUntil(const std::function<bool()> &done, int milliseconds);

} // namespace playhead
