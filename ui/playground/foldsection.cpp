// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/foldsection.h"

#include <QVBoxLayout>

namespace playhead {

FoldSection::FoldSection(const char *name, const QString &caption, QWidget *content,
                         const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_caption(new QToolButton(this)), m_content(content)
{
    m_caption->setObjectName(QLatin1String(name));
    m_caption->setProperty("fold", true);
    m_caption->setText(caption);
    m_caption->setAccessibleName(caption);
    m_caption->setCheckable(true);
    m_caption->setChecked(true);
    m_caption->setAutoRaise(true);
    m_caption->setFocusPolicy(Qt::StrongFocus);
    m_caption->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_caption->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_caption);
    column->addWidget(content);
    const auto setFont = [this] { m_caption->setFont(m_theme.captionFont()); };
    connect(&theme, &Theme::changed, this, setFont);
    setFont();
    connect(m_caption, &QToolButton::toggled, this, &FoldSection::show);
    show(true);
}

void FoldSection::show(bool open)
{
    m_caption->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    m_caption->setToolTip(open ? tr("Folds it") : tr("Unfolds it"));
    m_content->setVisible(open);
    emit openChanged(open);
}

} // namespace playhead
