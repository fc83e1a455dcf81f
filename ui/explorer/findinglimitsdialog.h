// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/findings/findinglimits.h"
#include "theme.h"

#include <QDialog>
#include <QLabel>
#include <QLineEdit>

#include <string_view>
#include <vector>

namespace playhead {

/// Asks from when on something is a finding: a line a limit, told in the words of
/// setFindingLimit(). What cannot be read is said, and keeps it open. Interface thread.
class FindingLimitsDialog : public QDialog
{
    Q_OBJECT

public:
    FindingLimitsDialog(const FindingLimits &limits, const Theme &theme, QWidget *parent);

signals:
    /// The person has accepted these.
    void chosen(const playhead::FindingLimits &limits);

private:
    void fill(const FindingLimits &limits);
    void choose();

    struct Line
    {
        std::string_view limit;
        QLineEdit *field;
    };

    const FindingLimits m_before; ///< has those that no line is about
    std::vector<Line> m_lines;
    QLabel *m_mistake;
};

} // namespace playhead
