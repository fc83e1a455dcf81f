// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/awsplace.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace playhead {
namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '-' || c == '_';
}

bool isName(std::string_view text)
{
    constexpr std::string_view fifo = ".fifo";
    if (text.ends_with(fifo)) text.remove_suffix(fifo.size());
    return !text.empty() && text.size() <= 256 && std::ranges::all_of(text, isNameCharacter);
}

std::vector<std::string_view> split(std::string_view text, char at)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(at);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// `eu-west-1`, `us-gov-east-1`.
bool isRegion(std::string_view text)
{
    const auto parts = split(text, '-');
    return parts.size() >= 3 && std::ranges::all_of(parts.back(), isDigit) && !parts.back().empty()
           && std::all_of(parts.begin(), parts.end() - 1, [](std::string_view part) {
                  return part.size() >= 2
                         && std::ranges::all_of(part, [](char c) { return c >= 'a' && c <= 'z'; });
              });
}

/// The region that the host of one of AWS's own endpoints is in; empty: it is none.
std::string_view regionOfHost(std::string_view host)
{
    if (isRegion(host)) return host;
    const auto parts = split(host, '.');
    const bool isAws = parts.size() >= 4 && (parts[0] == "sns" || parts[0] == "sqs")
                       && parts[2] == "amazonaws" && isRegion(parts[1]);
    return isAws ? parts[1] : std::string_view();
}

std::string awsEndpoint(std::string_view service, std::string_view region)
{
    return fmt::format("https://{}.{}.amazonaws.com{}", service, region,
                       region.starts_with("cn-") ? ".cn" : "");
}

bool isEndpoint(std::string_view text)
{
    return text.starts_with("http://") || text.starts_with("https://");
}

bool isOnThisMachine(std::string_view endpoint)
{
    const auto start = endpoint.find("://");
    const auto host = endpoint.substr(start == std::string_view::npos ? 0 : start + 3);
    return host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("[::1]");
}

std::string firstOf(std::initializer_list<std::string> texts)
{
    for (const auto &text : texts)
        if (!text.empty()) return text;
    return {};
}

std::string optionOf(const SourceUrl &url, std::string_view name)
{
    return std::string(url.option(name).value_or(""));
}

} // namespace

Result<AwsName> parseAwsName(std::string_view path, std::string_view service)
{
    const std::string_view what = service == "sns" ? "topic" : "queue";
    const auto refused = [&] {
        return failure(fmt::format("'{}' names no {}. Write its name (orders, orders.fifo), the "
                                   "account and the name (123456789012/orders), or its ARN "
                                   "(arn:aws:{}:eu-west-1:123456789012:orders).",
                                   path, what, service));
    };
    AwsName name;
    if (path.starts_with("arn:")) {
        const auto parts = split(path, ':');
        if (parts.size() != 6 || parts[2] != service) return refused();
        name = {std::string(parts[3]), std::string(parts[4]), std::string(parts[5])};
    } else if (const auto slash = path.find('/'); slash != std::string_view::npos) {
        name.account = path.substr(0, slash);
        name.name = path.substr(slash + 1);
        if (name.account.empty() || !std::ranges::all_of(name.account, isDigit)) return refused();
    } else {
        name.name = path;
    }
    if (!isName(name.name)) return refused();
    return name;
}

Result<AwsName> checkAwsUrl(const SourceUrl &url)
{
    const auto endpoint = url.option("endpoint");
    if (endpoint && !isEndpoint(*endpoint))
        return failure(fmt::format("'{}' in {} is no endpoint. Write a URL, such as "
                                   "endpoint=http://localhost:4566.",
                                   *endpoint, url.text()));
    return parseAwsName(url.path, url.scheme);
}

Result<AwsPlace> awsPlace(const SourceUrl &url, const AwsEnvironment &environment)
{
    const auto name = checkAwsUrl(url);
    if (!name) return tl::unexpected(name.error());
    const auto profile = awsProfile(optionOf(url, "profile"), environment);
    const auto setting = [&](std::string_view key) {
        const auto found = profile.find(key);
        return found == profile.end() ? std::string() : found->second;
    };
    const std::string hostRegion(regionOfHost(url.host));
    std::string own = optionOf(url, "endpoint");
    if (own.empty() && !url.host.empty() && hostRegion.empty())
        own = fmt::format("{}://{}", url.option("tls") == "yes" ? "https" : "http", url.address());
    AwsPlace place;
    const auto everywhere = [&](const char *variable) {
        return firstOf(
            {own, environment(variable), environment("AWS_ENDPOINT_URL"), setting("endpoint_url")});
    };
    place.snsEndpoint = everywhere("AWS_ENDPOINT_URL_SNS");
    place.sqsEndpoint = everywhere("AWS_ENDPOINT_URL_SQS");
    const bool isLocal = isOnThisMachine(place.sqsEndpoint);
    place.region =
        firstOf({optionOf(url, "region"), hostRegion, name->region, environment("AWS_REGION"),
                 environment("AWS_DEFAULT_REGION"), setting("region"), isLocal ? "us-east-1" : ""});
    if (place.region.empty())
        return failure(fmt::format("{} does not say in which region. Write it, such as "
                                   "{}://eu-west-1/{}, or set AWS_REGION.",
                                   url.text(), url.scheme, name->name));
    if (place.snsEndpoint.empty()) place.snsEndpoint = awsEndpoint("sns", place.region);
    if (place.sqsEndpoint.empty()) place.sqsEndpoint = awsEndpoint("sqs", place.region);
    auto credentials = awsCredentials(url, environment);
    if (credentials) {
        place.credentials = std::move(*credentials);
    } else if (isLocal && url.user.empty() && optionOf(url, "profile").empty()) {
        place.credentials = {"test", "test", {}, false};
    } else {
        return tl::unexpected(credentials.error());
    }
    return place;
}

std::string awsSourceName(const SourceUrl &url)
{
    const auto name = url.path.substr(url.path.find_last_of("/:") + 1);
    if (url.host.empty()) return fmt::format("{} {}", url.scheme, name);
    return fmt::format("{} {}/{}", url.scheme, url.address(), name);
}

} // namespace playhead
