// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branches/branchdialog.h"
#include "branches/editlistview.h"
#include "branches/eventdialog.h"
#include "branches/placedialog.h"
#include "branches/whatifpanel.h"
#include "diagram/diagramcanvas.h"
#include "diagram/diagramview.h"
#include "inspector/inspectorpanel.h"
#include "inspector/statetab.h"
#include "log/logwriter.h"
#include "support/eventually.h"
#include "ui/window/windowtesting.h"
#include "window/messagebar.h"

#include <QDialogButtonBox>
#include <QInputDialog>
#include <QLabel>
#include <QPushButton>

namespace playhead::test {

/// Two orders. 1 placed order-1, 2 and 3 delivered and acknowledged, 4 captured (caused by 1),
/// 5 placed order-2, 6 shipped order-1 (caused by 4), 7 a command without an event.
inline void writeCase(const QString &path)
{
    auto writer = LogWriter::create(path.toStdString());
    QVERIFY(writer.has_value());
    auto &log = **writer;
    const auto shop = log.participant("shop", Role::Producer);
    const auto bus = log.participant("orders", Role::Channel);
    const auto payment = log.participant("payment", Role::Consumer);
    Timestamp time = 1'700'000'000'000'000'000;
    const auto event = [&](const char *id, const char *type, const char *subject, const char *data,
                           const char *causation) {
        EventView made;
        made.id = id;
        made.type = type;
        made.source = "shop";
        made.subject = subject;
        made.causation = causation;
        made.time = time;
        made.encoding = DataEncoding::Json;
        made.data = data;
        made.extensions = R"({"tenant":"a"})";
        return log.event(made);
    };
    const auto step = [&](StepKind kind, ParticipantId sender, ParticipantId receiver,
                          EventNumber number) {
        StepRecord record;
        record.time = time += 1'000'000;
        record.kind = kind;
        record.sender = sender;
        record.receiver = receiver;
        record.event = number;
        log.step(record);
    };
    const auto placed =
        event("e1", "order.placed", "order-1", R"({"status":"placed","amount":129.9})", "");
    step(StepKind::Publish, shop, bus, placed);
    step(StepKind::Deliver, bus, payment, placed);
    step(StepKind::Ack, payment, bus, placed);
    step(StepKind::Publish, payment, bus,
         event("e2", "payment.captured", "order-1", R"({"status":"paid","payment":"p-1"})", "e1"));
    step(StepKind::Publish, shop, bus,
         event("e3", "order.placed", "order-2", R"({"status":"placed"})", ""));
    step(StepKind::Publish, shop, bus,
         event("e4", "order.shipped", "order-1", R"({"status":"shipped"})", "e2"));
    step(StepKind::Command, shop, bus, EventNumber());
    QVERIFY(log.finish().has_value());
}

/// A window with that case open, and hands for its branches.
class BranchWindow : public WindowTest
{
protected:
    ViewState &view() { return m_window->state(); }
    BranchList &branches() { return m_window->branches(); }
    WhatIfPanel &panel() { return m_window->whatIf(); }
    EditListView &edits() { return panel().edits(); }
    MessageBar &messages() { return m_window->messages(); }

    template <class T> T *child(const char *name, QWidget *under = nullptr)
    {
        auto *found = (under ? under : m_window.get())->findChild<T *>(QLatin1String(name));
        Q_ASSERT(found);
        return found;
    }
    /// Null: it is not open.
    template <class T> T *dialog(const char *name)
    {
        for (auto *found : m_window->findChildren<T *>(QLatin1String(name)))
            if (found->isVisible()) return found;
        return nullptr;
    }
    QString text(const char *label)
    {
        const auto *found = child<QLabel>(label);
        return found->isVisible() ? found->text() : QString();
    }
    /// The lines of the edits, with plain blanks.
    QStringList lines()
    {
        QStringList all;
        for (int i = 0; edits().isVisible() && i < edits().count(); ++i)
            all << edits().item(i)->text().replace(QChar(0x00A0), QLatin1Char(' '));
        return all;
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(&m_window->diagram(), key, modifiers);
    }
    void go(std::uint64_t position) { view().setPlayhead(Position(position)); }
    void clickLine(int line, bool twice = false)
    {
        const auto at = edits().visualItemRect(edits().item(line)).center();
        QTest::mouseClick(edits().viewport(), Qt::LeftButton, {}, at);
        if (twice) QTest::mouseDClick(edits().viewport(), Qt::LeftButton, {}, at);
    }
    /// Opens the menu of branches and clicks an entry.
    void choose(const QString &entry)
    {
        QTest::mouseClick(child<QToolButton>("branchLink"), Qt::LeftButton);
        auto &menu = panel().menu();
        EVENTUALLY(menu.isVisible());
        for (auto *action : menu.actions()) {
            if (!action->text().startsWith(entry)) continue;
            QTest::mouseClick(&menu, Qt::LeftButton, {}, menu.actionGeometry(action).center());
            return;
        }
        QFAIL(qPrintable(QStringLiteral("no entry %1").arg(entry)));
    }
    void answerName(const QString &name)
    {
        auto *asked = dialog<QInputDialog>("branchName");
        QVERIFY(asked);
        auto *field = asked->findChild<QLineEdit *>();
        field->selectAll();
        QTest::keyClicks(field, name);
        QTest::keyClick(field, Qt::Key_Return);
    }
    void accept(QDialog *asked)
    {
        auto *button = asked->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        QVERIFY(button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void type(QWidget *field, const QString &text)
    {
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        const auto parts = text.split(QLatin1Char('\n'));
        for (const auto &part : parts) {
            QTest::keyClicks(field, part);
            if (&part != &parts.back()) QTest::keyClick(field, Qt::Key_Return);
        }
    }
    void open(const QString &path)
    {
        m_window->openFile(path);
        EVENTUALLY(!m_window->session().isLoading());
        EVENTUALLY_EQUAL(view().watermark(), Position(7));
    }
    void picture(const char *name, QWidget *widget = nullptr)
    {
        QCoreApplication::processEvents();
        if (const auto folder = qEnvironmentVariable("PLAYHEAD_PICTURES"); !folder.isEmpty())
            (widget ? widget : m_window.get())
                ->grab()
                .save(QStringLiteral("%1/%2.png").arg(folder, QLatin1String(name)));
    }

    std::unique_ptr<QTemporaryDir> m_caseFolder; ///< a new one each time
    QString m_case;

    void start()
    {
        m_caseFolder = std::make_unique<QTemporaryDir>();
        m_case = m_caseFolder->filePath(QStringLiteral("shop.playhead"));
        writeCase(m_case);
        m_theme = std::make_unique<Theme>(
            qEnvironmentVariableIsSet("PLAYHEAD_LIGHT") ? Theme::Look::Light : Theme::Look::Dark);
        m_theme->applyToApplication();
        makeWindow();
        open(m_case);
        m_window->inspector().showTab(InspectorPanel::Tab::State);
    }
    void end() { closeWindow(); }
};

} // namespace playhead::test
