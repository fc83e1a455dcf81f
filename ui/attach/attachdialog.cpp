// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/attachdialog.h"

#include "totext.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace playhead {
namespace {

constexpr int cardsWidth = 268;

} // namespace

AttachDialog::AttachDialog(Session &session, SecretStore &secrets,
                           std::span<const Transport *const> table, const Theme &theme,
                           QWidget *parent)
    : QDialog(parent),
      m_session(session),
      m_secrets(secrets),
      m_theme(theme),
      m_cards(new TransportCards(table)),
      m_form(new SourceForm(table, theme, this)),
      m_keep(new QCheckBox(tr("Keep secrets in the system's keychain"), this)),
      m_forgotten(new ToneLabel(theme, ColorRole::MutedText, this)),
      m_plan(new PlanView(theme, this)),
      m_joins(new ToneLabel(theme, ColorRole::MutedText, this)),
      m_progress(new QProgressBar(this)),
      m_message(new ToneLabel(theme, ColorRole::MutedText, this)),
      m_attach(new QPushButton(tr("Attach"), this)),
      m_cancel(new QPushButton(tr("Cancel"), this))
{
    setWindowTitle(tr("Attach to a source"));
    resize(1060, 720);
    auto *kinds = new QScrollArea(this);
    kinds->setWidgetResizable(true);
    kinds->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    kinds->setFocusPolicy(Qt::NoFocus);
    kinds->setWidget(m_cards);
    kinds->setFixedWidth(cardsWidth);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(18, 16, 18, 16);
    row->setSpacing(22);
    row->addWidget(kinds);
    row->addLayout(makeForm(), 1);

    connect(m_cards, &TransportCards::chosen, this,
            [this](const Transport *transport) { choose(*transport); });
    connect(m_form, &SourceForm::changed, this, &AttachDialog::showForm);
    connect(m_form, &SourceForm::transportChanged, this,
            [this] { m_cards->setCurrent(m_form->transport()); });
    connect(&m_form->field(), &QLineEdit::editingFinished, this, &AttachDialog::loadSecrets);
    connect(m_plan, &PlanView::agreedChanged, this, &AttachDialog::showForm);
    connect(&secrets, &SecretStore::whyForgottenChanged, this, &AttachDialog::showSecrets);
    connect(&session.sources(), &AttachedSources::connected, this, &AttachDialog::sourceConnected);
    connect(&session.sources(), &AttachedSources::couldNotConnect, this,
            &AttachDialog::sourceFailed);
    connect(m_attach, &QPushButton::clicked, this, &AttachDialog::attach);
    connect(m_cancel, &QPushButton::clicked, this, &AttachDialog::reject);

    const auto first = std::ranges::find_if(
        table, [](const Transport *transport) { return transport->unavailable().empty(); });
    if (first != table.end()) choose(**first);
    m_form->setFocus();
    showForm();
}

AttachDialog::~AttachDialog()
{
    hide(); // a field that loses the focus tells the dialog, which must still be there
    if (m_attempt != 0) m_session.sources().detach(m_attempt);
}

QLabel *AttachDialog::caption(const QString &text)
{
    auto *label = new QLabel(text, this);
    label->setObjectName(QStringLiteral("caption"));
    label->setFont(m_theme.captionFont());
    return label;
}

QLayout *AttachDialog::makeForm()
{
    m_keep->setObjectName(QStringLiteral("keepSecrets"));
    m_keep->setChecked(true);
    m_forgotten->setObjectName(QStringLiteral("secretsForgotten"));
    m_forgotten->setWordWrap(true);
    m_joins->setObjectName(QStringLiteral("whereStepsGo"));
    m_joins->setWordWrap(true);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(90);
    m_message->setObjectName(QStringLiteral("attachMessage"));
    m_message->setWordWrap(true);
    m_attach->setObjectName(QStringLiteral("attach"));
    m_attach->setDefault(true);
    m_cancel->setObjectName(QStringLiteral("cancelAttach"));
    m_cancel->setAutoDefault(false);

    auto *bottom = new QHBoxLayout;
    bottom->setSpacing(8);
    bottom->addWidget(m_progress);
    bottom->addWidget(m_message, 1);
    bottom->addWidget(m_cancel, 0, Qt::AlignBottom);
    bottom->addWidget(m_attach, 0, Qt::AlignBottom);

    auto *column = new QVBoxLayout;
    column->setSpacing(8);
    column->addWidget(caption(tr("WHERE")));
    column->addWidget(m_form, 1);
    column->addWidget(m_keep);
    column->addWidget(m_forgotten);
    column->addSpacing(6);
    column->addWidget(caption(tr("WHAT ATTACHING DOES")));
    column->addWidget(m_plan);
    column->addWidget(m_joins);
    column->addSpacing(10);
    column->addLayout(bottom);
    return column;
}

void AttachDialog::choose(const Transport &transport)
{
    m_cards->setCurrent(&transport);
    m_form->setTransport(transport);
    m_form->setFocus();
}

void AttachDialog::setUrl(const QString &url)
{
    m_form->setText(url);
    loadSecrets();
}

void AttachDialog::loadSecrets()
{
    if (!m_form->url() || !m_form->takesSecrets()) return;
    const auto key = SecretStore::keyOf(*m_form->url());
    m_secrets.read(key, this, [this, key](const Secrets &found) {
        if (m_form->url() && SecretStore::keyOf(*m_form->url()) == key) m_form->offerSecrets(found);
    });
}

void AttachDialog::attach()
{
    m_form->moveSecrets();
    if (m_connecting || !m_form->url() || !m_plan->isAgreed()) return;
    showConnecting(true);
    if (!m_form->takesSecrets()) return begin();
    // The keychain may ask the person first.
    m_secrets.read(SecretStore::keyOf(*m_form->url()), this, [this](const Secrets &found) {
        if (!m_connecting) return; // given up meanwhile
        m_form->offerSecrets(found);
        begin();
    });
}

void AttachDialog::begin()
{
    const auto id = m_session.attach(*m_form->transport(), *m_form->url());
    if (id)
        m_attempt = *id;
    else
        showError(toText(id.error().message));
}

void AttachDialog::reject()
{
    if (!m_connecting) {
        QDialog::reject();
        return;
    }
    if (const int attempt = std::exchange(m_attempt, 0); attempt != 0)
        m_session.sources().detach(attempt);
    showConnecting(false);
    m_message->setText(tr("Given up."));
}

void AttachDialog::sourceConnected(int id)
{
    if (id != m_attempt || m_attempt == 0) return;
    m_attempt = 0;
    const auto &url = *m_form->url();
    if (m_form->takesSecrets())
        m_secrets.write(SecretStore::keyOf(url),
                        m_keep->isChecked() ? m_form->secrets() : Secrets());
    showConnecting(false);
    emit attached(toText(url.text()));
    accept();
}

void AttachDialog::sourceFailed(int id, const QString &reason)
{
    if (id != m_attempt || m_attempt == 0) return;
    m_attempt = 0;
    showError(reason);
}

void AttachDialog::showError(const QString &reason)
{
    showConnecting(false);
    m_message->setRole(ColorRole::Failure);
    m_message->setText(reason);
    emit couldNotAttach(reason);
}

void AttachDialog::showConnecting(bool connecting)
{
    m_connecting = connecting;
    m_progress->setVisible(connecting);
    m_message->setRole(ColorRole::MutedText);
    m_message->setText(connecting
                           ? tr("Connecting to %1\u2026")
                                 .arg(toText(m_form->transport()->sourceName(*m_form->url())))
                           : QString());
    m_form->setEnabled(!connecting);
    m_cards->setEnabled(!connecting);
    m_plan->setEnabled(!connecting);
    showForm();
}

void AttachDialog::showForm()
{
    if (m_form->plan())
        m_plan->setPlan(*m_form->plan());
    else
        m_plan->clear();
    m_attach->setEnabled(!m_connecting && m_form->url() && m_plan->isAgreed());
    m_progress->setVisible(m_connecting);
    m_joins->setVisible(m_form->plan().has_value());
    if (m_session.isRecording())
        m_joins->setText(
            tr("Its steps join the recording that is open, %1.").arg(m_session.title()));
    else if (m_session.kind() == Session::Kind::None)
        m_joins->setText(tr("A new recording begins."));
    else
        m_joins->setText(tr("A new recording begins, and %1 is closed.").arg(m_session.title()));
    showSecrets();
}

void AttachDialog::showSecrets()
{
    const bool any = m_form->takesSecrets();
    const auto &why = m_secrets.whyForgotten();
    m_keep->setVisible(any && why.isEmpty());
    m_forgotten->setVisible(any && !why.isEmpty());
    m_forgotten->setText(tr("Secrets are kept until Playhead ends: %1.").arg(why));
}

} // namespace playhead
