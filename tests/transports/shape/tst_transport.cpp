// SPDX-License-Identifier: GPL-3.0-or-later
// What all transports answer: options that are checked, what disturbs others, what cannot be done.
#include "transports/transporttable.h"

#include <QtTest>

#include <array>

using namespace playhead;

namespace {

/// One that can only be read, and has as many options as it is given.
class Shelf final : public Transport
{
public:
    explicit Shelf(std::vector<SourceOption> options = {}) : m_options(std::move(options)) {}

    [[nodiscard]] std::string_view scheme() const override { return "shelf"; }
    [[nodiscard]] std::string_view title() const override { return "Shelf"; }
    [[nodiscard]] std::string_view description() const override { return "Books."; }
    [[nodiscard]] std::string_view example() const override { return "shelf://library/poems"; }
    [[nodiscard]] std::string_view pathMeaning() const override { return "The shelf"; }
    [[nodiscard]] std::span<const SourceOption> options() const override { return m_options; }
    [[nodiscard]] Result<AttachPlan> plan(const SourceUrl &url) const override
    {
        if (auto checked = checkOptions(*this, url); !checked)
            return tl::unexpected(checked.error());
        return AttachPlan{{{AttachEffect::Kind::None, "Nothing is changed."}}};
    }
    [[nodiscard]] Result<std::unique_ptr<SourceConnection>>
    connection(const SourceUrl &) const override
    {
        return failure("closed");
    }

private:
    std::vector<SourceOption> m_options;
};

const std::vector<SourceOption> someOptions = {{"from", "Where to begin", "end", "beginning|end"},
                                               {"key", "A pattern", "", ""}};

} // namespace

class TransportTest : public QObject
{
    Q_OBJECT

private slots:
    void optionsAreChecked_data()
    {
        QTest::addColumn<bool>("hasOptions");
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("said"); // empty: all is well
        QTest::newRow("none") << true << ""
                              << "";
        QTest::newRow("known") << true << "from=beginning&key=a.*&key=b"
                               << "";
        QTest::newRow("unknown") << true << "form=end"
                                 << "has no option 'form' in shelf://h/x?form=end; there are: "
                                    "from, key.";
        QTest::newRow("choice") << true << "from=midst"
                                << "'midst' is no value for from in shelf://h/x?from=midst; it is "
                                   "one of beginning|end.";
        QTest::newRow("part of a choice") << true << "from=begin"
                                          << "is no value for from";
        QTest::newRow("choices") << true << "from=beginning%7Cend"
                                 << "is no value for from";
        QTest::newRow("empty value") << true << "from="
                                     << "is no value for from";
        QTest::newRow("no options") << false << "a=b"
                                    << "Shelf takes no options";
    }

    void optionsAreChecked()
    {
        QFETCH(bool, hasOptions);
        QFETCH(QString, options);
        QFETCH(QString, said);
        const Shelf shelf(hasOptions ? someOptions : std::vector<SourceOption>());
        const auto url = parseSourceUrl("shelf://h/x?" + options.toStdString());
        QVERIFY(url.has_value());
        const auto checked = checkOptions(shelf, *url);
        QCOMPARE(checked.has_value(), said.isEmpty());
        if (checked) return;
        QVERIFY2(QString::fromStdString(checked.error().message).contains(said),
                 checked.error().message.c_str());
    }

    void onlyChangesAndTakingDisturb()
    {
        using Kind = AttachEffect::Kind;
        for (const auto &[kind, disturbs] :
             {std::pair(Kind::None, false), std::pair(Kind::Makes, false),
              std::pair(Kind::Changes, true), std::pair(Kind::Consumes, true),
              std::pair(Kind::Listens, false)}) {
            const AttachPlan plan{{{Kind::None, "This."}, {kind, "That."}}};
            QCOMPARE(plan.disturbs(), disturbs);
        }
    }

    void whatCannotBePublishedToSaysSo()
    {
        const auto url = *parseSourceUrl("shelf://me:hidden@h/x");
        const auto target = Shelf().target(url);
        QVERIFY(!target);
        QCOMPARE(
            target.error().message,
            std::string("Nothing can be published to shelf://me@h/x: Shelf can only be read."));
        QVERIFY(!Shelf().deadLetters(url));
        QCOMPARE(Shelf().sourceName(url), std::string("shelf h"));
    }

    void schemesThatAreNotKnownAreNamed()
    {
        const auto url = *parseSourceUrl("shelf://h/x");
        for (const auto &message :
             {transportFor(url).error().message, planAttach(url).error().message,
              openTarget(url).error().message, openDeadLetters(url).error().message})
            QVERIFY2(message.starts_with("'shelf' is no source that Playhead attaches to"),
                     message.c_str());
    }

    void everyTransportDescribesItself()
    {
        for (const auto *transport : transports()) {
            const auto name = std::string(transport->scheme());
            QVERIFY(!name.empty() && !transport->title().empty());
            QVERIFY2(!transport->description().empty(), name.c_str());
            const auto url = parseSourceUrl(transport->example());
            QVERIFY2(url && url->scheme == name, name.c_str());
            for (const auto &option : transport->options())
                QVERIFY2(!option.name.empty() && !option.description.empty(), name.c_str());
            if (!transport->unavailable().empty()) continue;
            QVERIFY2(transport->plan(*url).has_value(), name.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TransportTest)
#include "tst_transport.moc"
