// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/inspectorwidgets.h"

#include <QPlainTextEdit>

namespace playhead {

/// A difference of states as a JSON Patch (RFC 6902), to be read and copied. Interface thread.
class PatchView : public QWidget
{
    Q_OBJECT

public:
    explicit PatchView(const Theme &theme, QWidget *parent = nullptr);

    /// An operation a line, between brackets.
    void setPatch(const QString &patch);
    [[nodiscard]] const QString &patch() const { return m_patch; }

private:
    void applyTheme();

    const Theme &m_theme;
    QString m_patch;
    ToneLabel *m_title;
    QPlainTextEdit *m_text;
};

} // namespace playhead
