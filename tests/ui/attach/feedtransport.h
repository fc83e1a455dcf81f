// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/transport.h"

#include <condition_variable>
#include <mutex>
#include <string>

namespace playhead::test {

/// A server in this process, which tests order about: it gives messages to whoever is attached,
/// wants a password, refuses, answers late, and breaks connections. Thread-safe.
class Feed
{
public:
    /// Messages for all that is attached, or will be.
    void send(int messages);
    /// Refuses connections from now on; empty: accepts them.
    void refuse(const std::string &reason);
    /// Answers nobody who connects until it is set to false.
    void keepWaiting(bool waiting);
    /// Ends the connections that there are.
    void breakConnections(const std::string &reason);
    void wantPassword(const std::string &password);
    /// How many are connected.
    [[nodiscard]] int connected() const;

private:
    friend class FeedConnection;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    int m_sent = 0;
    int m_connected = 0;
    int m_breaks = 0;
    bool m_waiting = false;
    std::string m_refusal;
    std::string m_breakReason;
    std::string m_password;
};

/// `feed://`: reads a Feed. Its option `trace=on` changes something that others notice.
class FeedTransport : public Transport
{
public:
    explicit FeedTransport(Feed &feed) : m_feed(feed) {}

    [[nodiscard]] std::string_view scheme() const override { return "feed"; }
    [[nodiscard]] std::string_view title() const override { return "Feed"; }
    [[nodiscard]] std::string_view description() const override { return "A server in the test"; }
    [[nodiscard]] std::string_view example() const override { return "feed://localhost:7000/a"; }
    [[nodiscard]] std::string_view pathMeaning() const override { return "Topics"; }
    [[nodiscard]] std::span<const SourceOption> options() const override;
    [[nodiscard]] Result<AttachPlan> plan(const SourceUrl &url) const override;
    [[nodiscard]] Result<std::unique_ptr<SourceConnection>>
    connection(const SourceUrl &url) const override;

private:
    Feed &m_feed;
};

/// `gone://`: what a build without some library has in its place.
class GoneTransport : public FeedTransport
{
public:
    using FeedTransport::FeedTransport;

    [[nodiscard]] std::string_view scheme() const override { return "gone"; }
    [[nodiscard]] std::string_view title() const override { return "Gone"; }
    [[nodiscard]] std::string_view unavailable() const override { return "install libgone-dev."; }
};

} // namespace playhead::test
