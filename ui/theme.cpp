// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>

namespace playhead {
namespace {

struct RoleColors
{
    ColorRole role;
    QRgb dark;
    QRgb light;
};

constexpr std::array roleColors = {
    RoleColors{ColorRole::Window, 0xff1a1e25, 0xfff5f6f8},
    RoleColors{ColorRole::Canvas, 0xff14171c, 0xffffffff},
    RoleColors{ColorRole::Raised, 0xff14171c, 0xffffffff},
    RoleColors{ColorRole::Field, 0xff14171c, 0xffffffff},
    RoleColors{ColorRole::Border, 0xff2a303a, 0xffdfe3e8},
    RoleColors{ColorRole::Text, 0xffe6e9ee, 0xff1a1e25},
    RoleColors{ColorRole::MutedText, 0xff949ba7, 0xff667080},
    RoleColors{ColorRole::FaintText, 0xff4a515d, 0xffb8bec8},
    RoleColors{ColorRole::Accent, 0xff56a0f5, 0xff2f7fe0},
    RoleColors{ColorRole::AccentText, 0xff0f1216, 0xffffffff},
    RoleColors{ColorRole::Selection, 0xff26364a, 0xffdcebfa},
    RoleColors{ColorRole::Lifeline, 0xff353c48, 0xffd3d8df},
    RoleColors{ColorRole::Failure, 0xffe2661a, 0xffd55e00},
    RoleColors{ColorRole::Warning, 0xffe69f00, 0xffb87d00},
    RoleColors{ColorRole::Success, 0xff009e73, 0xff00845f},
    RoleColors{ColorRole::Activation, 0xff1a2733, 0xfff0f6fc},
};
static_assert(roleColors.size() == static_cast<std::size_t>(ColorRole::Count_));

/// Okabe and Ito, "Color Universal Design" (2008), without black and without vermilion.
constexpr std::array<QRgb, 6> okabeIto = {0xff56b4e9, 0xff009e73, 0xffe69f00,
                                          0xffcc79a7, 0xff0072b2, 0xfff0e442};

/// Yellow and sky blue are too pale on white, the deep blue too dark on black.
QColor adapted(QColor color, Theme::Look look)
{
    if (look == Theme::Look::Light && color.lightness() > 140) return color.darker(128);
    if (look == Theme::Look::Dark && color.lightness() < 95) return color.lighter(135);
    return color;
}

QColor paletteColor(std::uint32_t index, Theme::Look look)
{
    auto color = adapted(QColor(okabeIto[index % okabeIto.size()]), look);
    const auto round = index / okabeIto.size() % 3;
    if (round == 1) color = color.lighter(look == Theme::Look::Dark ? 140 : 70);
    if (round == 2) color = color.darker(look == Theme::Look::Dark ? 140 : 70);
    return color;
}

} // namespace

Theme::Theme(Look look, QObject *parent) : QObject(parent), m_look(look)
{
    fill();
}

void Theme::fill()
{
    for (const auto &entry : roleColors)
        m_colors[static_cast<std::size_t>(entry.role)] =
            QColor(m_look == Look::Dark ? entry.dark : entry.light);
}

void Theme::setLook(Look look)
{
    if (m_look == look) return;
    m_look = look;
    fill();
    applyToApplication();
    emit changed();
}

QColor Theme::typeColor(NameId type) const
{
    if (!type.isValid()) return color(ColorRole::MutedText);
    const bool known = type.value() < m_typeOrder.size() && m_typeOrder[type.value()] != 0;
    return paletteColor((known ? m_typeOrder[type.value()] : type.value()) - 1, m_look);
}

void Theme::setTypes(const std::vector<NameId> &types)
{
    std::vector<std::uint32_t> order;
    std::uint32_t count = 0;
    for (const auto type : types) {
        if (!type.isValid()) continue;
        if (type.value() >= order.size()) order.resize(type.value() + 1U);
        order[type.value()] = ++count;
    }
    if (order == m_typeOrder) return;
    m_typeOrder = std::move(order);
    emit changed();
}

QColor Theme::participantColor(ParticipantId participant) const
{
    if (!participant.isValid()) return color(ColorRole::MutedText);
    return paletteColor(participant.value() - 1U, m_look);
}

QFont Theme::textFont() const
{
    return QApplication::font();
}

QFont Theme::captionFont() const
{
    auto font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * 0.85);
    font.setBold(true);
    font.setCapitalization(QFont::AllUppercase);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.4);
    return font;
}

QFont Theme::dataFont() const
{
    auto font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QApplication::font().pointSizeF() * 0.95);
    return font;
}

void Theme::applyToApplication() const
{
    QPalette palette;
    palette.setColor(QPalette::Window, color(ColorRole::Window));
    palette.setColor(QPalette::WindowText, color(ColorRole::Text));
    palette.setColor(QPalette::Base, color(ColorRole::Field));
    palette.setColor(QPalette::AlternateBase, color(ColorRole::Window));
    palette.setColor(QPalette::Text, color(ColorRole::Text));
    palette.setColor(QPalette::PlaceholderText, color(ColorRole::MutedText));
    palette.setColor(QPalette::Button, color(ColorRole::Raised));
    palette.setColor(QPalette::ButtonText, color(ColorRole::Text));
    palette.setColor(QPalette::ToolTipBase, color(ColorRole::Raised));
    palette.setColor(QPalette::ToolTipText, color(ColorRole::Text));
    palette.setColor(QPalette::Highlight, color(ColorRole::Accent));
    palette.setColor(QPalette::HighlightedText, color(ColorRole::AccentText));
    palette.setColor(QPalette::Link, color(ColorRole::Accent));
    palette.setColor(QPalette::Mid, color(ColorRole::Border));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, color(ColorRole::FaintText));
    QApplication::setPalette(palette);
}

} // namespace playhead
