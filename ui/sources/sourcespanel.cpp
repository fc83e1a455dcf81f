// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/sourcespanel.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace playhead {
namespace {

constexpr int refreshInterval = 250; // milliseconds
constexpr int tallest = 420;         // then it scrolls: the explorer below needs room, too

} // namespace

SourcesPanel::SourcesPanel(AttachedSources &sources, const Theme &theme, QWidget *parent)
    : QScrollArea(parent), m_sources(sources), m_theme(theme)
{
    setAccessibleName(tr("Sources"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *page = new QWidget;
    m_column = new QVBoxLayout(page);
    m_column->setContentsMargins(16, 12, 14, 6);
    m_column->setSpacing(8);
    m_column->addLayout(makeHead());
    setWidget(page);

    m_refresh.setInterval(refreshInterval);
    connect(&m_refresh, &QTimer::timeout, this, &SourcesPanel::showSources);
    connect(&sources, &AttachedSources::changed, this, &SourcesPanel::showSources);
    connect(&theme, &Theme::changed, this, &SourcesPanel::applyTheme);
    applyTheme();
    showSources();
}

QLayout *SourcesPanel::makeHead()
{
    m_caption = new QLabel(tr("SOURCES"));
    m_caption->setObjectName(QStringLiteral("caption"));
    m_attach = new QToolButton;
    m_attach->setText(tr("Attach\u2026"));
    m_attach->setObjectName(QStringLiteral("attachAnother"));
    m_attach->setProperty("flat", true);
    m_attach->setToolTip(tr("Attach another source, which records into the same case"));
    m_attach->setAccessibleName(m_attach->toolTip());
    connect(m_attach, &QToolButton::clicked, this, &SourcesPanel::attachRequested);
    auto *head = new QHBoxLayout;
    head->addWidget(m_caption, 1);
    head->addWidget(m_attach);
    return head;
}

SourceRow *SourcesPanel::row(int id) const
{
    const auto found = std::ranges::find(m_rows, id, &SourceRow::id);
    return found == m_rows.end() ? nullptr : *found;
}

void SourcesPanel::showSources()
{
    const auto &all = m_sources.all();
    for (qsizetype i = m_rows.size(); i-- > 0;) {
        if (std::ranges::find(all, m_rows[i]->id(), &AttachedSource::id) != all.end()) continue;
        m_rows[i]->deleteLater(); // may be in its own click
        m_rows[i]->hide();
        m_rows.removeAt(i);
    }
    for (const auto &source : all) {
        if (auto *known = row(source.id)) {
            known->setSource(source);
            continue;
        }
        auto *added = new SourceRow(source, m_theme, widget());
        connect(added, &SourceRow::pauseRequested, &m_sources, &AttachedSources::setPaused);
        connect(added, &SourceRow::retryRequested, &m_sources, &AttachedSources::retryNow);
        connect(added, &SourceRow::detachRequested, &m_sources, &AttachedSources::detach);
        m_column->addWidget(added);
        m_rows.append(added);
    }
    setVisible(!all.empty());
    widget()->layout()->activate();
    updateGeometry();
}

QSize SourcesPanel::sizeHint() const
{
    const int width = viewport()->width();
    const auto *layout = widget()->layout();
    const int height = layout->hasHeightForWidth() ? layout->totalHeightForWidth(width)
                                                   : layout->totalSizeHint().height();
    return {widget()->sizeHint().width(), std::min(height, tallest)};
}

QSize SourcesPanel::minimumSizeHint() const
{
    return {160, std::min(sizeHint().height(), 90)};
}

void SourcesPanel::showEvent(QShowEvent *event)
{
    QScrollArea::showEvent(event);
    m_refresh.start();
}

void SourcesPanel::hideEvent(QHideEvent *event)
{
    QScrollArea::hideEvent(event);
    m_refresh.stop();
}

void SourcesPanel::applyTheme()
{
    m_caption->setFont(m_theme.captionFont());
}

} // namespace playhead
