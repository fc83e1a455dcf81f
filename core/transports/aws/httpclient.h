// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace playhead {

/// A POST, signed by AWS Signature Version 4 where `signature` is set.
struct HttpCall
{
    std::string url;
    std::vector<std::string> headers; ///< `Name: value`
    std::string body;
    std::string signature; ///< `aws:amz:REGION:SERVICE`, see CURLOPT_AWS_SIGV4; empty: not signed
    std::string accessKey;
    std::string secretKey;
    std::chrono::milliseconds timeout{30'000}; ///< for all of it
};

struct HttpReply
{
    long status = 0; ///< 0: there was no answer
    std::string body;
    std::string problem; ///< why there was no answer, in libcurl's words; empty: there was one
};

/// Requests over libcurl's multi interface: any number at the same time, connections kept open and
/// used again. Requests go on only while run() or perform() is called. One thread, but for wake().
/// An answer may have 64 MiB at most; one that is longer counts as none.
class HttpClient
{
public:
    using Handler = std::function<void(HttpReply)>;

    HttpClient();
    ~HttpClient(); ///< ends what is under way; no handler is called
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    /// Begins a request. The handler is called by run() or perform(); it may start others.
    void start(HttpCall request, Handler handler);

    /// Goes on with what is under way until something was answered, or wake() was called, or `most`
    /// has passed.
    void run(std::chrono::milliseconds most);

    /// Sends and waits for the answer, or until `stop`. Others go on meanwhile.
    HttpReply perform(HttpCall request, const std::stop_token &stop);

    /// Requests under way.
    [[nodiscard]] std::size_t active() const;

    /// Ends what is under way; no handler is called.
    void cancelAll();

    /// Makes a run() that waits return. Any thread.
    void wake();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace playhead
