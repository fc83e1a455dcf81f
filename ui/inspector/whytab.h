// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/causeview.h"
#include "inspector/fieldhistoryview.h"

namespace playhead {

/// Why: what led to the event at the playhead and what followed, and below it, once a field of the
/// state was asked about, the events that set it. Interface thread.
class WhyTab : public QWidget
{
    Q_OBJECT

public:
    WhyTab(ViewState &view, const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] CauseView &causes() { return *m_causes; }
    [[nodiscard]] FieldHistoryView &history() { return *m_history; }

private:
    CauseView *m_causes;
    FieldHistoryView *m_history;
};

} // namespace playhead
