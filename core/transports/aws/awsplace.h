// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/awscredentials.h"

#include <string>
#include <string_view>

namespace playhead {

/// A topic or queue as a URL's path names it: `orders`, `123456789012/orders`, or an ARN.
struct AwsName
{
    std::string region;  ///< empty: not said
    std::string account; ///< empty: not said
    std::string name;

    /// `.fifo` at the end: its groups keep their order.
    [[nodiscard]] bool isFifo() const { return name.ends_with(".fifo"); }
};

/// Fails for what is no name; `service` is `sns` or `sqs`.
[[nodiscard]] Result<AwsName> parseAwsName(std::string_view path, std::string_view service);

/// Where SNS and SQS are, and who we are to them.
struct AwsPlace
{
    std::string region;
    std::string snsEndpoint; ///< `https://sns.eu-west-1.amazonaws.com`
    std::string sqsEndpoint;
    AwsCredentials credentials;
};

/// From a URL `sns://WHERE/TOPIC` or `sqs://WHERE/QUEUE`. WHERE is a region (`eu-west-1`), nothing
/// (the region of AWS_REGION, AWS_DEFAULT_REGION or the profile), the host of AWS's own endpoint
/// (`sqs.eu-west-1.amazonaws.com`, so that a queue's URL needs another scheme only), or the address
/// of a server that speaks like AWS (`localhost:4566`; the option `tls` for https). The option
/// `endpoint`, AWS_ENDPOINT_URL_SNS, AWS_ENDPOINT_URL_SQS, AWS_ENDPOINT_URL and the profile's
/// `endpoint_url` name any other. A server on this machine gets the key `test` where there is none.
[[nodiscard]] Result<AwsPlace> awsPlace(const SourceUrl &url, const AwsEnvironment &environment);

/// Fails for what is wrong with the URL itself: the path, `endpoint`. Looks at nothing else.
[[nodiscard]] Result<AwsName> checkAwsUrl(const SourceUrl &url);

/// What a source, a target or a queue of dead letters at this URL is called: `sqs orders` with
/// where it is: `sqs localhost:4566/orders`.
[[nodiscard]] std::string awsSourceName(const SourceUrl &url);

} // namespace playhead
