// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/jsonmodel.h"

namespace playhead {

JsonModel::JsonModel(QObject *parent) : QAbstractItemModel(parent) {}

void JsonModel::setTree(JsonTreePtr tree)
{
    beginResetModel();
    m_tree = std::move(tree);
    endResetModel();
}

void JsonModel::setSides(const QString &shown, const QString &other)
{
    const auto sides = shown.isEmpty() ? QStringList() : QStringList{shown, other};
    if (sides == m_sides) return;
    if (sides.isEmpty() == m_sides.isEmpty()) {
        m_sides = sides;
        emit headerDataChanged(Qt::Horizontal, ValueColumn, OtherColumn);
        return;
    }
    beginResetModel();
    m_sides = sides;
    endResetModel();
}

QString JsonModel::text(const JsonNode &node, int column) const
{
    const auto nothing = [] { return QString(QChar(0x2013)); };
    switch (column) {
    case KeyColumn: return node.key;
    case OtherColumn:
        if (node.change == JsonChange::Added) return nothing();
        return node.oldText.isEmpty() ? node.text : node.oldText;
    default: return hasSides() && node.change == JsonChange::Removed ? nothing() : node.text;
    }
}

void JsonModel::setSearch(const QString &text)
{
    if (m_search == text) return;
    m_search = text;
    if (rowCount() > 0) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

bool JsonModel::matchesSearch(const JsonNode &node) const
{
    if (m_search.isEmpty() || node.isSummary) return false;
    return node.key.contains(m_search, Qt::CaseInsensitive)
           || (node.children.empty() && node.text.contains(m_search, Qt::CaseInsensitive));
}

void JsonModel::collect(const JsonNode &node, QModelIndexList &found) const
{
    for (const auto &child : node.children) {
        if (matchesSearch(*child)) found.push_back(createIndex(child->row, 0, child.get()));
        collect(*child, found);
    }
}

QModelIndexList JsonModel::matches() const
{
    QModelIndexList found;
    if (m_tree && !m_search.isEmpty()) collect(*m_tree, found);
    return found;
}

QModelIndex JsonModel::indexOf(const QString &path) const
{
    const auto *at = m_tree.get();
    if (!at || path.isEmpty()) return {};
    // Keys may contain dots, so the whole path is compared from the front.
    qsizetype done = 0;
    while (done < path.size()) {
        const JsonNode *next = nullptr;
        for (const auto &child : at->children) {
            const auto end = done + child->key.size();
            if (!QStringView(path).mid(done).startsWith(child->key)) continue;
            if (end == path.size() || path[end] == QLatin1Char('.')) {
                next = child.get();
                done = end + 1;
                break;
            }
        }
        if (!next) return {};
        at = next;
    }
    return createIndex(at->row, 0, at);
}

const JsonNode *JsonModel::node(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<const JsonNode *>(index.constInternalPointer())
                           : m_tree.get();
}

QModelIndex JsonModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) return {};
    const auto *of = node(parent);
    if (!parent.isValid() && of->children.empty()) return createIndex(0, column, of);
    return createIndex(row, column, of->children[static_cast<std::size_t>(row)].get());
}

QModelIndex JsonModel::parent(const QModelIndex &child) const
{
    const auto *up = child.isValid() ? node(child)->parent : nullptr;
    if (!up || up == m_tree.get()) return {};
    return createIndex(up->row, 0, up);
}

int JsonModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0 || !m_tree) return 0;
    const auto *of = node(parent);
    if (!parent.isValid() && of->children.empty()) return 1;
    if (parent.isValid() && of == m_tree.get()) return 0;
    return static_cast<int>(of->children.size());
}

int JsonModel::columnCount(const QModelIndex &) const
{
    return hasSides() ? ColumnCount : OtherColumn;
}

QVariant JsonModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) return {};
    const auto &of = *node(index);
    switch (role) {
    case Qt::DisplayRole: return text(of, index.column());
    case Qt::ToolTipRole: {
        const auto shown = text(of, index.column());
        return index.column() != KeyColumn && shown.size() > 20 ? shown : QVariant();
    }
    case Qt::AccessibleTextRole:
        return of.oldText.isEmpty() ? of.key + QStringLiteral(": ") + of.text
                                    : tr("%1: %2, was %3").arg(of.key, of.text, of.oldText);
    case ChangeRole: return static_cast<int>(of.change);
    case OldTextRole: return of.oldText;
    case PathRole: return of.path();
    case TypeRole: return static_cast<int>(of.type);
    case MatchRole: return matchesSearch(of);
    case SummaryRole: return of.isSummary;
    case KeysRole: return of.keys();
    case SidesRole: return hasSides();
    default: return {};
    }
}

QVariant JsonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    if (hasSides() && section != KeyColumn) return m_sides[section - ValueColumn];
    return section == KeyColumn ? tr("Name") : tr("Value");
}

} // namespace playhead
