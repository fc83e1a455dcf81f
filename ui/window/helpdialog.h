// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"
#include "window/actions.h"

#include <QDialog>

namespace playhead {

/// All keys, what the mouse does, and the filter language. Not modal: it may stay open beside the
/// work.
class HelpDialog : public QDialog
{
    Q_OBJECT

public:
    HelpDialog(const Actions &actions, const Theme &theme, QWidget *parent);
};

} // namespace playhead
