// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/helpdialog.h"

#include <QTextBrowser>
#include <QVBoxLayout>

namespace playhead {
namespace {

QString row(const QString &left, const QString &right)
{
    return QStringLiteral("<tr><td style='padding:2px 24px 2px 0'>%1</td>"
                          "<td style='padding:2px 0'><code>%2</code></td></tr>")
        .arg(left.toHtmlEscaped(), right.toHtmlEscaped());
}

QString title(const QString &text)
{
    return QStringLiteral("<h3>%1</h3>").arg(text.toHtmlEscaped());
}

QString keys(const Actions &actions)
{
    QString html;
    for (const auto group : {Actions::Group::Go, Actions::Group::View, Actions::Group::Log,
                             Actions::Group::WhatIf, Actions::Group::File, Actions::Group::Help}) {
        QString rows;
        for (const auto *action : actions.ofGroup(group)) {
            const auto shortcut = Actions::keysOf(action);
            if (shortcut.isEmpty()) continue;
            auto text = action->text();
            rows += row(text.remove(QLatin1Char('&')).remove(QChar(0x2026)), shortcut);
        }
        if (!rows.isEmpty())
            html +=
                title(Actions::groupName(group)) + QStringLiteral("<table>%1</table>").arg(rows);
    }
    return html;
}

} // namespace

HelpDialog::HelpDialog(const Actions &actions, const Theme &theme, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Keys and mouse"));
    resize(620, 680);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    auto *text = new QTextBrowser(this);
    text->setAccessibleName(tr("Keys and mouse"));
    column->addWidget(text);
    text->setFrameShape(QFrame::NoFrame);
    text->document()->setDocumentMargin(22);
    auto html = keys(actions);
    html += title(tr("Mouse")) + QStringLiteral("<table>")
            + row(tr("Click a step, a bar, a chart, a delivery"), tr("moves the playhead there"))
            + row(tr("Double-click a value of the state"), tr("why is it what it is?"))
            + row(tr("Right-click a step"), tr("what if it had been different?"))
            + row(tr("Wheel"), tr("scroll along the log"))
            + row(tr("Ctrl + wheel"), tr("zoom around the pointer"))
            + row(tr("Shift + wheel, drag"), tr("pan"))
            + row(tr("Drag a participant's name"), tr("reorder"))
            + row(tr("Double-click a name"), tr("collapse or expand"))
            + row(tr("Right-click a name"), tr("hide, arrange"))
            + row(tr("Click in the explorer"), tr("show only that; Ctrl adds, the box hides"))
            + QStringLiteral("</table>");
    html += title(tr("Filter")) + QStringLiteral("<table>")
            + row(tr("Fields"),
                  QStringLiteral("type kind source consumer channel subject id correlation time "
                                 "position attempt latency sender receiver data.<path>"))
            + row(tr("Operators"), QStringLiteral("== != < <= > >= contains matches in"))
            + row(tr("Together"), QStringLiteral("&& || ! ( )"))
            + row(tr("Example"), QStringLiteral("type == \"order.placed\" && data.amount > 100 || "
                                                "consumer matches \"pay.*\""))
            + row(tr("Example"), QStringLiteral("kind in (nack, dead-letter) && latency > 250ms"))
            + row(tr("A bare word"), tr("searches names, attributes and data"))
            + QStringLiteral("</table>");
    text->setHtml(
        QStringLiteral("<style>h3 { color: %1; } code { color: %2; }</style>%3")
            .arg(theme.color(ColorRole::Accent).name(), theme.color(ColorRole::Text).name(), html));
}

} // namespace playhead
