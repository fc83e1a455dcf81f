// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/managementclient.h"

#include "transports/sourceurl.h"

#include <curl/curl.h>
#include <fmt/format.h>

namespace playhead {
namespace {

constexpr long longestCall = 3000;    // milliseconds
constexpr long longestConnect = 2000; // milliseconds
constexpr std::size_t largestAnswer = std::size_t(64) << 20U;

struct Answer
{
    long status = 0;
    std::string body;
};

std::size_t takeBytes(char *bytes, std::size_t size, std::size_t count, void *to)
{
    auto &body = *static_cast<std::string *>(to);
    if (body.size() + size * count > largestAnswer) return 0;
    body.append(bytes, size * count);
    return size * count;
}

struct CurlDeleter
{
    void operator()(CURL *curl) const { curl_easy_cleanup(curl); }
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};

} // namespace

class ManagementClient::Private
{
public:
    explicit Private(const RabbitMqSettings &settings)
        : vhost(percentEncoded(settings.vhost)), m_address(settings.management)
    {
        static const auto ready = curl_global_init(CURL_GLOBAL_DEFAULT);
        if (ready != CURLE_OK) return;
        m_curl.reset(curl_easy_init());
        m_json.reset(curl_slist_append(nullptr, "Content-Type: application/json"));
        auto *const curl = m_curl.get();
        if (!curl) return;
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, longestCall);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, longestConnect);
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(curl, CURLOPT_USERNAME, settings.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, settings.password.c_str());
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, takeBytes);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, m_json.get());
        if (!settings.authorities.empty())
            curl_easy_setopt(curl, CURLOPT_CAINFO, settings.authorities.c_str());
        if (!settings.certificate.empty()) {
            curl_easy_setopt(curl, CURLOPT_SSLCERT, settings.certificate.c_str());
            curl_easy_setopt(curl, CURLOPT_SSLKEY, settings.privateKey.c_str());
        }
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, settings.verifies ? 1L : 0L);
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, settings.verifies ? 2L : 0L);
    }

    Result<Answer> call(const char *method, const std::string &path, const std::string &body = {})
    {
        auto *const curl = m_curl.get();
        if (!curl) return failure("HTTP cannot be used on this system.");
        Answer answer;
        const auto url = m_address + path;
        curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.empty() ? nullptr : body.c_str());
        if (body.empty()) curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
        const auto code = curl_easy_perform(curl);
        if (code != CURLE_OK)
            return failure(fmt::format("The management interface at {} cannot be reached: {}.",
                                       m_address, curl_easy_strerror(code)));
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
        return answer;
    }

    [[nodiscard]] tl::unexpected<Error> refused(const Answer &answer) const
    {
        constexpr long unauthorized = 401;
        if (answer.status == unauthorized)
            return failure(fmt::format("The management interface at {} does not let this user in "
                                       "(it has to be a monitor, or an administrator to turn "
                                       "tracing on).",
                                       m_address));
        return failure(fmt::format("The management interface at {} answered with status {}.",
                                   m_address, answer.status));
    }

    const std::string vhost;

private:
    std::string m_address;
    std::unique_ptr<CURL, CurlDeleter> m_curl;
    std::unique_ptr<curl_slist, CurlDeleter> m_json;
};

namespace {

constexpr long notFound = 404;

bool isGood(long status)
{
    return status >= 200 && status < 300;
}

} // namespace

ManagementClient::ManagementClient(const RabbitMqSettings &settings)
    : d(std::make_unique<Private>(settings))
{}

ManagementClient::~ManagementClient() = default;

Result<std::string> ManagementClient::fetch(const std::string &path)
{
    auto answer = d->call("GET", path);
    if (!answer) return tl::unexpected(answer.error());
    if (!isGood(answer->status)) return d->refused(*answer);
    return std::move(answer->body);
}

Result<bool> ManagementClient::exists(const std::string &path)
{
    const auto answer = d->call("GET", path);
    if (!answer) return tl::unexpected(answer.error());
    if (answer->status == notFound) return false;
    if (!isGood(answer->status)) return d->refused(*answer);
    return true;
}

Result<void> ManagementClient::put(const std::string &path, const std::string &json)
{
    const auto answer = d->call("PUT", path, json);
    if (!answer) return tl::unexpected(answer.error());
    if (!isGood(answer->status)) return d->refused(*answer);
    return {};
}

Result<void> ManagementClient::remove(const std::string &path)
{
    const auto answer = d->call("DELETE", path);
    if (!answer) return tl::unexpected(answer.error());
    if (!isGood(answer->status) && answer->status != notFound) return d->refused(*answer);
    return {};
}

const std::string &ManagementClient::vhost() const
{
    return d->vhost;
}

} // namespace playhead
