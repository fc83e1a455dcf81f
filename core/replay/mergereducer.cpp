// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/projection.h"
#include "replay/removal.h"

#include <string_view>

namespace playhead {
namespace {

/// Whether JSON text nests deeper than a document does: merging takes stack for each level.
bool isTooDeep(std::string_view json)
{
    constexpr int deepest = 1000;
    int depth = 0;
    bool inText = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inText) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inText = false;
        } else if (c == '"') {
            inText = true;
        } else if (c == '{' || c == '[') {
            if (++depth > deepest) return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

class MergeReducer final : public Reducer
{
public:
    bool isPerSubject() const override { return true; }

    Result<void> apply(Json &state, const Event &event) const override
    {
        if (saysRemoved(event.type)) {
            state = nullptr;
            return {};
        }
        switch (event.encoding) {
        case DataEncoding::None: return {};
        case DataEncoding::Text: state = event.data; return {};
        case DataEncoding::Binary:
            return failure("The data of " + event.type + " is binary and cannot be merged.");
        case DataEncoding::Json: break;
        }
        if (isTooDeep(event.data))
            return failure("The data of " + event.type + " is nested too deep to be merged.");
        Json patch = Json::parse(event.data, nullptr, false);
        if (patch.is_discarded())
            return failure("The data of " + event.type + " is not valid JSON.");
        state.merge_patch(patch);
        return {};
    }
};

} // namespace

ReducerPtr mergeReducer()
{
    static const auto reducer = std::make_shared<const MergeReducer>();
    return reducer;
}

ProjectionPtr mergeProjection()
{
    static const auto projection = reducerProjection("merge-1", mergeReducer());
    return projection;
}

} // namespace playhead
