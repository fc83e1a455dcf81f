// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/receivers/requestbody.h"

#include "formats/decompression.h"
#include "formats/jsontext.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace playhead {
namespace {

std::string lowerCase(std::string_view text)
{
    std::string out(trimmedJson(text));
    std::ranges::transform(out, out.begin(), [](char c) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    return out;
}

} // namespace

std::optional<RequestProblem> RequestBody::read(const ReceivedRequest &request, std::size_t limit)
{
    const auto encoding = lowerCase(request.header("Content-Encoding"));
    if (encoding.empty() || encoding == "identity") {
        m_text = request.body;
        return {};
    }
    if (encoding != "gzip" && encoding != "zstd")
        return RequestProblem{415, fmt::format("The body is packed as '{}'; send it as it is, or "
                                               "with Content-Encoding: gzip.",
                                               encoding)};
    const auto wanted = encoding == "gzip" ? Compression::Gzip : Compression::Zstd;
    if (compressionOf(request.body) != wanted)
        return RequestProblem{400,
                              fmt::format("at byte 0: the body is not packed as {}.", encoding)};
    auto unpacked = decompress(request.body, limit + 1, {}, {});
    if (unpacked.text.size() > limit)
        return RequestProblem{413, fmt::format("The body is larger than {} bytes when unpacked; "
                                               "send less at once.",
                                               limit)};
    if (!unpacked.damage.empty()) return RequestProblem{400, unpacked.damage};
    m_unpacked = std::move(unpacked.text);
    m_text = m_unpacked;
    return {};
}

std::string mediaTypeOf(const ReceivedRequest &request)
{
    const auto type = request.header("Content-Type");
    return lowerCase(type.substr(0, type.find(';')));
}

} // namespace playhead
