// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/branchchoice.h"

#include "formats/logfile.h"
#include "log/casereader.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

Result<Branch> readFile(const std::string &path)
{
    const auto file = LogFile::open(path, {});
    if (!file) return tl::unexpected(file.error());
    auto branch = Branch::fromText(file->text());
    if (!branch) return failure(fmt::format("{}: {}", path, branch.error().message));
    return branch;
}

Result<Branch> keptBranch(const std::string &path, const std::string &name)
{
    if (!looksLikeCase(path)) {
        return failure(fmt::format("{} is no case, which could keep a branch '{}', and there is no "
                                   "file of that name.",
                                   path, name));
    }
    auto branches = CaseBranches(path).load();
    if (!branches) return tl::unexpected(branches.error());
    const auto found = std::ranges::find(*branches, name, &Branch::name);
    if (found != branches->end()) return std::move(*found);
    std::string names;
    for (const auto &branch : *branches)
        names += fmt::format("'{}', ", branch.name());
    if (names.empty())
        return failure(fmt::format("There is no branch '{}': {} keeps none.", name, path));
    return failure(
        fmt::format("There is no branch '{}'; there are: {}and files (FILE.json).", name, names));
}

} // namespace

Result<BranchPtr> chooseBranch(const Log &log, const std::string &path, const std::string &name)
{
    if (name.empty()) return nullptr;
    std::error_code error;
    const bool isFile = name.ends_with(".json") || std::filesystem::exists(name, error);
    auto branch = isFile ? readFile(name) : keptBranch(path, name);
    if (!branch) return tl::unexpected(branch.error());
    if (auto fits = checkBranch(log, *branch); !fits) return tl::unexpected(fits.error());
    return std::make_shared<const Branch>(std::move(*branch));
}

} // namespace playhead::cli
