// SPDX-License-Identifier: GPL-3.0-or-later
// Precompiled header of the views. moc reads it too and cannot parse the standard library.
#ifndef Q_MOC_RUN
#include <QtWidgets/QtWidgets>

#include <memory>
#include <string>
#include <vector>
#endif
