// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/transport.h"

#include <QButtonGroup>
#include <QList>
#include <QWidget>

#include <span>

namespace playhead {

class CardButton;

/// The kinds of systems that Playhead attaches to, a card each, one of them chosen. Those that this
/// build lacks a library for say what to install, and cannot be chosen. Interface thread.
class TransportCards : public QWidget
{
    Q_OBJECT

public:
    explicit TransportCards(std::span<const Transport *const> table, QWidget *parent = nullptr);

    /// Null: none.
    [[nodiscard]] const Transport *current() const;
    /// Says nothing.
    void setCurrent(const Transport *transport);
    [[nodiscard]] CardButton *card(const Transport *transport) const;

signals:
    /// By the person.
    void chosen(const playhead::Transport *transport);

private:
    std::span<const Transport *const> m_table;
    QButtonGroup m_group;
    QList<CardButton *> m_cards; ///< as the table
};

} // namespace playhead
