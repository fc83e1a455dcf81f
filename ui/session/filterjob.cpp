// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/filterjob.h"

#include <algorithm>

namespace playhead {
namespace {

/// Removes what is hidden by hand, by tables over the columns.
void removeHidden(const Log &log, const Visibility &visibility,
                  std::vector<std::uint32_t> &positions, std::size_t from)
{
    std::vector<bool> hiddenParticipants(65536);
    for (const auto id : visibility.hiddenParticipants)
        hiddenParticipants[id] = true;
    std::vector<bool> hiddenTypes(log.names().size() + 1);
    for (const auto id : visibility.hiddenTypes)
        if (id < hiddenTypes.size()) hiddenTypes[id] = true;
    const auto isHidden = [&](std::uint32_t position) {
        const auto step = log.at(Position(position));
        return hiddenParticipants[step.sender.value()] || hiddenParticipants[step.receiver.value()]
               || (step.type.value() < hiddenTypes.size() && hiddenTypes[step.type.value()]);
    };
    const auto begin = positions.begin() + static_cast<std::ptrdiff_t>(from);
    positions.erase(std::remove_if(begin, positions.end(), isHidden), positions.end());
}

} // namespace

std::vector<std::uint32_t> shownPositions(const Log &log, const Filter &filter,
                                          const Visibility &visibility, Position first,
                                          Position last, const std::stop_token &stop)
{
    std::vector<std::uint32_t> positions;
    constexpr std::uint64_t piece = 1U << 20U;
    for (auto from = first.value(); from <= last.value() && !stop.stop_requested();) {
        const auto to = std::min(from + piece - 1, last.value());
        const auto before = positions.size();
        filter.evaluate(log, Position(from), Position(to), positions, stop);
        if (!visibility.isEverything()) removeHidden(log, visibility, positions, before);
        from = to + 1;
    }
    return positions;
}

FilterJob::FilterJob(ViewState &state, QObject *parent)
    : QObject(parent),
      m_state(state),
      m_rowsJob([this](const Rows &rows) {
          takeRows(rows);
          emit busyChanged();
      }),
      m_previewJob([this](const Rows &rows) {
          m_state.setPreview(rows.map);
          emit busyChanged();
      })
{
    connect(&state, &ViewState::logChanged, this, &FilterJob::logChanged);
    connect(&state, &ViewState::filterChanged, this, &FilterJob::filterChanged);
    connect(&state, &ViewState::visibilityChanged, this, [this] { refresh(true); });
    connect(&state, &ViewState::watermarkChanged, this, [this] { refresh(false); });
}

void FilterJob::logChanged()
{
    m_rowsJob.cancel();
    m_previewJob.cancel();
    m_state.setPreview(nullptr);
    m_previewText.clear();
    filterChanged();
}

void FilterJob::filterChanged()
{
    auto filter = Filter::parse(m_state.filter().toStdString());
    setError(filter ? std::nullopt : std::optional(filter.error()));
    if (filter) m_filter = *filter;
    m_previewText.clear();
    m_previewJob.cancel();
    m_state.setPreview(nullptr);
    refresh(true);
}

void FilterJob::refresh(bool fromStart)
{
    const auto log = m_state.log();
    m_restart |= fromStart;
    if (!log) {
        m_state.setRows(RowMap::all(Position()));
        return;
    }
    if (m_filter.matchesEverything() && m_state.visibility().isEverything()) {
        m_rowsJob.cancel();
        m_restart = true;
        // While a log grows ViewState has made these rows by itself.
        const auto rows = m_state.rows();
        if (!rows->showsAll() || rows->watermark() != m_state.watermark())
            m_state.setRows(RowMap::all(m_state.watermark()));
        return;
    }
    if (fromStart) m_rowsJob.cancel();
    const Rows previous = m_restart ? Rows() : m_rows;
    m_rowsJob.request([log, filter = m_filter, visibility = m_state.visibility(), previous,
                       to = m_state.watermark()](const std::stop_token &stop) -> Rows {
        std::vector<std::uint32_t> positions;
        if (previous.map) positions = previous.map->positions();
        const auto added =
            shownPositions(*log, filter, visibility, advanced(previous.upTo, 1), to, stop);
        if (stop.stop_requested()) return {};
        positions.insert(positions.end(), added.begin(), added.end());
        return {RowMap::of(std::move(positions), to), to};
    });
    emit busyChanged();
}

void FilterJob::takeRows(const Rows &rows)
{
    if (!rows.map) return;
    m_rows = rows;
    m_restart = false;
    m_state.setRows(rows.map);
    if (m_state.watermark() > rows.upTo) refresh(false);
}

void FilterJob::setPreview(const QString &text)
{
    m_previewText = text.trimmed() == m_state.filter() ? QString() : text.trimmed();
    refreshPreview();
}

void FilterJob::refreshPreview()
{
    m_previewJob.cancel();
    const auto log = m_state.log();
    auto filter = Filter::parse(m_previewText.toStdString());
    setError(filter ? std::nullopt : std::optional(filter.error()));
    if (!log || !filter || filter->matchesEverything()) {
        m_state.setPreview(nullptr);
        return;
    }
    m_previewJob.request(
        [log, filter = *filter, to = m_state.watermark()](const std::stop_token &stop) -> Rows {
            auto positions = shownPositions(*log, filter, {}, Position(1), to, stop);
            return {RowMap::of(std::move(positions), to), to};
        });
    emit busyChanged();
}

void FilterJob::setError(std::optional<FilterError> error)
{
    m_error = std::move(error);
    emit errorChanged();
}

} // namespace playhead
