// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// The extension attributes as the text of one JSON object, as EventView::extensions has them:
/// names quoted and escaped, values as they are. Empty for no extensions.
[[nodiscard]] std::string extensionsToJson(std::span<const Extension> extensions);

/// The members of a JSON object as extensions: names with their escapes resolved, values as JSON
/// text without blanks around it. Whatever follows a mistake in the text is left out; never fails.
[[nodiscard]] std::vector<Extension> extensionsFromJson(std::string_view object);

/// An event as a view. Holds `extensions` as text, so it must live as long as the view is used, and
/// so must the event.
class EventAsView
{
public:
    explicit EventAsView(const Event &event);
    EventAsView(const EventAsView &) = delete;
    EventAsView &operator=(const EventAsView &) = delete;

    [[nodiscard]] const EventView &view() const { return m_view; }

private:
    std::string m_extensions;
    EventView m_view;
};

/// The event that a view shows, with all text copied.
[[nodiscard]] Event eventFromView(const EventView &view);
/// The same into an event that is there, whose memory is used again.
void assignFromView(Event &event, const EventView &view);

} // namespace playhead
