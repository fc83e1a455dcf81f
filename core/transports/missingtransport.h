// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/transport.h"

#include <string>

namespace playhead {

/// Stands in the table for a transport whose client library was not there when Playhead was built,
/// so that a person is told what is missing.
class MissingTransport : public Transport
{
public:
    /// `package`: the Debian package to build with, such as `librdkafka-dev`. `scheme` and `title`
    /// must outlive this.
    MissingTransport(std::string_view scheme, std::string_view title, std::string_view package);

    [[nodiscard]] std::string_view scheme() const override { return m_scheme; }
    [[nodiscard]] std::string_view title() const override { return m_title; }
    [[nodiscard]] std::string_view description() const override { return m_reason; }
    [[nodiscard]] std::string_view example() const override { return {}; }
    [[nodiscard]] std::string_view pathMeaning() const override { return {}; }
    [[nodiscard]] std::span<const SourceOption> options() const override { return {}; }
    [[nodiscard]] std::string_view unavailable() const override { return m_reason; }
    [[nodiscard]] Result<AttachPlan> plan(const SourceUrl &url) const override;
    [[nodiscard]] Result<std::unique_ptr<SourceConnection>>
    connection(const SourceUrl &url) const override;

private:
    std::string_view m_scheme;
    std::string_view m_title;
    std::string m_reason;
};

} // namespace playhead
