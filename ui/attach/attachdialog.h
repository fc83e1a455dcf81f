// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attach/planview.h"
#include "attach/secretstore.h"
#include "attach/sourceform.h"
#include "attach/transportcards.h"
#include "session/session.h"
#include "theme.h"
#include "tonelabel.h"

#include <QCheckBox>
#include <QDialog>
#include <QProgressBar>
#include <QPushButton>

#include <span>

namespace playhead {

/// Attaches to a source: what kind, where, what that does to others, and, while it connects, how
/// it goes. Stays open with the reason where it cannot be reached. Interface thread.
class AttachDialog : public QDialog
{
    Q_OBJECT

public:
    /// The table, as transports(), outlives the dialog.
    AttachDialog(Session &session, SecretStore &secrets, std::span<const Transport *const> table,
                 const Theme &theme, QWidget *parent = nullptr);
    /// Gives up connecting.
    ~AttachDialog() override;

    [[nodiscard]] TransportCards &cards() { return *m_cards; }
    [[nodiscard]] SourceForm &form() { return *m_form; }
    [[nodiscard]] PlanView &plan() { return *m_plan; }
    [[nodiscard]] QPushButton &attachButton() { return *m_attach; }
    [[nodiscard]] bool isConnecting() const { return m_connecting; }

public slots:
    /// A URL, as a person writes it.
    void setUrl(const QString &url);
    /// Connects, if there is no mistake and the person agrees: accepted() when it is attached.
    void attach();
    /// Gives up connecting, and stays; else closes.
    void reject() override;

signals:
    /// The source is there; `url` is without secrets.
    void attached(const QString &url);
    /// It is not: shown in the dialog, too.
    void couldNotAttach(const QString &reason);

private:
    QLayout *makeForm();
    QLabel *caption(const QString &text);
    void choose(const Transport &transport);
    void loadSecrets();
    void begin();
    void sourceConnected(int id);
    void sourceFailed(int id, const QString &reason);
    void showForm();
    void showSecrets();
    void showConnecting(bool connecting);
    void showError(const QString &reason);

    Session &m_session;
    SecretStore &m_secrets;
    const Theme &m_theme;
    TransportCards *m_cards;
    SourceForm *m_form;
    QCheckBox *m_keep;
    ToneLabel *m_forgotten;
    PlanView *m_plan;
    ToneLabel *m_joins;
    QProgressBar *m_progress;
    ToneLabel *m_message;
    QPushButton *m_attach;
    QPushButton *m_cancel;
    bool m_connecting = false;
    int m_attempt = 0; ///< the source that is connecting; 0: none
};

} // namespace playhead
