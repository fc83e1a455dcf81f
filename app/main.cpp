// SPDX-License-Identifier: GPL-3.0-or-later
// One program: a headless command, or the window.
#include "cli/cli.h"
#include "window.h"

#include <cstdio>
#include <string_view>

int main(int argc, char **argv)
{
    using namespace playhead;
    const std::string_view first = argc > 1 ? argv[1] : "";
    if (cli::isCommand(first)) return cli::runCommandLine(argc, argv);
    if (first == "--commands") { // for scripts that need to know whether a display is needed
        for (const auto &name : cli::commandNames())
            std::puts(name.c_str());
        return cli::Done;
    }
    if (first == "--help" || first == "-h" || first == "--version" || first == "help")
        return cli::runCommandLine(argc, argv);
    return runWindow(argc, argv);
}
