// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace playhead::cli {

/// While there is one, SIGINT and SIGTERM do not kill the process, but ask it to come to an end.
/// One at a time.
class Interruption
{
public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption &) = delete;
    Interruption &operator=(const Interruption &) = delete;

    /// Any thread.
    [[nodiscard]] bool isAsked() const;
};

} // namespace playhead::cli
