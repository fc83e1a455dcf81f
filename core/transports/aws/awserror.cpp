// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/awserror.h"

#include "transports/aws/httpclient.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <pugixml.hpp>
#include <simdjson.h>

namespace playhead {
namespace {

template <std::size_t N>
bool isOneOf(std::string_view code, const std::array<std::string_view, N> &codes)
{
    return std::ranges::find(codes, code) != codes.end();
}

constexpr std::array<std::string_view, 8> throttled = {"Throttling",
                                                       "ThrottlingException",
                                                       "Throttled",
                                                       "TooManyRequestsException",
                                                       "RequestThrottled",
                                                       "RequestThrottledException",
                                                       "RequestLimitExceeded",
                                                       "SlowDown"};
constexpr std::array<std::string_view, 3> expired = {"ExpiredToken", "ExpiredTokenException",
                                                     "TokenRefreshRequired"};
constexpr std::array<std::string_view, 2> skewed = {"RequestTimeTooSkewed", "RequestExpired"};
constexpr std::array<std::string_view, 5> denied = {"AccessDenied", "AccessDeniedException",
                                                    "AuthorizationError",
                                                    "AuthorizationErrorException", "OptInRequired"};
constexpr std::array<std::string_view, 8> wrongKey = {
    "InvalidClientTokenId",  "UnrecognizedClientException", "InvalidAccessKeyId",
    "SignatureDoesNotMatch", "InvalidSignatureException",   "InvalidSecurity",
    "IncompleteSignature",   "MissingAuthenticationToken"};
constexpr std::array<std::string_view, 6> missing = {
    "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue",
    "NonExistentQueue",  "NotFound",
    "NotFoundException", "ResourceNotFoundException"};
constexpr std::array<std::string_view, 4> unknown = {"InvalidAction", "UnknownOperationException",
                                                     "UnsupportedOperation", "NotImplemented"};

void readJson(const HttpReply &answer, AwsError &error)
{
    simdjson::dom::parser parser;
    simdjson::dom::element body;
    std::string_view text;
    if (parser.parse(answer.body.data(), answer.body.size()).get(body) != simdjson::SUCCESS) return;
    // `com.amazonaws.sqs#QueueDoesNotExist`
    if (body.at_key("__type").get_string().get(text) == simdjson::SUCCESS)
        error.code = text.substr(text.find('#') + 1);
    for (const auto *name : {"message", "Message"})
        if (body.at_key(name).get_string().get(text) == simdjson::SUCCESS) error.message = text;
}

void readXml(const HttpReply &answer, AwsError &error)
{
    pugi::xml_document document;
    if (!document.load_buffer(answer.body.data(), answer.body.size())) return;
    const auto node = document.child("ErrorResponse").child("Error");
    error.code = node.child_value("Code");
    error.message = node.child_value("Message");
}

/// What a person can do about it.
std::string_view advice(AwsFault fault)
{
    switch (fault) {
    case AwsFault::Unreachable:
    case AwsFault::Stopped:
    case AwsFault::Refused: break;
    case AwsFault::Throttled: return "Too many requests for now; it is tried again more slowly.";
    case AwsFault::Expired:
        return "The session token has expired: get new credentials (such as by 'aws sso login' or "
               "from where AWS_SESSION_TOKEN came), then attach again.";
    case AwsFault::Skewed: return "The clock of this machine is wrong: set it.";
    case AwsFault::Denied:
        return "Ask for this permission, or use another profile (option profile).";
    case AwsFault::WrongKey:
        return "Look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or at the profile.";
    case AwsFault::Missing: return "Look at the name, the account and the region.";
    case AwsFault::Unknown: return "This server does not know how.";
    }
    return {};
}

} // namespace

AwsFault awsFaultOf(std::string_view code, std::string_view message, long status)
{
    if (isOneOf(code, throttled) || status == 429) return AwsFault::Throttled;
    if (isOneOf(code, expired)) return AwsFault::Expired;
    // `Signature expired: 20260101T000000Z is now earlier than ...`, `Signature not yet current`
    if (isOneOf(code, skewed)
        || (isOneOf(code, wrongKey)
            && (message.find("Signature expired") != std::string_view::npos
                || message.find("not yet current") != std::string_view::npos)))
        return AwsFault::Skewed;
    if (isOneOf(code, denied)) return AwsFault::Denied;
    if (isOneOf(code, wrongKey)) return AwsFault::WrongKey;
    if (isOneOf(code, missing)) return AwsFault::Missing;
    if (isOneOf(code, unknown)) return AwsFault::Unknown;
    if (status >= 500) return AwsFault::Unreachable;
    if (status == 401 || status == 403) return AwsFault::Denied;
    return AwsFault::Refused;
}

AwsError awsErrorOf(const HttpReply &answer, std::string_view service)
{
    AwsError error;
    if (answer.status == 0) {
        error.fault = AwsFault::Unreachable;
        error.message = answer.problem;
        return error;
    }
    if (service == "sqs")
        readJson(answer, error);
    else
        readXml(answer, error);
    if (error.message.empty()) error.message = fmt::format("status {}", answer.status);
    error.fault = awsFaultOf(error.code, error.message, answer.status);
    return error;
}

bool mayPass(const AwsError &error)
{
    return error.fault == AwsFault::Unreachable || error.fault == AwsFault::Throttled
           || error.fault == AwsFault::Stopped;
}

std::string explained(const AwsError &error, std::string_view attempt)
{
    auto text = fmt::format("{} failed: ", attempt);
    if (!error.code.empty()) text += error.code + ": ";
    text += error.message.empty() ? std::string("no answer") : error.message;
    if (!text.ends_with('.')) text += '.';
    if (const auto help = advice(error.fault); !help.empty()) text += fmt::format(" {}", help);
    return text;
}

ConnectionError connectionError(const AwsError &error, std::string_view attempt)
{
    return {explained(error, attempt), mayPass(error)};
}

} // namespace playhead
