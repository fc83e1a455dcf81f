// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/httpclient.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include <curl/curl.h>

namespace playhead {
namespace {

constexpr std::size_t longestAnswer = std::size_t(64) << 20U;
constexpr auto longestPoll = std::chrono::milliseconds(200);

/// libcurl wants to be set up once, before there are threads that use it.
bool isCurlReady()
{
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return ready;
}

struct EasyDeleter
{
    void operator()(CURL *easy) const { curl_easy_cleanup(easy); }
};
struct ListDeleter
{
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};

/// One request under way. Stays where it is: libcurl points into it.
struct Transfer
{
    HttpCall request;
    HttpClient::Handler handler;
    HttpReply answer;
    std::array<char, CURL_ERROR_SIZE> problem{};
    std::unique_ptr<CURL, EasyDeleter> easy;
    std::unique_ptr<curl_slist, ListDeleter> headers;
};

std::size_t keepBody(char *data, std::size_t size, std::size_t count, void *user)
{
    auto &body = static_cast<Transfer *>(user)->answer.body;
    const auto bytes = size * count;
    if (body.size() + bytes > longestAnswer) return 0; // ends the transfer
    body.append(data, bytes);
    return bytes;
}

template <class Value> void set(Transfer &transfer, CURLoption option, Value value)
{
    curl_easy_setopt(transfer.easy.get(), option, value);
}

void prepare(Transfer &transfer)
{
    const auto &request = transfer.request;
    curl_slist *list = nullptr;
    for (const auto &header : request.headers)
        list = curl_slist_append(list, header.c_str());
    transfer.headers.reset(list);
    set(transfer, CURLOPT_URL, request.url.c_str());
    set(transfer, CURLOPT_PROTOCOLS_STR, "http,https");
    set(transfer, CURLOPT_HTTPHEADER, list);
    set(transfer, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(transfer, CURLOPT_POSTFIELDS, request.body.data());
    set(transfer, CURLOPT_WRITEFUNCTION, &keepBody);
    set(transfer, CURLOPT_WRITEDATA, &transfer);
    set(transfer, CURLOPT_PRIVATE, &transfer);
    set(transfer, CURLOPT_ERRORBUFFER, transfer.problem.data());
    set(transfer, CURLOPT_NOSIGNAL, 1L);
    set(transfer, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    set(transfer, CURLOPT_CONNECTTIMEOUT_MS, 10'000L);
    if (const char *bundle = std::getenv("AWS_CA_BUNDLE"); bundle != nullptr && *bundle != '\0')
        set(transfer, CURLOPT_CAINFO, bundle);
    if (request.signature.empty()) return;
    set(transfer, CURLOPT_AWS_SIGV4, request.signature.c_str());
    set(transfer, CURLOPT_USERNAME, request.accessKey.c_str());
    set(transfer, CURLOPT_PASSWORD, request.secretKey.c_str());
}

} // namespace

class HttpClient::Private
{
public:
    Private() : m_multi(isCurlReady() ? curl_multi_init() : nullptr) {}
    ~Private()
    {
        cancelAll();
        curl_multi_cleanup(m_multi);
    }
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    void start(HttpCall request, Handler handler)
    {
        auto transfer = std::make_unique<Transfer>();
        transfer->request = std::move(request);
        transfer->handler = std::move(handler);
        transfer->easy.reset(curl_easy_init());
        prepare(*transfer);
        curl_multi_add_handle(m_multi, transfer->easy.get());
        m_transfers.push_back(std::move(transfer));
    }

    /// Whether something was answered.
    bool advance()
    {
        int running = 0;
        curl_multi_perform(m_multi, &running);
        bool answered = false;
        int left = 0;
        while (const auto *message = curl_multi_info_read(m_multi, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            answered = true;
            finish(message->easy_handle, message->data.result);
        }
        return answered;
    }

    void run(std::chrono::milliseconds most)
    {
        if (advance()) return;
        curl_multi_poll(m_multi, nullptr, 0, static_cast<int>(most.count()), nullptr);
        advance();
    }

    void cancelAll()
    {
        for (const auto &transfer : m_transfers)
            curl_multi_remove_handle(m_multi, transfer->easy.get());
        m_transfers.clear();
    }

    [[nodiscard]] std::size_t active() const { return m_transfers.size(); }
    void wake() { curl_multi_wakeup(m_multi); }

    void cancel(const Transfer *transfer)
    {
        const auto found =
            std::ranges::find(m_transfers, transfer, &std::unique_ptr<Transfer>::get);
        if (found == m_transfers.end()) return;
        curl_multi_remove_handle(m_multi, (*found)->easy.get());
        m_transfers.erase(found);
    }
    [[nodiscard]] const Transfer *newest() const { return m_transfers.back().get(); }

private:
    void finish(CURL *easy, CURLcode result)
    {
        Transfer *transfer = nullptr;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
        const auto found =
            std::ranges::find(m_transfers, transfer, &std::unique_ptr<Transfer>::get);
        const auto owned = std::move(*found);
        m_transfers.erase(found);
        if (result == CURLE_OK) {
            curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &owned->answer.status);
        } else {
            owned->answer.body.clear();
            owned->answer.problem = owned->problem[0] != '\0' ? std::string(owned->problem.data())
                                                              : curl_easy_strerror(result);
        }
        curl_multi_remove_handle(m_multi, easy);
        owned->handler(std::move(owned->answer));
    }

    CURLM *m_multi;
    std::vector<std::unique_ptr<Transfer>> m_transfers;
};

HttpClient::HttpClient() : d(std::make_unique<Private>()) {}

HttpClient::~HttpClient() = default;

void HttpClient::start(HttpCall request, Handler handler)
{
    d->start(std::move(request), std::move(handler));
}

void HttpClient::run(std::chrono::milliseconds most)
{
    d->run(most);
}

HttpReply HttpClient::perform(HttpCall request, const std::stop_token &stop)
{
    HttpReply answer;
    bool done = false;
    d->start(std::move(request), [&](HttpReply given) {
        answer = std::move(given);
        done = true;
    });
    const auto *transfer = d->newest();
    while (!done && !stop.stop_requested())
        d->run(longestPoll);
    if (!done) d->cancel(transfer);
    return answer;
}

std::size_t HttpClient::active() const
{
    return d->active();
}

void HttpClient::cancelAll()
{
    d->cancelAll();
}

void HttpClient::wake()
{
    d->wake();
}

} // namespace playhead
