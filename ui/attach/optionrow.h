// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"
#include "tonelabel.h"
#include "transports/transport.h"

#include <QObject>
#include <QString>

class QComboBox;
class QGridLayout;
class QLineEdit;

namespace playhead {

/// One option in a form: its name, a field or a box with its choices, and what it is for. A secret
/// is not shown as it is typed. Belongs to the widget whose grid it is put into. Interface thread.
class OptionRow : public QObject
{
    Q_OBJECT

public:
    OptionRow(const SourceOption &option, bool secret, const Theme &theme, QWidget *page);

    void addTo(QGridLayout &grid, int row);

    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] bool isSecret() const { return m_secret; }
    /// Empty: what is usual.
    [[nodiscard]] QString value() const;
    /// Says nothing.
    void setValue(const QString &value);
    void setVisible(bool visible);
    [[nodiscard]] bool isVisible() const { return m_visible; }
    /// Not while the URL cannot be read, or says the option several times.
    void setEditable(bool editable, const QString &why);
    /// What a person types or chooses in.
    [[nodiscard]] QWidget &field() const { return *m_field; }

signals:
    /// By the person.
    void edited();

private:
    void makeChoices(const SourceOption &option);
    void makeField(const SourceOption &option);

    const QString m_name;
    const bool m_secret;
    bool m_visible = true;
    ToneLabel *m_label;
    ToneLabel *m_meaning;
    QComboBox *m_choices = nullptr;
    QLineEdit *m_line = nullptr;
    QWidget *m_field = nullptr; ///< the one of these two that there is
};

} // namespace playhead
