// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace playhead {

/// Where a source or target is, as a person writes it:
/// `scheme://user:password@host:port/path?option=value&option=value` (RFC 3986; percent-encoding is
/// resolved in every part). Several hosts, as brokers of a cluster are given, stay one text.
///
/// A value. Holds the password in memory only: nothing that is shown, logged or stored comes from
/// anywhere but text(), which leaves it out.
struct SourceUrl
{
    std::string scheme; ///< lower case
    std::string user;
    std::string password;
    std::string host; ///< `localhost`, `10.0.0.1`, `a:9092,b:9092`; an IPv6 address without []
    std::uint16_t port = 0; ///< 0: not said, or said for several hosts within `host`
    std::string path;       ///< without the leading slash
    std::vector<std::pair<std::string, std::string>> options; ///< in the order of the text

    /// The value of an option; empty: not said. The last one counts.
    [[nodiscard]] std::optional<std::string_view> option(std::string_view name) const;
    /// All values of an option that may be said several times.
    [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
    void setOption(std::string_view name, std::string value);

    /// `host:port`, with the port that goes without saying where none was said (0: none does).
    [[nodiscard]] std::string address(std::uint16_t usualPort = 0) const;
    /// The URL without the password, nor the values of options that are secrets (names that end in
    /// `password`, `secret` or `token`): what is shown and kept.
    [[nodiscard]] std::string text() const;
};

/// Fails, saying what is wrong, where, and how it is written.
[[nodiscard]] Result<SourceUrl> parseSourceUrl(std::string_view text);

/// Text with every byte but unreserved ones (and those of `safe`) percent-encoded.
[[nodiscard]] std::string percentEncoded(std::string_view text, std::string_view safe = {});

/// The reverse. A percent sign that begins no code is taken for itself: people write them in
/// patterns.
[[nodiscard]] std::string percentDecoded(std::string_view text);

/// Whether an option holds a secret, by its name.
[[nodiscard]] bool isSecretOption(std::string_view name);

} // namespace playhead
