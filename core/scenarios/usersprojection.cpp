// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/usersprojection.h"

namespace playhead {

namespace {

class UsersReducer final : public Reducer
{
public:
    bool isPerSubject() const override { return false; }

    Result<void> apply(Json &state, const Event &event) const override
    {
        const bool created = event.type == "user-created";
        if (!created && event.type != "user-updated") return {};
        const Json data = event.encoding == DataEncoding::Json
                              ? Json::parse(event.data, nullptr, false)
                              : Json(Json::value_t::discarded);
        if (!data.is_object()) return failure("The data of a " + event.type + " is not an object.");
        if (!state.is_object()) state = Json::object();
        if (created) {
            state["user"] = data;
        } else {
            state["user"].merge_patch(data);
        }
        return {};
    }
};

} // namespace

ProjectionPtr usersProjection()
{
    return reducerProjection("users-1", std::make_shared<const UsersReducer>());
}

} // namespace playhead
