// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "transports/sourceurl.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace playhead {

/// Reads a variable of the environment; empty: not set.
using AwsEnvironment = std::function<std::string(const char *name)>;

/// The environment of this process.
[[nodiscard]] std::string processEnvironment(const char *name);

/// Who we are to AWS. In memory only: never in a message, a log or a case.
struct AwsCredentials
{
    std::string accessKey;
    std::string secretKey;
    std::string sessionToken;  ///< empty: none
    bool canBeRenewed = false; ///< read from a file, which others may write anew
};

/// The settings of one profile: those of the shared credentials file and of the config file
/// together; the former win. Empty for a profile that neither has.
///
/// Files and format: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
using AwsProfile = std::map<std::string, std::string, std::less<>>;

/// `name` empty: AWS_PROFILE, AWS_DEFAULT_PROFILE or `default`.
[[nodiscard]] AwsProfile awsProfile(std::string_view name, const AwsEnvironment &environment);

/// The settings of a profile in the text of such a file. `isConfig`: sections are called
/// `profile NAME` but for the default one.
[[nodiscard]] AwsProfile readAwsProfile(std::string_view text, std::string_view name,
                                        bool isConfig);

/// Looks, in this order, at: the user and password of the URL (an access key and its secret), with
/// the option `session-token`; the profile, where the option `profile` names one;
/// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; the profile of AWS_PROFILE, or
/// the default one. Fails where there are none, saying how they are given.
[[nodiscard]] Result<AwsCredentials> awsCredentials(const SourceUrl &url,
                                                    const AwsEnvironment &environment);

} // namespace playhead
