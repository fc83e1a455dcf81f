// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jsonmistake.h"
#include "theme.h"

#include <QPlainTextEdit>

#include <optional>

namespace playhead {

/// A field for JSON text in the colours of the theme; the line of a mistake is marked. Interface
/// thread.
class JsonEditor : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit JsonEditor(const Theme &theme, QWidget *parent = nullptr);

    /// False: any text will do.
    void setChecksJson(bool checks);
    /// Nothing: the text can be used.
    [[nodiscard]] const std::optional<JsonMistake> &mistake() const { return m_mistake; }
    /// The line that is marked, from 1; 0: none.
    [[nodiscard]] int mistakeLine() const { return m_mistakeLine; }

signals:
    /// The text was changed, and checked.
    void checked();

private:
    void check();
    void markMistake();
    void applyTheme();

    const Theme &m_theme;
    bool m_checks = true;
    std::optional<JsonMistake> m_mistake;
    int m_mistakeLine = 0;
};

} // namespace playhead
