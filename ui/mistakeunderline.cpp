// SPDX-License-Identifier: GPL-3.0-or-later
#include "mistakeunderline.h"

#include <QApplication>
#include <QInputMethodEvent>
#include <QLineEdit>
#include <QTextCharFormat>

#include <algorithm>

namespace playhead {
namespace {

/// The field counts UTF-16.
int characterAt(const QString &text, std::size_t byte)
{
    const auto utf8 = text.toUtf8().left(static_cast<qsizetype>(byte));
    return static_cast<int>(QString::fromUtf8(utf8).size());
}

} // namespace

void underlineMistake(QLineEdit &field, std::size_t offset, std::size_t length, const QColor &color)
{
    QList<QInputMethodEvent::Attribute> attributes;
    const auto text = field.text();
    if (length > 0) {
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(color);
        int start = characterAt(text, offset);
        int end = characterAt(text, offset + length);
        if (end <= start) { // something is missing behind the end
            start = std::max(0, static_cast<int>(text.size()) - 1);
            end = static_cast<int>(text.size());
        }
        // QLineEdit has no formats of its own, but shows those of an input method.
        attributes.append(
            {QInputMethodEvent::TextFormat, start - field.cursorPosition(), end - start, format});
    }
    QInputMethodEvent event(QString(), attributes);
    QApplication::sendEvent(&field, &event);
}

} // namespace playhead
