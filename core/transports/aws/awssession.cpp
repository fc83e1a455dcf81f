// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/awssession.h"

#include <utility>

namespace playhead {

AwsSession::AwsSession(SourceUrl url, AwsEnvironment environment)
    : m_url(std::move(url)),
      m_environment(std::move(environment)),
      m_name(checkAwsUrl(m_url).value_or(AwsName())),
      caller(http),
      sns(caller),
      sqs(caller)
{}

Result<void> AwsSession::open()
{
    auto place = awsPlace(m_url, m_environment);
    if (!place) return tl::unexpected(place.error());
    caller.setPlace(std::move(*place));
    return {};
}

AwsResult<std::string> AwsSession::queueUrl(std::string_view nameOrArn, const std::stop_token &stop)
{
    const auto name = parseAwsName(nameOrArn, "sqs");
    if (!name) return tl::unexpected(AwsError{AwsFault::Refused, {}, name.error().message});
    return sqs.queueUrl(*name, stop);
}

ConnectionError AwsSession::outcome(const AwsError &error, std::string_view attempt,
                                    bool wasLive) const
{
    auto outcome = connectionError(error, attempt);
    if (wasLive && error.fault == AwsFault::Missing) outcome.mayPass = true;
    if (wasLive && error.fault == AwsFault::Expired)
        outcome.mayPass = caller.place().credentials.canBeRenewed;
    return outcome;
}

} // namespace playhead
