// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/smallfile.h"

#include <fstream>
#include <sstream>

namespace playhead {

std::string textOfFile(const std::string &path)
{
    const std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (file) text << file.rdbuf();
    return std::move(text).str();
}

} // namespace playhead
