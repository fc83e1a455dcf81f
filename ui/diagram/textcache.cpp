// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/textcache.h"

#include <QFontMetricsF>
#include <QGlyphRun>
#include <QTextLayout>

#include <array>

namespace playhead {
namespace {

constexpr qsizetype longestNumber = 40;

} // namespace

void TextCache::setFont(const QFont &font)
{
    if (font == m_font) return;
    m_font = font;
    clear();
}

void TextCache::clear()
{
    m_texts.clear();
    m_fitted.clear();
    m_glyphs.clear();
}

QStaticText TextCache::text(const QString &text)
{
    auto found = m_texts.find(text);
    if (found == m_texts.end()) {
        if (m_texts.size() > mostTexts) m_texts.clear();
        QStaticText laidOut(text);
        laidOut.setTextFormat(Qt::PlainText);
        laidOut.setPerformanceHint(QStaticText::AggressiveCaching);
        laidOut.prepare(QTransform(), m_font);
        found = m_texts.insert(text, laidOut);
    }
    return *found;
}

QStaticText TextCache::fitted(const QString &text, double room)
{
    const auto whole = this->text(text);
    if (whole.size().width() <= room) return whole;
    const std::pair key(text, static_cast<int>(room));
    auto found = m_fitted.find(key);
    if (found == m_fitted.end()) {
        if (m_fitted.size() > mostTexts) m_fitted.clear();
        const QFontMetricsF metrics(m_font);
        found =
            m_fitted.insert(key, this->text(metrics.elidedText(text, Qt::ElideMiddle, key.second)));
    }
    return *found;
}

void TextCache::layoutNumbers()
{
    const auto characters = QStringLiteral("0123456789:.,-+ \u00a0");
    m_glyphs.resize(256);
    QTextLayout layout(characters, m_font);
    layout.beginLayout();
    const auto line = layout.createLine();
    layout.endLayout();
    m_ascent = line.ascent();
    m_lineHeight = line.height();
    const auto runs = layout.glyphRuns();
    // A glyph a character, all of one font: else the characters are laid out like other text.
    if (runs.size() != 1 || runs.first().glyphIndexes().size() != characters.size()) return;
    m_rawFont = runs.first().rawFont();
    const auto indexes = runs.first().glyphIndexes();
    for (qsizetype i = 0; i < characters.size(); ++i) {
        const double left = line.cursorToX(static_cast<int>(i));
        const double right = line.cursorToX(static_cast<int>(i) + 1);
        m_glyphs[characters[i].unicode()] = {indexes[i], right - left};
    }
}

const TextCache::Glyph *TextCache::glyph(QChar character) const
{
    if (character.unicode() >= m_glyphs.size()) return nullptr;
    const auto &found = m_glyphs[character.unicode()];
    return found.advance < 0 ? nullptr : &found;
}

double TextCache::lineHeight()
{
    if (m_glyphs.empty()) layoutNumbers();
    return m_lineHeight;
}

double TextCache::numberWidth(const QString &number)
{
    if (m_glyphs.empty()) layoutNumbers();
    double width = 0;
    for (const auto character : number) {
        const auto *known = glyph(character);
        if (!known) return text(number).size().width();
        width += known->advance;
    }
    return width;
}

void TextCache::drawNumber(QPainter &painter, const QPointF &corner, const QString &number)
{
    if (m_glyphs.empty()) layoutNumbers();
    std::array<quint32, longestNumber> indexes; // NOLINT(*-member-init): written below
    std::array<QPointF, longestNumber> places;
    qsizetype count = 0;
    double x = 0;
    for (const auto character : number) {
        const auto *known = glyph(character);
        if (!known || count == longestNumber) {
            painter.drawStaticText(corner, text(number));
            return;
        }
        indexes[static_cast<std::size_t>(count)] = known->index;
        places[static_cast<std::size_t>(count)] = {x, 0};
        x += known->advance;
        ++count;
    }
    QGlyphRun run;
    run.setRawFont(m_rawFont);
    run.setRawData(indexes.data(), places.data(), static_cast<int>(count));
    painter.drawGlyphRun(corner + QPointF(0, m_ascent), run);
}

} // namespace playhead
