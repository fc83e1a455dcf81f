// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptdefinition.h"

#include "replay/json.h"

namespace playhead {

ScriptDefinition ScriptDefinition::fromJson(std::string_view text)
{
    const auto json = Json::parse(text);
    ScriptDefinition definition;
    if (json["source"] == "streams") definition.source = Source::Streams;
    if (json["source"] == "categories") definition.source = Source::Categories;
    for (const auto &name : json["names"])
        definition.names.insert(name.get<std::string>());
    if (json["partitioning"] == "stream") definition.partitioning = Partitioning::Stream;
    if (json["partitioning"] == "custom") definition.partitioning = Partitioning::Custom;
    definition.biState = json["biState"];
    definition.takesAllTypes = json["types"].is_null();
    for (const auto &type : json["types"])
        definition.types.insert(type.get<std::string>());
    definition.removals = json["removals"];
    definition.transforms = json["transforms"];
    definition.isPure = json["pure"];
    return definition;
}

bool ScriptDefinition::takesStream(std::string_view stream) const
{
    if (partitioning == Partitioning::Stream && stream.empty()) return false;
    switch (source) {
    case Source::All: return true;
    case Source::Streams: return names.contains(stream);
    case Source::Categories: {
        const auto end = stream.find('-');
        return end != stream.npos && names.contains(stream.substr(0, end));
    }
    }
    return false;
}

bool ScriptDefinition::takesType(std::string_view type, bool isRemoval) const
{
    return takesAllTypes || (isRemoval && removals) || types.contains(type);
}

} // namespace playhead
