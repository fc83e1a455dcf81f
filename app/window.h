// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace playhead {

/// Shows the window: `playhead [LOG ...] [--scenario NAME] [--theme dark|light]`, and for machines
/// without anybody in front of them `--picture FILE --after DURATION`. Returns an exit status.
int runWindow(int argc, char **argv);

} // namespace playhead
