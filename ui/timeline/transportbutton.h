// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QToolButton>

namespace playhead {

/// A button of the transport bar, painted from the theme so that it is sharp at every pixel ratio:
/// a glyph, or a text, in a rounded frame.
class TransportButton : public QToolButton
{
    Q_OBJECT

public:
    enum class Glyph { None, First, Back, Play, Pause, Forward, Last, Dot };
    enum class Frame { Raised, Flat };

    TransportButton(const Theme &theme, Glyph glyph, QWidget *parent);

    void setGlyph(Glyph glyph);
    [[nodiscard]] Glyph glyph() const { return m_glyph; }
    void setFrame(Frame frame);
    /// Name for screen readers and tool tip; the shortcut is only told, the window owns it.
    void setHint(const QString &name, const QString &shortcut);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Glyph m_glyph;
    Frame m_frame = Frame::Raised;
};

} // namespace playhead
