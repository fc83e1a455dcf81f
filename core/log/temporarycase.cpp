// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/temporarycase.h"

#include <atomic>
#include <chrono>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

namespace playhead {

Result<std::string> temporaryCasePath()
{
    static std::atomic<unsigned> number{0};
    std::error_code error;
    const auto folder = std::filesystem::temp_directory_path(error);
    if (error || ::access(folder.c_str(), W_OK | X_OK) != 0) {
        return failure("There is no folder for temporary files that can be written. Set TMPDIR to "
                       "one.");
    }
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    return (folder / fmt::format("playhead-{}-{}-{}.playhead", ::getpid(), now, ++number)).string();
}

} // namespace playhead
