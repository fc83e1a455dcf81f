// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/findingdialog.h"

#include "explorer/findinglisttext.h"
#include "numbertext.h"
#include "replay/findings/findingtext.h"

#include <QDialogButtonBox>
#include <QTextCursor>
#include <QUrl>
#include <QVBoxLayout>

namespace playhead {

FindingDialog::FindingDialog(ViewState &view, const Theme &theme, QWidget *parent)
    : QDialog(parent),
      m_view(view),
      m_theme(theme),
      m_heading(new QLabel(this)),
      m_advice(new QLabel(this)),
      m_list(new QTextBrowser(this)),
      m_only(new QPushButton(this)),
      m_job([this](const QStringList &pages) { startPages(pages); })
{
    setObjectName(QStringLiteral("findingDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_heading->setObjectName(QStringLiteral("findingHeading"));
    m_advice->setObjectName(QStringLiteral("findingAdvice"));
    m_advice->setWordWrap(true);
    for (auto *label : {m_heading, m_advice})
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_list->setAccessibleName(tr("Findings with their steps"));
    m_list->setOpenLinks(false);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUndoRedoEnabled(false);
    connect(&m_paging, &QTimer::timeout, this, &FindingDialog::addPage);
    connect(m_list, &QTextBrowser::anchorClicked, this, &FindingDialog::follow);
    m_only->setObjectName(QStringLiteral("showOnly"));
    m_only->setAutoDefault(false);
    connect(m_only, &QPushButton::clicked, this, [this] { toggleFilter(m_filter); });

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    auto *previous = buttons->addButton(tr("Previous"), QDialogButtonBox::ActionRole);
    auto *next = buttons->addButton(tr("Next"), QDialogButtonBox::ActionRole);
    previous->setAutoDefault(false);
    previous->setToolTip(tr("Moves the playhead to the finding before it"));
    next->setToolTip(tr("Moves the playhead to the finding behind it"));
    next->setDefault(true);
    connect(previous, &QPushButton::clicked, this, [this] { emit nextRequested(false); });
    connect(next, &QPushButton::clicked, this, [this] { emit nextRequested(true); });

    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_only);
    bottom->addStretch(1);
    bottom->addWidget(buttons);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_heading);
    column->addWidget(m_advice);
    column->addWidget(m_list, 1);
    column->addLayout(bottom);
    resize(640, 300);
    next->setFocus();

    connect(&view, &ViewState::logChanged, this, &QDialog::close);
    connect(&view, &ViewState::filterChanged, this, &FindingDialog::updateFilterButton);
    connect(&theme, &Theme::changed, this, &FindingDialog::writeList);
}

void FindingDialog::showFindings(const FindingRow &row, std::vector<FindingPtr> listed,
                                 Position upTo)
{
    if (row.id() == m_row.id() && listed == m_listed) return;
    if (row.id() != m_row.id()) m_list->clear();
    m_row = row;
    m_listed = std::move(listed);
    m_log = m_view.log();
    m_filter = filterForFindings(*m_log, m_listed);
    setWindowTitle(row.title);
    m_heading->setText(tr("%1: %2 up to step #%3")
                           .arg(row.title, exactNumber(row.count), exactNumber(upTo.value())));
    const auto advice = findingAdvice(row.kind);
    m_advice->setText(QString::fromUtf8(advice.data(), static_cast<qsizetype>(advice.size())));
    writeList();
    updateFilterButton();
}

void FindingDialog::writeList()
{
    const FindingColors colors = {
        m_theme.color(ColorRole::Accent), m_theme.color(ColorRole::MutedText),
        m_theme.color(ColorRole::Warning), m_theme.color(ColorRole::Failure)};
    auto palette = m_list->palette();
    palette.setColor(QPalette::Base, m_theme.color(ColorRole::Canvas));
    palette.setColor(QPalette::Text, m_theme.color(ColorRole::Text));
    m_list->setPalette(palette);
    m_job.request(
        [log = m_log, row = m_row, listed = m_listed, colors](const std::stop_token &stop) {
            return findingListText(*log, row, listed, colors, stop);
        });
}

void FindingDialog::startPages(const QStringList &pages)
{
    m_list->clear();
    m_pages = pages;
    addPage();
    m_paging.start(0);
}

void FindingDialog::addPage()
{
    if (m_pages.isEmpty()) return m_paging.stop();
    QTextCursor cursor(m_list->document());
    cursor.movePosition(QTextCursor::End);
    // The first paragraph that is inserted keeps the format of the one that it is inserted into.
    QTextBlockFormat format;
    format.setBottomMargin(findingListGap);
    if (m_list->document()->isEmpty())
        cursor.setBlockFormat(format);
    else
        cursor.insertBlock(format, {});
    cursor.insertHtml(m_pages.takeFirst());
}

void FindingDialog::updateFilterButton()
{
    const bool only = !m_filter.text.isEmpty() && m_view.filter() == m_filter.text;
    const bool allListed = m_row.participant.isValid() || m_row.count == m_listed.size();
    const bool all = allListed && m_filter.findings == m_listed.size();
    m_only->setEnabled(!m_filter.text.isEmpty());
    m_only->setToolTip(m_filter.text.left(400));
    if (only)
        m_only->setText(tr("Show all steps"));
    else if (all)
        m_only->setText(tr("Show only these steps"));
    else
        m_only->setText(
            tr("Show only the steps of the first %1").arg(exactNumber(m_filter.findings)));
}

void FindingDialog::toggleFilter(const FindingFilter &filter)
{
    m_view.setFilter(m_view.filter() == filter.text ? QString() : filter.text);
}

void FindingDialog::follow(const QUrl &link)
{
    const auto number = link.path().toULongLong();
    if (link.scheme() == QLatin1String("step")) m_view.setPlayhead(Position(number));
    if (link.scheme() == QLatin1String("only") && number < m_listed.size())
        toggleFilter(filterForFindings(*m_log, {m_listed[number]}));
}

} // namespace playhead
