// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/scriptprojection.h"

#include "script/scriptfold.h"
#include "script/scriptprogram.h"
#include "script/scriptrealm.h"
#include "script/scriptsnapshot.h"

#include <cstdint>

#include <fmt/format.h>

namespace playhead {
namespace {

/// FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): the same on every machine.
std::uint64_t hashOf(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

class ScriptProjection final : public Projection
{
public:
    explicit ScriptProjection(ScriptProgramPtr program) : m_program(std::move(program)) {}

    bool isPerSubject() const override
    {
        const auto &definition = m_program->definition;
        return definition.partitioning == ScriptDefinition::Partitioning::Stream
               && !definition.biState && definition.isPure;
    }
    std::unique_ptr<Fold> start() const override { return std::make_unique<ScriptFold>(m_program); }
    FoldSnapshotPtr decodeSnapshot(std::string_view bytes) const override
    {
        return ScriptSnapshot::decoded(bytes);
    }
    std::string fingerprint() const override
    {
        return fmt::format("script-1-{:016x}-{}", hashOf(m_program->source),
                           m_program->source.size());
    }

private:
    ScriptProgramPtr m_program;
};

tl::expected<ScriptDefinition, ScriptTrouble> definitionOf(const ScriptProgram &program,
                                                           ScriptThread &thread)
{
    std::vector<std::string> lines;
    LogHost host(lines);
    thread.host = &host;
    tl::expected<std::string, ScriptTrouble> loaded;
    thread.run([&](JSContext *context) {
        ScriptRealm realm(context, thread, program.name);
        loaded = realm.load(program.source);
        if (!loaded) return;
        if (auto tried = realm.tryInit(); !tried) loaded = tl::unexpected(tried.error());
    });
    thread.host = nullptr;
    if (program.log)
        for (const auto &line : lines)
            program.log(Position(), line);
    if (loaded) return ScriptDefinition::fromJson(*loaded);
    auto trouble = std::move(loaded.error());
    if (thread.verdict() != ScriptVerdict::None)
        trouble.message = exceededText(program.limits, thread.verdict());
    return tl::unexpected(std::move(trouble));
}

} // namespace

std::string exceededText(const ScriptLimits &limits, ScriptVerdict verdict)
{
    if (verdict == ScriptVerdict::TimeUp)
        return fmt::format("The script ran for longer than {} and was stopped.",
                           formatDuration(limits.eventTime));
    return fmt::format("The script took more than {} MB of memory and was stopped.",
                       limits.heapBytes >> 20U);
}

tl::expected<ProjectionPtr, ScriptError> loadScript(std::string name, std::string source,
                                                    ScriptLimits limits, ScriptLog log)
{
    const auto program = std::make_shared<ScriptProgram>();
    program->name = std::move(name);
    program->source = std::move(source);
    program->limits = limits;
    program->log = std::move(log);
    auto thread = program->takeThread();
    if (!thread->isReady())
        return tl::unexpected(
            ScriptError{"The script engine cannot be started: out of memory.", 0, 0});
    auto definition = definitionOf(*program, *thread);
    if (!definition) {
        auto &trouble = definition.error();
        return tl::unexpected(
            ScriptError{std::move(trouble.message), trouble.line, trouble.column});
    }
    program->definition = std::move(*definition);
    program->giveBack(std::move(thread));
    return std::make_shared<const ScriptProjection>(program);
}

Result<ProjectionPtr> scriptProjection(std::string name, std::string source, ScriptLimits limits,
                                       ScriptLog log)
{
    auto loaded = loadScript(name, std::move(source), limits, std::move(log));
    if (loaded) return std::move(*loaded);
    const auto &error = loaded.error();
    if (error.line == 0) return failure(fmt::format("{}: {}", name, error.message));
    return failure(fmt::format("{}:{}:{}: {}", name, error.line, error.column, error.message));
}

} // namespace playhead
