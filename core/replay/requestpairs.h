// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/step.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <vector>

namespace playhead {

/// Brings replies together with the command or query that they answer: of the same two, and about
/// the same subject, the last one without a reply. At most `maxOpen` a handler are remembered. One
/// thread.
class RequestPairs
{
public:
    static constexpr std::size_t maxOpen = 256;

    void asked(const Step &request)
    {
        const auto handler = request.receiver.value();
        if (handler >= m_open.size()) m_open.resize(handler + 1U);
        auto &open = m_open[handler];
        if (open.size() >= maxOpen) open.erase(open.begin());
        open.push_back(request);
    }

    /// The request; nothing where it is not known.
    std::optional<Step> answered(const Step &reply)
    {
        const auto handler = reply.sender.value();
        if (handler >= m_open.size()) return std::nullopt;
        auto &open = m_open[handler];
        const auto found = std::find_if(open.rbegin(), open.rend(), [&](const Step &request) {
            return request.sender == reply.receiver && request.subject == reply.subject;
        });
        if (found == open.rend()) return std::nullopt;
        const auto request = *found;
        open.erase(std::next(found).base());
        return request;
    }

private:
    std::vector<std::vector<Step>> m_open; ///< requests, by handler
};

} // namespace playhead
