// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/statejob.h"

#include "inspector/inspectortext.h"
#include "replay/stateview.h"

#include <QElapsedTimer>

#include <algorithm>
#include <optional>

namespace playhead {
namespace {

using Place = StateCursors::Place;

/// Two folds side by side, as JSON that is as small as what is shown of it.
class StatePair
{
public:
    StatePair(const Fold &before, const Fold &after, const StateRequest &question)
        : m_before(before), m_after(after), m_question(question)
    {
        if (question.projection->isPerSubject())
            m_partition = std::string(question.log->name(question.subject));
        else if (!after.isPartitioned())
            m_partition.emplace();
    }

    [[nodiscard]] JsonTreePtr tree() const
    {
        if (m_partition) {
            const StateView before(m_before, *m_partition);
            const StateView after(m_after, *m_partition);
            if ((*before).is_null() && (*after).is_null()) return {};
            return makeJsonDifference(*before, *after);
        }
        std::size_t left = 0;
        const auto keys = shownPartitions(left);
        return makeJsonDifference(picked(m_before, keys), picked(m_after, keys), left);
    }

    [[nodiscard]] Json patch() const
    {
        if (!m_partition) return stateDifference(wholeState(m_before), wholeState(m_after));
        return stateDifference(*StateView(m_before, *m_partition),
                               *StateView(m_after, *m_partition));
    }

private:
    /// The first of both, and the one that the event at hand is about.
    [[nodiscard]] std::vector<std::string> shownPartitions(std::size_t &left) const
    {
        std::vector<std::string> all;
        const auto before = m_before.partitions();
        const auto after = m_after.partitions();
        std::ranges::set_union(before, after, std::back_inserter(all));
        if (all.size() <= JsonNode::maxChildren) return all;
        left = all.size() - JsonNode::maxChildren;
        const std::string own(m_question.log->name(m_question.log->at(m_question.at).subject));
        const bool isBehind =
            std::binary_search(all.begin() + JsonNode::maxChildren, all.end(), own);
        all.resize(JsonNode::maxChildren);
        if (isBehind) all.back() = own;
        return all;
    }

    static Json picked(const Fold &fold, const std::vector<std::string> &partitions)
    {
        Json states = Json::object();
        for (const auto &partition : partitions)
            if (const StateView state(fold, partition); !(*state).is_null())
                states[partition] = *state;
        if (auto shared = fold.sharedState(); !shared.is_null()) states[""] = std::move(shared);
        return states;
    }

    const Fold &m_before;
    const Fold &m_after;
    const StateRequest &m_question;
    std::optional<std::string> m_partition; // none: all of them are shown
};

/// Where the state is that the question compares with.
StatePlace comparedPlace(const StateRequest &question, Position lastChange)
{
    const auto &comparison = question.comparison;
    switch (comparison.kind) {
    case StateComparison::Kind::PreviousEvent: break;
    case StateComparison::Kind::OtherPosition: return {comparison.position, question.observer};
    case StateComparison::Kind::OtherObserver: return {question.at, comparison.observer};
    case StateComparison::Kind::OtherBranch:
        return {question.at, question.observer, comparison.branch};
    }
    return {lastChange.isValid() ? Position(lastChange.value() - 1) : Position(),
            question.observer};
}

QString patchText(const Json &patch)
{
    QString text = QStringLiteral("[");
    for (const auto &operation : patch)
        text += (text.size() > 1 ? QStringLiteral(",\n  ") : QStringLiteral("\n  "))
                + toText(operation.dump(-1, ' ', false, Json::error_handler_t::replace));
    return text + (patch.empty() ? QStringLiteral("]") : QStringLiteral("\n]"));
}

Result<void> answer(StateAnswer &answer, StateCursors &cursors, const std::stop_token &stop)
{
    const auto &question = answer.question;
    const auto scope = scopeOf(question);
    const auto shown = cursors.cursor(scope, Place::Shown, stop);
    if (!shown) return tl::unexpected(shown.error());
    auto &after = **shown;
    if (!after.extend(question.at, stop)) return {};
    const auto &sequence = after.sequence();
    answer.events = sequence.countUpTo(question.at);
    if (answer.events > 0) answer.lastChange = sequence.positionAt(answer.events - 1);
    if (answer.events > 1) answer.previous = sequence.positionAt(answer.events - 2);
    if (const auto moved = after.moveTo(question.at, stop); !moved)
        return tl::unexpected(moved.error());
    answer.problems = after.problems();

    answer.compared = comparedPlace(question, answer.lastChange);
    auto other = scope;
    other.observer = answer.compared.observer;
    other.branch = answer.compared.branch;
    const auto compared = cursors.cursor(other, Place::Compared, stop);
    if (!compared) return tl::unexpected(compared.error());
    auto &before = **compared;
    if (const auto moved = before.moveTo(answer.compared.at, stop); !moved)
        return tl::unexpected(moved.error());
    if (stop.stop_requested()) return {};

    const StatePair pair(before.fold(), after.fold(), question);
    answer.tree = pair.tree();
    if (question.wantsPatch) answer.patch = patchText(pair.patch());
    return {};
}

} // namespace

StateScope scopeOf(const StateRequest &question)
{
    StateScope scope{question.projection, question.observer};
    if (question.projection->isPerSubject())
        scope.subject = std::string(question.log->name(question.subject));
    return scope;
}

StateAnswer answerState(const StateRequest &question, StateCursors &cursors,
                        const std::stop_token &stop)
{
    QElapsedTimer clock;
    clock.start();
    StateAnswer answer;
    answer.question = question;
    if (const auto done = playhead::answer(answer, cursors, stop); !done)
        answer.error = toText(done.error().message);
    answer.milliseconds = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    return answer;
}

} // namespace playhead
