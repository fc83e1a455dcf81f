// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/statedifference.h"

#include <algorithm>

namespace playhead {
namespace {

using Kind = DifferenceNode::Kind;

void compare(std::string name, const Json *before, const Json *after,
             std::vector<DifferenceNode> &out);

std::vector<DifferenceNode> insideOf(const Json &before, const Json &after)
{
    std::vector<DifferenceNode> inside;
    if (before.is_array()) {
        for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i)
            compare(std::to_string(i), i < before.size() ? &before[i] : nullptr,
                    i < after.size() ? &after[i] : nullptr, inside);
        return inside;
    }
    // Both have their names sorted.
    auto left = before.begin();
    auto right = after.begin();
    while (left != before.end() || right != after.end()) {
        const bool takeLeft =
            right == after.end() || (left != before.end() && left.key() <= right.key());
        const bool takeRight =
            left == before.end() || (right != after.end() && right.key() <= left.key());
        compare(takeLeft ? left.key() : right.key(), takeLeft ? &*left : nullptr,
                takeRight ? &*right : nullptr, inside);
        if (takeLeft) ++left;
        if (takeRight) ++right;
    }
    return inside;
}

void compare(std::string name, const Json *before, const Json *after,
             std::vector<DifferenceNode> &out)
{
    if (!before) {
        out.push_back({std::move(name), Kind::Added, nullptr, *after, {}});
    } else if (!after) {
        out.push_back({std::move(name), Kind::Removed, *before, nullptr, {}});
    } else if ((before->is_object() && after->is_object())
               || (before->is_array() && after->is_array())) {
        auto inside = insideOf(*before, *after);
        if (!inside.empty())
            out.push_back({std::move(name), Kind::Inside, nullptr, nullptr, std::move(inside)});
    } else if (*before != *after) {
        out.push_back({std::move(name), Kind::Changed, *before, *after, {}});
    }
}

} // namespace

DifferenceNode differenceTree(const Json &before, const Json &after)
{
    std::vector<DifferenceNode> out;
    const auto *from = before.is_null() ? nullptr : &before;
    const auto *to = after.is_null() ? nullptr : &after;
    if (from || to) compare({}, from, to, out);
    if (out.empty()) return {{}, Kind::Inside, nullptr, nullptr, {}};
    return std::move(out.front());
}

} // namespace playhead
