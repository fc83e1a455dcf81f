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

bool isFull(const JsonNode &node)
{
    return node.children.size() >= JsonNode::maxChildren;
}

void appendObject(JsonNode &node, const Json *before, const Json &after, bool compare)
{
    for (auto item = after.begin(); item != after.end() && !isFull(node); ++item) {
        const Json *old = nullptr;
        if (before)
            if (const auto found = before->find(item.key()); found != before->end()) old = &*found;
        append(node, build(old, *item, fromUtf8(item.key()), compare));
    }
    if (!compare || !before) return;
    for (auto item = before->begin(); item != before->end() && !isFull(node); ++item)
        if (!after.contains(item.key())) append(node, removedNode(*item, fromUtf8(item.key())));
}

void appendArray(JsonNode &node, const Json *before, const Json &after, bool compare)
{
    for (std::size_t i = 0; i < after.size() && !isFull(node); ++i) {
        const auto *old = before && i < before->size() ? &(*before)[i] : nullptr;
        append(node, build(old, after[i], QString::number(i), compare));
    }
    if (!compare || !before) return;
    for (auto i = after.size(); i < before->size() && !isFull(node); ++i)
        append(node, removedNode((*before)[i], QString::number(i)));
}

void appendMembers(JsonNode &node, const Json *before, const Json &after, bool compare)
{
    const auto *like = before && before->type() == after.type() ? before : nullptr;
    if (after.is_object())
        appendObject(node, like, after, compare);
    else
        appendArray(node, like, after, compare);
    const auto all = std::max(after.size(), like && compare ? like->size() : 0);
    if (isFull(node) && all > node.children.size()) appendSummary(node, all - node.children.size());
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
    if (compare && before) {
        if (!bothContainers && *before != after) node->change = JsonChange::Changed;
        if (auto text = textOf(*before); text != node->text) node->oldText = std::move(text);
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

JsonTreePtr makeJsonDifference(const Json &before, const Json &after, std::size_t left)
{
    if (before.is_null() && after.is_null()) return makeJsonTree(after);
    auto tree = after.is_null() ? removedNode(before, {})
                                : build(before.is_null() ? nullptr : &before, after, {}, true);
    if (left > 0) appendSummary(*tree, left);
    return tree;
}

QString jsonLine(const Json &value)
{
    return scalarText(value);
}

} // namespace playhead
