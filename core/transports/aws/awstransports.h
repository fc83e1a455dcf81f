// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/awscredentials.h"
#include "transports/transport.h"

namespace playhead {

/// Topics of Amazon SNS, and of servers that speak like it: see SnsSource, AwsTarget and awsPlace()
/// for URLs.
class SnsTransport final : public Transport
{
public:
    explicit SnsTransport(AwsEnvironment environment = processEnvironment);

    [[nodiscard]] std::string_view scheme() const override { return "sns"; }
    [[nodiscard]] std::string_view title() const override { return "Amazon SNS"; }
    [[nodiscard]] std::string_view description() const override;
    [[nodiscard]] std::string_view example() const override;
    [[nodiscard]] std::string_view pathMeaning() const override;
    [[nodiscard]] std::span<const SourceOption> options() const override;
    [[nodiscard]] std::string sourceName(const SourceUrl &url) const override;
    [[nodiscard]] Result<AttachPlan> plan(const SourceUrl &url) const override;
    [[nodiscard]] Result<std::unique_ptr<SourceConnection>>
    connection(const SourceUrl &url) const override;
    [[nodiscard]] bool canPublish() const override { return true; }
    [[nodiscard]] Result<std::unique_ptr<Target>> target(const SourceUrl &url) const override;

private:
    AwsEnvironment m_environment;
};

/// Queues of Amazon SQS, and of servers that speak like it: see SqsSource, AwsTarget and
/// SqsDeadLetters.
class SqsTransport final : public Transport
{
public:
    explicit SqsTransport(AwsEnvironment environment = processEnvironment);

    [[nodiscard]] std::string_view scheme() const override { return "sqs"; }
    [[nodiscard]] std::string_view title() const override { return "Amazon SQS"; }
    [[nodiscard]] std::string_view description() const override;
    [[nodiscard]] std::string_view example() const override;
    [[nodiscard]] std::string_view pathMeaning() const override;
    [[nodiscard]] std::span<const SourceOption> options() const override;
    [[nodiscard]] std::string sourceName(const SourceUrl &url) const override;
    [[nodiscard]] Result<AttachPlan> plan(const SourceUrl &url) const override;
    [[nodiscard]] Result<std::unique_ptr<SourceConnection>>
    connection(const SourceUrl &url) const override;
    [[nodiscard]] bool canPublish() const override { return true; }
    [[nodiscard]] Result<std::unique_ptr<Target>> target(const SourceUrl &url) const override;
    [[nodiscard]] bool hasDeadLetters() const override { return true; }
    [[nodiscard]] Result<std::unique_ptr<DeadLetterQueue>>
    deadLetters(const SourceUrl &url) const override;

private:
    AwsEnvironment m_environment;
};

} // namespace playhead
