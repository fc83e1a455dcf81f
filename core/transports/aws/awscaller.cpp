// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/awscaller.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr int mostAttempts = 5;
constexpr auto firstWait = std::chrono::milliseconds(100);

std::string_view serviceName(AwsCall::Service service)
{
    return service == AwsCall::Service::Sqs ? "sqs" : "sns";
}

AwsAnswer answerOf(HttpReply answer, AwsCall::Service service)
{
    if (answer.status == 200) return std::move(answer.body);
    return tl::unexpected(awsErrorOf(answer, serviceName(service)));
}

} // namespace

void waitWith(HttpClient &http, std::chrono::milliseconds time, const std::stop_token &stop)
{
    using Clock = std::chrono::steady_clock;
    constexpr auto step = std::chrono::milliseconds(100);
    const auto until = Clock::now() + time;
    while (!stop.stop_requested()) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        if (left <= std::chrono::milliseconds::zero()) return;
        http.run(std::min(left, step));
    }
}

HttpCall AwsCaller::request(AwsCall call) const
{
    HttpCall request;
    if (call.service == AwsCall::Service::Sqs) {
        request.url = m_place.sqsEndpoint;
        request.headers = {"Content-Type: application/x-amz-json-1.0",
                           "X-Amz-Target: AmazonSQS." + call.action};
        request.body = std::move(call.body);
    } else {
        request.url = m_place.snsEndpoint;
        request.headers = {"Content-Type: application/x-www-form-urlencoded"};
        request.body = fmt::format("Action={}&Version=2010-03-31{}{}", call.action,
                                   call.body.empty() ? "" : "&", call.body);
    }
    if (!request.url.ends_with('/')) request.url += '/';
    const auto &credentials = m_place.credentials;
    if (!credentials.sessionToken.empty())
        request.headers.push_back("X-Amz-Security-Token: " + credentials.sessionToken);
    request.signature = fmt::format("aws:amz:{}:{}", m_place.region, serviceName(call.service));
    request.accessKey = credentials.accessKey;
    request.secretKey = credentials.secretKey;
    request.timeout = call.timeout;
    return request;
}

void AwsCaller::start(AwsCall call, Handler handler)
{
    const auto service = call.service;
    m_http.start(request(std::move(call)),
                 [service, handler = std::move(handler)](HttpReply answer) {
                     handler(answerOf(std::move(answer), service));
                 });
}

AwsAnswer AwsCaller::call(AwsCall call, const std::stop_token &stop)
{
    auto wait = firstWait;
    for (int attempt = 1;; ++attempt) {
        auto http = m_http.perform(request(call), stop);
        if (stop.stop_requested() && http.status == 0)
            return tl::unexpected(AwsError{AwsFault::Stopped, {}, "asked to stop"});
        auto answer = answerOf(std::move(http), call.service);
        const bool isAgain =
            !answer && attempt < mostAttempts
            && (answer.error().fault == AwsFault::Throttled
                || (answer.error().fault == AwsFault::Unreachable && !answer.error().code.empty()));
        if (!isAgain) return answer;
        waitWith(m_http, wait, stop);
        wait *= 2;
    }
}

} // namespace playhead
