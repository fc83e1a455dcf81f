// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

namespace playhead {

enum class Compression { None, Gzip, Zstd };

/// By the first bytes: gzip (RFC 1952) or zstd (RFC 8878).
[[nodiscard]] Compression compressionOf(std::string_view bytes);

struct Decompressed
{
    std::string text;
    bool whole = true;  ///< false: `limit` left something out
    std::string damage; ///< what is wrong with the data, for a person; `text` is what came before
};

/// Undoes gzip and zstd, also several members or frames one after another, up to `limit` bytes of
/// text. More than 16 GiB of text is told as damage. Ends early when asked to stop.
[[nodiscard]] Decompressed
decompress(std::string_view bytes, std::size_t limit,
           const std::function<void(std::uint64_t, std::uint64_t)> &progress,
           const std::stop_token &stop);

} // namespace playhead
