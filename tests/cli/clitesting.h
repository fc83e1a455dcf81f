// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest/QtTest>

namespace clitest {

/// What a run of the program came to.
struct Outcome
{
    int status = -1;
    QByteArray output;
    QByteArray messages;

    QJsonObject object() const { return QJsonDocument::fromJson(output).object(); }
    QJsonArray array() const { return QJsonDocument::fromJson(output).array(); }
};

/// Starts the program as it is started without a display: headless commands need none.
inline void start(QProcess &process, const QStringList &arguments)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const auto *display : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        environment.remove(QString::fromLatin1(display));
    process.setProcessEnvironment(environment);
    process.start(qEnvironmentVariable("PLAYHEAD_PROGRAM"), arguments);
}

inline Outcome playhead(const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    start(process, arguments);
    process.write(input);
    process.closeWriteChannel();
    Outcome outcome;
    if (!process.waitForFinished(60000) || process.exitStatus() != QProcess::NormalExit)
        return outcome;
    outcome.status = process.exitCode();
    outcome.output = process.readAllStandardOutput();
    outcome.messages = process.readAllStandardError();
    return outcome;
}

inline QString dataFile(const char *name)
{
    return QStringLiteral(PLAYHEAD_TEST_DATA "/") + QString::fromLatin1(name);
}

inline const QByteArray usersLog = R"([{:type :user-created :data {:id 1 :name "Alice"}}
 {:type :user-updated :data {:name "Alice Smith"}}])";

inline const QByteArray ordersLog =
    R"({"specversion":"1.0","id":"e1","source":"/s","type":"placed","subject":"o-1","data":{"status":"open","lines":[{"qty":1}]}}
{"specversion":"1.0","id":"e2","source":"/s","type":"placed","subject":"o-2","data":{"status":"open"}}
{"specversion":"1.0","id":"e3","source":"/s","type":"paid","subject":"o-1","causationid":"e1","data":{"status":"paid","amount":120}}
{"specversion":"1.0","id":"e4","source":"/s","type":"noted","subject":"o-1","causationid":"e3","data":{"note":"thanks"}}
{"specversion":"1.0","id":"e5","source":"/s","type":"paid","subject":"o-2","causationid":"e0","data":{"status":"paid","amount":20}}
)";

/// Runs the built program on logs in a folder of its own.
class ProgramTest : public QObject
{
protected:
    void makeLogs()
    {
        QVERIFY2(QFile::exists(qEnvironmentVariable("PLAYHEAD_PROGRAM")),
                 "PLAYHEAD_PROGRAM must name the built program");
        QVERIFY(m_folder.isValid());
        m_users = write("users.edn", usersLog);
        m_orders = write("orders.jsonl", ordersLog);
    }

    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    QString write(const char *name, const QByteArray &content) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) return {};
        return file.fileName();
    }

    QTemporaryDir m_folder;
    QString m_users;
    QString m_orders;
};

} // namespace clitest
