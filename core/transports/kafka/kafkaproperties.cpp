// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkaproperties.h"

#include "formats/jsontext.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::array<std::string_view, 3> memberships = {"group.id", "group.instance.id",
                                                         "transactional.id"};

} // namespace

Result<KafkaProperties> parseKafkaProperties(std::string_view text, std::string_view fileName)
{
    KafkaProperties properties;
    for (int number = 1; !text.empty(); ++number) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        line = trimmedJson(line);
        if (line.empty() || line.starts_with('#')) continue;
        const auto equals = line.find('=');
        const auto name = trimmedJson(line.substr(0, equals));
        if (equals == std::string_view::npos || name.empty())
            return failure(fmt::format("{}, line {}: a property of librdkafka is expected, written "
                                       "as name=value.",
                                       fileName, number));
        if (std::ranges::find(memberships, name) == memberships.end())
            properties.emplace_back(name, trimmedJson(line.substr(equals + 1)));
    }
    return properties;
}

Result<KafkaProperties> readKafkaProperties(const std::string &path)
{
    std::error_code error;
    std::ifstream file(path, std::ios::binary);
    if (!file || std::filesystem::is_directory(path, error))
        return failure(fmt::format("The file of properties {} cannot be read. Is its name right, "
                                   "and may you read it?",
                                   path));
    std::ostringstream text;
    text << file.rdbuf();
    return parseKafkaProperties(text.str(), path);
}

} // namespace playhead
