// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace playhead::test {

/// A CloudEvent on one line; `i` decides what is unusual about it, if anything (not at 14 to 18,
/// and so on every 19).
std::string cloudEvent(int i);

/// So many of them.
std::string joined(int events, const std::string &separator);

/// A record that is no CloudEvent, every seventh without a time; and which member is what.
std::string plainRecord(int i);
std::string plainRecordMapping();

} // namespace playhead::test
