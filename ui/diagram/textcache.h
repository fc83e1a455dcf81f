// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QHash>
#include <QPainter>
#include <QRawFont>
#include <QStaticText>

#include <utility>
#include <vector>

namespace playhead {

/// Laid-out texts of one font, kept between frames: laying a text out costs ten times what drawing
/// it does. Numbers, which are new on every row, are put together from glyphs that were laid out
/// once. Interface thread.
class TextCache
{
public:
    /// Forgets everything where the font is another one. To be called before the others.
    void setFont(const QFont &font);
    void clear();

    /// The text on one line, for QPainter::drawStaticText() with this font.
    [[nodiscard]] QStaticText text(const QString &text);
    /// The same, shortened in the middle where it is wider than `room` pixels.
    [[nodiscard]] QStaticText fitted(const QString &text, double room);

    /// Width of a number or time: digits, blanks and `:.,-+`; other characters are laid out.
    [[nodiscard]] double numberWidth(const QString &number);
    /// Draws a number or time; `corner` is its upper left. Cost: about a microsecond.
    void drawNumber(QPainter &painter, const QPointF &corner, const QString &number);

    [[nodiscard]] double lineHeight();

private:
    struct Glyph
    {
        quint32 index = 0;
        double advance = -1; ///< pixels; negative: the font itself has no such glyph
    };

    void layoutNumbers();
    /// Null where the text needs more than the glyphs at hand.
    [[nodiscard]] const Glyph *glyph(QChar character) const;

    static constexpr int mostTexts = 4000;

    QFont m_font;
    QHash<QString, QStaticText> m_texts;
    QHash<std::pair<QString, int>, QStaticText> m_fitted; ///< by text and whole pixels of room
    QRawFont m_rawFont;
    std::vector<Glyph> m_glyphs; ///< by code point; empty: not laid out yet
    double m_ascent = 0;
    double m_lineHeight = 0;
};

} // namespace playhead
