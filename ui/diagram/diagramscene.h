// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branchmark.h"
#include "model/step.h"

#include <QRectF>
#include <QString>

#include <cstdint>
#include <vector>

namespace playhead {

/// What the diagram shows, as neutral geometry: layouts make it, tests assert it, the painter draws
/// it. Logical pixels; x from the left edge of the canvas, after scrolling; y from its top.
struct DiagramScene
{
    struct Lifeline
    {
        double x = 0;
        ParticipantId participant;
        bool channel = false;
    };

    struct Row
    {
        double y = 0; ///< upper edge
        double height = 0;
        std::uint64_t row = 0;
        Position position; ///< of the row's first step
        Timestamp time = 0;
        bool dimmed = false;
    };

    struct Arrow
    {
        double y = 0;
        double fromX = 0;
        double toX = 0; ///< equal to fromX: the participant sends to itself
        Position position;
        NameId type;
        StepKind kind = StepKind::Publish;
        bool failed = false;
        bool inferred = false;
        bool retry = false;
        bool dimmed = false;
        bool lit = false; ///< part of the path that is lit
        BranchMark mark = BranchMark::None;
        QString label; ///< empty: no room for one
    };

    /// From a delivery to its answer.
    struct Activation
    {
        double x = 0;
        double top = 0;
        double bottom = 0;
        NameId type;
        bool failed = false; ///< ended in a nack
        bool open = false;   ///< goes on below what is known
        int depth = 0;       ///< how many others of this lifeline it stands in front of
        bool dimmed = false;
    };

    /// Folded and conversation rows: what happened at one participant.
    struct Mark
    {
        enum class Fate : std::uint8_t { Done, Pending, Failed, Retried };
        double x = 0;
        double y = 0;
        Fate fate = Fate::Done;
        int count = 1; ///< deliveries or steps that the mark stands for
        NameId type;
        bool dimmed = false;
        QString label; ///< such as `2 tries · 12 ms`
    };

    /// Folded and conversation rows: the line that joins a row's marks.
    struct Span
    {
        double y = 0;
        double fromX = 0;
        double toX = 0;
        NameId type;
        bool failed = false;
        bool dimmed = false;
        QString label;
    };

    /// A stretch without steps.
    struct Gap
    {
        double y = 0;
        double height = 0;
        QString label;
    };

    /// A live source was lost, or is back: a band across all lanes.
    struct SourceGap
    {
        double y = 0;
        double height = 0;
        bool lost = false;
        bool dimmed = false;
        QString label; ///< empty: no room for one
    };

    /// Zoomed out: how much went between two neighbouring lanes in some rows.
    struct Density
    {
        QRectF rect;
        float strength = 0;               ///< 0 to 1
        std::uint32_t color = 0xff000000; ///< 0xffRRGGBB, flows blended in linear light
    };
    struct Failure
    {
        double y = 0;
        double fromX = 0;
        double toX = 0;
        float strength = 1; ///< above 0; less where failures are everywhere and these are few
        bool dimmed = false;
    };

    /// Where a consumer stands at the playhead: a hollow mark on its lifeline, or at the edge of
    /// the picture where that is out of view.
    struct Standing
    {
        enum class Place : std::uint8_t { InView, Above, Below };
        double x = 0;
        double y = 0;
        Place place = Place::InView;
        ParticipantId consumer;
        QString label; ///< at the edge: how many events it is behind; empty: none
    };

    /// A row of the path that is lit.
    struct Lit
    {
        double y = 0;
        double height = 0;
        bool inferred = false;
    };
    /// The place of a lit row within the whole log, beside the scroll bar.
    struct Tick
    {
        double y = 0;
        bool inferred = false;
    };

    /// A line between two rows, where a branch puts events that the log does not have there.
    struct Addition
    {
        double y = 0;
        BranchMark mark = BranchMark::Added; ///< of the first of them
        QString label;                       ///< empty: no room for one
        QString tip;                         ///< the edits, a line each
    };

    std::vector<Lifeline> lifelines;
    std::vector<Row> rows; ///< from top to bottom; zoomed out: only those that have a label
    std::vector<Arrow> arrows;
    std::vector<Activation> activations;
    std::vector<Span> spans;
    std::vector<Mark> marks;
    std::vector<Gap> gaps;
    std::vector<SourceGap> sourceGaps;
    std::vector<Density> densities;
    std::vector<Failure> failures;
    std::vector<Standing> standings;
    std::vector<Lit> lit;
    std::vector<Tick> ticks;
    std::vector<Addition> additions; ///< from top to bottom

    bool isDensity = false;
    double playheadY = -1;   ///< of the line below the playhead's row; negative: not in view
    double playheadTop = -1; ///< of the row itself
    double endY = 0;         ///< below the last row
};

} // namespace playhead
