// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/jsondelegate.h"

#include "inspector/jsonmodel.h"

#include <QPainter>

namespace playhead {
namespace {

JsonChange changeOf(const QModelIndex &index)
{
    return static_cast<JsonChange>(index.data(JsonModel::ChangeRole).toInt());
}

QColor mixed(const QColor &over, const QColor &under, double share)
{
    const auto mix = [share](int a, int b) {
        return static_cast<int>(a * share + b * (1 - share));
    };
    return {mix(over.red(), under.red()), mix(over.green(), under.green()),
            mix(over.blue(), under.blue())};
}

ColorRole valueRole(JsonChange change, bool hasSides, int column)
{
    if (hasSides) {
        // Of two views, neither is the newer one; what only one of them has, the other one lacks.
        const auto lacking =
            column == JsonModel::OtherColumn ? JsonChange::Added : JsonChange::Removed;
        return change == JsonChange::None || change == lacking ? ColorRole::MutedText
                                                               : ColorRole::Text;
    }
    switch (change) {
    case JsonChange::Added:
    case JsonChange::Changed: return ColorRole::Success;
    case JsonChange::Removed: return ColorRole::Failure;
    case JsonChange::None: break;
    }
    return ColorRole::MutedText;
}

} // namespace

QColor JsonDelegate::background(const Theme &theme, const QModelIndex &index, bool selected)
{
    const auto &selection = theme.color(ColorRole::Selection);
    if (index.data(JsonModel::MatchRole).toBool())
        return mixed(theme.color(ColorRole::Warning), theme.color(ColorRole::Window),
                     selected ? 0.45 : 0.25);
    if (changeOf(index) != JsonChange::None) return selection;
    if (selected)
        return mixed(theme.color(ColorRole::MutedText), theme.color(ColorRole::Window), 0.18);
    return {};
}

void JsonDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    painter->save();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (const auto color = background(m_theme, index, selected); color.isValid())
        painter->fillRect(option.rect, color);
    auto font = option.font;
    auto area = option.rect.adjusted(2, 0, -6, 0);
    const auto change = changeOf(index);
    const auto draw = [&](const QString &text, const QColor &color, bool struck) {
        if (area.width() <= 0) return;
        font.setStrikeOut(struck);
        painter->setFont(font);
        painter->setPen(color);
        const QFontMetrics metrics(font);
        const auto shown = metrics.elidedText(text, Qt::ElideRight, area.width());
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft, shown);
        area.setLeft(area.left() + metrics.horizontalAdvance(shown)
                     + metrics.horizontalAdvance(QLatin1Char(' ')));
    };
    if (index.column() == JsonModel::KeyColumn) {
        const auto summary = index.data(JsonModel::SummaryRole).toBool();
        draw(index.data().toString(),
             m_theme.color(summary ? ColorRole::MutedText : ColorRole::Text),
             change == JsonChange::Removed && !index.data(JsonModel::SidesRole).toBool());
    } else {
        const bool hasSides = index.data(JsonModel::SidesRole).toBool();
        if (change == JsonChange::Changed && !hasSides)
            draw(index.data(JsonModel::OldTextRole).toString(), m_theme.color(ColorRole::Failure),
                 true);
        draw(index.data().toString(), m_theme.color(valueRole(change, hasSides, index.column())),
             change == JsonChange::Removed && !hasSides);
    }
    painter->restore();
}

QSize JsonDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    // Only the keys have a width of their own; values take what is left.
    const QFontMetrics metrics(option.font);
    const int width = index.column() == JsonModel::KeyColumn
                          ? metrics.horizontalAdvance(index.data().toString())
                          : 0;
    return {std::max(60, width), metrics.height() + 8};
}

} // namespace playhead
