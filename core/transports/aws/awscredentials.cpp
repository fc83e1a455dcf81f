// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/awscredentials.h"

#include "formats/jsontext.h"
#include "transports/aws/smallfile.h"

#include <cstdlib>

#include <fmt/format.h>

namespace playhead {
namespace {

std::string pathOf(const char *variable, std::string_view usual, const AwsEnvironment &environment)
{
    auto path = environment(variable);
    if (!path.empty()) return path;
    const auto home = environment("HOME");
    return home.empty() ? std::string() : fmt::format("{}/.aws/{}", home, usual);
}

std::string valueOf(const AwsProfile &profile, std::string_view name)
{
    const auto found = profile.find(name);
    return found == profile.end() ? std::string() : found->second;
}

Result<AwsCredentials> ofProfile(std::string_view name, const AwsEnvironment &environment)
{
    const auto profile = awsProfile(name, environment);
    AwsCredentials credentials{valueOf(profile, "aws_access_key_id"),
                               valueOf(profile, "aws_secret_access_key"),
                               valueOf(profile, "aws_session_token"), true};
    if (!credentials.accessKey.empty() && !credentials.secretKey.empty()) return credentials;
    const auto shown = name.empty() ? std::string("in use") : fmt::format("'{}'", name);
    for (const auto *way : {"sso_session", "sso_start_url", "role_arn", "credential_process"}) {
        if (profile.contains(way))
            return failure(fmt::format("The AWS profile {} has no keys of its own but gets them by "
                                       "{}. Run 'aws configure export-credentials --format env', "
                                       "set what it prints, and start again.",
                                       shown, way));
    }
    if (!name.empty())
        return failure(fmt::format("There is no AWS profile {} with keys in ~/.aws/credentials or "
                                   "~/.aws/config.",
                                   shown));
    return failure("There are no AWS credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY "
                   "(and AWS_SESSION_TOKEN), or run 'aws configure', or name a profile with the "
                   "option profile.");
}

} // namespace

std::string processEnvironment(const char *name)
{
    const char *value = std::getenv(name);
    return value == nullptr ? std::string() : value;
}

AwsProfile readAwsProfile(std::string_view text, std::string_view name, bool isConfig)
{
    AwsProfile profile;
    bool isWanted = false;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto raw = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        const auto line = trimmedJson(raw);
        if (line.empty() || line.front() == '#' || line.front() == ';') continue;
        if (line.front() == '[') {
            auto section = trimmedJson(line.substr(1, line.find(']') - 1));
            constexpr std::string_view prefix = "profile ";
            const bool isPrefixed = section.starts_with(prefix);
            if (isPrefixed) section = trimmedJson(section.substr(prefix.size()));
            isWanted = section == name && (!isConfig || isPrefixed || name == "default");
            continue;
        }
        const auto equals = line.find('=');
        // What is indented belongs to a nested setting.
        if (!isWanted || equals == std::string_view::npos || raw.front() == ' '
            || raw.front() == '\t')
            continue;
        profile[std::string(trimmedJson(line.substr(0, equals)))] =
            trimmedJson(line.substr(equals + 1));
    }
    return profile;
}

AwsProfile awsProfile(std::string_view name, const AwsEnvironment &environment)
{
    std::string wanted(name);
    for (const auto *variable : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"})
        if (wanted.empty()) wanted = environment(variable);
    if (wanted.empty()) wanted = "default";
    auto profile = readAwsProfile(
        textOfFile(pathOf("AWS_SHARED_CREDENTIALS_FILE", "credentials", environment)), wanted,
        false);
    profile.merge(
        readAwsProfile(textOfFile(pathOf("AWS_CONFIG_FILE", "config", environment)), wanted, true));
    return profile;
}

Result<AwsCredentials> awsCredentials(const SourceUrl &url, const AwsEnvironment &environment)
{
    if (!url.user.empty()) {
        if (url.password.empty())
            return failure(fmt::format("{} has an access key and no secret. Write "
                                       "KEY:SECRET@ in front of the host, or leave both out and "
                                       "use the environment or a profile.",
                                       url.text()));
        return AwsCredentials{url.user, url.password,
                              std::string(url.option("session-token").value_or("")), false};
    }
    if (const auto profile = url.option("profile"); profile && !profile->empty())
        return ofProfile(*profile, environment);
    AwsCredentials credentials{environment("AWS_ACCESS_KEY_ID"),
                               environment("AWS_SECRET_ACCESS_KEY"),
                               environment("AWS_SESSION_TOKEN"), false};
    if (!credentials.accessKey.empty() && !credentials.secretKey.empty()) return credentials;
    return ofProfile({}, environment);
}

} // namespace playhead
