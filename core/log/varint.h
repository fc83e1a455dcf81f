// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace playhead {

/// Bytes in the making. Grows like a vector but leaves new room uninitialised.
using ByteBuffer = std::vector<std::uint8_t>;

/// Whole numbers in as few bytes as they need: seven bits a byte, low ones first, the high bit says
/// that more follow (LEB128, as in DWARF and protocol buffers). At most ten bytes.
inline void putVarint(ByteBuffer &out, std::uint64_t value)
{
    while (value >= 0x80U) {
        out.push_back(static_cast<std::uint8_t>(value | 0x80U));
        value >>= 7U;
    }
    out.push_back(static_cast<std::uint8_t>(value));
}

/// Folds the sign into the lowest bit, so that small negative numbers stay short.
[[nodiscard]] constexpr std::uint64_t zigzag(std::int64_t value)
{
    return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}

[[nodiscard]] constexpr std::int64_t unzigzag(std::uint64_t value)
{
    return static_cast<std::int64_t>((value >> 1U) ^ (~(value & 1U) + 1U));
}

/// The difference of two numbers of any size, without overflow: restored by wrapping addition.
[[nodiscard]] constexpr std::int64_t wrappingDifference(std::int64_t a, std::int64_t b)
{
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

[[nodiscard]] constexpr std::int64_t wrappingSum(std::int64_t a, std::int64_t b)
{
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

/// Reads what the functions above wrote, from bytes that are not to be trusted: never reads past
/// the end; after a mistake everything reads as 0 or empty and failed() says so.
class ByteReader
{
public:
    ByteReader(const std::uint8_t *begin, const std::uint8_t *end) : m_at(begin), m_end(end) {}

    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] bool atEnd() const { return m_at == m_end; }
    [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(m_end - m_at); }
    [[nodiscard]] const std::uint8_t *position() const { return m_at; }

    std::uint8_t byte()
    {
        if (m_at == m_end) return fail();
        return *m_at++;
    }

    std::uint64_t varint()
    {
        if (m_at != m_end && *m_at < 0x80U) return *m_at++;
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (m_at == m_end) return fail();
            const auto next = *m_at++;
            value |= static_cast<std::uint64_t>(next & 0x7FU) << shift;
            if (next < 0x80U) return value;
        }
        return fail();
    }

    std::string_view bytes(std::uint64_t count)
    {
        if (count > left()) {
            fail();
            return {};
        }
        const std::string_view view(reinterpret_cast<const char *>(m_at),
                                    static_cast<std::size_t>(count));
        m_at += count;
        return view;
    }

private:
    std::uint8_t fail()
    {
        m_failed = true;
        m_at = m_end;
        return 0;
    }

    const std::uint8_t *m_at;
    const std::uint8_t *m_end;
    bool m_failed = false;
};

} // namespace playhead
