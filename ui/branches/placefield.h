// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/inspectorwidgets.h"
#include "replay/branch.h"
#include "theme.h"

#include <QComboBox>
#include <QLineEdit>
#include <QWidget>

namespace playhead {

/// Where between the events of a log something is to happen: before or after which step, typed as
/// "go to" reads it. Says under the field where that is, or what is wrong. Interface thread.
class PlaceField : public QWidget
{
    Q_OBJECT

public:
    PlaceField(LogPtr log, const Theme &theme, QWidget *parent = nullptr);

    void setPlace(BranchEdit::Side side, Position target);
    [[nodiscard]] BranchEdit::Side side() const;
    /// None: what was typed is no place.
    [[nodiscard]] Position target() const { return m_target; }

signals:
    void changed();

private:
    void read();

    LogPtr m_log;
    QComboBox *m_side;
    QLineEdit *m_text;
    ToneLabel *m_note;
    Position m_start; ///< what offsets in time are from
    Position m_target;
};

} // namespace playhead
