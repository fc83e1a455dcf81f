// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/patchview.h"

#include "numbertext.h"

#include <QApplication>
#include <QClipboard>
#include <QVBoxLayout>

namespace playhead {
namespace {

/// More text than that nobody reads, and laying it out takes long.
constexpr qsizetype longestShown = 200'000;

} // namespace

PatchView::PatchView(const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_title(new ToneLabel(theme, ColorRole::MutedText)),
      m_text(new QPlainTextEdit)
{
    auto *copy = makeTextButton(tr("Copy"), tr("Copy the whole JSON Patch"), this);
    copy->setObjectName(QStringLiteral("copyPatch"));
    m_title->setObjectName(QStringLiteral("patchTitle"));
    m_text->setObjectName(QStringLiteral("patchText"));
    m_text->setAccessibleName(tr("JSON Patch"));
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(14, 0, 14, 0);
    row->addWidget(m_title, 1);
    row->addWidget(copy);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addLayout(row);
    column->addWidget(m_text, 1);
    connect(copy, &QToolButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_patch); });
    connect(&theme, &Theme::changed, this, &PatchView::applyTheme);
    applyTheme();
}

void PatchView::applyTheme()
{
    m_text->setFont(m_theme.dataFont());
    m_text->setStyleSheet(
        QStringLiteral("QPlainTextEdit { background: %1; color: %2; padding: 0 10px; }")
            .arg(m_theme.color(ColorRole::Window).name(), m_theme.color(ColorRole::Text).name()));
}

void PatchView::setPatch(const QString &patch)
{
    if (patch == m_patch) return;
    m_patch = patch;
    const auto operations = std::max<qsizetype>(0, patch.count(QLatin1Char('\n')) - 1);
    m_title->setText(
        operations == 0 ? tr("JSON Patch: nothing differs")
                        : tr("JSON Patch: %n operation(s)", nullptr, static_cast<int>(operations)));
    const bool isLong = patch.size() > longestShown;
    m_text->setPlainText(isLong ? patch.left(longestShown) + QChar(0x2026) : patch);
    m_title->setToolTip(isLong ? tr("Only the beginning is shown; Copy takes all of it.")
                               : tr("What leads from the state it is compared with to the one on "
                                    "show, by RFC 6902"));
}

} // namespace playhead
