// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/transportbutton.h"

#include <QPainter>
#include <QPainterPath>

namespace playhead {
namespace {

/// Glyphs live in a box of 10 by 10 around the origin.
QPainterPath glyphPath(TransportButton::Glyph glyph)
{
    using Glyph = TransportButton::Glyph;
    QPainterPath path;
    const auto triangle = [&path](double from, double to) {
        path.moveTo(from, -4.5);
        path.lineTo(to, 0);
        path.lineTo(from, 4.5);
        path.closeSubpath();
    };
    switch (glyph) {
    case Glyph::None: break;
    case Glyph::First:
        triangle(4, -3);
        path.addRect(-4.5, -4.5, 1.5, 9);
        break;
    case Glyph::Back: triangle(3.5, -3.5); break;
    case Glyph::Play: triangle(-4, 5); break;
    case Glyph::Pause:
        path.addRect(-4, -4.5, 2.5, 9);
        path.addRect(1.5, -4.5, 2.5, 9);
        break;
    case Glyph::Forward: triangle(-3.5, 3.5); break;
    case Glyph::Last:
        triangle(-4, 3);
        path.addRect(3, -4.5, 1.5, 9);
        break;
    case Glyph::Dot: path.addEllipse(QPointF(0, 0), 3.5, 3.5); break;
    }
    return path;
}

} // namespace

TransportButton::TransportButton(const Theme &theme, Glyph glyph, QWidget *parent)
    : QToolButton(parent), m_theme(theme), m_glyph(glyph)
{
    setFocusPolicy(Qt::TabFocus);
    setFont(theme.textFont());
    connect(&theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void TransportButton::setGlyph(Glyph glyph)
{
    if (m_glyph == glyph) return;
    m_glyph = glyph;
    update();
}

void TransportButton::setFrame(Frame frame)
{
    m_frame = frame;
    updateGeometry();
    update();
}

void TransportButton::setHint(const QString &name, const QString &shortcut)
{
    setAccessibleName(name);
    setToolTip(shortcut.isEmpty() ? name : QStringLiteral("%1 (%2)").arg(name, shortcut));
}

QSize TransportButton::sizeHint() const
{
    const QFontMetrics metrics(font());
    const int height = metrics.height() + (m_frame == Frame::Raised ? 10 : 4);
    if (text().isEmpty()) return {height + 6, height};
    const int glyph = m_glyph == Glyph::None ? 0 : 14;
    const int padding = m_frame == Frame::Raised ? 22 : 8;
    return {metrics.horizontalAdvance(text()) + glyph + padding, height};
}

void TransportButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool lit = isDown() || (underMouse() && isEnabled());
    const bool live = m_glyph == Glyph::Dot;
    auto ink = m_theme.color(!isEnabled() ? ColorRole::FaintText : ColorRole::Text);
    if (m_frame == Frame::Flat && !isChecked() && !lit) ink = m_theme.color(ColorRole::MutedText);
    if (m_frame == Frame::Flat && isChecked()) ink = m_theme.color(ColorRole::Accent);

    if (m_frame == Frame::Raised || hasFocus()) {
        auto edge = m_theme.color(ColorRole::Border);
        if (live && isChecked()) edge = m_theme.color(ColorRole::Failure);
        if (hasFocus()) edge = m_theme.color(ColorRole::Accent);
        painter.setPen(QPen(edge, 1));
        painter.setBrush(m_frame == Frame::Flat ? QBrush(Qt::NoBrush)
                                                : QBrush(m_theme.color(lit ? ColorRole::Selection
                                                                           : ColorRole::Raised)));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    const QFontMetrics metrics(font());
    const int textWidth = text().isEmpty() ? 0 : metrics.horizontalAdvance(text());
    const int glyphWidth = m_glyph == Glyph::None ? 0 : (text().isEmpty() ? 10 : 14);
    const double left = (width() - textWidth - glyphWidth) / 2.0;
    painter.setPen(Qt::NoPen);
    painter.save();
    painter.translate(left + 5, height() / 2.0);
    painter.fillPath(glyphPath(m_glyph),
                     live && isChecked() ? m_theme.color(ColorRole::Failure) : ink);
    painter.restore();
    if (textWidth > 0) {
        painter.setPen(ink);
        painter.drawText(QRectF(left + glyphWidth, 0, textWidth + 2, height()),
                         Qt::AlignVCenter | Qt::AlignLeft, text());
    }
}

} // namespace playhead
