// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QLabel>

namespace playhead {

/// A label whose text has the colour of a role, in either look.
class ToneLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ToneLabel(const Theme &theme, ColorRole role, QWidget *parent = nullptr);
    void setRole(ColorRole role);

private:
    void applyTheme();

    const Theme &m_theme;
    ColorRole m_role;
};

} // namespace playhead
