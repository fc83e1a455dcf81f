// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/receivers/otlprequest.h"

#include "formats/jsontext.h"
#include "transports/receivers/otlpprotobuf.h"

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::string_view protobufType = "application/x-protobuf";

/// How much larger than protobuf JSON may be.
constexpr std::size_t jsonTimes = 4;

RequestAnswer inProtobuf(unsigned status, std::string body)
{
    return {status, std::move(body), std::string(protobufType), {}};
}

} // namespace

bool isOtlpProtobuf(const ReceivedRequest &request)
{
    return mediaTypeOf(request) == protobufType;
}

OtlpRequest readOtlpRequest(const ReceivedRequest &request, std::string_view body,
                            std::size_t limit)
{
    OtlpRequest out;
    std::string converted;
    if (isOtlpProtobuf(request)) {
        auto json = otlpJsonFromProtobuf(body, limit * jsonTimes);
        if (!json) {
            out.problem = RequestProblem{400, json.error().message};
            return out;
        }
        converted = std::move(*json);
        body = converted;
    } else if (mediaTypeOf(request) != "application/json") {
        out.problem = RequestProblem{415, "Send traces as application/x-protobuf or "
                                          "application/json."};
        return out;
    }
    out.arrivals = readOtlpArrivals(body);
    if (!out.arrivals.problem.empty()) out.problem = RequestProblem{400, out.arrivals.problem};
    return out;
}

RequestAnswer otlpAnswer(const ReceivedRequest &request, const OtlpArrivals &arrivals)
{
    if (isOtlpProtobuf(request))
        return inProtobuf(200, otlpResponse(arrivals.rejected, arrivals.rejection));
    RequestAnswer answer;
    answer.body = "{\"partialSuccess\":{";
    if (arrivals.rejected > 0) {
        answer.body += fmt::format("\"rejectedSpans\":\"{}\",\"errorMessage\":", arrivals.rejected);
        appendJsonString(answer.body, arrivals.rejection);
    }
    answer.body += "}}\n";
    return answer;
}

RequestAnswer otlpRefusal(const ReceivedRequest &request, const RequestProblem &problem)
{
    if (isOtlpProtobuf(request)) return inProtobuf(problem.status, otlpProblem(problem.message));
    return HttpService::problem(problem.status, problem.message);
}

} // namespace playhead
