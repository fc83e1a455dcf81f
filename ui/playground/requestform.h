// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"
#include "playground/jsonfield.h"
#include "playground/requesttext.h"
#include "theme.h"

#include <QComboBox>
#include <QHash>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QWidget>

#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace playhead {

/// Sends one kind of request to a running scenario: which, its JSON text, a button, and what came
/// of it. A text that is not JSON is told while it is typed and not sent. What was typed is kept
/// for each request. Requests wait for each other on a worker. Interface thread.
class RequestForm : public QWidget
{
    Q_OBJECT

public:
    /// Sends it and waits for the answer; called on the worker.
    using Send = std::function<RequestAnswer(const std::string &name, const std::string &json)>;

    struct Texts
    {
        QString title;  ///< `Send a command`
        QString kind;   ///< `Command`
        QString button; ///< `Send`
    };

    RequestForm(const Texts &texts, const Theme &theme, QWidget *parent = nullptr);
    ~RequestForm() override;

    /// Starts anew with these; `requests` must stay, those of scenarios() do.
    void setRequests(std::span<const RequestExample> requests, Send send);
    /// Empties the form. Requests that wait are dropped; waits for the one under way, so that
    /// `send` is not called any more afterwards.
    void clear();

    [[nodiscard]] bool isBusy() const { return m_job && m_job->isBusy(); }

public slots:
    /// Sends what is in the form, or shows where the JSON is wrong.
    void submit();

signals:
    /// The answer to a request is shown.
    void answered();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Request
    {
        std::string name;
        std::string json;
    };

    void choose(int index);
    void restoreExample();
    void checkJson();
    void sendNext();
    void take(const RequestAnswer &answer);
    void showAnswer(const RequestAnswer &answer);
    void fitTexts();
    void applyTheme();

    const Theme &m_theme;
    std::span<const RequestExample> m_requests;
    QHash<QString, QString> m_edited; ///< by the name of the request
    Send m_send;
    std::deque<Request> m_waiting;
    QComboBox *m_choice;
    QLabel *m_description;
    JsonField *m_json;
    QPushButton *m_button;
    QToolButton *m_restore;
    QPlainTextEdit *m_answer;
    QLabel *m_note;
    std::unique_ptr<LatestJob<RequestAnswer>> m_job;
};

} // namespace playhead
