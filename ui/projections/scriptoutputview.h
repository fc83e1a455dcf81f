// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"
#include "livepace.h"
#include "projections/scripttranscript.h"
#include "theme.h"
#include "viewstate.h"

#include <QTreeWidget>
#include <QWidget>

class QLabel;
class QToolButton;

namespace playhead {

/// What the script in the editor logged, and what it emitted and linked to derived streams, up to
/// the playhead; the newest first. Folded, it does nothing. Runs the script on a worker. Interface
/// thread.
class ScriptOutputView : public QWidget
{
    Q_OBJECT

public:
    ScriptOutputView(ViewState &view, const Theme &theme, QWidget *parent = nullptr);

    /// The script whose output is shown; an empty source: none, as nobody ran what is there.
    void setScript(const QString &name, const QString &source);

    void setOpen(bool open);
    [[nodiscard]] bool isOpen() const;

    [[nodiscard]] const ScriptOutputAnswer &answer() const { return m_answer; }
    [[nodiscard]] QTreeWidget &table() { return *m_table; }

private:
    enum Column { Where, Stream, Text };

    void makeTable();
    void forget();
    void request();
    void show(const ScriptOutputAnswer &answer);
    void fill();
    void showSummary();

    ViewState &m_view;
    const Theme &m_theme;
    QString m_name;
    QString m_source;
    std::shared_ptr<ScriptTranscript> m_output; ///< of the worker; null: nothing ran yet
    ScriptOutputAnswer m_answer;
    QToolButton *m_toggle;
    QLabel *m_summary;
    QTreeWidget *m_table;
    LivePace m_pace;
    LatestJob<ScriptOutputAnswer> m_job;
};

} // namespace playhead
