// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/jsonnode.h"

#include "numbertext.h"

#include <QCoreApplication>
#include <QStringList>

namespace playhead {
namespace {

QString fromUtf8(const std::string &text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString scalarText(const Json &value)
{
    auto text = fromUtf8(value.dump(-1, ' ', false, Json::error_handler_t::replace));
    if (text.size() > JsonNode::maxText) text = text.left(JsonNode::maxText) + QChar(0x2026);
    return text;
}

QString containerText(const Json &value)
{
    const auto count = exactNumber(value.size());
    return value.is_object() ? QStringLiteral("{ %1 }").arg(count)
                             : QStringLiteral("[ %1 ]").arg(count);
}

QString textOf(const Json &value)
{
    return value.is_structured() ? containerText(value) : scalarText(value);
}

std::unique_ptr<JsonNode> build(const Json *before, const Json &after, const QString &key,
                                bool compare);

JsonNode &append(JsonNode &parent, std::unique_ptr<JsonNode> child)
{
    child->parent = &parent;
    child->row = static_cast<int>(parent.children.size());
    if (child->change != JsonChange::None || child->hasChangesInside)
        parent.hasChangesInside = true;
    parent.children.push_back(std::move(child));
    return *parent.children.back();
}

void appendSummary(JsonNode &parent, std::size_t left)
{
    auto node = std::make_unique<JsonNode>();
    node->isSummary = true;
    node->key = QCoreApplication::translate("playhead::JsonNode", "%1 %2 more")
                    .arg(QChar(0x2026))
                    .arg(exactNumber(left));
    append(parent, std::move(node));
}

void markAll(JsonNode &node, JsonChange change)
{
    node.change = change;
    for (auto &child : node.children)
        markAll(*child, change);
}

std::unique_ptr<JsonNode> removedNode(const Json &before, const QString &key)
{
    auto node = build(nullptr, before, key, false);
    markAll(*node, JsonChange::Removed);
    return node;
}

void appendMembers(JsonNode &node, const Json *before, const Json &after, bool compare)
{
    const bool sameType = before && before->type() == after.type();
    std::size_t shown = 0;
    std::size_t left = 0;
    const auto add = [&](auto make) {
        if (shown < JsonNode::maxChildren) {
            ++shown;
            append(node, make());
        } else {
            ++left;
        }
    };
    if (after.is_object()) {
        for (auto item = after.begin(); item != after.end(); ++item) {
            const Json *old = nullptr;
            if (sameType)
                if (const auto found = before->find(item.key()); found != before->end())
                    old = &*found;
            add([&] { return build(old, *item, fromUtf8(item.key()), compare); });
        }
        if (compare && sameType) {
            for (auto item = before->begin(); item != before->end(); ++item) {
                if (after.contains(item.key())) continue;
                add([&] { return removedNode(*item, fromUtf8(item.key())); });
            }
        }
    } else {
        for (std::size_t i = 0; i < after.size(); ++i) {
            const auto *old = sameType && i < before->size() ? &(*before)[i] : nullptr;
            add([&] { return build(old, after[i], QString::number(i), compare); });
        }
        if (compare && sameType)
            for (auto i = after.size(); i < before->size(); ++i)
                add([&] { return removedNode((*before)[i], QString::number(i)); });
    }
    if (left > 0) appendSummary(node, left);
}

std::unique_ptr<JsonNode> build(const Json *before, const Json &after, const QString &key,
                                bool compare)
{
    auto node = std::make_unique<JsonNode>();
    node->key = key;
    node->type = after.type();
    node->text = textOf(after);
    if (compare && !before) node->change = JsonChange::Added;
    const bool bothContainers = before && before->type() == after.type() && after.is_structured();
    if (compare && before && !bothContainers && *before != after) {
        node->change = JsonChange::Changed;
        node->oldText = textOf(*before);
    }
    if (after.is_structured()) appendMembers(*node, before, after, compare);
    return node;
}

} // namespace

QStringList JsonNode::keys() const
{
    QStringList keys;
    for (const auto *node = this; node && node->parent; node = node->parent)
        keys.prepend(node->key);
    return keys;
}

QString JsonNode::path() const
{
    return keys().join(QLatin1Char('.'));
}

JsonTreePtr makeJsonTree(const Json &value, const QString &key)
{
    return build(nullptr, value, key, false);
}

JsonTreePtr makeJsonDifference(const Json &before, const Json &after, const QString &key)
{
    if (before.is_null() && after.is_null()) return makeJsonTree(after, key);
    if (after.is_null()) return removedNode(before, key);
    return build(before.is_null() ? nullptr : &before, after, key, true);
}

QString jsonLine(const Json &value)
{
    return scalarText(value);
}

} // namespace playhead
