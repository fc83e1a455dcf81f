// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branches/jsoneditor.h"
#include "branches/placefield.h"
#include "inspector/inspectorwidgets.h"
#include "model/event.h"
#include "replay/branch.h"

#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>

#include <vector>

class QGridLayout;

namespace playhead {

/// An event of a branch as a form: its attributes, and its data as JSON or text. For an edit, only
/// what is different from the recorded event goes into it; for an insert, all that is filled in,
/// and where. Says while typing what cannot be used. Interface thread.
class EventDialog : public QDialog
{
    Q_OBJECT

public:
    /// `edit`: an Edit or an Insert as it is now. `recorded`: the event of an Edit, and what an
    /// Insert starts from beyond its own attributes.
    EventDialog(const LogPtr &log, const BranchEdit &edit, const Event &recorded,
                const Theme &theme, QWidget *parent = nullptr);

signals:
    void chosen(const playhead::BranchEdit &edit);

private:
    struct Field
    {
        ToneLabel *label;
        QLineEdit *value;
    };

    QLineEdit *addField(QGridLayout *grid, const QString &name, const QString &value);
    void addAttributes(QGridLayout *grid, const Event &shown);
    void addData(QGridLayout *grid, const Event &shown);
    /// What is wrong; empty: nothing.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] EventChange change() const;
    void takeData(EventChange &change) const;
    [[nodiscard]] bool isJson() const;
    void check();
    void accept() override;

    const Theme &m_theme;
    BranchEdit m_edit;
    Event m_before; ///< what the change is against: the recorded event, or an empty one
    PlaceField *m_place = nullptr;
    std::vector<Field> m_attributes; ///< in the order of the table in the source
    Field m_time = {};
    std::vector<Field> m_extensions; ///< in the order of m_extended
    std::vector<Extension> m_extended;
    QComboBox *m_encoding = nullptr;
    JsonEditor *m_data = nullptr;
    ToneLabel *m_problem = nullptr;
    QPushButton *m_accept = nullptr;
};

} // namespace playhead
