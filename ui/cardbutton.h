// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

class QLabel;

namespace playhead {

/// A button with a title, and a line below it that is broken where it does not fit. Either may be
/// empty.
class CardButton : public QPushButton
{
    Q_OBJECT

public:
    CardButton(const QString &title, const QString &detail, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override;
    [[nodiscard]] int heightForWidth(int width) const override;
};

} // namespace playhead
