// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/sourceconnection.h"

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace playhead {

struct HttpReply;

/// What kind of refusal it was.
enum class AwsFault {
    Stopped,     ///< we were asked to stop; nothing is known about the request
    Unreachable, ///< no answer, or the server is in trouble
    Throttled,   ///< too many requests
    Expired,     ///< the session token
    Skewed,      ///< our clock and the server's differ too much
    Denied,      ///< the key is good, but may not
    WrongKey,    ///< the key or its signature is not accepted
    Missing,     ///< no such topic or queue
    Unknown,     ///< the server does not know this action
    Refused      ///< anything else
};

/// Why a request to AWS, or to what speaks like it, gave nothing.
struct AwsError
{
    AwsFault fault = AwsFault::Refused;
    std::string code;    ///< `QueueDoesNotExist`; empty: there was no answer
    std::string message; ///< in the words of the server, or of libcurl
};

template <class T> using AwsResult = tl::expected<T, AwsError>;

/// The error that an answer is. `service` is `sqs` (AWS JSON) or `sns` (XML); any other body is
/// told by its status.
[[nodiscard]] AwsError awsErrorOf(const HttpReply &answer, std::string_view service);

/// The kind that a code stands for.
[[nodiscard]] AwsFault awsFaultOf(std::string_view code, std::string_view message, long status);

/// Trying the same again, with the same key, may help.
[[nodiscard]] bool mayPass(const AwsError &error);

/// For a person: what was tried (`Subscribing to orders`), why it failed, and what can be done.
[[nodiscard]] std::string explained(const AwsError &error, std::string_view attempt);

/// The same for a source.
[[nodiscard]] ConnectionError connectionError(const AwsError &error, std::string_view attempt);

} // namespace playhead
