// SPDX-License-Identifier: GPL-3.0-or-later
#include "lessons/lessonshelf.h"

#include "resourcefolder.h"

#include <QDir>
#include <QFile>

namespace playhead {
namespace {

std::vector<Lesson> readShelf()
{
    std::vector<Lesson> lessons;
    const QDir folder(resourceFolder(QStringLiteral("lessons")));
    if (!folder.exists()) return lessons;
    for (const auto &info :
         folder.entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
        QFile file(info.filePath());
        if (!file.open(QIODevice::ReadOnly)) continue;
        // What stands before the first hyphen is the order.
        const auto name = info.completeBaseName().section(QLatin1Char('-'), 1).toStdString();
        auto lesson = readLesson(name, file.readAll().toStdString());
        if (lesson)
            lessons.push_back(std::move(*lesson));
        else
            qWarning("%s", lesson.error().message.c_str());
    }
    return lessons;
}

} // namespace

const std::vector<Lesson> &lessonShelf()
{
    static const auto lessons = readShelf();
    return lessons;
}

} // namespace playhead
