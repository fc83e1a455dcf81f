// SPDX-License-Identifier: GPL-3.0-or-later
#include "resourcefolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace playhead {

QString resourceFolder(const QString &name)
{
    const QDir program(QCoreApplication::applicationDirPath());
    for (const auto &place : {program.filePath(QStringLiteral("../share/playhead")),
                              QStringLiteral(PLAYHEAD_RESOURCES)}) {
        const QFileInfo folder(QDir(place).filePath(name));
        if (folder.isDir()) return folder.canonicalFilePath();
    }
    return {};
}

} // namespace playhead
