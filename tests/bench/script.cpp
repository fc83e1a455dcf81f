// SPDX-License-Identifier: GPL-3.0-or-later
// fold.js: a JavaScript projection against a bare loop that does the same in the same engine:
// parse each event's data, find its state, call its handler. And saving and restoring a large
// state.
#include "bench/bench.h"
#include "script/scriptprojection.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "script/engine.h"
#include "script/scriptthread.h"

namespace playhead::bench {
namespace {

constexpr std::size_t batchSize = 1000;

const char *const handlers = R"({
    $init: () => ({ count: 0, total: 0, status: 'new' }),
    'order.placed': (state, event) => { state.count++; state.total += event.data.amount; },
    'order.paid': (state, event) => { state.status = 'paid'; state.by = event.data.customer; },
    'order.shipped': (state, event) => { state.status = 'shipped'; state.items = event.data.items; },
})";

std::vector<Event> sampleEvents(std::size_t count)
{
    static constexpr const char *types[] = {"order.placed", "order.paid", "order.shipped"};
    std::vector<Event> events(count);
    for (std::size_t i = 0; i < count; ++i) {
        auto &event = events[i];
        event.id = fmt::format("7d1b5a52-92e1-4c8f-9a55-{:012}", i);
        event.type = types[i % 3];
        event.source = "shop";
        event.subject = fmt::format("order-{}", i * 2654435761U % 5000);
        event.time = 1'700'000'000'000'000'000 + Timestamp(i) * 1'000'000;
        event.correlation = fmt::format("c-{}", i / 3);
        event.encoding = DataEncoding::Json;
        event.data =
            fmt::format(R"({{"order":{},"customer":"customer-{}","amount":{}.5,)"
                        R"("items":[{{"sku":"A-{}","count":2}},{{"sku":"B-{}","count":1}}]}})",
                        i, i % 700, i % 90, i % 50, i % 30);
    }
    return events;
}

double scriptRate(const std::vector<Event> &events)
{
    const auto projection =
        scriptProjection("bench.js", fmt::format("fromAll().foreachStream().when({})", handlers));
    if (!projection) return 0;
    const auto fold = (*projection)->start();
    std::vector<FoldEvent> folded;
    for (std::size_t i = 0; i < events.size(); ++i)
        folded.push_back({&events[i], Position(i + 1), i});
    FoldProblems problems;
    const double seconds = secondsOf([&] {
        for (std::size_t i = 0; i < folded.size(); i += batchSize)
            fold->apply(std::span(folded).subspan(i, batchSize), problems);
    });
    return problems.count == 0 ? double(events.size()) / seconds : 0;
}

/// The least that it takes: an array of texts goes in, a loop parses and dispatches.
const char *const bareLoop = R"((function (handlers) {
    const states = new Map();
    return function (types, subjects, texts, count) {
        for (let i = 0; i < count; ++i) {
            const event = { eventType: types[i], streamId: subjects[i], data: JSON.parse(texts[i]) };
            let state = states.get(event.streamId);
            if (state === undefined) state = handlers.$init();
            const answer = handlers[event.eventType](state, event);
            states.set(event.streamId, answer === undefined ? state : answer);
        }
    };
}))";

class BareLoop
{
public:
    explicit BareLoop(JSContext *context) : m_context(context)
    {
        static constexpr JSClass globalClass = {
            "global", JSCLASS_GLOBAL_FLAGS, &JS::DefaultGlobalClassOps, nullptr, nullptr, nullptr};
        const JS::RealmOptions options;
        m_global.init(context, JS_NewGlobalObject(context, &globalClass, nullptr,
                                                  JS::FireOnNewGlobalHook, options));
        const JSAutoRealm realm(context, m_global);
        JS::CompileOptions compile(context);
        JS::SourceText<mozilla::Utf8Unit> text;
        const auto source = fmt::format("{}({})", bareLoop, handlers);
        JS::RootedValue function(context);
        m_isReady =
            JS::InitRealmStandardClasses(context)
            && text.init(context, source.data(), source.size(), JS::SourceOwnership::Borrowed)
            && JS::Evaluate(context, compile, text, &function);
        m_run.init(context, function);
    }

    bool run(std::span<const Event> events)
    {
        const JSAutoRealm realm(m_context, m_global);
        JS::RootedValueArray<4> args(m_context);
        JS::RootedValue ignored(m_context);
        args[0].set(list(events, &Event::type));
        args[1].set(list(events, &Event::subject));
        args[2].set(list(events, &Event::data));
        args[3].setInt32(static_cast<int>(events.size()));
        const JS::RootedObject global(m_context, m_global);
        return m_isReady
               && JS_CallFunctionValue(m_context, global, m_run, JS::HandleValueArray(args),
                                       &ignored);
    }

private:
    JS::Value list(std::span<const Event> events, std::string Event::*field)
    {
        const JS::RootedObject array(m_context, JS::NewArrayObject(m_context, events.size()));
        for (std::uint32_t i = 0; i < events.size(); ++i) {
            const auto &text = events[i].*field;
            const JS::RootedString string(m_context,
                                          JS_NewStringCopyN(m_context, text.data(), text.size()));
            JS_SetElement(m_context, array, i, string);
        }
        return JS::ObjectValue(*array);
    }

    JSContext *m_context;
    JS::PersistentRootedObject m_global;
    JS::PersistentRootedValue m_run;
    bool m_isReady = false;
};

double bareRate(const std::vector<Event> &events)
{
    ScriptThread thread{ScriptLimits{}};
    double seconds = 0;
    bool isDone = true;
    thread.run([&](JSContext *context) {
        BareLoop loop(context);
        seconds = secondsOf([&] {
            for (std::size_t i = 0; isDone && i < events.size(); i += batchSize)
                isDone = loop.run(std::span(events).subspan(i, batchSize));
        });
    });
    return isDone ? double(events.size()) / seconds : 0;
}

void benchFold()
{
    const auto events = sampleEvents(500'000);
    // In turn, and the best of each: others use the machine too.
    double bare = 0;
    double script = 0;
    for (int round = 0; round < 3; ++round) {
        bare = std::max(bare, bareRate(events));
        script = std::max(script, scriptRate(events));
    }
    report("fold.js.peer.bare", bare / 1e3, "k events/s");
    report("fold.js", script / 1e3, "k events/s",
           ratioText(script, bare, "a bare loop in the engine", 0.8));
}

void benchState()
{
    const auto projection = scriptProjection("state.js", R"(fromAll().when({
        $init: () => ({ orders: {} }),
        fill: (state, event) => {
            for (let i = 0; i < 44000; ++i)
                state.orders['order-' + i] =
                    { customer: 'customer-' + i % 700, amount: i / 2, status: 'paid', items: [i, 1, 2] };
        },
        touch: (state, event) => { state.orders['order-1'].amount++; } }))");
    if (!projection) return;
    const auto fold = (*projection)->start();
    FoldProblems problems;
    const auto apply = [&](const char *type) {
        Event event;
        event.type = type;
        const FoldEvent folded{&event, Position(1), 0};
        fold->apply(std::span(&folded, 1), problems);
    };
    apply("fill");
    double save = 1e9;
    double restore = 1e9;
    std::size_t bytes = 0;
    for (int round = 0; round < 5; ++round) {
        apply("touch");
        FoldSnapshotPtr snapshot;
        save = std::min(save, secondsOf([&] { snapshot = fold->save(); }));
        bytes = snapshot->bytes();
        restore = std::min(restore, secondsOf([&] { fold->restore(snapshot); }));
    }
    const auto size = fmt::format("of {:.1f} MB", double(bytes) / 1e6);
    report("fold.js.save", save * 1e3, "ms", size);
    report("fold.js.restore", restore * 1e3, "ms", size);
}

void benchStart()
{
    const auto projection = scriptProjection("start.js", "fromAll().when({})");
    if (!projection) return;
    double seconds = 1e9;
    for (int round = 0; round < 5; ++round)
        seconds = std::min(seconds, secondsOf([&] { (*projection)->start(); }));
    report("fold.js.start", seconds * 1e3, "ms");
}

} // namespace
} // namespace playhead::bench

int main()
{
    playhead::bench::benchFold();
    playhead::bench::benchState();
    playhead::bench::benchStart();
}
