// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace playhead {

/// Keeps copies of texts until clear(). Texts never move. One thread.
class TextArena
{
public:
    /// What lies in `source` is not copied.
    explicit TextArena(std::string_view source) : m_source(source) {}

    [[nodiscard]] std::string_view keep(std::string_view text)
    {
        if (text.empty()) return {};
        const auto *const end = text.data() + text.size();
        if (std::less_equal<>()(m_source.data(), text.data())
            && std::less_equal<>()(end, m_source.data() + m_source.size()))
            return text;
        if (text.size() > m_left) grow(text.size());
        std::memcpy(m_next, text.data(), text.size());
        const std::string_view kept(m_next, text.size());
        m_next += text.size();
        m_left -= text.size();
        return kept;
    }

    void clear()
    {
        if (m_blocks.size() > 1) m_blocks.resize(1);
        m_next = m_blocks.empty() ? nullptr : m_blocks.front().get();
        m_left = m_blocks.empty() ? 0 : blockSize;
    }

private:
    static constexpr std::size_t blockSize = std::size_t(64) << 10U;

    void grow(std::size_t size)
    {
        // The first block is the one that stays, so it has the usual size.
        if (m_blocks.empty()) m_blocks.push_back(std::unique_ptr<char[]>(new char[blockSize]));
        m_left = std::max(size, blockSize);
        if (m_next != nullptr || size > blockSize)
            m_blocks.push_back(std::unique_ptr<char[]>(new char[m_left]));
        m_next = m_blocks.back().get();
    }

    std::string_view m_source;
    std::vector<std::unique_ptr<char[]>> m_blocks;
    char *m_next = nullptr;
    std::size_t m_left = 0;
};

} // namespace playhead
