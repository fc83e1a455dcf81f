// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/sourceurl.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace playhead {
namespace {

bool isUnreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
           || c == '.' || c == '_' || c == '~';
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Cuts `text` at the first `at`; the part behind it is answered, empty where there is none.
std::string_view cutOff(std::string_view &text, char at)
{
    const auto place = text.find(at);
    if (place == std::string_view::npos) return {};
    const auto rest = text.substr(place + 1);
    text = text.substr(0, place);
    return rest;
}

Result<std::uint16_t> readPort(std::string_view text, std::string_view url)
{
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0)
        return failure(fmt::format("'{}' in {} is no port. Write a number from 1 to 65535, such "
                                   "as localhost:9092.",
                                   text, url));
    return port;
}

Result<void> readHost(std::string_view text, std::string_view url, SourceUrl &out)
{
    if (text.find(',') != std::string_view::npos) { // of a cluster, with their ports
        out.host = percentDecoded(text);
        return {};
    }
    if (text.starts_with('[')) { // IPv6
        const auto end = text.find(']');
        if (end == std::string_view::npos)
            return failure(fmt::format("The address in {} lacks its closing bracket: write it as "
                                       "[::1]:5672.",
                                       url));
        out.host = text.substr(1, end - 1);
        text = text.substr(end + 1);
        if (text.empty()) return {};
        if (!text.starts_with(':'))
            return failure(fmt::format("Behind the address in {} a port is expected: write it as "
                                       "[::1]:5672.",
                                       url));
        text = text.substr(1);
    } else {
        const auto host = text.substr(0, text.find(':'));
        out.host = percentDecoded(host);
        if (host.size() == text.size()) return {};
        text = text.substr(host.size() + 1);
    }
    const auto port = readPort(text, url);
    if (!port) return tl::unexpected(port.error());
    out.port = *port;
    return {};
}

} // namespace

bool isSecretOption(std::string_view name)
{
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"password", "secret", "token"},
        [&](std::string_view end) { return name.ends_with(end); });
}

std::string percentEncoded(std::string_view text, std::string_view safe)
{
    std::string out;
    for (const char c : text) {
        if (isUnreserved(c) || safe.find(c) != std::string_view::npos)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::string percentDecoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0
            && hexDigit(text[i + 2]) >= 0) {
            out += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::optional<std::string_view> SourceUrl::option(std::string_view name) const
{
    const auto values = all(name);
    return values.empty() ? std::nullopt : std::optional(values.back());
}

std::vector<std::string_view> SourceUrl::all(std::string_view name) const
{
    std::vector<std::string_view> values;
    for (const auto &[key, value] : options)
        if (key == name) values.push_back(value);
    return values;
}

void SourceUrl::setOption(std::string_view name, std::string value)
{
    std::erase_if(options, [&](const auto &option) { return option.first == name; });
    options.emplace_back(name, std::move(value));
}

std::string SourceUrl::address(std::uint16_t usualPort) const
{
    const auto shownHost =
        host.find(':') != std::string::npos && host.find(',') == std::string::npos
            ? '[' + host + ']'
            : host;
    const auto shownPort = port != 0 ? port : usualPort;
    if (shownPort == 0 || host.find(',') != std::string::npos) return shownHost;
    return fmt::format("{}:{}", shownHost, shownPort);
}

std::string SourceUrl::text() const
{
    std::string out = scheme + "://";
    if (!user.empty()) out += percentEncoded(user) + '@';
    out += percentEncoded(address(), ":,[]/");
    if (!path.empty()) out += '/' + percentEncoded(path, "/:,*#+|()^$!@");
    char between = '?';
    for (const auto &[name, value] : options) {
        if (isSecretOption(name)) continue;
        out += fmt::format("{}{}={}", std::exchange(between, '&'), percentEncoded(name),
                           percentEncoded(value, "/:,*@"));
    }
    return out;
}

Result<SourceUrl> parseSourceUrl(std::string_view text)
{
    constexpr std::string_view separator = "://";
    const auto end = text.find(separator);
    if (end == std::string_view::npos || end == 0)
        return failure(fmt::format("'{}' is no source. Write a URL, such as "
                                   "kafka://localhost:9092/orders; 'playhead sources' lists what "
                                   "there is.",
                                   text.substr(text.rfind('@') + 1))); // without a password
    SourceUrl out;
    out.scheme = text.substr(0, end);
    std::ranges::transform(out.scheme, out.scheme.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    auto rest = text.substr(end + separator.size());
    const auto lastAt = rest.rfind('@');
    auto options = cutOff(rest, '?');
    out.path = percentDecoded(cutOff(rest, '/'));
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        auto user = rest.substr(0, at);
        out.password = percentDecoded(cutOff(user, ':'));
        out.user = percentDecoded(user);
        rest = rest.substr(at + 1);
    }
    // Without the password: this goes into messages.
    const auto shown = fmt::format("{}://{}", out.scheme, rest);
    if (const auto read = readHost(rest, shown, out); !read) {
        // What was taken for host and port may be a user and the beginning of a password.
        if (out.user.empty() && lastAt != std::string_view::npos && lastAt > rest.size())
            return failure(fmt::format("The password in the URL of {}:// has a character that "
                                       "means something else there: write / as %2F, ? as %3F and "
                                       "# as %23.",
                                       out.scheme));
        return tl::unexpected(read.error());
    }
    while (!options.empty()) {
        const auto others = cutOff(options, '&');
        const auto value = cutOff(options, '=');
        if (!options.empty())
            out.options.emplace_back(percentDecoded(options), percentDecoded(value));
        options = others;
    }
    return out;
}

} // namespace playhead
