// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/awserror.h"
#include "transports/aws/awsplace.h"
#include "transports/aws/httpclient.h"

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <utility>

namespace playhead {

/// One action of SQS or SNS.
struct AwsCall
{
    enum class Service { Sqs, Sns };
    Service service = Service::Sqs;
    std::string action; ///< `ReceiveMessage`
    std::string body;   ///< JSON for SQS; for SNS a form, without Action and Version
    std::chrono::milliseconds timeout{30'000};
};

/// The body of the answer.
using AwsAnswer = AwsResult<std::string>;

/// Signs and sends calls: SQS speaks AWS JSON 1.0, SNS the Query protocol. One thread, that of the
/// HttpClient, which must live longer.
///
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference,
/// https://docs.aws.amazon.com/sns/latest/api.
class AwsCaller
{
public:
    using Handler = std::function<void(AwsAnswer)>;

    explicit AwsCaller(HttpClient &http) : m_http(http) {}

    /// Where calls go from now on, and as whom.
    void setPlace(AwsPlace place) { m_place = std::move(place); }

    /// Begins a call; the handler is called by HttpClient::run(). Tried once.
    void start(AwsCall call, Handler handler);

    /// Calls and waits. Where the server is throttled or in trouble it is tried again, up to four
    /// times with back-off; not where there was no answer at all.
    AwsAnswer call(AwsCall call, const std::stop_token &stop);

    [[nodiscard]] HttpClient &http() { return m_http; }
    [[nodiscard]] const AwsPlace &place() const { return m_place; }

private:
    [[nodiscard]] HttpCall request(AwsCall call) const;

    HttpClient &m_http;
    AwsPlace m_place;
};

/// Waits, going on with what is under way, at most until `stop`.
void waitWith(HttpClient &http, std::chrono::milliseconds time, const std::stop_token &stop);

} // namespace playhead
