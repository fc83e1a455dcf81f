// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/findinglisttext.h"

#include "numbertext.h"
#include "replay/findings/findingtext.h"

#include <QCoreApplication>

#include <utility>

namespace playhead {
namespace {

constexpr std::size_t pageSize = 50;

/// Writes the list.
class Writer
{
    Q_DECLARE_TR_FUNCTIONS(FindingListText)

public:
    Writer(const Log &log, const FindingColors &colors) : m_log(log), m_colors(colors) {}

    void add(const Finding &finding, std::size_t place)
    {
        m_text += QStringLiteral("<p style=\"margin:0 0 %1px 0\">").arg(findingListGap);
        mark(finding.severity);
        m_text += QString::fromStdString(explainFinding(m_log, finding)).toHtmlEscaped();
        m_text += QStringLiteral("<br><span style=\"color:%1\">").arg(m_colors.note.name());
        for (const auto position : finding.positions) {
            const auto number = position.value();
            link(QStringLiteral("step:%1").arg(number), QLatin1Char('#') + exactNumber(number));
            m_text += QLatin1String(" ");
        }
        m_text += QStringLiteral("· ");
        link(QStringLiteral("only:%1").arg(place), tr("Show only these"));
        m_text += QLatin1String("</span></p>");
    }

    void addRest(std::uint64_t count)
    {
        m_text += QStringLiteral("<p style=\"color:%1\">%2</p>")
                      .arg(m_colors.note.name(), tr("… and %1 more").arg(exactNumber(count)));
    }

    void endPage()
    {
        if (!m_text.isEmpty()) m_pages.append(std::exchange(m_text, {}));
    }

    [[nodiscard]] QStringList pages() &&
    {
        endPage();
        return std::move(m_pages);
    }

private:
    void mark(Severity severity)
    {
        const auto &color = severity == Severity::Error     ? m_colors.error
                            : severity == Severity::Warning ? m_colors.warning
                                                            : m_colors.note;
        const auto word = severity == Severity::Error     ? tr("Error")
                          : severity == Severity::Warning ? tr("Warning")
                                                          : tr("Note");
        m_text += QStringLiteral("<b style=\"color:%1\">%2</b>&nbsp; ").arg(color.name(), word);
    }

    void link(const QString &to, const QString &text)
    {
        m_text += QStringLiteral("<a style=\"color:%1;text-decoration:none\" href=\"%2\">%3</a>")
                      .arg(m_colors.link.name(), to, text);
    }

    const Log &m_log;
    const FindingColors &m_colors;
    QString m_text; ///< of the page
    QStringList m_pages;
};

} // namespace

QStringList findingListText(const Log &log, const FindingRow &row,
                            const std::vector<FindingPtr> &listed, const FindingColors &colors,
                            const std::stop_token &stop)
{
    Writer writer(log, colors);
    std::uint64_t told = 0;
    for (std::size_t i = 0; i < listed.size() && !stop.stop_requested(); ++i) {
        if (i % pageSize == 0) writer.endPage();
        writer.add(*listed[i], i);
        told += row.participant.isValid() ? listed[i]->times : 1;
    }
    if (row.count > told) writer.addRest(row.count - told);
    return std::move(writer).pages();
}

} // namespace playhead
