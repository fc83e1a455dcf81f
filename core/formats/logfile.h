// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

namespace playhead {

/// The bytes of a file, mapped; or what standard input gave; gzip and zstd are undone, by content.
/// Move-only; the text is valid as long as this object.
class LogFile
{
public:
    struct Options
    {
        std::size_t limit = SIZE_MAX; ///< no more than this many bytes of (uncompressed) text
        /// Bytes of the compressed file done, and all of them.
        std::function<void(std::uint64_t done, std::uint64_t total)> progress;
        std::stop_token stop;
    };

    /// `-` reads standard input. Fails, with the file and the reason, where it is not there, is a
    /// folder, cannot be read, or is larger uncompressed than memory can hold.
    static Result<LogFile> open(const std::string &path, const Options &options);

    LogFile(LogFile &&other) noexcept;
    LogFile &operator=(LogFile &&) = delete;
    ~LogFile();

    [[nodiscard]] std::string_view text() const { return m_text; }
    [[nodiscard]] bool wasCompressed() const { return m_compressed; }
    /// Whether `limit` left something out.
    [[nodiscard]] bool isWhole() const { return m_whole; }
    /// Where compressed data ended in an error: what is wrong; the text is what came before.
    [[nodiscard]] const std::string &damage() const { return m_damage; }

private:
    LogFile() = default;
    Result<void> map(const std::string &path, const Options &options);
    Result<void> readStandardInput(const Options &options);
    Result<void> decompress(const Options &options);

    std::string_view m_text;
    std::string m_buffer;
    void *m_mapping = nullptr;
    std::size_t m_mappingSize = 0;
    bool m_compressed = false;
    bool m_whole = true;
    std::string m_damage;
};

} // namespace playhead
