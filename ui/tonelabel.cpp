// SPDX-License-Identifier: GPL-3.0-or-later
#include "tonelabel.h"

namespace playhead {

ToneLabel::ToneLabel(const Theme &theme, ColorRole role, QWidget *parent)
    : QLabel(parent), m_theme(theme), m_role(role)
{
    setTextFormat(Qt::PlainText);
    connect(&theme, &Theme::changed, this, &ToneLabel::applyTheme);
    applyTheme();
}

void ToneLabel::setRole(ColorRole role)
{
    m_role = role;
    applyTheme();
}

void ToneLabel::applyTheme()
{
    // Not by the palette: the window's style sheet, which has a colour for every text, goes first.
    setStyleSheet(QStringLiteral("QLabel { color: %1; }").arg(m_theme.color(m_role).name()));
}

} // namespace playhead
