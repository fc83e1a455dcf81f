// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/findings/checkcontext.h"
#include "replay/findings/skewcheck.h"
#include "replay/requestpairs.h"

#include <optional>

namespace playhead {

/// Counts commands, and compares the times of requests and their replies.
class RequestCheck
{
public:
    RequestCheck(CheckContext &context, SkewCheck &skew) : m_context(context), m_skew(skew) {}

    void asked(const Step &request)
    {
        if (request.kind == StepKind::Command) ++m_context.of(request.receiver).changes;
        m_pairs.asked(request);
    }

    /// The request; nothing where it is not known.
    std::optional<Step> answered(const Step &reply)
    {
        const auto request = m_pairs.answered(reply);
        if (request)
            m_skew.compare(request->sender, request->position, request->time, reply.sender, reply);
        return request;
    }

private:
    CheckContext &m_context;
    SkewCheck &m_skew;
    RequestPairs m_pairs;
};

} // namespace playhead
