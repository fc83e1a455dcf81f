// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/decompression.h"

#include <algorithm>
#include <memory>

#include <zlib.h>
#include <zstd.h>

namespace playhead {
namespace {

constexpr std::size_t piece = 4U << 20U;
constexpr std::size_t mostText = std::size_t(16) << 30U;

constexpr auto cutOff = "The compressed data is cut off.";
constexpr auto tooLarge = "It holds more than 16 GiB of text. Decompress it and split it first.";

/// Decodes the next piece. Both codecs look alike from here: bytes in, text out.
class Decoder
{
public:
    virtual ~Decoder() = default;
    /// Reads from `in` from `at` on (advanced), writes to `out`; answers how much was written.
    /// Sets `damage` where the data is broken, `finished` behind a whole member or frame.
    virtual std::size_t decode(std::string_view in, std::size_t &at, char *out, std::size_t space,
                               bool &finished, std::string &damage) = 0;
};

class GzipDecoder final : public Decoder
{
public:
    GzipDecoder() { m_valid = inflateInit2(&m_stream, 15 + 16) == Z_OK; }
    ~GzipDecoder() override { inflateEnd(&m_stream); }
    GzipDecoder(const GzipDecoder &) = delete;
    GzipDecoder &operator=(const GzipDecoder &) = delete;

    std::size_t decode(std::string_view in, std::size_t &at, char *out, std::size_t space,
                       bool &finished, std::string &damage) override
    {
        const auto offered = std::min<std::size_t>(in.size() - at, 1U << 30U);
        // zlib does not write through next_in.
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(in.data() + at));
        m_stream.avail_in = static_cast<uInt>(offered);
        m_stream.next_out = reinterpret_cast<Bytef *>(out);
        m_stream.avail_out = static_cast<uInt>(space);
        const int result = m_valid ? inflate(&m_stream, Z_NO_FLUSH) : Z_MEM_ERROR;
        at += offered - m_stream.avail_in;
        finished = result == Z_STREAM_END;
        if (finished) {
            inflateReset(&m_stream);
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            damage = "The gzip data is damaged.";
        }
        return space - m_stream.avail_out;
    }

private:
    z_stream m_stream{};
    bool m_valid = false;
};

class ZstdDecoder final : public Decoder
{
public:
    std::size_t decode(std::string_view in, std::size_t &at, char *out, std::size_t space,
                       bool &finished, std::string &damage) override
    {
        ZSTD_inBuffer input{in.data(), in.size(), at};
        ZSTD_outBuffer output{out, space, 0};
        const auto result = ZSTD_decompressStream(m_stream.get(), &output, &input);
        at = input.pos;
        finished = result == 0;
        if (ZSTD_isError(result) != 0)
            damage = std::string("The zstd data is damaged: ") + ZSTD_getErrorName(result) + ".";
        return output.pos;
    }

private:
    std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> m_stream{ZSTD_createDStream(),
                                                                        &ZSTD_freeDStream};
};

} // namespace

Compression compressionOf(std::string_view bytes)
{
    if (bytes.starts_with("\x1f\x8b\x08")) return Compression::Gzip;
    if (bytes.starts_with("\x28\xb5\x2f\xfd")) return Compression::Zstd;
    return Compression::None;
}

Decompressed decompress(std::string_view bytes, std::size_t limit,
                        const std::function<void(std::uint64_t, std::uint64_t)> &progress,
                        const std::stop_token &stop)
{
    std::unique_ptr<Decoder> decoder;
    if (compressionOf(bytes) == Compression::Gzip)
        decoder = std::make_unique<GzipDecoder>();
    else
        decoder = std::make_unique<ZstdDecoder>();

    Decompressed result;
    std::size_t at = 0;
    bool finished = false;
    while (!stop.stop_requested()) {
        const auto size = result.text.size();
        const auto space = std::min(piece, std::min(limit, mostText) - size);
        if (space == 0) {
            result.whole = false;
            if (size == mostText && limit > mostText) result.damage = tooLarge;
            break;
        }
        result.text.resize(size + space);
        const auto before = at;
        const auto written =
            decoder->decode(bytes, at, result.text.data() + size, space, finished, result.damage);
        result.text.resize(size + written);
        if (progress) progress(at, bytes.size());
        if (!result.damage.empty()) break;
        if (finished
            && (at == bytes.size() || compressionOf(bytes.substr(at)) == Compression::None))
            break; // padding behind the last member is ignored, as gzip does
        if (written == 0 && at == before) { // needs more than there is
            result.damage = cutOff;
            break;
        }
    }
    return result;
}

} // namespace playhead
