// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/startpage.h"

#include "cardbutton.h"
#include "lessons/lessonshelf.h"
#include "resourcefolder.h"
#include "scenarios/scenariotable.h"
#include "session/sourceurltext.h"
#include "totext.h"
#include "transports/transporttable.h"
#include "window/scenariofilelist.h"

#include <QDir>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace playhead {
namespace {

constexpr int pageWidth = 860;

} // namespace

StartPage::StartPage(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_recentBox(new QWidget), m_recent(new QVBoxLayout)
{
    setAccessibleName(tr("Start page"));
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins({});
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    outer->addWidget(area);
    auto *page = new QWidget;
    page->setObjectName(QStringLiteral("startPage"));
    area->setWidget(page);
    auto *row = new QHBoxLayout(page);
    auto *centre = new QWidget(page);
    centre->setMaximumWidth(pageWidth);
    row->addStretch(1);
    row->addWidget(centre, 100);
    row->addStretch(1);
    m_column = new QVBoxLayout(centre);
    m_column->setContentsMargins(24, 40, 24, 32);
    m_column->setSpacing(10);

    auto *title = new QLabel(QStringLiteral("Playhead"), centre);
    auto font = title->font();
    font.setPointSizeF(font.pointSizeF() * 2.1);
    font.setBold(true);
    title->setFont(font);
    m_column->addWidget(title);
    auto *motto =
        new QLabel(tr("See what an event-driven system did, step by step, and why."), centre);
    motto->setObjectName(QStringLiteral("muted"));
    m_column->addWidget(motto);

    addSection(tr("Open a log"));
    auto *open =
        new CardButton(tr("Open\u2026  (Ctrl+O), or drop a file here"),
                       tr("A Playhead case, CloudEvents, OpenTelemetry traces, EDN or any JSON "
                          "Lines; also compressed."),
                       centre);
    connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
    m_column->addWidget(open);

    m_recentBox->setLayout(m_recent);
    m_recent->setContentsMargins({});
    m_recent->setSpacing(4);
    m_column->addWidget(m_recentBox);

    addAttachCard();

    addSection(tr("Run a scenario"));
    QList<QWidget *> cards;
    for (const auto &scenario : scenarios()) {
        auto *card = new CardButton(toText(scenario.title), toText(scenario.description), centre);
        connect(card, &QPushButton::clicked, this,
                [this, name = toText(scenario.name)] { emit scenarioRequested(name); });
        cards.append(card);
    }
    for (const auto &file : shippedScenarios()) {
        auto *card = new CardButton(file.title, file.summary, centre);
        card->setToolTip(file.path);
        connect(card, &QPushButton::clicked, this,
                [this, path = file.path] { emit fileRequested(path); });
        cards.append(card);
    }
    addGrid(cards);

    if (!lessonShelf().empty()) addSection(tr("Take a lesson, a few minutes each"));
    cards.clear();
    for (const auto &lesson : lessonShelf()) {
        auto *card = new CardButton(toText(lesson.title), toText(lesson.summary), centre);
        connect(card, &QPushButton::clicked, this,
                [this, name = toText(lesson.name)] { emit lessonRequested(name); });
        cards.append(card);
    }
    addGrid(cards);

    const auto folder = resourceFolder(QStringLiteral("samples"));
    const QDir samples(folder);
    const auto files =
        folder.isEmpty() ? QFileInfoList() : samples.entryInfoList(QDir::Files, QDir::Name);
    if (!files.isEmpty()) {
        addSection(tr("Sample logs"));
        for (const auto &file : files)
            if (file.suffix() != QLatin1String("md"))
                m_column->addWidget(sampleCard(file.fileName(), file.filePath()));
    }
    m_column->addStretch(1);
    connect(&theme, &Theme::changed, this, &StartPage::colour);
    colour();
}

void StartPage::addAttachCard()
{
    QStringList kinds;
    for (const auto *transport : transports())
        kinds.append(toText(transport->title()));
    if (kinds.isEmpty()) return;
    addSection(tr("Attach to a source"));
    auto *card = new CardButton(tr("Attach\u2026  (Ctrl+Shift+O)"),
                                tr("Draws a running system live: %1. Says first what that does to "
                                   "others: by default, nothing.")
                                    .arg(kinds.join(QStringLiteral(", "))),
                                m_column->parentWidget());
    connect(card, &QPushButton::clicked, this, &StartPage::attachRequested);
    m_column->addWidget(card);
}

void StartPage::addSection(const QString &caption)
{
    m_column->addSpacing(14);
    auto *label = new QLabel(caption, this);
    label->setObjectName(QStringLiteral("caption"));
    m_captions.append(label);
    m_column->addWidget(label);
}

void StartPage::addGrid(const QList<QWidget *> &cards)
{
    auto *grid = new QGridLayout;
    grid->setSpacing(10);
    for (int i = 0; i < cards.size(); ++i)
        grid->addWidget(cards[i], i / 2, i % 2);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    m_column->addLayout(grid);
}

void StartPage::colour()
{
    for (auto *caption : m_captions)
        caption->setFont(m_theme.captionFont());
}

QWidget *StartPage::sampleCard(const QString &name, const QString &path)
{
    auto detail = tr("A log that ships with Playhead.");
    if (name.startsWith(QLatin1String("rabbitmq-shop")))
        detail =
            tr("OpenTelemetry traces of a shop: RabbitMQ and six programs, with rejections and "
               "redeliveries.");
    if (name.startsWith(QLatin1String("users")))
        detail = tr("Two events of a Clojure program, to see how a state comes about.");
    auto *card = new CardButton(name, detail, this);
    connect(card, &QPushButton::clicked, this, [this, path] { emit fileRequested(path); });
    return card;
}

QWidget *StartPage::fileButton(const QString &path, const QString &detail)
{
    auto *button = new QPushButton(this);
    button->setObjectName(QStringLiteral("card"));
    button->setCursor(Qt::PointingHandCursor);
    const QFileInfo file(path);
    const auto name = isSourceUrl(path) ? path : file.fileName();
    button->setText(detail.isEmpty() ? name : name + QStringLiteral("    ") + detail);
    button->setToolTip(path);
    connect(button, &QPushButton::clicked, this, [this, path] { emit fileRequested(path); });
    return button;
}

void StartPage::setRecent(const QStringList &paths)
{
    while (auto *item = m_recent->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
    for (const auto &path : paths) {
        const bool isSource = isSourceUrl(path);
        if (!isSource && !QFileInfo::exists(path)) continue;
        m_recent->addWidget(fileButton(
            path, isSource ? QString() : QDir::toNativeSeparators(QFileInfo(path).path())));
        if (m_recent->count() == 5) break;
    }
    m_recentBox->setVisible(m_recent->count() > 0);
}

} // namespace playhead
