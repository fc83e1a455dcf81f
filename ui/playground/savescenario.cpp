// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/savescenario.h"

#include "scenariofiles/scenariofile.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSaveFile>

namespace playhead {

Result<void> saveScenario(const QString &path, const LiveScenario &scenario,
                          const std::vector<std::pair<std::string, std::string>> &scripts)
{
    const auto origin = scenario.origin();
    ScenarioHeader header;
    header.name = QFileInfo(path).completeBaseName().toStdString();
    header.title = scenario.info().title;
    header.base = origin.scenario;
    header.seed = origin.seed;
    for (const auto &knob : scenario.info().knobs) {
        const auto value = scenario.knob(knob.name);
        if (value != knob.initial) header.knobs[knob.name] = value;
    }
    header.consumers = scenario.consumersByHand();
    const auto text = QByteArray::fromStdString(scenarioText(header, scripts));
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit())
        return {};
    return failure(QCoreApplication::translate("SaveScenario", "Cannot write %1: %2.")
                       .arg(path, file.errorString())
                       .toStdString());
}

} // namespace playhead
