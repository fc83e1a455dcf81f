// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace playhead {

/// Properties of librdkafka, name and value, in the order in which they are set.
using KafkaProperties = std::vector<std::pair<std::string, std::string>>;

/// Reads a file of librdkafka properties, as kcat has them: a `name=value` a line, `#` comments,
/// blank lines. Fails with the line for one that is none; never tells a value. Left out is what
/// would make Playhead a member of a group: `group.id`, `group.instance.id`, `transactional.id`.
[[nodiscard]] Result<KafkaProperties> parseKafkaProperties(std::string_view text,
                                                           std::string_view fileName);

/// The same from a file on disk.
[[nodiscard]] Result<KafkaProperties> readKafkaProperties(const std::string &path);

} // namespace playhead
