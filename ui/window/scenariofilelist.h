// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace playhead {

/// A file with a scenario, as it is offered to be run. Nothing of it has run.
struct ListedScenario
{
    QString title;   ///< of its name: `Ping pong`
    QString summary; ///< what it does, from its first comment; empty: it does not say
    QString path;
};

/// The files that ship with the program. Reads them: they are small.
[[nodiscard]] QList<ListedScenario> shippedScenarios();

/// The person's own: the files with a scenario among those that were open or saved lately, the
/// latest first. Those that ship and those that are gone are left out.
[[nodiscard]] QList<ListedScenario> ownScenarios(const QStringList &recent);

} // namespace playhead
