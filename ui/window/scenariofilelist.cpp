// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/scenariofilelist.h"

#include "projections/scriptgallery.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace playhead {
namespace {

/// `Ping pong` for `ping-pong`
QString titleOf(QString name)
{
    name.replace(QLatin1Char('-'), QLatin1Char(' '));
    if (!name.isEmpty()) name.replace(0, 1, name.at(0).toUpper());
    return name;
}

} // namespace

QList<ListedScenario> shippedScenarios()
{
    QList<ListedScenario> listed;
    for (const auto &script : scriptGallery(QStringLiteral("scenarios")))
        listed.append({titleOf(script.name), script.summary + QLatin1Char('.'), script.path});
    return listed;
}

QList<ListedScenario> ownScenarios(const QStringList &recent)
{
    const auto shipped = shippedScenarios();
    QList<ListedScenario> listed;
    for (const auto &path : recent) {
        const QFileInfo file(path);
        if (file.suffix() != QLatin1String("js") || !file.isFile()) continue;
        const bool ships = std::ranges::any_of(
            shipped, [&](const ListedScenario &one) { return QFileInfo(one.path) == file; });
        if (!ships) listed.append({titleOf(file.completeBaseName()), {}, path});
    }
    return listed;
}

} // namespace playhead
