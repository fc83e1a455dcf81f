// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace playhead::test {

/// The spans of a file of OTLP JSON, each in an entry of `resourceSpans` of its own.
[[nodiscard]] std::vector<nlohmann::json> spansOfFile(const std::string &path);
/// An export request in OTLP JSON as an exporter writes it in protobuf.
[[nodiscard]] std::string protobufRequest(const nlohmann::json &request);
/// A field with a length.
[[nodiscard]] std::string protobufField(int number, std::string_view content);

} // namespace playhead::test
