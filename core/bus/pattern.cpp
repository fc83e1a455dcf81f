// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/pattern.h"

#include <fmt/format.h>

#include <algorithm>

namespace playhead {

namespace {

constexpr std::string_view anyWords = "#";
constexpr std::string_view anyWord = "*";

/// Calls `word(text)` for each word; false as soon as it says so.
template <class Function> bool forEachWord(std::string_view text, Function word)
{
    for (;;) {
        const auto dot = text.find('.');
        if (!word(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

bool isPlainWord(std::string_view word)
{
    return !word.empty() && word.find_first_of("*# \t\r\n") == std::string_view::npos;
}

} // namespace

bool isChannelName(std::string_view name)
{
    return forEachWord(name, isPlainWord);
}

Pattern::Pattern(std::string_view text) : m_text(text)
{
    forEachWord(text, [this](std::string_view word) {
        // `#.#` is `#`, and matching need not try both.
        if (word != anyWords || m_words.empty() || m_words.back() != anyWords)
            m_words.emplace_back(word);
        return true;
    });
}

Result<Pattern> Pattern::parse(std::string_view text)
{
    const bool valid = forEachWord(text, [](std::string_view word) {
        return word == anyWord || word == anyWords || isPlainWord(word);
    });
    if (!valid) {
        return failure(fmt::format("“{}” is no pattern for channels: it needs words separated by "
                                   "single dots, each plain, “*” or “#”",
                                   text));
    }
    return Pattern(text);
}

bool Pattern::matches(std::string_view channel) const
{
    std::vector<std::string_view> words;
    forEachWord(channel, [&](std::string_view word) {
        words.push_back(word);
        return true;
    });

    // As for file names: on a mismatch, let the last `#` take one word more. Only the last one has
    // to be tried again, since what an earlier one could give, a later one can take.
    std::size_t at = 0;
    std::size_t place = 0;
    std::size_t lastHash = m_words.size();
    std::size_t hashFrom = 0;
    while (at < words.size()) {
        if (place < m_words.size() && m_words[place] == anyWords) {
            lastHash = place++;
            hashFrom = at;
        } else if (place < m_words.size()
                   && (m_words[place] == anyWord || m_words[place] == words[at])) {
            ++place;
            ++at;
        } else if (lastHash < m_words.size()) {
            place = lastHash + 1;
            at = ++hashFrom;
        } else {
            return false;
        }
    }
    return std::all_of(m_words.begin() + std::ptrdiff_t(place), m_words.end(),
                       [](const std::string &word) { return word == anyWords; });
}

} // namespace playhead
