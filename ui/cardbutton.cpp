// SPDX-License-Identifier: GPL-3.0-or-later
#include "cardbutton.h"

#include <QLabel>
#include <QVBoxLayout>

namespace playhead {

CardButton::CardButton(const QString &title, const QString &detail, QWidget *parent)
    : QPushButton(parent)
{
    setObjectName(QStringLiteral("card"));
    setAccessibleName(title.isEmpty() ? detail : title);
    if (!title.isEmpty()) setAccessibleDescription(detail);
    setCursor(Qt::PointingHandCursor);
    auto *column = new QVBoxLayout(this);
    const int space = title.isEmpty() ? 7 : 11; // above and below
    column->setContentsMargins(14, space, 14, space);
    column->setSpacing(3);
    const auto add = [&](const QString &text) {
        auto *label = new QLabel(text, this);
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
        column->addWidget(label);
        return label;
    };
    if (!title.isEmpty()) {
        auto *head = add(title);
        auto font = head->font();
        font.setBold(true);
        head->setFont(font);
    }
    if (detail.isEmpty()) return;
    auto *body = add(detail);
    if (title.isEmpty())
        body->setAlignment(Qt::AlignVCenter | Qt::AlignLeft);
    else
        body->setObjectName(QStringLiteral("muted"));
    column->setStretchFactor(body, 1);
}

QSize CardButton::sizeHint() const
{
    return layout()->sizeHint();
}

bool CardButton::hasHeightForWidth() const
{
    return layout()->hasHeightForWidth();
}

int CardButton::heightForWidth(int width) const
{
    return layout()->heightForWidth(width);
}

} // namespace playhead
