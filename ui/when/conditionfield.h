// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answers/condition.h"
#include "inspector/inspectorwidgets.h"

#include <QLineEdit>

namespace playhead {

/// A field for a condition on state and event: underlines a mistake and says beneath it what was
/// expected. Interface thread.
class ConditionField : public QWidget
{
    Q_OBJECT

public:
    explicit ConditionField(const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] QLineEdit &field() { return *m_field; }
    [[nodiscard]] QString text() const { return m_field->text().trimmed(); }
    /// There is a condition, without a mistake.
    [[nodiscard]] bool isValid() const { return m_valid; }

signals:
    void changed();

private:
    void check();
    void applyTheme();

    const Theme &m_theme;
    QLineEdit *m_field;
    ToneLabel *m_mistake;
    bool m_valid = false;
};

} // namespace playhead
