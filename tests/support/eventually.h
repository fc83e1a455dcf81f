// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

namespace playhead::test {

/// Milliseconds that a test waits for something to happen: enough for a machine under heavy load
/// with a sanitizer, as a test never judges by time.
inline constexpr int patience = 60'000;

} // namespace playhead::test

/// The condition holds now or becomes true while events are processed.
#define EVENTUALLY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, playhead::test::patience)
/// As EVENTUALLY, and says what the value was instead.
#define EVENTUALLY_EQUAL(value, expected)                                                          \
    QTRY_COMPARE_WITH_TIMEOUT(value, expected, playhead::test::patience)
