// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/transportcards.h"

#include "cardbutton.h"
#include "totext.h"

#include <QVBoxLayout>

namespace playhead {

TransportCards::TransportCards(std::span<const Transport *const> table, QWidget *parent)
    : QWidget(parent), m_table(table)
{
    setAccessibleName(tr("Kinds of systems"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(8);
    for (const auto *transport : table) {
        const auto lacking = transport->unavailable();
        auto *card =
            new CardButton(toText(transport->title()),
                           toText(lacking.empty() ? transport->description() : lacking), this);
        card->setCheckable(true);
        card->setAutoDefault(false);
        card->setEnabled(lacking.empty());
        if (!lacking.empty())
            card->setToolTip(tr("This build cannot attach to %1: %2")
                                 .arg(toText(transport->title()), toText(lacking)));
        m_group.addButton(card, static_cast<int>(m_cards.size()));
        m_cards.append(card);
        column->addWidget(card);
    }
    column->addStretch(1);
    connect(&m_group, &QButtonGroup::idClicked, this,
            [this](int id) { emit chosen(m_table[static_cast<std::size_t>(id)]); });
}

const Transport *TransportCards::current() const
{
    const int id = m_group.checkedId();
    return id < 0 ? nullptr : m_table[static_cast<std::size_t>(id)];
}

void TransportCards::setCurrent(const Transport *transport)
{
    if (auto *wanted = card(transport)) wanted->setChecked(true);
}

CardButton *TransportCards::card(const Transport *transport) const
{
    for (std::size_t i = 0; i < m_table.size(); ++i)
        if (m_table[i] == transport) return m_cards[static_cast<qsizetype>(i)];
    return nullptr;
}

} // namespace playhead
