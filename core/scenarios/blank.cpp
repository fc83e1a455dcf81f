// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing but a bus, for scenarios that bring all else themselves.
#include "scenarios/scenariolist.h"

namespace playhead {

namespace {

class Blank final : public Scenario
{
public:
    explicit Blank(const ScenarioContext &context) : Scenario(context, "client") {}

    void start() override {}
    void applyKnobs() override {}

private:
    void prepare(Event &, Json &) override {}
};

} // namespace

std::unique_ptr<Scenario> makeBlank(const ScenarioContext &context)
{
    return std::make_unique<Blank>(context);
}

} // namespace playhead
