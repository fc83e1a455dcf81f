// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/compression.h"

#include <new>

#include <fmt/format.h>
#include <zstd.h>

namespace playhead {

void Compressor::Free::operator()(ZSTD_CCtx_s *context) const
{
    ZSTD_freeCCtx(context);
}
void Decompressor::Free::operator()(ZSTD_DCtx_s *context) const
{
    ZSTD_freeDCtx(context);
}

Compressor::Compressor() : m_context(ZSTD_createCCtx())
{
    ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_compressionLevel, 1);
    ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_checksumFlag, 1);
}

Result<ByteBuffer> Compressor::compress(std::span<const std::uint8_t> raw)
{
    m_room.resize(ZSTD_compressBound(raw.size()));
    const auto size =
        ZSTD_compress2(m_context.get(), m_room.data.get(), m_room.size, raw.data(), raw.size());
    if (ZSTD_isError(size) != 0)
        return failure(fmt::format("Cannot compress a block: {}", ZSTD_getErrorName(size)));
    return ByteBuffer(m_room.data.get(), m_room.data.get() + size);
}

Decompressor::Decompressor() : m_context(ZSTD_createDCtx()) {}

Result<void> Decompressor::decompress(std::span<const std::uint8_t> frame, FixedBytes &out)
{
    // A block is at most one event larger than a few hundred KiB, and SQLite holds no blob above a
    // thousand million bytes, so anything beyond this is damage.
    constexpr unsigned long long limit = 2'000'000'000;
    const auto size = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (size > limit) return failure("A block is damaged: its size makes no sense.");
    try {
        out.resize(static_cast<std::size_t>(size) + 1); // never a null pointer
    } catch (const std::bad_alloc &) {
        return failure("A block is too large for the memory there is.");
    }
    out.size = static_cast<std::size_t>(size);
    const auto done =
        ZSTD_decompressDCtx(m_context.get(), out.data.get(), out.size, frame.data(), frame.size());
    if (ZSTD_isError(done) != 0)
        return failure(fmt::format("A block is damaged: {}", ZSTD_getErrorName(done)));
    if (done != out.size) return failure("A block is damaged: it is shorter than it says.");
    return {};
}

} // namespace playhead
