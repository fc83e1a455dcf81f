// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/receivers/http.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace playhead {

/// What is wrong with a request: the status, and what and where.
struct RequestProblem
{
    unsigned status = 400;
    std::string message;
};

/// The body of a request, unpacked where `Content-Encoding` says gzip (or zstd); never more than
/// `limit` bytes of it, however small it was packed. One thread.
class RequestBody
{
public:
    /// Unpacks; answers what is wrong.
    std::optional<RequestProblem> read(const ReceivedRequest &request, std::size_t limit);
    /// Valid as long as this and the request.
    [[nodiscard]] std::string_view text() const { return m_text; }

private:
    std::string m_unpacked;
    std::string_view m_text;
};

/// The type of a body without parameters, in lower case: `application/json`.
[[nodiscard]] std::string mediaTypeOf(const ReceivedRequest &request);

} // namespace playhead
