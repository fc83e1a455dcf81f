// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

/// The extension attributes of CloudEvents that our export adds, so that a log survives the way out
/// and back whole: one line a step, each line a valid CloudEvent. The first line of an event has
/// all its attributes and its data; further lines repeat id, source and type, and name the event by
/// `playheadevent`, which the specification lets a consumer take for a duplicate.
namespace playhead::cloudeventattributes {

inline constexpr std::string_view prefix = "playhead";
inline constexpr std::string_view step = "playheadstep";         ///< the kind: `deliver`
inline constexpr std::string_view event = "playheadevent";       ///< number within the file
inline constexpr std::string_view repeated = "playheadrepeated"; ///< true: see the first line
inline constexpr std::string_view time = "playheadtime";         ///< when the step happened
inline constexpr std::string_view sender = "playheadfrom";
inline constexpr std::string_view receiver = "playheadto";
inline constexpr std::string_view attempt = "playheadattempt";
inline constexpr std::string_view inferred = "playheadinferred";
inline constexpr std::string_view failed = "playheadfailed";
inline constexpr std::string_view reason = "playheadreason";
inline constexpr std::string_view scope = "playheadscope";       ///< `integration`, `request`
inline constexpr std::string_view encoding = "playheadencoding"; ///< `text`, `json`
inline constexpr std::string_view missing = "playheadmissing";   ///< made up: `id source`
inline constexpr std::string_view correlation = "correlationid";
inline constexpr std::string_view causation = "causationid";

} // namespace playhead::cloudeventattributes
