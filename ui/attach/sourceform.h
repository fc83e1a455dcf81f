// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attach/optionrow.h"
#include "attach/secretstore.h"
#include "theme.h"
#include "tonelabel.h"
#include "transports/transport.h"

#include <QHash>
#include <QLineEdit>
#include <QScrollArea>
#include <QWidget>

#include <optional>
#include <span>

class QGridLayout;

namespace playhead {

/// Where a source is: the URL, checked as it is typed, and a field for each option of its
/// transport. URL and fields say the same, but for secrets, which have fields of their own: a
/// password that is typed into the URL moves there as soon as the field is left. Interface thread.
class SourceForm : public QWidget
{
    Q_OBJECT

public:
    SourceForm(std::span<const Transport *const> table, const Theme &theme,
               QWidget *parent = nullptr);

    /// Offers a transport: what was last typed for it, else its example.
    void setTransport(const Transport &transport);
    /// As if it were typed; the transport follows.
    void setText(const QString &url);
    /// Moves secrets out of the URL into their fields.
    void moveSecrets();

    [[nodiscard]] const Transport *transport() const { return m_transport; }
    /// With its secrets; none while there is a mistake.
    [[nodiscard]] const std::optional<SourceUrl> &url() const { return m_url; }
    /// What attaching there does; none while there is a mistake.
    [[nodiscard]] const std::optional<AttachPlan> &plan() const { return m_plan; }

    [[nodiscard]] Secrets secrets() const;
    /// Fills the fields that are still empty.
    void offerSecrets(const Secrets &secrets);
    /// Some secret can be said for this URL.
    [[nodiscard]] bool takesSecrets() const;

    [[nodiscard]] QLineEdit &field() { return *m_field; }
    /// The row of an option, or of `password`; null: there is none.
    [[nodiscard]] OptionRow *row(const QString &name) const;

signals:
    /// URL, secrets or plan.
    void changed();
    /// Typed, by its scheme.
    void transportChanged();

private:
    void check();
    [[nodiscard]] Result<void> read();
    void addSecrets(SourceUrl &url) const;
    void useTransport(const Transport &transport);
    void makeRows();
    void showRows();
    void showMistake(const QString &message);
    void optionEdited(const OptionRow &row);
    void applyTheme();

    const std::span<const Transport *const> m_table;
    const Theme &m_theme;
    const Transport *m_transport = nullptr;
    QHash<const Transport *, QString> m_typed;
    SourceUrl m_parsed; ///< the last one that could be read, mistakes in options apart
    bool m_canRead = false;
    std::optional<SourceUrl> m_url;
    std::optional<AttachPlan> m_plan;
    QLineEdit *m_field;
    ToneLabel *m_hint;
    QScrollArea *m_scroll;
    QGridLayout *m_grid = nullptr;
    QList<OptionRow *> m_rows; ///< the password first
};

} // namespace playhead
