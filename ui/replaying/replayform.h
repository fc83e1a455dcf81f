// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "republish/replaychoice.h"
#include "theme.h"
#include "tonelabel.h"
#include "transports/transport.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QWidget>

#include <optional>
#include <span>

namespace playhead {

/// What is replayed, where to and how fast: checked as it is typed. Interface thread.
class ReplayForm : public QWidget
{
    Q_OBJECT

public:
    /// The table, as transports(), outlives the form.
    ReplayForm(LogPtr log, std::span<const Transport *const> table, const Theme &theme,
               QWidget *parent = nullptr);

    void setTarget(const QString &url);
    void setFilter(const QString &filter);

    /// Where to publish; none while there is a mistake. Its transport is in the table.
    [[nodiscard]] const std::optional<SourceUrl> &url() const { return m_url; }
    [[nodiscard]] const Transport *transport() const { return m_transport; }
    /// Which events; none while there is a mistake.
    [[nodiscard]] const std::optional<ReplayWish> &wish() const { return m_wish; }
    /// As ReplayChoice::lengthAt() takes it.
    [[nodiscard]] double speed() const;

    [[nodiscard]] QLineEdit &target() { return *m_target; }
    [[nodiscard]] QLineEdit &filter() { return *m_filter; }
    [[nodiscard]] QLineEdit &from() { return *m_from; }
    [[nodiscard]] QLineEdit &to() { return *m_to; }
    [[nodiscard]] QComboBox &speeds() { return *m_speed; }
    [[nodiscard]] QCheckBox &again() { return *m_again; }

signals:
    /// Any of it.
    void changed();

private:
    QLayout *makeRows();
    QLineEdit *field(const char *name, const QString &accessibleName);
    QLabel *caption(const QString &text);
    void check();
    void checkTarget();
    void checkWish();
    [[nodiscard]] QString offer() const;

    const LogPtr m_log;
    const std::span<const Transport *const> m_table;
    const Theme &m_theme;
    const Transport *m_transport = nullptr;
    std::optional<SourceUrl> m_url;
    std::optional<ReplayWish> m_wish;
    QLineEdit *m_target;
    ToneLabel *m_targetHint;
    QLineEdit *m_filter;
    QLineEdit *m_from;
    QLineEdit *m_to;
    QCheckBox *m_again;
    ToneLabel *m_wishHint;
    QComboBox *m_speed;
};

} // namespace playhead
