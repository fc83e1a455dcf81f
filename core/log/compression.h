// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/varint.h"
#include "model/result.h"

#include <cstdint>
#include <memory>
#include <span>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace playhead {

/// Bytes of a length known beforehand, uninitialised until written.
struct FixedBytes
{
    std::unique_ptr<std::uint8_t[]> data;
    std::size_t size = 0;
    std::size_t capacity = 0;

    void resize(std::size_t bytes)
    {
        if (bytes > capacity) {
            data.reset(new std::uint8_t[bytes]); // left uninitialised on purpose
            capacity = bytes;
        }
        size = bytes;
    }
    [[nodiscard]] const std::uint8_t *begin() const { return data.get(); }
    [[nodiscard]] const std::uint8_t *end() const { return data.get() + size; }
};

/// zstd level 1 with a checksum of the content (XXH64), one frame a call. One thread at a time.
class Compressor
{
public:
    Compressor();
    [[nodiscard]] Result<ByteBuffer> compress(std::span<const std::uint8_t> raw);

private:
    struct Free
    {
        void operator()(ZSTD_CCtx_s *context) const;
    };
    std::unique_ptr<ZSTD_CCtx_s, Free> m_context;
    FixedBytes m_room;
};

/// Undoes Compressor, from bytes that are not to be trusted. One thread at a time.
class Decompressor
{
public:
    Decompressor();
    [[nodiscard]] Result<void> decompress(std::span<const std::uint8_t> frame, FixedBytes &out);

private:
    struct Free
    {
        void operator()(ZSTD_DCtx_s *context) const;
    };
    std::unique_ptr<ZSTD_DCtx_s, Free> m_context;
};

} // namespace playhead
