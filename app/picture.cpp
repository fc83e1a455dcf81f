// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QImageWriter>
#include <QPixmap>

namespace playhead {

Result<void> writePicture(QWidget &widget, const QString &path)
{
    const auto image = widget.grab().toImage();
    QImageWriter writer(path, "png");
    if (!writer.write(image)) {
        return failure("Cannot write the picture " + path.toStdString() + ": "
                       + writer.errorString().toStdString() + ".");
    }
    return {};
}

bool waitUntil(const std::function<bool()> &done, int milliseconds)
{
    QElapsedTimer clock;
    clock.start();
    while (!done()) {
        if (clock.elapsed() > milliseconds) return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
    }
    return true;
}

} // namespace playhead
