// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/scriptgallery.h"

#include "resourcefolder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace playhead {
namespace {

const auto licenceMark = QStringLiteral("// SPDX-");

/// The first sentence of the comment that a script begins with.
QString summaryOf(const QString &source)
{
    QString comment;
    for (const auto &line : source.split(QLatin1Char('\n'))) {
        if (!line.startsWith(QLatin1String("//"))) break;
        const auto text = line.mid(2).trimmed();
        if (text.isEmpty()) break;
        comment += (comment.isEmpty() ? QString() : QStringLiteral(" ")) + text;
    }
    const auto end = comment.indexOf(QLatin1String(". "));
    if (end >= 0) return comment.left(end);
    return comment.endsWith(QLatin1Char('.')) ? comment.chopped(1) : comment;
}

} // namespace

QList<GalleryScript> scriptGallery(const QString &folder)
{
    QList<GalleryScript> scripts;
    const auto files = QDir(resourceFolder(folder))
                           .entryInfoList({QStringLiteral("*.js")}, QDir::Files, QDir::Name);
    for (const auto &info : files) {
        QFile file(info.filePath());
        if (!file.open(QIODevice::ReadOnly)) continue;
        auto source = QString::fromUtf8(file.readAll());
        // The licence is the file's, not that of what a person makes of it.
        if (source.startsWith(licenceMark))
            source = source.mid(source.indexOf(QLatin1Char('\n')) + 1);
        scripts.append({info.completeBaseName(), summaryOf(source), source, info.filePath()});
    }
    return scripts;
}

} // namespace playhead
