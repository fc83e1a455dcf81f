// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/receivers/receiver.h"

#include "transports/receivers/cloudeventrequest.h"
#include "transports/receivers/otlprequest.h"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::string_view eventsPath = "/events";
constexpr std::string_view tracesPath = "/v1/traces";
constexpr std::array<std::string_view, 3> otherSignalPaths{"/v1/metrics", "/v1/logs",
                                                           "/v1development/profiles"};

/// How long it is waited for requests until the spans that are held are looked at.
constexpr std::chrono::milliseconds glance(100);

bool isOtherSignal(std::string_view path)
{
    return std::ranges::find(otherSignalPaths, path) != otherSignalPaths.end();
}

/// Whether two texts are equal, in a time that does not tell where they differ.
bool isSame(std::string_view a, std::string_view b)
{
    unsigned difference = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < a.size() && !b.empty(); ++i)
        difference |= static_cast<unsigned>(a[i] ^ b[i % b.size()]);
    return difference == 0;
}

HttpLimits limitsFor(const ReceiverOptions &options)
{
    HttpLimits limits;
    limits.body = options.bodyLimit;
    limits.bodies = 4 * options.bodyLimit;
    return limits;
}

} // namespace

Receiver::Receiver(ReceiverOptions options)
    : m_options(std::move(options)), m_rate(m_options.rateLimit)
{}

SourceConnection::Outcome Receiver::connect(SourceFeed &feed, const std::stop_token & /*stop*/)
{
    m_feed = &feed;
    OtlpWindow::Limits limits;
    limits.settle = m_options.settle;
    m_window = std::make_unique<OtlpWindow>(
        limits, [&feed](std::string_view name, Role role) { return feed.participant(name, role); });
    m_arrivals.open();
    auto listener = HttpListener::open(m_options.host, m_options.port, limitsFor(m_options), *this);
    if (!listener) return ConnectionError{listener.error().message, false};
    m_listener = std::move(*listener);
    return {};
}

SourceConnection::Outcome Receiver::serve(SourceFeed &feed, const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        takeArrivals(feed, glance);
        for (auto written = m_window->take(currentTime()); written.spans > 0;
             written = m_window->take(currentTime()))
            feed.hand(written.steps, written.spans);
        tell(feed);
    }
    return {};
}

void Receiver::disconnect(SourceFeed &feed)
{
    m_arrivals.close();
    takeArrivals(feed, {});
    m_listener.reset();
    for (auto written = m_window->takeHeld(); written.spans > 0; written = m_window->takeHeld())
        feed.hand(written.steps, written.spans);
    tell(feed);
}

void Receiver::takeArrivals(SourceFeed &feed, std::chrono::milliseconds longest)
{
    m_arrivals.take(longest, [&](Arrival &arrival) {
        if (!arrival.steps.empty()) feed.hand(arrival.steps, arrival.steps.size());
        if (!arrival.spans.empty()) m_window->add(std::move(arrival.spans), currentTime());
    });
}

void Receiver::tell(SourceFeed &feed)
{
    feed.setBehind(m_window->held());
    if (const auto refused = m_refused.exchange(0); refused > 0) feed.countDropped(refused);
    if (m_otherSignals.exchange(false))
        feed.setNote("Programs send metrics, logs or profiles here too; only their traces are "
                     "recorded.");
}

bool Receiver::isAllowed(const ReceivedRequest &head) const
{
    if (m_options.token.empty()) return true;
    constexpr std::string_view scheme = "Bearer ";
    const auto shown = head.header("Authorization");
    return shown.starts_with(scheme) && isSame(shown.substr(scheme.size()), m_options.token);
}

std::optional<RequestProblem> Receiver::problemOf(const ReceivedRequest &head) const
{
    if (!isAllowed(head))
        return RequestProblem{401, "The token is missing or wrong: send it as 'Authorization: "
                                   "Bearer TOKEN'."};
    // A page in a browser must not write into the log behind its reader's back.
    if (!head.header("Origin").empty())
        return RequestProblem{403, "Requests from web pages are not taken."};
    if (head.path != eventsPath && head.path != tracesPath && !isOtherSignal(head.path))
        return RequestProblem{404, fmt::format("There is no {} here. Send CloudEvents to {}, "
                                               "OpenTelemetry traces to {}.",
                                               head.path, eventsPath, tracesPath)};
    if (head.method != "POST")
        return RequestProblem{405, fmt::format("{} takes POST only.", head.path)};
    if (m_feed->isPaused()) return RequestProblem{503, "Recording is paused; send it again later."};
    return {};
}

std::optional<RequestAnswer> Receiver::refusal(const ReceivedRequest &head)
{
    const auto problem = problemOf(head);
    if (!problem) return {};
    auto answer = head.path == eventsPath ? HttpService::problem(problem->status, problem->message)
                                          : otlpRefusal(head, *problem);
    if (problem->status == 401) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
    if (problem->status == 405) answer.headers.emplace_back("Allow", "POST");
    if (problem->status == 503) answer.headers.emplace_back("Retry-After", "5");
    return answer;
}

RequestAnswer Receiver::answer(const ReceivedRequest &request)
{
    if (isOtherSignal(request.path)) {
        m_otherSignals = true;
        return otlpAnswer(request, {});
    }
    const bool isEvents = request.path == eventsPath;
    RequestBody body;
    if (const auto problem = body.read(request, m_options.bodyLimit))
        return isEvents ? HttpService::problem(problem->status, problem->message)
                        : otlpRefusal(request, *problem);
    return isEvents ? takeEvents(request, body.text()) : takeSpans(request, body.text());
}

RequestAnswer Receiver::takeEvents(const ReceivedRequest &request, std::string_view body)
{
    auto read = readCloudEvents(request, body);
    if (read.problem) return HttpService::problem(read.problem->status, read.problem->message);
    Arrival arrival;
    arrival.steps.reserve(read.events.size());
    for (auto &[event, channel] : read.events) {
        TapStep step;
        step.time = event->time;
        step.sender = m_feed->participant(event->source, Role::Producer);
        step.receiver = m_feed->participant(channel, Role::Channel);
        step.kind = StepKind::Publish;
        step.event = std::move(event);
        arrival.steps.push_back(std::move(step));
    }
    const auto count = arrival.steps.size();
    if (const auto problem = record(std::move(arrival), count)) {
        auto answer = HttpService::problem(problem->status, problem->message);
        answer.headers.emplace_back("Retry-After", "1");
        return answer;
    }
    RequestAnswer answer;
    answer.status = 202;
    answer.body = fmt::format("{{\"recorded\":{}}}\n", count);
    return answer;
}

RequestAnswer Receiver::takeSpans(const ReceivedRequest &request, std::string_view body)
{
    auto read = readOtlpRequest(request, body, m_options.bodyLimit);
    if (read.problem) return otlpRefusal(request, *read.problem);
    Arrival arrival;
    arrival.spans = std::move(read.arrivals.spans);
    const auto count = arrival.spans.size();
    if (const auto problem = record(std::move(arrival), count)) {
        auto answer = otlpRefusal(request, *problem);
        answer.headers.emplace_back("Retry-After", "1");
        return answer;
    }
    return otlpAnswer(request, read.arrivals);
}

std::optional<RequestProblem> Receiver::record(Arrival arrival, std::size_t count)
{
    if (!m_rate.letThrough(count, std::chrono::steady_clock::now())) {
        m_refused += count;
        return RequestProblem{429, fmt::format("More than {} events a second; send it again later.",
                                               m_options.rateLimit)};
    }
    if (!m_arrivals.put(std::move(arrival))) return RequestProblem{503, "Recording has ended."};
    return {};
}

} // namespace playhead
