// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/branchediting.h"

#include "branches/eventdialog.h"
#include "branches/placedialog.h"
#include "inspector/inspectortext.h"

#include <utility>

namespace playhead {
namespace {

/// Everything of an event that an insert can hold, under an id of its own.
EventChange copyOf(const Event &event)
{
    EventChange change;
    change.id = event.id + "-copy";
    change.type = event.type;
    change.source = event.source;
    change.subject = event.subject;
    change.correlation = event.correlation;
    change.causation = event.causation;
    change.time = event.time;
    if (event.encoding == DataEncoding::Json) change.setJson(eventData(event));
    if (event.encoding == DataEncoding::Text) change.setText(event.data);
    change.extensions.insert(event.extensions.begin(), event.extensions.end());
    return change;
}

} // namespace

BranchEditing::BranchEditing(const ViewState &view, BranchList &branches, const Theme &theme,
                             QWidget *window)
    : QObject(window),
      m_view(view),
      m_branches(branches),
      m_theme(theme),
      m_window(window),
      m_job([this](const Read &read) {
          if (read.event)
              read.then(*read.event);
          else
              emit refused(toText(read.event.error().message));
      })
{
    connect(&view, &ViewState::logChanged, this, [this] { m_job.cancel(); });
}

std::optional<Step> BranchEditing::step()
{
    const auto log = m_view.log();
    if (!log || !m_view.playhead().isValid()) return {};
    const auto step = log->at(m_view.playhead());
    if (carriesEvent(step.kind) && step.event.isValid()) return step;
    emit refused(tr("This step carries no event that a branch could change. Go to a publish, a "
                    "delivery or an ack."));
    return {};
}

std::optional<int> BranchEditing::findEdit(BranchEdit::Kind kind, EventNumber event) const
{
    const auto *branch = m_branches.current();
    const auto log = m_view.log();
    if (!branch || !log) return {};
    int index = 0;
    for (const auto &edit : branch->edits()) {
        if (edit.kind == kind && edit.position.isValid() && edit.position <= log->watermark()
            && log->at(edit.position).event == event)
            return index;
        ++index;
    }
    return {};
}

void BranchEditing::skip()
{
    const auto at = step();
    if (!at) return;
    if (const auto skipped = findEdit(BranchEdit::Kind::Skip, at->event))
        m_branches.removeEdit(static_cast<std::size_t>(*skipped));
    else
        m_branches.addEdit(BranchEdit::skip(at->position));
}

void BranchEditing::edit()
{
    const auto at = step();
    if (!at) return;
    const auto edited = findEdit(BranchEdit::Kind::Edit, at->event);
    if (edited) return change(*edited);
    read(at->event, [this, position = at->position](const Event &event) {
        askEvent(BranchEdit::edit(position, {}), event, {});
    });
}

void BranchEditing::insert()
{
    const auto at = step();
    if (!at) return;
    read(at->event, [this, position = at->position](const Event &event) {
        askEvent(BranchEdit::insert(copyOf(event), BranchEdit::Side::After, position), event, {});
    });
}

void BranchEditing::duplicate()
{
    if (const auto at = step())
        m_branches.addEdit(
            BranchEdit::duplicate(at->position, BranchEdit::Side::After, at->position));
}

void BranchEditing::move()
{
    const auto at = step();
    if (!at) return;
    const auto moved = findEdit(BranchEdit::Kind::Move, at->event);
    if (moved) return change(*moved);
    askPlace(BranchEdit::move(at->position, BranchEdit::Side::After, at->position), {});
}

void BranchEditing::change(int edit)
{
    const auto *branch = m_branches.current();
    const auto log = m_view.log();
    if (!branch || !log || edit < 0 || edit >= static_cast<int>(branch->edits().size())) return;
    const auto changed = branch->edits()[static_cast<std::size_t>(edit)];
    switch (changed.kind) {
    case BranchEdit::Kind::Skip: return; // nothing about it could be different
    case BranchEdit::Kind::Insert: return askEvent(changed, {}, edit);
    case BranchEdit::Kind::Duplicate:
    case BranchEdit::Kind::Move: return askPlace(changed, edit);
    case BranchEdit::Kind::Edit: break;
    }
    if (const auto fits = checkBranch(*log, *branch); !fits) {
        emit refused(toText(fits.error().message));
        return;
    }
    read(log->at(changed.position).event,
         [this, changed, edit](const Event &event) { askEvent(changed, event, edit); });
}

void BranchEditing::read(EventNumber event, std::function<void(const Event &)> then)
{
    m_job.request([log = m_view.log(), event, then = std::move(then)](const std::stop_token &) {
        return Read{log->event(event), then};
    });
}

void BranchEditing::askEvent(const BranchEdit &edit, const Event &recorded,
                             std::optional<int> replaced)
{
    auto *dialog = new EventDialog(m_view.log(), edit, recorded, m_theme, m_window);
    connect(dialog, &EventDialog::chosen, this,
            [this, replaced](const BranchEdit &chosen) { take(chosen, replaced); });
    dialog->open();
}

void BranchEditing::askPlace(const BranchEdit &edit, std::optional<int> replaced)
{
    auto *dialog = new PlaceDialog(m_view.log(), edit, m_theme, m_window);
    connect(dialog, &PlaceDialog::chosen, this,
            [this, replaced](const BranchEdit &chosen) { take(chosen, replaced); });
    dialog->open();
}

void BranchEditing::take(const BranchEdit &edit, std::optional<int> replaced)
{
    if (replaced)
        m_branches.replaceEdit(static_cast<std::size_t>(*replaced), edit);
    else
        m_branches.addEdit(edit);
}

void BranchEditing::undo()
{
    if (!m_branches.undo()) emit refused(tr("There is no edit of the branch to undo."));
}

void BranchEditing::redo()
{
    if (!m_branches.redo()) emit refused(tr("There is no edit of the branch to redo."));
}

} // namespace playhead
