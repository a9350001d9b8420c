#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "widgets/figure/layout.h"

// Finds places for direct labels. Each label brings its own candidate places with what they cost
// by themselves; the placer adds what a place covers and takes the cheapest, the most important
// label first. A label that would touch another, or the operating point, or leave the canvas, is
// left out.

namespace wf::widgets {

enum class Shape { kNone, kCircle, kSquare, kTriangle, kFlow, kDiamond, kPlus, kRing };
Shape wall_shape(Wall wall);
Shape series_shape(int series);

struct LabelCandidate {
  Pixel corner;  // top left of the label's box
  double cost = 0;
  Anchor anchor = Anchor::kStart;
  std::optional<Pixel> leader;  // draw a thin line from the label to this point
};

struct LabelRequest {
  std::vector<std::string> lines;
  double width = 0;  // with the glyph
  double height = 0;
  double size = 13;
  Weight weight = Weight::kRegular;
  Paint paint;
  Shape glyph = Shape::kNone;
  Paint glyph_paint;
  int priority = 50;
  int element = kElementNone;
  double limit = 9;  // the cost above which it is better left out
  int group = -1;    // of several requests of one group only the first that fits is placed
  std::vector<LabelCandidate> candidates;
};

struct Obstacles {
  struct Curve {
    int element = kElementNone;
    std::vector<Pixel> points;
    double weight = 1;  // a hairline is less bad to cover than a curve
  };
  struct Solid {
    int element = kElementNone;
    Box box;
    bool tight = false;  // others may come as near as they like, but not over it
  };
  struct Ground {
    int element = kElementNone;
    std::vector<Pixel> polygon;
    bool hatched = true;  // a label on it needs paper under it
  };
  std::vector<Curve> curves;
  std::vector<Solid> solids;    // may not be covered by anyone
  std::vector<Ground> grounds;  // better not covered by others
};

struct PlacedLabel {
  const LabelRequest* request = nullptr;
  LabelCandidate at;
  Box box;
};

// A leader's two ends: on the edge of the label's box, and at what it names.
std::pair<Pixel, Pixel> leader_of(const Box& box, Pixel to);

// The labels that found a place, in order of priority; `dropped` collects the texts of the rest.
std::vector<PlacedLabel> place_labels(const std::vector<LabelRequest>& requests,
                                      const Obstacles& obstacles, const Box& allowed, double em,
                                      std::vector<std::string>& dropped);

}  // namespace wf::widgets
