// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/whytab.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace playhead {

WhyTab::WhyTab(ViewState &view, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_causes(new CauseView(view, theme)),
      m_history(new FieldHistoryView(view, theme))
{
    auto *parts = new QSplitter(Qt::Vertical, this);
    parts->setChildrenCollapsible(false);
    parts->addWidget(m_causes);
    parts->addWidget(m_history);
    parts->setStretchFactor(0, 3);
    parts->setStretchFactor(1, 2);
    parts->setSizes({360, 240});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(parts);
}

} // namespace playhead
