// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/findings/checkcontext.h"
#include "replay/findings/skewcheck.h"

#include <algorithm>
#include <vector>

namespace playhead {

/// Brings replies together with the command or query that they answer: of the same two, and about
/// the same subject, the last one without a reply. At most `maxOpen` a handler are remembered.
class RequestCheck
{
public:
    static constexpr std::size_t maxOpen = 256;

    RequestCheck(CheckContext &context, SkewCheck &skew) : m_context(context), m_skew(skew) {}

    void asked(const Step &request)
    {
        if (request.kind == StepKind::Command) ++m_context.of(request.receiver).changes;
        const auto handler = request.receiver.value();
        if (handler >= m_open.size()) m_open.resize(handler + 1U);
        auto &open = m_open[handler];
        if (open.size() >= maxOpen) open.erase(open.begin());
        open.push_back(request);
    }

    /// The request; a Reply where it is not known.
    Step answered(const Step &reply)
    {
        Step unknown;
        unknown.kind = StepKind::Reply;
        const auto handler = reply.sender.value();
        if (handler >= m_open.size()) return unknown;
        auto &open = m_open[handler];
        const auto found = std::find_if(open.rbegin(), open.rend(), [&](const Step &request) {
            return request.sender == reply.receiver && request.subject == reply.subject;
        });
        if (found == open.rend()) return unknown;
        const auto request = *found;
        open.erase(std::next(found).base());
        m_skew.compare(request.sender, request.position, request.time, reply.sender, reply);
        return request;
    }

private:
    CheckContext &m_context;
    SkewCheck &m_skew;
    std::vector<std::vector<Step>> m_open; ///< requests, by handler
};

} // namespace playhead
