// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branches/placefield.h"

#include <QDialog>

namespace playhead {

/// Asks where to an event is moved or duplicated. Interface thread.
class PlaceDialog : public QDialog
{
    Q_OBJECT

public:
    /// `edit`: a Move or a Duplicate, as it is now.
    PlaceDialog(const LogPtr &log, const BranchEdit &edit, const Theme &theme,
                QWidget *parent = nullptr);

signals:
    void chosen(const playhead::BranchEdit &edit);

private:
    PlaceField *m_place;
};

} // namespace playhead
