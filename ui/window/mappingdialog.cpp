// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/mappingdialog.h"

#include "formats/jsonlinesreader.h"
#include "log/logsink.h"
#include "totext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCryptographicHash>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QTableWidget>
#include <QVBoxLayout>

namespace playhead {
namespace {

constexpr int previewRows = 5;

/// Keeps the first events that a reader makes.
class PreviewSink final : public LogSink
{
public:
    struct Row
    {
        Event event;
        QString channel;
    };

    explicit PreviewSink(std::stop_source &stop) : m_stop(stop) {}
    [[nodiscard]] const std::vector<Row> &rows() const { return m_rows; }

    ParticipantId participant(std::string_view name, Role role) override
    {
        if (role == Role::Channel) m_channel = toText(name);
        return ParticipantId(1);
    }
    EventNumber event(const EventView &view) override
    {
        Row row;
        row.event.type = view.type;
        row.event.source = view.source;
        row.event.subject = view.subject;
        row.event.time = view.time;
        row.event.correlation = view.correlation;
        row.event.data = view.data.substr(0, 200);
        row.channel = m_channel;
        if (m_rows.size() < previewRows) m_rows.push_back(std::move(row));
        if (m_rows.size() == previewRows) m_stop.request_stop();
        return EventNumber(1);
    }
    void step(const StepRecord &) override {}
    void skipped(SkippedRecord) override {}

private:
    std::stop_source &m_stop;
    std::vector<Row> m_rows;
    QString m_channel;
};

} // namespace

MappingDialog::MappingDialog(const QString &fileName, const std::string &beginning,
                             const FieldMapping &mapping, const Theme &theme, QWidget *parent)
    : QDialog(parent),
      m_fileName(fileName),
      m_beginning(beginning),
      m_preview(new QTableWidget(this)),
      m_remember(new QCheckBox(tr("Remember for logs with the same members"), this))
{
    setWindowTitle(tr("How to read %1").arg(fileName));
    resize(900, 620);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 16);
    auto *intro =
        new QLabel(tr("Each record becomes an event that its source publishes. This is how "
                      "its members were understood; change what is wrong."),
                   this);
    intro->setWordWrap(true);
    column->addWidget(intro);

    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(14);
    const auto paths = mappablePaths(beginning);
    const auto &fields = FieldMapping::fields();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto *box = new QComboBox(this);
        box->setAccessibleName(toText(fields[i].name));
        box->setFont(theme.dataFont());
        box->addItem(fields[i].name == "data" ? tr("(the whole record)") : tr("(none)"), QString());
        for (const auto &path : paths) {
            box->addItem(toText(path.path) + QStringLiteral("    ") + toText(path.example),
                         toText(path.path));
        }
        const auto wanted = toText(mapping.*fields[i].path);
        box->setCurrentIndex(std::max(0, box->findData(wanted)));
        connect(box, &QComboBox::currentIndexChanged, this, &MappingDialog::preview);
        m_boxes[i] = box;
        const int row = static_cast<int>(i) / 2;
        const int half = static_cast<int>(i) % 2 * 2;
        grid->addWidget(new QLabel(toText(fields[i].name), this), row, half);
        grid->addWidget(box, row, half + 1);
    }
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    column->addLayout(grid);

    auto *caption = new QLabel(tr("The first events"), this);
    caption->setFont(theme.captionFont());
    caption->setObjectName(QStringLiteral("caption"));
    column->addSpacing(8);
    column->addWidget(caption);
    m_preview->setFont(theme.dataFont());
    m_preview->setColumnCount(6);
    m_preview->setHorizontalHeaderLabels(
        {tr("time"), tr("type"), tr("source"), tr("channel"), tr("subject"), tr("data")});
    m_preview->verticalHeader()->hide();
    m_preview->horizontalHeader()->setStretchLastSection(true);
    m_preview->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_preview->setAccessibleName(tr("The first events"));
    column->addWidget(m_preview, 1);

    m_remember->setChecked(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Open)->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_remember, 1);
    bottom->addWidget(buttons);
    column->addLayout(bottom);
    preview();
}

FieldMapping MappingDialog::mapping() const
{
    FieldMapping mapping;
    const auto &fields = FieldMapping::fields();
    for (std::size_t i = 0; i < fields.size(); ++i)
        mapping.*fields[i].path = m_boxes[i]->currentData().toString().toStdString();
    return mapping;
}

bool MappingDialog::isToBeRemembered() const
{
    return m_remember->isChecked();
}

void MappingDialog::preview()
{
    std::stop_source stop;
    PreviewSink sink(stop);
    LogInput input;
    input.text = m_beginning;
    input.name = m_fileName.toStdString();
    input.mapping = mapping().toJson();
    input.stop = stop.get_token();
    (void)jsonLinesReader().read(input, sink);
    m_preview->setRowCount(static_cast<int>(sink.rows().size()));
    for (int row = 0; row < m_preview->rowCount(); ++row) {
        const auto &[event, channel] = sink.rows()[static_cast<std::size_t>(row)];
        const QStringList cells = {toText(formatTimestamp(event.time)),
                                   toText(event.type),
                                   toText(event.source),
                                   channel,
                                   toText(event.subject),
                                   toText(event.data)};
        for (int column = 0; column < cells.size(); ++column)
            m_preview->setItem(row, column, new QTableWidgetItem(cells[column]));
    }
    m_preview->resizeColumnsToContents();
}

QString MappingMemory::shapeOf(const std::string &beginning)
{
    QStringList names;
    for (const auto &path : mappablePaths(beginning))
        if (path.path.find('.') == std::string::npos) names.append(toText(path.path));
    names.sort();
    const auto hash = QCryptographicHash::hash(names.join(QLatin1Char('\n')).toUtf8(),
                                               QCryptographicHash::Sha256);
    return QStringLiteral("mappings/") + QString::fromLatin1(hash.toHex().left(24));
}

std::optional<FieldMapping> MappingMemory::find(const QString &shape)
{
    const auto json = QSettings().value(shape).toString().toStdString();
    if (json.empty()) return std::nullopt;
    auto mapping = FieldMapping::fromJson(json);
    if (!mapping) return std::nullopt;
    return *mapping;
}

void MappingMemory::remember(const QString &shape, const FieldMapping &mapping)
{
    QSettings().setValue(shape, QString::fromStdString(mapping.toJson()));
}

void MappingMemory::forget(const QString &shape)
{
    QSettings().remove(shape);
}

} // namespace playhead
