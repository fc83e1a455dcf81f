// SPDX-License-Identifier: GPL-3.0-or-later
// ExplorerPanel: the menus of its rows.
#include "explorer/explorerpanel.h"
#include "explorer/findingfilter.h"
#include "numbertext.h"

#include <QMenu>

namespace playhead {

void ExplorerPanel::showMenu(const QPoint &at)
{
    const QPersistentModelIndex index = m_list->indexAt(at);
    if (!index.isValid()) return;
    const auto kind = static_cast<ExplorerRow>(index.data(ExplorerModel::RowRole).toInt());
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &text, Choice choice) {
        menu->addAction(text, this, [this, index, choice] {
            if (index.isValid()) activate(index, choice);
        });
    };
    if (kind == ExplorerRow::Participant || kind == ExplorerRow::Type) {
        const bool hidden = index.data(ExplorerModel::HiddenRole).toBool();
        add(tr("Show only this"), Choice::Only);
        add(hidden ? tr("Show") : tr("Hide"), Choice::Toggle);
        add(tr("Show all"), Choice::ShowAll);
    } else if (kind == ExplorerRow::Bookmark) {
        add(tr("Go there"), Choice::Only);
        menu->addAction(tr("Rename\tF2"), this, [this, index] { m_list->edit(index); });
        menu->addAction(tr("Delete\tDel"), this, [this, index] { removeBookmark(index); });
    } else if (kind == ExplorerRow::Finding) {
        fillFindingMenu(*menu, index.data(ExplorerModel::IdRole).toULongLong());
    } else if (kind == ExplorerRow::Counted) {
        fillCountedMenu(*menu,
                        static_cast<CountedSteps>(index.data(ExplorerModel::IdRole).toULongLong()));
    } else if (!index.data(ExplorerModel::LinkRole).toString().isEmpty()) {
        menu->addAction(tr("Limits of findings\u2026"), this, &ExplorerPanel::editFindingLimits);
    } else {
        delete menu;
        return;
    }
    menu->popup(m_list->viewport()->mapToGlobal(at));
}

/// Sets the filter, or takes it away where it is in force.
void ExplorerPanel::addFilterAction(QMenu &menu, const QString &filter, const QString &text)
{
    const bool isOn = m_view.filter() == filter;
    menu.addAction(isOn ? tr("Show all steps\tEsc") : text, this,
                   [this, filter, isOn] { m_view.setFilter(isOn ? QString() : filter); });
}

void ExplorerPanel::fillFindingMenu(QMenu &menu, quint64 id)
{
    const auto findings = m_model->findings().findings();
    const auto *row = m_model->findingRow(id);
    if (!findings || !row) return;
    menu.addAction(tr("List them\u2026"), this, [this, id] { showFindings(id); });
    menu.addAction(tr("Next"), this, [this, id] { goToFinding(id, true); });
    menu.addAction(tr("Previous"), this, [this, id] { goToFinding(id, false); });
    menu.addSeparator();
    const auto listed = listedFindings(*findings, *row);
    const auto filter = filterForFindings(*m_view.log(), listed);
    if (!filter.text.isEmpty())
        addFilterAction(
            menu, filter.text,
            filter.findings == listed.size()
                ? tr("Show only these steps")
                : tr("Show only the steps of the first %1").arg(exactNumber(filter.findings)));
    menu.addAction(tr("Limits of findings\u2026"), this, &ExplorerPanel::editFindingLimits);
}

void ExplorerPanel::fillCountedMenu(QMenu &menu, CountedSteps kind)
{
    if (kind == CountedSteps::Skipped) {
        menu.addAction(tr("List them\u2026"), this, &ExplorerPanel::showSkipped);
        return;
    }
    menu.addAction(tr("Next"), this, [this, kind] {
        if (const auto next = m_model->nextStepOf(kind); next.isValid()) m_view.setPlayhead(next);
    });
    if (kind == CountedSteps::Nacks)
        addFilterAction(menu, QStringLiteral("kind == \"nack\""), tr("Show only these steps"));
    if (kind == CountedSteps::Retries)
        addFilterAction(menu, QStringLiteral("kind == \"deliver\" && attempt > 1"),
                        tr("Show only these steps"));
}

} // namespace playhead
