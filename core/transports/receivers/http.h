// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace playhead {

/// A request as it arrived; while only its head has, the body is empty.
struct ReceivedRequest
{
    std::string method;
    std::string path; ///< without the query
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    /// The value of a header, by its name in any case; empty: it is not there.
    [[nodiscard]] std::string_view header(std::string_view name) const
    {
        const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
        for (const auto &[key, value] : headers)
            if (std::ranges::equal(key, name, {}, lower, lower)) return value;
        return {};
    }
};

struct RequestAnswer
{
    unsigned status = 200;
    std::string body;
    std::string contentType = "application/json";
    std::vector<std::pair<std::string, std::string>> headers; ///< further ones
};

/// Who answers the requests of an HttpListener.
class HttpService
{
public:
    virtual ~HttpService() = default;

    /// Looks at the head before the body is read; an answer refuses the request, and ends the
    /// connection. Must not wait. The listener's thread.
    virtual std::optional<RequestAnswer> refusal(const ReceivedRequest &head) = 0;
    /// Answers a whole request; may wait. One of the listener's worker threads.
    virtual RequestAnswer answer(const ReceivedRequest &request) = 0;
    /// How something wrong is said: `{"message": "..."}`. Any thread.
    [[nodiscard]] static RequestAnswer problem(unsigned status, std::string_view message);
};

} // namespace playhead
