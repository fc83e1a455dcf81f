// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/sourcestatelook.h"

#include <QCoreApplication>

namespace playhead {
namespace {

QString translated(const char *word)
{
    return QCoreApplication::translate("SourceState", word);
}

} // namespace

SourceStateLook lookOf(const AttachedSource &source)
{
    if (source.isLeaving) return {translated("detaching"), ColorRole::MutedText};
    switch (source.status.state) {
    case SourceState::Connecting: return {translated("connecting"), ColorRole::Accent};
    case SourceState::Live: return {translated("live"), ColorRole::Success};
    case SourceState::Paused: return {translated("paused"), ColorRole::Warning};
    case SourceState::Lost: return {translated("lost"), ColorRole::Failure};
    case SourceState::Ended: break;
    }
    return {translated("ended"), ColorRole::FaintText};
}

} // namespace playhead
