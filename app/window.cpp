// SPDX-License-Identifier: GPL-3.0-or-later
#include "window.h"

#include "cli/cli.h"
#include "model/timestamp.h"
#include "picture.h"
#include "session/sourceurltext.h"
#include "theme.h"
#include "window/mainwindow.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QSettings>
#include <QTimer>

#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

namespace playhead {
namespace {

struct WindowOptions
{
    QStringList logs;
    QString scenario;
    QString theme;
    QString picture;
    int delay = 0; ///< milliseconds until the picture is taken
};

int wrongUsage(const QString &message)
{
    std::fprintf(stderr, "playhead: %s\n", qUtf8Printable(message));
    return cli::WrongUsage;
}

/// Empty: go on; else the exit status.
std::optional<int> readOptions(const QStringList &arguments, WindowOptions &options)
{
    QCommandLineParser parser;
    const QCommandLineOption scenario(QStringLiteral("scenario"), {}, QStringLiteral("NAME"));
    const QCommandLineOption theme(QStringLiteral("theme"), {}, QStringLiteral("LOOK"));
    const QCommandLineOption picture(QStringLiteral("picture"), {}, QStringLiteral("FILE"));
    const QCommandLineOption after(QStringLiteral("after"), {}, QStringLiteral("DURATION"),
                                   QStringLiteral("3s"));
    parser.addOptions({scenario, theme, picture, after});
    if (!parser.parse(arguments)) return wrongUsage(parser.errorText());
    options.logs = parser.positionalArguments();
    options.scenario = parser.value(scenario);
    options.theme = parser.value(theme);
    options.picture = parser.value(picture);
    if (!QStringList{{}, QStringLiteral("dark"), QStringLiteral("light")}.contains(options.theme))
        return wrongUsage(QStringLiteral("--theme is dark or light."));
    const auto delay = parseDuration(parser.value(after).toStdString());
    if (!delay) return wrongUsage(QStringLiteral("--after is a duration, such as 10s."));
    options.delay = static_cast<int>(*delay / nanosecondsPerMillisecond);
    return std::nullopt;
}

Theme::Look wantedLook(const WindowOptions &options)
{
    if (options.theme == QLatin1String("light")) return Theme::Look::Light;
    if (options.theme == QLatin1String("dark")) return Theme::Look::Dark;
    return QSettings().value(QStringLiteral("window/light")).toBool() ? Theme::Look::Light
                                                                      : Theme::Look::Dark;
}

void takePicture(MainWindow &window, const WindowOptions &options)
{
    QTimer::singleShot(options.delay, &window, [&window, path = options.picture] {
        const auto written = writePicture(window, path);
        if (!written) std::fprintf(stderr, "playhead: %s\n", written.error().message.c_str());
        window.close();
        QApplication::exit(written ? cli::Done : cli::CannotRead);
    });
}

} // namespace

int runWindow(int argc, char **argv)
{
    WindowOptions options;
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    if (const auto status = readOptions(arguments, options)) return *status;
    QApplication::setApplicationName(QStringLiteral("playhead"));
    QApplication::setApplicationDisplayName(QStringLiteral("Playhead"));
    QApplication::setOrganizationName(QStringLiteral("playhead"));
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication app(argc, argv);
    QApplication::setDesktopFileName(QStringLiteral("playhead"));
    QApplication::setWindowIcon(QIcon::fromTheme(QStringLiteral("playhead")));

    Theme theme(wantedLook(options));
    theme.applyToApplication();
    std::vector<std::unique_ptr<MainWindow>> windows;
    const auto use =
        options.picture.isEmpty() ? MainWindow::Use::Interactive : MainWindow::Use::Unattended;
    windows.push_back(std::make_unique<MainWindow>(theme, use));
    if (!options.picture.isEmpty()) takePicture(*windows.front(), options);
    // Shown first, so that what opening asks is asked in front of a window.
    windows.back()->show();
    const auto addWindow = [&] {
        windows.push_back(std::make_unique<MainWindow>(theme));
        windows.back()->show();
    };
    for (qsizetype i = 0; i < options.logs.size(); ++i) {
        // Sources that are named one after the other record into one case.
        const bool joins =
            i > 0 && isSourceUrl(options.logs[i]) && isSourceUrl(options.logs[i - 1]);
        if (i > 0 && !joins) addWindow();
        windows.back()->openFile(options.logs[i]);
    }
    if (!options.scenario.isEmpty()) {
        if (!options.logs.isEmpty()) addWindow();
        windows.back()->runScenario(options.scenario);
    }
    return QApplication::exec();
}

} // namespace playhead
