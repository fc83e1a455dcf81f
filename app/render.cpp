// SPDX-License-Identifier: GPL-3.0-or-later
// `playhead render`: a picture of the main window, without a display.
#include "cli/options.h"
#include "cli/output.h"
#include "picture.h"
#include "query/place.h"
#include "theme.h"
#include "window/mainwindow.h"

#include <QApplication>

#include <cstdio>
#include <optional>

namespace playhead::cli {
namespace {

constexpr int loadingTime = 600'000; // milliseconds
constexpr int settlingTime = 400;

std::optional<QSize> parseSize(const std::string &text)
{
    int width = 0;
    int height = 0;
    char rest = 0;
    if (std::sscanf(text.c_str(), "%dx%d%c", &width, &height, &rest) != 2) return std::nullopt;
    if (width < 400 || height < 300 || width > 10'000 || height > 10'000) return std::nullopt;
    return QSize(width, height);
}

/// Opens the log and waits until all of it is there.
Result<void> load(MainWindow &window, const std::string &path)
{
    std::string problem;
    QObject::connect(&window.session(), &Session::failed, &window,
                     [&](const QString &message) { problem = message.toStdString(); });
    window.openFile(QString::fromStdString(path));
    const bool done = waitUntil([&] { return !window.session().isLoading(); }, loadingTime);
    if (!problem.empty()) return failure(problem);
    if (!done) return failure("Loading " + path + " takes too long.");
    return {};
}

} // namespace

int render(const RenderOptions &options)
{
    const auto size = parseSize(options.size);
    if (!size) {
        return complain(
            Error{"'" + options.size
                  + "' is no size. Write width and height, from 400x300 to 10000x10000."},
            WrongUsage);
    }
    // Pictures do not depend on the display, its settings or its scale.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_SCALE_FACTOR", QByteArray::number(options.scale));
    int argc = 1;
    char name[] = "playhead";
    char *argv[] = {name, nullptr};
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication app(argc, argv);
    Theme theme(options.theme == "light" ? Theme::Look::Light : Theme::Look::Dark);
    theme.applyToApplication();
    MainWindow window(theme, MainWindow::Use::Unattended);
    window.resize(*size);
    window.show();
    if (const auto loaded = load(window, options.log); !loaded)
        return complain(loaded.error(), CannotRead);
    if (!options.at.empty()) {
        const auto place = parsePlace(*window.state().log(), options.at, window.state().playhead());
        if (!place) return complain(place.error(), WrongUsage);
        window.state().setPlayhead(*place);
    }
    // Panels get their answers from workers.
    (void)waitUntil([] { return false; }, settlingTime);
    const auto written = writePicture(window, QString::fromStdString(options.output));
    return written ? Done : complain(written.error(), CannotRead);
}

} // namespace playhead::cli
