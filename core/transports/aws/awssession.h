// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/snsclient.h"
#include "transports/aws/sqsclient.h"

#include <optional>
#include <string_view>

namespace playhead {

/// The clients of SNS and SQS at the place of one URL, for whatever goes on there. One thread, but
/// for HttpClient::wake().
class AwsSession
{
public:
    AwsSession(SourceUrl url, AwsEnvironment environment);

    /// Looks anew where it is and who we are: credentials may have been renewed. Contacts nobody.
    Result<void> open();

    /// The URL of the queue that a name, with or without an account, or an ARN stands for.
    AwsResult<std::string> queueUrl(std::string_view nameOrArn, const std::stop_token &stop);

    [[nodiscard]] const SourceUrl &url() const { return m_url; }
    /// What the path of the URL names; meaningful where checkAwsUrl() accepts the URL.
    [[nodiscard]] const AwsName &name() const { return m_name; }

    /// The error for a source. Where it `wasLive`, what is missing may come again, and a token that
    /// a file holds may be renewed.
    [[nodiscard]] ConnectionError outcome(const AwsError &error, std::string_view attempt,
                                          bool wasLive) const;

private:
    SourceUrl m_url;
    AwsEnvironment m_environment;
    AwsName m_name;

public:
    HttpClient http;
    AwsCaller caller;
    SnsClient sns;
    SqsClient sqs;
};

} // namespace playhead
