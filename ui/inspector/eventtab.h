// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/inspectorwidgets.h"
#include "inspector/jsonview.h"
#include "latestjob.h"
#include "livepace.h"
#include "viewstate.h"

#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QTextBrowser>

namespace playhead {

/// Attributes and data of the event at the playhead. Payloads are read on a worker while the tab
/// is shown. Interface thread.
class EventTab : public QWidget
{
    Q_OBJECT

public:
    EventTab(ViewState &view, const Theme &theme, QWidget *parent = nullptr);

    /// The step on show; none while nothing is.
    [[nodiscard]] Position shown() const { return m_answer.position; }
    [[nodiscard]] QTextBrowser &attributes() { return *m_attributes; }
    [[nodiscard]] JsonView &dataTree() { return *m_tree; }
    [[nodiscard]] QPlainTextEdit &dataText() { return *m_text; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Answer
    {
        LogPtr log;
        Position position;
        std::shared_ptr<const Event> event; ///< null: the step has none
        QString reason;
        QString error;
        JsonTreePtr data;
        QString dataText;
    };

    static Answer read(const LogPtr &log, Position position);
    QWidget *makeDataHeader();
    void request();
    void show(const Answer &answer);
    void fillAttributes();
    void applyTheme();
    void showAsText(bool text);

    ViewState &m_view;
    const Theme &m_theme;
    Answer m_answer;
    QStackedWidget *m_pages;
    ToneLabel *m_empty;
    QTextBrowser *m_attributes;
    QToolButton *m_asTree = nullptr;
    QToolButton *m_asText = nullptr;
    QToolButton *m_copyEvent = nullptr;
    QToolButton *m_copyData = nullptr;
    QStackedWidget *m_data;
    JsonView *m_tree;
    QPlainTextEdit *m_text;
    ToneLabel *m_noData;
    LivePace m_pace;
    LatestJob<Answer> m_job;
};

} // namespace playhead
