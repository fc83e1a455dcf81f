// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/awstransports.h"

#include "transports/aws/awsplace.h"
#include "transports/aws/awstarget.h"
#include "transports/aws/snssource.h"
#include "transports/aws/sqsdeadletters.h"
#include "transports/aws/sqssource.h"
#include "transports/aws/tapqueuename.h"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr SourceOption regionOption{
    "region", "The region, where the host does not say it", "AWS_REGION, or the profile's", {}};
constexpr SourceOption profileOption{
    "profile", "The profile that has the credentials", "AWS_PROFILE, or default", {}};
constexpr SourceOption endpointOption{
    "endpoint", "The URL of a server that speaks like AWS", "AWS_ENDPOINT_URL, or Amazon's", {}};
constexpr SourceOption tlsOption{"tls", "Whether the server of the host is reached by https", "no",
                                 "yes|no"};
constexpr SourceOption tokenOption{
    "session-token", "The session token of the key that the URL names", {}, {}};
constexpr SourceOption typeOption{"type",
                                  "Where a message has the event's type: header:NAME or data.PATH",
                                  "the usual names",
                                  {}};
constexpr SourceOption subjectOption{"subject",
                                     "Where it has the subject: header:NAME or data.PATH",
                                     "the usual names, or the message group",
                                     {}};
constexpr SourceOption correlationOption{
    "correlation",
    "Where it has the correlation id: header:NAME or data.PATH",
    "the usual names",
    {}};
constexpr SourceOption causationOption{
    "causation", "Where it has the causation id: header:NAME or data.PATH", "the usual names", {}};

constexpr std::array snsOptions = {
    regionOption,
    profileOption,
    endpointOption,
    tlsOption,
    tokenOption,
    SourceOption{"raw", "Have messages come without the envelope of SNS", "no", "yes|no"},
    typeOption,
    subjectOption,
    correlationOption,
    causationOption};

constexpr std::array sqsOptions = {
    regionOption,
    profileOption,
    endpointOption,
    tlsOption,
    tokenOption,
    SourceOption{"every", "How long to rest after a look that brought nothing new", "10s", {}},
    SourceOption{"careful", "Rather see less than have a message dead-lettered by looking at it",
                 "yes", "yes|no"},
    SourceOption{"deadletters",
                 "The queue of dead letters to look into too; no: none",
                 "as the redrive policy says",
                 {}},
    SourceOption{"to", "Dead letters: the queue to redrive to", "where they came from", {}},
    typeOption,
    subjectOption,
    correlationOption,
    causationOption};

using Kind = AttachEffect::Kind;

Result<AwsName> check(const Transport &transport, const SourceUrl &url)
{
    if (const auto options = checkOptions(transport, url); !options)
        return tl::unexpected(options.error());
    if (const auto naming = MessageNaming::fromUrl(url); !naming)
        return tl::unexpected(naming.error());
    return checkAwsUrl(url);
}

Result<std::unique_ptr<Target>> makeTarget(const Transport &transport, const SourceUrl &url,
                                           const AwsEnvironment &environment)
{
    if (const auto name = check(transport, url); !name) return tl::unexpected(name.error());
    return std::make_unique<AwsTarget>(url, environment);
}

Result<SqsSourceOptions> sqsSourceOptions(const SourceUrl &url)
{
    SqsSourceOptions options;
    options.naming = MessageNaming::fromUrl(url).value_or(MessageNaming());
    options.isCareful = url.option("careful") != "no";
    options.deadLetters = url.option("deadletters").value_or("");
    if (const auto every = url.option("every")) {
        const auto time = parseDuration(*every);
        if (!time || *time < 100 * nanosecondsPerMillisecond)
            return failure(fmt::format("'{}' in {} is no time to rest. Write 100ms or more, such "
                                       "as every=10s.",
                                       *every, url.text()));
        options.every = std::chrono::milliseconds(*time / nanosecondsPerMillisecond);
    }
    return options;
}

} // namespace

SnsTransport::SnsTransport(AwsEnvironment environment) : m_environment(std::move(environment)) {}

std::string_view SnsTransport::description() const
{
    return "A topic, through a queue of its own that is subscribed to it";
}

std::string_view SnsTransport::example() const
{
    return "sns://eu-west-1/orders";
}

std::string_view SnsTransport::pathMeaning() const
{
    return "The topic: its name, ACCOUNT/NAME or its ARN";
}

std::span<const SourceOption> SnsTransport::options() const
{
    return snsOptions;
}

std::string SnsTransport::sourceName(const SourceUrl &url) const
{
    return awsSourceName(url);
}

Result<AttachPlan> SnsTransport::plan(const SourceUrl &url) const
{
    const auto name = check(*this, url);
    if (!name) return tl::unexpected(name.error());
    AttachPlan plan;
    plan.effects = {
        {Kind::Makes, fmt::format("Makes a queue of its own, {}..., and subscribes it to the topic "
                                  "{}. Both are removed on detaching, or, after a crash, on the "
                                  "next start on this machine.",
                                  tapQueuePrefix, name->name)},
        {Kind::None, "Other subscriptions and their messages are not touched."}};
    return plan;
}

Result<std::unique_ptr<SourceConnection>> SnsTransport::connection(const SourceUrl &url) const
{
    if (const auto name = check(*this, url); !name) return tl::unexpected(name.error());
    return std::make_unique<SnsSource>(url, *MessageNaming::fromUrl(url),
                                       url.option("raw") == "yes", m_environment);
}

Result<std::unique_ptr<Target>> SnsTransport::target(const SourceUrl &url) const
{
    return makeTarget(*this, url, m_environment);
}

SqsTransport::SqsTransport(AwsEnvironment environment) : m_environment(std::move(environment)) {}

std::string_view SqsTransport::description() const
{
    return "A queue that others consume: each message is looked at and given back";
}

std::string_view SqsTransport::example() const
{
    return "sqs://eu-west-1/orders";
}

std::string_view SqsTransport::pathMeaning() const
{
    return "The queue: its name, ACCOUNT/NAME or its ARN";
}

std::span<const SourceOption> SqsTransport::options() const
{
    return sqsOptions;
}

std::string SqsTransport::sourceName(const SourceUrl &url) const
{
    return awsSourceName(url);
}

Result<AttachPlan> SqsTransport::plan(const SourceUrl &url) const
{
    const auto name = check(*this, url);
    if (!name) return tl::unexpected(name.error());
    const auto options = sqsSourceOptions(url);
    if (!options) return tl::unexpected(options.error());
    AttachPlan plan;
    plan.effects.push_back(
        {Kind::Consumes, fmt::format("Takes messages of {} from its consumers and gives each back "
                                     "at once: SQS has no way to look without receiving. Each "
                                     "look raises a message's receive count.",
                                     name->name)});
    plan.effects.push_back(
        options->isCareful
            ? AttachEffect{Kind::None, "Where a redrive policy counts receives, it stops looking "
                                       "before a message would be dead-lettered by that."}
            : AttachEffect{Kind::Consumes, "Where a redrive policy counts receives, looking may "
                                           "dead-letter messages (careful=no)."});
    if (options->deadLetters != "no")
        plan.effects.push_back(
            {Kind::Consumes,
             fmt::format("Looks into {} in the same way.",
                         options->deadLetters.empty() ? "its queue of dead letters, if it has one,"
                                                      : options->deadLetters)});
    plan.effects.push_back({Kind::None, "Nothing is deleted. What is consumed before it is looked "
                                        "at is not seen: attach to the topic in front of it to see "
                                        "everything."});
    return plan;
}

Result<std::unique_ptr<SourceConnection>> SqsTransport::connection(const SourceUrl &url) const
{
    if (const auto name = check(*this, url); !name) return tl::unexpected(name.error());
    auto options = sqsSourceOptions(url);
    if (!options) return tl::unexpected(options.error());
    return std::make_unique<SqsSource>(url, std::move(*options), m_environment);
}

Result<std::unique_ptr<Target>> SqsTransport::target(const SourceUrl &url) const
{
    return makeTarget(*this, url, m_environment);
}

Result<std::unique_ptr<DeadLetterQueue>> SqsTransport::deadLetters(const SourceUrl &url) const
{
    if (const auto name = check(*this, url); !name) return tl::unexpected(name.error());
    return std::make_unique<SqsDeadLetters>(url, m_environment);
}

} // namespace playhead
