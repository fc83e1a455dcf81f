// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/viewsettings.h"

#include "totext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace playhead {
namespace {

QJsonArray hiddenNames(const ViewState &state)
{
    QJsonArray names;
    for (const auto id : state.visibility().hiddenParticipants)
        names.append(toText(state.log()->participantName(ParticipantId(id))));
    return names;
}

QJsonArray hiddenTypes(const ViewState &state)
{
    QJsonArray names;
    for (const auto id : state.visibility().hiddenTypes)
        names.append(toText(state.log()->name(NameId(id))));
    return names;
}

Visibility visibilityOf(const Log &log, const QJsonObject &json)
{
    Visibility visibility;
    for (const auto &name : json[QStringLiteral("hiddenParticipants")].toArray()) {
        const auto id = log.participants().find(name.toString().toStdString());
        if (id.isValid()) visibility.hiddenParticipants.insert(id.value());
    }
    for (const auto &name : json[QStringLiteral("hiddenTypes")].toArray()) {
        const auto id = log.names().find(name.toString().toStdString());
        if (id.isValid()) visibility.hiddenTypes.insert(id.value());
    }
    return visibility;
}

} // namespace

QByteArray saveView(const ViewState &state, const ViewSettings &settings)
{
    if (!state.log()) return {};
    QJsonObject json;
    json[QStringLiteral("diagram")] = QString::fromUtf8(settings.diagram);
    json[QStringLiteral("savedFilters")] = QJsonArray::fromStringList(settings.savedFilters);
    json[QStringLiteral("filter")] = state.filter();
    json[QStringLiteral("hiddenParticipants")] = hiddenNames(state);
    json[QStringLiteral("hiddenTypes")] = hiddenTypes(state);
    json[QStringLiteral("playhead")] = static_cast<qint64>(state.playhead().value());
    json[QStringLiteral("detail")] = static_cast<int>(state.detailLevel());
    json[QStringLiteral("spacing")] = static_cast<int>(state.rowSpacing());
    if (state.pinnedSubject().isValid())
        json[QStringLiteral("subject")] = toText(state.log()->name(state.pinnedSubject()));
    if (state.observer().isValid())
        json[QStringLiteral("observer")] = toText(state.log()->participantName(state.observer()));
    json[QStringLiteral("observerOnce")] = state.isObserverIdempotent();
    QJsonArray bookmarks;
    for (const auto &bookmark : state.bookmarks()) {
        QJsonObject entry;
        entry[QStringLiteral("position")] = static_cast<qint64>(bookmark.position.value());
        entry[QStringLiteral("label")] = bookmark.label;
        bookmarks.append(entry);
    }
    json[QStringLiteral("bookmarks")] = bookmarks;
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

ViewSettings restoreView(ViewState &state, const QByteArray &text)
{
    ViewSettings settings;
    const auto json = QJsonDocument::fromJson(text).object();
    if (json.isEmpty() || !state.log()) return settings;
    const auto &log = *state.log();
    QVector<Bookmark> bookmarks;
    for (const auto &value : json[QStringLiteral("bookmarks")].toArray()) {
        const auto entry = value.toObject();
        const auto position = entry[QStringLiteral("position")].toInteger();
        if (position < 1) continue;
        bookmarks.append({Position(static_cast<std::uint64_t>(position)),
                          entry[QStringLiteral("label")].toString()});
    }
    state.setBookmarks(bookmarks);
    state.setVisibility(visibilityOf(log, json));
    state.setFilter(json[QStringLiteral("filter")].toString());
    state.setDetailLevel(
        static_cast<DetailLevel>(std::clamp(json[QStringLiteral("detail")].toInt(), 0, 2)));
    state.setRowSpacing(
        static_cast<RowSpacing>(std::clamp(json[QStringLiteral("spacing")].toInt(), 0, 1)));
    state.setPinnedSubject(
        log.names().find(json[QStringLiteral("subject")].toString().toStdString()));
    state.setObserver(
        log.participants().find(json[QStringLiteral("observer")].toString().toStdString()));
    state.setObserverIdempotent(json[QStringLiteral("observerOnce")].toBool());
    const auto playhead = json[QStringLiteral("playhead")].toInteger();
    if (playhead > 0) state.setPlayhead(Position(static_cast<std::uint64_t>(playhead)));
    settings.diagram = json[QStringLiteral("diagram")].toString().toUtf8();
    for (const auto &filter : json[QStringLiteral("savedFilters")].toArray())
        settings.savedFilters.append(filter.toString());
    return settings;
}

} // namespace playhead
