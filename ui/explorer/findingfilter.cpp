// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/findingfilter.h"

#include <QStringList>

#include <algorithm>
#include <set>

namespace playhead {
namespace {

constexpr std::size_t mostValues = 40;

QString quoted(std::string_view name)
{
    auto text = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\"));
    text.replace(QLatin1Char('"'), QLatin1String("\\\""));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

QString isIn(QLatin1String field, const QStringList &values)
{
    return QStringLiteral("%1 in (%2)").arg(field, values.join(QLatin1String(", ")));
}

/// As many of the first findings as their positions have room.
FindingFilter byPosition(const std::vector<FindingPtr> &findings)
{
    std::set<Position> positions;
    FindingFilter filter;
    for (const auto &finding : findings) {
        auto more = positions;
        more.insert(finding->positions.begin(), finding->positions.end());
        if (more.size() > mostValues) break;
        positions = std::move(more);
        ++filter.findings;
    }
    QStringList values;
    for (const auto position : positions)
        values.append(QString::number(position.value()));
    if (!values.isEmpty()) filter.text = isIn(QLatin1String("position"), values);
    return filter;
}

/// As many of the first findings as their names have room.
FindingFilter byName(const Log &log, const std::vector<FindingPtr> &findings, QLatin1String field,
                     NameId Finding::*name)
{
    std::set<std::uint32_t> seen;
    FindingFilter filter;
    QStringList values;
    for (const auto &finding : findings) {
        const auto id = (*finding).*name;
        if (!seen.contains(id.value())) {
            if (seen.size() == mostValues) break;
            seen.insert(id.value());
            values.append(quoted(log.name(id)));
        }
        ++filter.findings;
    }
    filter.text = isIn(field, values);
    return filter;
}

} // namespace

FindingFilter filterForFindings(const Log &log, const std::vector<FindingPtr> &findings)
{
    if (findings.empty()) return {};
    auto steps = byPosition(findings);
    if (steps.findings == findings.size()) return steps;
    const auto all = [&](NameId Finding::*name) {
        return std::ranges::all_of(findings,
                                   [name](const auto &one) { return ((*one).*name).isValid(); });
    };
    const auto kind = findings.front()->kind;
    const bool saga = kind == FindingKind::SagaCompensated || kind == FindingKind::SagaHalfDone;
    const bool conversations = all(&Finding::correlation);
    if (saga && conversations)
        return byName(log, findings, QLatin1String("correlation"), &Finding::correlation);
    if (all(&Finding::subject))
        return byName(log, findings, QLatin1String("subject"), &Finding::subject);
    if (conversations)
        return byName(log, findings, QLatin1String("correlation"), &Finding::correlation);
    return steps;
}

} // namespace playhead
