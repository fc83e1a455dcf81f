// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/inspectorwidgets.h"
#include "inspector/statejob.h"
#include "viewstate.h"

#include <QLineEdit>

namespace playhead {

/// Chooses what the state is compared with: the previous event, a bookmark, a position that is
/// typed, another observer, a branch. Shown is the field for the position, while that is the
/// choice; the choices() stand in another place. Interface thread.
class ComparisonBox : public QWidget
{
    Q_OBJECT

public:
    ComparisonBox(ViewState &view, const Theme &theme, QWidget *parent = nullptr);

    /// What is chosen, by the playhead of this moment: a place such as `-30s` goes along with it.
    /// Where the place that was typed is none, the previous event stands in, and a line says so.
    [[nodiscard]] StateComparison comparison();

    /// The branch that can be compared with; null: none.
    void setBranch(const BranchPtr &branch);

    /// Makes the choices anew and keeps the one that was made, where it is still there.
    void fill();

    [[nodiscard]] QComboBox &choices() { return *m_choices; }
    [[nodiscard]] QLineEdit &place() { return *m_place; }

signals:
    void changed();

private:
    void addBookmarks();
    void addObservers();
    void showPlace();

    ViewState &m_view;
    BranchPtr m_branch;
    QComboBox *m_choices;
    QLineEdit *m_place;
    ToneLabel *m_hint;
};

/// `payment`, `payment, redeliveries once`, `the log`: through whose eyes, for a person.
[[nodiscard]] QString observerText(const Log &log, const Observer &observer);

/// Calls `visit` with each participant that is a consumer.
template <class Visit> void forEachConsumer(const Log &log, Visit visit)
{
    for (std::size_t i = 1; i <= log.participants().size(); ++i) {
        const ParticipantId id(static_cast<std::uint16_t>(i));
        if (log.participants().role(id) == Role::Consumer) visit(id);
    }
}

/// Makes the entries of a box anew and keeps what was chosen, where it is still there.
template <class Fill> void refill(QComboBox *box, const QVariant &chosen, Fill fill)
{
    const QSignalBlocker quiet(box);
    box->clear();
    fill();
    box->setCurrentIndex(std::max(0, box->findData(chosen)));
}

} // namespace playhead
