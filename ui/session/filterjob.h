// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"
#include "query/filter.h"
#include "viewstate.h"

#include <QObject>

#include <optional>

namespace playhead {

/// Keeps ViewState::rows in step with filter, visibility and the growing log, and
/// ViewState::preview with the filter that is being typed. Evaluates on a worker; while a log grows
/// only what is new. Interface thread.
class FilterJob : public QObject
{
    Q_OBJECT

public:
    explicit FilterJob(ViewState &state, QObject *parent = nullptr);

    /// The text in the filter field, not yet in force: counted and dimmed, not removed. Empty ends
    /// the preview.
    void setPreview(const QString &text);

    /// The mistake in the text of the last setPreview() or of the filter in force.
    [[nodiscard]] const std::optional<FilterError> &error() const { return m_error; }

    [[nodiscard]] bool isBusy() const { return m_rowsJob.isBusy() || m_previewJob.isBusy(); }

signals:
    /// The text can(not) be read; see error().
    void errorChanged();
    void busyChanged();

private:
    struct Rows
    {
        RowMapPtr map;
        Position upTo;
    };

    void logChanged();
    void filterChanged();
    void refresh(bool fromStart);
    void takeRows(const Rows &rows);
    void refreshPreview();
    void setError(std::optional<FilterError> error);

    ViewState &m_state;
    Filter m_filter;
    Rows m_rows; ///< as of the last answer, to go on from
    bool m_restart = true;
    QString m_previewText;
    std::optional<FilterError> m_error;
    LatestJob<Rows> m_rowsJob;
    LatestJob<Rows> m_previewJob;
};

/// The positions from `first` to `last` that filter and visibility leave.
[[nodiscard]] std::vector<std::uint32_t> shownPositions(const Log &log, const Filter &filter,
                                                        const Visibility &visibility,
                                                        Position first, Position last,
                                                        const std::stop_token &stop);

} // namespace playhead
