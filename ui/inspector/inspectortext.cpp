// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/inspectortext.h"

#include "numbertext.h"

#include <QByteArray>
#include <QCoreApplication>

namespace playhead {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("playhead::Inspector", text);
}

QString printed(const Json &value)
{
    return toText(value.dump(2, ' ', false, Json::error_handler_t::replace));
}

std::string base64(const std::string &bytes)
{
    return QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size()))
        .toBase64()
        .toStdString();
}

Json parsed(const std::string &text)
{
    auto value = Json::parse(text, nullptr, false);
    return value.is_discarded() ? Json(text) : value;
}

} // namespace

QString kindText(StepKind kind)
{
    switch (kind) {
    case StepKind::Command: return tr("Command");
    case StepKind::Publish: return tr("Publish");
    case StepKind::Deliver: return tr("Deliver");
    case StepKind::Ack: return tr("Ack");
    case StepKind::Nack: return tr("Nack");
    case StepKind::DeadLetter: return tr("Dead letter");
    case StepKind::Query: return tr("Query");
    case StepKind::Reply: return tr("Reply");
    }
    return {};
}

QString stepTitle(const Log &log, Position position)
{
    const auto type = toText(log.name(log.at(position).type));
    return QLatin1Char('#') + exactNumber(position.value()) + QLatin1Char(' ') + type;
}

Json eventData(const Event &event)
{
    switch (event.encoding) {
    case DataEncoding::None: return nullptr;
    case DataEncoding::Json: return parsed(event.data);
    case DataEncoding::Text: return event.data;
    case DataEncoding::Binary: return base64(event.data);
    }
    return nullptr;
}

QString eventDataText(const Event &event)
{
    if (event.encoding == DataEncoding::None) return {};
    const auto value = eventData(event);
    return event.encoding == DataEncoding::Json ? printed(value)
                                                : toText(value.get_ref<const std::string &>());
}

QString cloudEventText(const Event &event)
{
    Json all = {{"specversion", "1.0"},
                {"id", event.id},
                {"type", event.type},
                {"source", event.source},
                {"time", formatTimestamp(event.time)}};
    const auto optional = [&all](const char *name, const std::string &value) {
        if (!value.empty()) all[name] = value;
    };
    optional("subject", event.subject);
    optional("correlationid", event.correlation);
    optional("causationid", event.causation);
    optional("datacontenttype", event.contentType);
    optional("dataschema", event.schema);
    for (const auto &[name, value] : event.extensions)
        all[name] = parsed(value);
    if (event.encoding == DataEncoding::Binary)
        all["data_base64"] = base64(event.data);
    else if (event.encoding != DataEncoding::None)
        all["data"] = eventData(event);
    return printed(all);
}

} // namespace playhead
