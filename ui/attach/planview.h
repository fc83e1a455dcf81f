// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"
#include "transports/transport.h"

#include <QCheckBox>
#include <QVBoxLayout>
#include <QWidget>

#include <vector>

namespace playhead {

/// The sign of an effect: a tick, a plus, a triangle, an arrow out of a tray, an ear. Calm where
/// nobody is disturbed, in the colour of warnings where others may notice. Interface thread.
class EffectSign : public QWidget
{
    Q_OBJECT

public:
    EffectSign(AttachEffect::Kind kind, const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] AttachEffect::Kind kind() const { return m_kind; }
    [[nodiscard]] QSize sizeHint() const override { return {18, 18}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    AttachEffect::Kind m_kind;
    const Theme &m_theme;
};

/// What attaching does, said before it is done: a line an effect, and, where others may notice, a
/// box that the person ticks to agree. Interface thread.
class PlanView : public QWidget
{
    Q_OBJECT

public:
    explicit PlanView(const Theme &theme, QWidget *parent = nullptr);

    /// Agreeing to one plan is not agreeing to another.
    void setPlan(const AttachPlan &plan);
    /// There is none while the URL has a mistake.
    void clear();

    /// Nobody is disturbed, or the person has agreed.
    [[nodiscard]] bool isAgreed() const;
    [[nodiscard]] QCheckBox &agreement() { return *m_agree; }

signals:
    void agreedChanged();

private:
    void showEffects();

    const Theme &m_theme;
    std::vector<AttachEffect> m_effects;
    QVBoxLayout *m_rows;
    QCheckBox *m_agree;
};

} // namespace playhead
