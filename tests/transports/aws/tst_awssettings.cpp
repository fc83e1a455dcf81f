// SPDX-License-Identifier: GPL-3.0-or-later
// Where SNS and SQS are, who we are to them, and what attaching does, as URLs, the environment and
// files say it; and what becomes of errors.
#include "transports/aws/awserror.h"
#include "transports/aws/awsplace.h"
#include "transports/aws/awstransports.h"
#include "transports/aws/httpclient.h"
#include "transports/aws/tapqueuename.h"
#include "transports/transporttable.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <map>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace playhead;

namespace {

using Variables = std::map<std::string, std::string>;

AwsEnvironment environmentOf(Variables variables)
{
    return [variables = std::move(variables)](const char *name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::string() : found->second;
    };
}

/// `A=1 B=2`.
AwsEnvironment environmentOf(const QString &text, const QString &home)
{
    Variables variables{{"HOME", home.toStdString()}};
    for (const auto &part : text.split(' ', Qt::SkipEmptyParts))
        variables[part.section('=', 0, 0).toStdString()] = part.section('=', 1).toStdString();
    return environmentOf(std::move(variables));
}

constexpr const char *credentialsFile = "# of Ann\n"
                                        "[default]\n"
                                        "aws_access_key_id = AKIDDEFAULT\n"
                                        "aws_secret_access_key=secretDefault\n"
                                        "\n"
                                        "[work]\n"
                                        "aws_access_key_id=AKIDWORK\n"
                                        "aws_secret_access_key = secret=with=signs\n"
                                        "aws_session_token = tokenWork\n"
                                        "; the end\n";
constexpr const char *configFile = "[default]\n"
                                   "region = eu-central-1\n"
                                   "s3 =\n"
                                   "  aws_access_key_id = nested\n"
                                   "[profile work]\n"
                                   "region=eu-west-3\n"
                                   "[profile local]\n"
                                   "aws_access_key_id=AKIDLOCAL\n"
                                   "aws_secret_access_key=secretLocal\n"
                                   "endpoint_url=http://localhost:4566\n"
                                   "region=us-west-2\n"
                                   "[profile robot]\n"
                                   "role_arn=arn:aws:iam::1:role/x\n"
                                   "[work]\n"
                                   "region=not-this-1\n";

} // namespace

class AwsSettingsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(QDir(m_home.path()).mkdir(".aws"));
        write("credentials", credentialsFile);
        write("config", configFile);
    }

    void placesAndKeys_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("environment");
        QTest::addColumn<QString>("endpoint");
        QTest::addColumn<QString>("region");
        QTest::addColumn<QString>("key"); // access key, secret, token
        const QString keys = "AWS_ACCESS_KEY_ID=AKIDENV AWS_SECRET_ACCESS_KEY=secretEnv ";
        const QString keysAre = "AKIDENV secretEnv ";
        const QString defaults = "AKIDDEFAULT secretDefault ";
        const auto aws = [](const QString &region) {
            return "https://sqs." + region + ".amazonaws.com";
        };
        QTest::newRow("a region") << "sqs://eu-west-1/q" << keys << aws("eu-west-1") << "eu-west-1"
                                  << keysAre;
        QTest::newRow("China") << "sqs://cn-north-1/q" << keys << aws("cn-north-1") + ".cn"
                               << "cn-north-1" << keysAre;
        QTest::newRow("a queue's URL, but for its scheme")
            << "sqs://sqs.eu-west-1.amazonaws.com/123456789012/q" << keys << aws("eu-west-1")
            << "eu-west-1" << keysAre;
        QTest::newRow("the region of an ARN")
            << "sqs:///arn:aws:sqs:ap-south-1:123456789012:q" << keys << aws("ap-south-1")
            << "ap-south-1" << keysAre;
        QTest::newRow("the environment's region") << "sqs:///q" << keys + "AWS_REGION=sa-east-1"
                                                  << aws("sa-east-1") << "sa-east-1" << keysAre;
        QTest::newRow("its other name") << "sqs:///q" << keys + "AWS_DEFAULT_REGION=sa-east-1"
                                        << aws("sa-east-1") << "sa-east-1" << keysAre;
        QTest::newRow("a session token")
            << "sqs://eu-west-1/q" << keys + "AWS_SESSION_TOKEN=tokenEnv" << aws("eu-west-1")
            << "eu-west-1" << keysAre + "tokenEnv";
        QTest::newRow("the default profile")
            << "sqs:///q"
            << "" << aws("eu-central-1") << "eu-central-1" << defaults;
        QTest::newRow("the profile of the environment")
            << "sqs:///q"
            << "AWS_PROFILE=work" << aws("eu-west-3") << "eu-west-3"
            << "AKIDWORK secret=with=signs tokenWork";
        QTest::newRow("the environment's keys before its profile")
            << "sqs:///q" << keys + "AWS_PROFILE=work" << aws("eu-west-3") << "eu-west-3"
            << keysAre;
        QTest::newRow("the profile of the URL before the environment")
            << "sqs:///q?profile=work" << keys << aws("eu-west-3") << "eu-west-3"
            << "AKIDWORK secret=with=signs tokenWork";
        QTest::newRow("a profile with an endpoint") << "sqs:///q?profile=local"
                                                    << ""
                                                    << "http://localhost:4566"
                                                    << "us-west-2"
                                                    << "AKIDLOCAL secretLocal ";
        QTest::newRow("the keys of the URL before all")
            << "sqs://AKIDURL:secret%2FUrl@eu-west-1/q?session-token=tokenUrl" << keys
            << aws("eu-west-1") << "eu-west-1"
            << "AKIDURL secret/Url tokenUrl";
        QTest::newRow("a server of one's own")
            << "sqs://localhost:4566/q?region=eu-north-1" << keys << "http://localhost:4566"
            << "eu-north-1" << keysAre;
        QTest::newRow("by https") << "sqs://aws.example:8443/q?tls=yes&region=eu-north-1" << keys
                                  << "https://aws.example:8443"
                                  << "eu-north-1" << keysAre;
        QTest::newRow("an endpoint") << "sqs://eu-west-1/q?endpoint=https://vpce-1.example" << keys
                                     << "https://vpce-1.example"
                                     << "eu-west-1" << keysAre;
        QTest::newRow("the endpoint of the environment")
            << "sqs://eu-west-1/q"
            << keys + "AWS_ENDPOINT_URL=http://a AWS_ENDPOINT_URL_SQS=http://b"
            << "http://b"
            << "eu-west-1" << keysAre;
        QTest::newRow("no keys for a server on this machine") << "sqs://127.0.0.1:4566/q"
                                                              << "HOME=/nowhere"
                                                              << "http://127.0.0.1:4566"
                                                              << "us-east-1"
                                                              << "test test ";
    }

    void placesAndKeys()
    {
        QFETCH(QString, url);
        QFETCH(QString, environment);
        QFETCH(QString, endpoint);
        QFETCH(QString, region);
        QFETCH(QString, key);
        const auto place =
            awsPlace(*parseSourceUrl(url.toStdString()), environmentOf(environment, m_home.path()));
        QVERIFY2(place.has_value(), place ? "" : place.error().message.c_str());
        QCOMPARE(QString::fromStdString(place->sqsEndpoint), endpoint);
        QCOMPARE(QString::fromStdString(place->region), region);
        const auto &who = place->credentials;
        QCOMPARE(
            QString::fromStdString(who.accessKey + ' ' + who.secretKey + ' ' + who.sessionToken),
            key);
    }

    void whatIsWrongIsSaid_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("said");
        QTest::newRow("no keys") << "sqs://eu-west-1/q"
                                 << "There are no AWS credentials. Set AWS_ACCESS_KEY_ID";
        QTest::newRow("no region") << "sqs:///q"
                                   << "does not say in which region";
        QTest::newRow("no profile") << "sqs://eu-west-1/q?profile=nobody"
                                    << "There is no AWS profile 'nobody'";
        QTest::newRow("a role") << "sqs://eu-west-1/q?profile=robot"
                                << "'robot' has no keys of its own but gets them by role_arn";
        QTest::newRow("a key without its secret") << "sqs://AKID@eu-west-1/q"
                                                  << "an access key and no secret";
        QTest::newRow("no endpoint") << "sqs://eu-west-1/q?endpoint=localhost:1"
                                     << "is no endpoint";
        QTest::newRow("no queue") << "sqs://eu-west-1"
                                  << "names no queue";
        QTest::newRow("a pattern") << "sqs://eu-west-1/q*"
                                   << "'q*' names no queue";
        QTest::newRow("the ARN of a topic") << "sqs://eu-west-1/arn:aws:sns:eu-west-1:1:q"
                                            << "names no queue";
        QTest::newRow("no account") << "sqs://eu-west-1/me/q"
                                    << "names no queue";
    }

    void whatIsWrongIsSaid()
    {
        QFETCH(QString, url);
        QFETCH(QString, said);
        const bool hasProfiles = url.contains("profile=");
        const auto place =
            awsPlace(*parseSourceUrl(url.toStdString()),
                     environmentOf({}, hasProfiles ? m_home.path() : QString("/nowhere")));
        QVERIFY(!place);
        const auto message = QString::fromStdString(place.error().message);
        QVERIFY2(message.contains(said), qPrintable(message));
    }

    void secretsAreNeverShown()
    {
        const auto url =
            *parseSourceUrl("sns://AKID:hidden1@eu-west-1/q?session-token=hidden2&raw=yes");
        const SnsTransport sns;
        for (const auto &text :
             {url.text(), sns.sourceName(url), sns.plan(url)->effects.front().text})
            QVERIFY2(text.find("hidden") == std::string::npos, text.c_str());
        QVERIFY(url.text().find("raw=yes") != std::string::npos);
    }

    void attachingIsExplainedBefore()
    {
        const auto sns = planAttach(*parseSourceUrl("sns://eu-west-1/orders"));
        QVERIFY2(sns.has_value(), sns ? "" : sns.error().message.c_str());
        QVERIFY(!sns->disturbs());
        QCOMPARE(sns->effects.front().kind, AttachEffect::Kind::Makes);
        const auto sqs = planAttach(*parseSourceUrl("sqs://eu-west-1/orders"));
        QVERIFY(sqs->disturbs());
        QVERIFY(sqs->effects.front().text.find("Takes messages of orders from its consumers")
                != std::string::npos);
        QCOMPARE(sqs->effects.size(), 4U);
        const auto alone = planAttach(*parseSourceUrl("sqs://eu-west-1/orders?deadletters=no"));
        QCOMPARE(alone->effects.size(), 3U);
        QVERIFY(!planAttach(*parseSourceUrl("sqs://eu-west-1/orders?every=soon")));
        QVERIFY(!planAttach(*parseSourceUrl("sqs://eu-west-1/orders?raw=yes")));
        QVERIFY(!planAttach(*parseSourceUrl("sns://eu-west-1/orders?type=kind")));
    }

    void errorsSayWhatCanBeDone_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("service");
        QTest::addColumn<QString>("body");
        QTest::addColumn<bool>("mayPassBy");
        QTest::addColumn<QString>("said");
        const auto json = [](const char *code, const char *message) {
            return QString("{\"__type\":\"com.amazonaws.sqs#%1\",\"message\":\"%2\"}")
                .arg(code, message);
        };
        QTest::newRow("throttled")
            << 400 << "sqs" << json("RequestThrottled", "slow") << true << "more slowly";
        QTest::newRow("expired") << 403 << "sqs" << json("ExpiredToken", "It has expired.") << false
                                 << "expired: get new credentials";
        QTest::newRow("our clock")
            << 403 << "sqs"
            << json("SignatureDoesNotMatch", "Signature expired: 20260101T000000Z is now earlier")
            << false << "The clock of this machine is wrong: set it.";
        QTest::newRow("a wrong secret")
            << 403 << "sqs" << json("SignatureDoesNotMatch", "does not match") << false
            << "Look at AWS_ACCESS_KEY_ID";
        QTest::newRow("not allowed")
            << 403 << "sqs" << json("AccessDenied", "no") << false << "Ask for this permission";
        QTest::newRow("no such queue")
            << 400 << "sqs" << json("QueueDoesNotExist", "none") << false << "Look at the name";
        QTest::newRow("in trouble") << 503 << "sqs"
                                    << "<html>" << true << "status 503";
        QTest::newRow("no JSON") << 400 << "sqs"
                                 << "{" << false << "status 400";
        QTest::newRow("XML") << 403 << "sns"
                             << "<ErrorResponse><Error><Code>AuthorizationError</Code><Message>not "
                                "you</Message></Error></ErrorResponse>"
                             << false << "AuthorizationError: not you. Ask for this permission";
        QTest::newRow("no XML") << 404 << "sns"
                                << "<a" << false << "status 404";
        QTest::newRow("no answer") << 0 << "sns"
                                   << "" << true << "Connection refused";
    }

    void errorsSayWhatCanBeDone()
    {
        QFETCH(int, status);
        QFETCH(QString, service);
        QFETCH(QString, body);
        QFETCH(bool, mayPassBy);
        QFETCH(QString, said);
        HttpReply answer{status, body.toStdString(), status == 0 ? "Connection refused" : ""};
        const auto error = connectionError(awsErrorOf(answer, service.toStdString()), "Trying");
        QVERIFY2(QString::fromStdString(error.message).contains(said), error.message.c_str());
        QVERIFY(error.message.starts_with("Trying failed: "));
        QCOMPARE(error.mayPass, mayPassBy);
    }

    void queuesOfOursNameTheirMaker()
    {
        const auto own = ProcessMark::own();
        QVERIFY(!own.isDead());
        for (const auto &topic : {std::string("orders"), std::string("orders.fifo"),
                                  std::string(256, 'x'), std::string(250, 'x') + ".fifo"}) {
            const auto name = newTapQueueName(own, topic);
            QVERIFY(name.size() <= 80);
            QVERIFY(name.starts_with(tapQueuePrefixOf(own)));
            QCOMPARE(name.ends_with(".fifo"), topic.ends_with(".fifo"));
            QVERIFY(name != newTapQueueName(own, topic));
            const auto maker = makerOfTapQueue(name);
            QVERIFY(maker.has_value());
            QCOMPARE(maker->pid, own.pid);
            QCOMPARE(maker->started, own.started);
            QVERIFY(!maker->isDead());
        }
        for (const auto *name :
             {"orders", "playhead-tap-", "playhead-tap-00000000-x-1-a-b", "playhead-tap-00000000-1",
              "playhead-tap-0-1-1-a-b", "playhead-tap-00000000--1-1-a-b"})
            QVERIFY2(!makerOfTapQueue(name), name);
    }

    void onlyProcessesOfThisMachineThatRunNoMoreAreDead()
    {
        auto mark = ProcessMark::own();
        const auto child = fork();
        if (child == 0) _exit(0);
        int status = 0;
        QCOMPARE(waitpid(child, &status, 0), child);
        mark.pid = child;
        QVERIFY(mark.isDead());
        mark.host = "ffffffff"; // another machine's
        QVERIFY(!mark.isDead());
        mark = ProcessMark::own();
        mark.started += 1; // its number is ours now
        QVERIFY(mark.isDead());
    }

private:
    void write(const QString &name, const char *text)
    {
        QFile file(m_home.filePath(".aws/" + name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    QTemporaryDir m_home;
};

QTEST_GUILESS_MAIN(AwsSettingsTest)
#include "tst_awssettings.moc"
