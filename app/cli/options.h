// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace playhead::cli {

/// Which log, and how to read it; shared by all commands that open one.
struct InputOptions
{
    std::string path;
    std::string format;  ///< empty: by content
    std::string mapping; ///< file with the field mapping for JSON Lines; empty: guessed
};

struct InfoOptions
{
    InputOptions input;
    bool json = false;
};

struct StepsOptions
{
    InputOptions input;
    std::string filter;
    std::string from = "first";
    std::string to = "last";
    bool json = false;
    bool csv = false;
};

/// Which state is meant.
struct StateOptions
{
    InputOptions input;
    std::string at = "last";
    std::string subject; ///< with hasSubject
    bool hasSubject = false;
    std::string projection = "merge"; ///< or the path of a script
    std::string observer;             ///< empty: the log
    bool result = false;              ///< what the projection makes of the state instead
    bool derived = false;             ///< with what was emitted and linked
    std::string branch; ///< file, or name of one that the case keeps; empty: the log as it is
};

struct DiffOptions
{
    StateOptions state; ///< `at` is not used
    std::string from;
    std::string to;
};

/// Why a field is what it is, or, with `event`, what led to an event and what it led to.
struct WhyOptions
{
    StateOptions state;
    std::string path;
    bool hasPath = false;
    std::string event; ///< a position or an id; empty: about a field
    bool json = false;
};

struct FindOptions
{
    StateOptions state; ///< `at` is not used
    std::string when;
    std::string from; ///< empty: the end that the search begins at
    bool previous = false;
    bool becomes = false;
    bool all = false;
    bool json = false;
};

struct CheckOptions
{
    InputOptions input;
    std::vector<std::string> limits; ///< `name=value`
    std::vector<std::string> kinds;  ///< empty: all
    std::string projection = "merge";
    bool json = false;
};

struct ConvertOptions
{
    InputOptions input;
    std::string output;
    std::string format; ///< empty: by the output's extension
};

/// Two logs, read the same way.
struct CompareOptions
{
    InputOptions a;
    std::string b;
    std::string projection = "merge"; ///< folds the states that are compared
    bool json = false;
};

/// A scenario, or, with `again`, the one that a case came from.
struct RunOptions
{
    std::string scenario;    ///< a name, or the path of a scenario file
    std::string duration;    ///< such as `10s`; empty: not limited by time
    std::uint64_t count = 0; ///< steps; 0: not limited by count
    std::uint64_t seed = 1;  ///< with hasSeed
    bool hasSeed = false;    ///< else the file's, or 1
    std::string output;
    std::string again;  ///< a case; empty: `scenario` says what to run
    std::string branch; ///< with `again`: file, or name of one that the case keeps; empty: none
    bool withScripts = false; ///< with `again`: the person agrees to run those of the case
    bool agree = false;       ///< to bridges that others may notice
    bool json = false;
};

/// Live systems, recorded into one case.
struct RecordOptions
{
    std::vector<std::string> sources; ///< URLs
    std::string output;
    std::uint64_t count = 0; ///< steps; 0: not limited by count
    std::string duration;    ///< such as `10s`; empty: not limited by time
    bool plan = false;       ///< only say what attaching would do
    bool agree = false;      ///< to what others may notice
    bool json = false;
};

/// A log, published once more.
struct ReplayOptions
{
    InputOptions input;
    std::string target; ///< a URL
    std::string speed = "1";
    std::string filter;
    std::string from = "first";
    std::string to = "last";
    bool again = false; ///< also what a replay has published before
    bool dryRun = false;
    bool json = false;
};

struct RenderOptions
{
    std::string log;
    std::string output;
    std::string size = "1600x1000";
    double scale = 1;
    std::string at;
    std::string theme = "dark";
};

// Each runs one command and returns an ExitStatus; the messages are printed.
int info(const InfoOptions &options);
int steps(const StepsOptions &options);
int state(const StateOptions &options);
int diff(const DiffOptions &options);
int why(const WhyOptions &options);
int find(const FindOptions &options);
int check(const CheckOptions &options);
int compare(const CompareOptions &options);
int convert(const ConvertOptions &options);
int run(const RunOptions &options);
int runAgain(const RunOptions &options); ///< where `again` is set; called by run()
int record(const RecordOptions &options);
int replay(const ReplayOptions &options);
int render(const RenderOptions &options);
int formats();
int sources(const std::string &scheme); ///< empty: all of them
int scenarios();

} // namespace playhead::cli
