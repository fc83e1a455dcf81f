// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

#include <cstddef>

class QLineEdit;

namespace playhead {

/// Underlines a mistake in the field; a length of 0 takes the line away. Places are bytes of UTF-8,
/// as the parsers count them; one behind the end underlines the last character. Does not change the
/// text. Interface thread.
void underlineMistake(QLineEdit &field, std::size_t offset, std::size_t length,
                      const QColor &color);

} // namespace playhead
