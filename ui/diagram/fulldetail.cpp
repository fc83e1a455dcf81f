// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/layoutrows.h"

#include "totext.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <unordered_map>

namespace playhead {
namespace {

/// How far an activation may reach out of the picture and still be found.
constexpr std::int64_t reach = 4000;

QString labelOf(const Log &log, const Step &step)
{
    const auto type = toText(log.name(step.type));
    switch (step.kind) {
    case StepKind::Ack: return QStringLiteral("ack");
    case StepKind::Nack: return QStringLiteral("nack");
    case StepKind::DeadLetter: return QStringLiteral("dead-letter ") + type;
    case StepKind::Deliver:
        return step.isRetry() ? type + QStringLiteral(" retry ") + QString::number(step.attempt)
                              : type;
    case StepKind::Reply: return step.failed ? type + QStringLiteral(" rejected") : type;
    case StepKind::Command:
    case StepKind::Publish:
    case StepKind::Query: return type;
    }
    return type;
}

void addArrows(const DiagramInput &input, DiagramScene &scene)
{
    const bool labelled = input.scale.rowHeight >= DiagramScale::labelledRow;
    for (const auto &row : scene.rows) {
        const auto step = input.log->at(row.position);
        if (layoutSourceGap(input, scene, row, step)) continue;
        DiagramScene::Arrow arrow;
        arrow.fromX = laneX(input, step.sender);
        arrow.toX = laneX(input, step.receiver);
        if (std::isinf(arrow.fromX) && std::isinf(arrow.toX)) continue;
        if (std::isinf(arrow.fromX)) arrow.fromX = arrow.toX;
        if (std::isinf(arrow.toX)) arrow.toX = arrow.fromX;
        arrow.y = row.y + row.height * arrowPlace(input);
        arrow.position = row.position;
        arrow.type = step.type;
        arrow.kind = step.kind;
        arrow.failed = step.failed;
        arrow.inferred = step.evidence == Evidence::Inferred;
        arrow.retry = step.isRetry();
        arrow.dimmed = row.dimmed;
        arrow.lit = input.lit && !row.dimmed;
        arrow.mark = markOf(input, step.event);
        if (labelled) arrow.label = withSign(arrow.mark, labelOf(*input.log, step));
        scene.arrows.push_back(std::move(arrow));
    }
}

/// Finds deliveries and their answers in a window of positions around the picture.
class Activations
{
public:
    Activations(const DiagramInput &input, DiagramScene &scene) : m_input(input), m_scene(scene) {}

    void run()
    {
        const auto first = m_scene.rows.front().position;
        const auto last = m_scene.rows.back().position;
        const auto from = advanced(first, -reach);
        const auto to = std::min(advanced(last, reach), m_input.log->watermark());
        for (auto p = from; p <= to; p = advanced(p, 1)) {
            const auto kind = m_input.log->index().kindAt(p);
            if (kind == StepKind::Deliver)
                open(m_input.log->at(p));
            else if (kind == StepKind::Ack || kind == StepKind::Nack
                     || kind == StepKind::DeadLetter)
                close(m_input.log->at(p), first);
        }
        for (const auto &[key, tries] : m_open)
            for (const auto &delivered : tries)
                if (delivered.position <= last) add(delivered, Position(), false);
    }

private:
    struct Open
    {
        Position position;
        ParticipantId consumer;
        NameId type;
        std::uint8_t attempt = 0;
    };

    static std::uint64_t key(EventNumber event, ParticipantId consumer)
    {
        return std::uint64_t(event.value()) << 16U | consumer.value();
    }

    void open(const Step &step)
    {
        m_open[key(step.event, step.receiver)].push_back(
            {step.position, step.receiver, step.type, step.attempt});
    }

    /// Ends the try that the answer names, or where it names none the last one that is open.
    void close(const Step &answer, Position first)
    {
        const auto found = m_open.find(key(answer.event, answer.sender));
        if (found == m_open.end()) return;
        auto &tries = found->second;
        auto at = std::prev(tries.end());
        if (answer.attempt != 0) {
            const auto named = std::ranges::find(tries, answer.attempt, &Open::attempt);
            if (named != tries.end()) at = named;
        }
        if (answer.position >= first) add(*at, answer.position, answer.failed);
        tries.erase(at);
        if (tries.empty()) m_open.erase(found);
    }

    /// The middle of the arrow of a step: its row's place if it is in view, else beyond the edge.
    double yOf(Position position) const
    {
        const auto &rows = m_scene.rows;
        const auto at = std::ranges::lower_bound(rows, position, {}, &DiagramScene::Row::position);
        if (at == rows.end()) return m_input.scale.height + 10;
        if (at == rows.begin() && at->position != position) return -10;
        return at->y + at->height * arrowPlace(m_input);
    }

    void add(const Open &delivered, Position answer, bool failed)
    {
        const double x = laneX(m_input, delivered.consumer);
        if (std::isinf(x)) return;
        DiagramScene::Activation box;
        box.x = x;
        box.top = yOf(delivered.position);
        box.open = !answer.isValid();
        box.bottom = box.open ? std::min(m_scene.endY, m_input.scale.height + 10) : yOf(answer);
        if (box.bottom < 0 || box.top > m_input.scale.height || box.bottom - box.top < 2) return;
        box.type = delivered.type;
        box.failed = failed;
        box.dimmed = isDimmed(m_input, delivered.position);
        m_scene.activations.push_back(box);
    }

    const DiagramInput &m_input;
    DiagramScene &m_scene;
    std::unordered_map<std::uint64_t, std::vector<Open>> m_open; ///< by event and consumer
};

/// Moves boxes of one lifeline that last at the same time beside each other. They are sorted.
void nest(std::vector<DiagramScene::Activation> &boxes)
{
    std::vector<double> ends; // of the last box, by depth
    double x = -1e300;
    for (auto &box : boxes) {
        if (box.x != x) ends.clear();
        x = box.x;
        const auto free =
            std::ranges::find_if(ends, [&](double end) { return end <= box.top + 0.5; });
        box.depth = static_cast<int>(free - ends.begin());
        if (free == ends.end())
            ends.push_back(box.bottom);
        else
            *free = box.bottom;
    }
}

} // namespace

void layoutFullDetail(const DiagramInput &input, DiagramScene &scene)
{
    if (scene.rows.empty()) return;
    if (input.scale.rowHeight >= DiagramScale::activationRow) Activations(input, scene).run();
    std::ranges::sort(scene.activations, {},
                      [](const auto &box) { return std::pair(box.x, box.top); });
    nest(scene.activations);
    addArrows(input, scene);
}

} // namespace playhead
