// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"
#include "model/participanttable.h"

#include <QColor>
#include <QFont>
#include <QObject>

#include <array>
#include <cstdint>
#include <vector>

namespace playhead {

/// What a colour is for. Paint functions ask for one of these and never name a colour themselves.
enum class ColorRole {
    Window, ///< tool bar, side panels
    Canvas, ///< diagram and other painted views
    Raised, ///< buttons, participant headers, tool tips
    Field,  ///< text fields, combo boxes
    Border, ///< thin lines between and around things
    Text,
    MutedText,  ///< gutter, captions, counts
    FaintText,  ///< what is behind the playhead, disabled
    Accent,     ///< the playhead, the selected tab, focus
    AccentText, ///< text on Accent
    Selection,  ///< the playhead's row, a changed value, the brush
    Lifeline,
    Failure,    ///< nack, dead letter, error
    Warning,    ///< retry, a record that was left out
    Success,    ///< added value, live
    Activation, ///< fill of an activation box
    Count_
};

/// Colours and fonts of the two looks, dark and light. One object for the whole window; views
/// repaint on changed(). Interface thread.
class Theme : public QObject
{
    Q_OBJECT

public:
    enum class Look { Dark, Light };

    explicit Theme(Look look = Look::Dark, QObject *parent = nullptr);

    [[nodiscard]] Look look() const { return m_look; }
    void setLook(Look look);

    [[nodiscard]] QColor color(ColorRole role) const
    {
        return m_colors[static_cast<std::size_t>(role)];
    }

    /// The colour of an event type: Okabe-Ito, which colour-blind people can tell apart, given out
    /// in the order of setTypes(), then repeated paler. The same in every view. Vermilion is left
    /// out: it is for failures. A type that was not named there goes by its NameId.
    [[nodiscard]] QColor typeColor(NameId type) const;

    /// The event types of the log in order of first appearance; new ones only join at the end. Says
    /// changed() where this changes a colour.
    void setTypes(const std::vector<NameId> &types);

    /// The colour of a participant's dot.
    [[nodiscard]] QColor participantColor(ParticipantId participant) const;

    /// Proportional, for everything that is read.
    [[nodiscard]] QFont textFont() const;
    /// The same, small and bold with wide letters, for the captions of panels.
    [[nodiscard]] QFont captionFont() const;
    /// Monospace, for data only.
    [[nodiscard]] QFont dataFont() const;

    /// Makes the application's palette and style sheet those of this look.
    void applyToApplication() const;

signals:
    void changed();

private:
    void fill();

    Look m_look;
    std::vector<std::uint32_t> m_typeOrder; ///< index + 1 by NameId; 0: not a type
    std::array<QColor, static_cast<std::size_t>(ColorRole::Count_)> m_colors;
};

} // namespace playhead
