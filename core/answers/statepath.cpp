// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/statepath.h"

#include <charconv>

#include <fmt/format.h>

namespace playhead {
namespace {

Result<std::string> unescaped(std::string_view name, std::string_view whole)
{
    std::string result;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] != '~') {
            result += name[i];
            continue;
        }
        const char next = i + 1 < name.size() ? name[i + 1] : '\0';
        if (next != '0' && next != '1')
            return failure(fmt::format("'{}' is no JSON Pointer: write ~0 for ~ and ~1 for / in a "
                                       "name.",
                                       whole));
        result += next == '0' ? '~' : '/';
        ++i;
    }
    return result;
}

/// Only what a JSON Pointer allows: digits without a leading zero.
const Json *element(const Json &array, const std::string &name)
{
    std::size_t index = 0;
    const auto *const end = name.data() + name.size();
    const auto read = std::from_chars(name.data(), end, index);
    if (read.ec != std::errc() || read.ptr != end || (name.size() > 1 && name.front() == '0'))
        return nullptr;
    return index < array.size() ? &array[index] : nullptr;
}

} // namespace

Result<StatePath> StatePath::parse(std::string_view text)
{
    StatePath path;
    if (text.empty()) return path;
    const bool isPointer = text.front() == '/';
    const char separator = isPointer ? '/' : '.';
    for (std::size_t at = isPointer ? 1 : 0; at <= text.size();) {
        const auto end = std::min(text.find(separator, at), text.size());
        const auto name = text.substr(at, end - at);
        if (isPointer) {
            auto plain = unescaped(name, text);
            if (!plain) return tl::unexpected(std::move(plain.error()));
            path.m_names.push_back(std::move(*plain));
        } else if (name.empty()) {
            return failure(fmt::format("'{}' has an empty name; write it as a JSON Pointer, such "
                                       "as /lines/0, if that is meant.",
                                       text));
        } else {
            path.m_names.emplace_back(name);
        }
        at = end + 1;
    }
    return path;
}

const Json *StatePath::find(const Json &state) const
{
    if (state.is_null()) return nullptr;
    const Json *at = &state;
    for (const auto &name : m_names) {
        if (at->is_object()) {
            const auto member = at->find(name);
            at = member == at->end() ? nullptr : &*member;
        } else {
            at = at->is_array() ? element(*at, name) : nullptr;
        }
        if (!at) return nullptr;
    }
    return at;
}

std::string pointerTo(std::string_view name)
{
    std::string text = "/";
    for (const char c : name) {
        if (c == '~')
            text += "~0";
        else if (c == '/')
            text += "~1";
        else
            text += c;
    }
    return text;
}

std::string StatePath::pointer() const
{
    std::string text;
    for (const auto &name : m_names)
        text += pointerTo(name);
    return text;
}

} // namespace playhead
