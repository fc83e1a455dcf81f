// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/missingtransport.h"

#include <fmt/format.h>

namespace playhead {

MissingTransport::MissingTransport(std::string_view scheme, std::string_view title,
                                   std::string_view package)
    : m_scheme(scheme),
      m_title(title),
      m_reason(fmt::format("its client library was not there when Playhead was built. Install {} "
                           "and build again.",
                           package))
{}

Result<AttachPlan> MissingTransport::plan(const SourceUrl & /*url*/) const
{
    return failure(m_reason);
}

Result<std::unique_ptr<SourceConnection>>
MissingTransport::connection(const SourceUrl & /*url*/) const
{
    return failure(m_reason);
}

} // namespace playhead
