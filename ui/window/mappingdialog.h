// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/fieldmapping.h"
#include "theme.h"

#include <QDialog>

#include <array>
#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QTableWidget;

namespace playhead {

/// Shows how the records of unknown JSON Lines become events, and lets a person change it: a member
/// for each attribute, and what the first records look like by it.
class MappingDialog : public QDialog
{
    Q_OBJECT

public:
    /// `beginning` is the (uncompressed) start of the file.
    MappingDialog(const QString &fileName, const std::string &beginning,
                  const FieldMapping &mapping, const Theme &theme, QWidget *parent);

    [[nodiscard]] FieldMapping mapping() const;
    [[nodiscard]] bool isToBeRemembered() const;

private:
    void preview();

    QString m_fileName;
    std::string m_beginning;
    std::array<QComboBox *, 9> m_boxes{};
    QTableWidget *m_preview;
    QCheckBox *m_remember;
};

/// Remembered mappings, by the members that the records have. In the person's settings.
class MappingMemory
{
public:
    /// Names the shape of the records at the start of a file.
    static QString shapeOf(const std::string &beginning);
    static std::optional<FieldMapping> find(const QString &shape);
    static void remember(const QString &shape, const FieldMapping &mapping);
    static void forget(const QString &shape);
};

} // namespace playhead
