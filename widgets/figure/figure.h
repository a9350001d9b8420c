#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "widgets/figure/wall.h"

// A figure is data: what is to be seen, in the units of the model, with no pixel, no colour value
// and no window in it. layout.h turns it into primitives; svg.h, csv.h and the screen show those.

namespace wf::widgets {

struct Point {
  double x = 0;
  double y = 0;
};

// What an element stands for. The screen lights up everything that shares a quantity, and a wall
// gives its colour and glyph.
struct Meaning {
  std::string quantity{};  // id, such as "decode.step_time"; may be empty
  std::optional<Wall> wall{};
};

enum class Scale { kLinear, kLog10, kLog2 };
enum class AxisVisibility { kShown, kHidden };

struct Axis {
  std::string label{};
  std::string unit = "1";  // s, bytes, FLOP/s, tokens/s, USD, 1, …: gives the SI prefixes
  Scale scale = Scale::kLinear;
  std::optional<double> from{};  // automatic where absent
  std::optional<double> to{};
  AxisVisibility visibility = AxisVisibility::kShown;
};

// A label that the layout places beside its element, where it covers nothing. Where there is no
// room, the labels of low priority are left out.
struct Label {
  std::string text{};  // '\n' breaks a line; empty for no label
  int priority = 50;
};

enum class LineRole {
  kExpected,   // the refined curve, solid
  kBound,      // physics: a hairline beside the expected value
  kRule,       // a rule of thumb, dashed
  kGhost,      // the pinned or previous state, faint
  kReference,  // a thin line to read against: an SLO, a budget; one point means all along x
};

struct Line {
  std::string name{};  // in tables and read-outs; also the label where that is empty
  std::vector<Point> points{};
  LineRole role = LineRole::kExpected;
  Meaning meaning{};
  Label label{};
  std::optional<int> series{};  // 0…5 takes a series colour and dash; otherwise the wall's, or ink
  double weight = 1;            // a factor on the role's line width
};

// The ground between a curve and a base: upper points against `base`, or against `lower`.
struct Area {
  std::string name{};
  std::vector<Point> upper{};
  std::vector<Point> lower{};  // empty: the base
  double base = 0;
  Meaning meaning{};
  Label label{};
  std::optional<int> series{};
};

enum class Orientation { kHorizontal, kVertical };

struct BarValue {
  double value = 0;
  std::optional<double> bound{};  // a hairline across the bar
  Meaning meaning{};
  std::string text{};  // what stands at its end; empty: the value with its unit
};

struct BarSeries {
  std::string name{};
  std::vector<BarValue> values{};  // one a category
  std::optional<int> series{};
};

// Bars by category. Horizontal bars have their categories down the page, values along x.
struct Bars {
  Orientation orientation = Orientation::kHorizontal;
  std::vector<std::string> categories{};
  std::vector<BarSeries> groups{};
  double base = 0;
};

struct StackPart {
  std::string name{};
  std::vector<double> values{};  // one a category
  Meaning meaning{};
  std::optional<int> series{};
  std::vector<double> pieces{};  // of how many equal blocks it consists, one a category; or empty
  bool labelled = true;          // a part like one that is named already needs no label
};

// Parts of a whole, beside what there is room for. What passes the capacity is hatched in the
// colour of `wall`.
struct Stack {
  Orientation orientation = Orientation::kHorizontal;
  std::vector<std::string> categories{};
  std::vector<StackPart> parts{};
  std::optional<double> capacity{};
  std::string capacity_label{};
  Wall wall = Wall::kMemoryCapacity;
};

enum class Side { kAbove, kBelow, kLeft, kRight };

// Where a design cannot go: all that lies on one side of a boundary. One point means a straight
// line across the plot; several a curve, and then the region has the curve's extent.
struct WallRegion {
  Wall wall = Wall::kCompute;
  std::string name{};  // empty: the wall's name
  std::vector<Point> boundary{};
  Side side = Side::kAbove;
  std::string quantity{};
  int priority = 80;
};

enum class MarkerRole {
  kOperating,  // where the design stands: the one bold thing
  kGhost,      // where it stood before
  kOther,
};

struct Marker {
  std::string name{};
  Point at{};
  MarkerRole role = MarkerRole::kOther;
  Meaning meaning{};
  Label label{};
  std::optional<int> series{};
};

enum class Direction { kX, kY };

// One pair of the map from a place on an axis to a knob's value.
struct KnobStop {
  double coordinate = 0;
  double knob = 0;
};

enum class Snap { kContinuous, kToStops };

// A point to drag. The map from axis to knob is a table, so that any monotone relation is data.
struct Handle {
  Point at{};
  std::string knob{};  // path, such as "serving.batch"
  Direction direction = Direction::kX;
  std::vector<KnobStop> stops{};  // in any order
  Snap snap = Snap::kContinuous;
};

enum class BlockRole {
  kPlain,
  kChosen,  // the one bold thing: a rim of ink
  kSilent,  // names a part that costs nothing
  kFrame,   // around others, its name at its top
};

// A box of a diagram with its words in it, filled from the left as far as its share goes.
struct Block {
  std::string name{};
  std::string text{};  // at the right of the name, or below it
  Point from{};        // two opposite corners
  Point to{};
  double fill = 0;  // 0 to 1
  BlockRole role = BlockRole::kPlain;
  Meaning meaning{};
};

// An arrow through these points.
struct Link {
  std::vector<Point> points{};
};

struct Diagram {
  std::vector<Block> blocks{};
  std::vector<Link> links{};
};

struct Annotation {
  std::string text{};
  Point at{};
  Meaning meaning{};
  int priority = 40;
};

struct Figure {
  std::string title{};
  std::string describe{};  // the same in plain words, for those who cannot see it
  Axis x{};
  Axis y{};
  std::vector<Line> lines{};
  std::vector<Area> areas{};
  std::optional<Bars> bars{};  // at most one of bars and stack
  std::optional<Stack> stack{};
  std::vector<WallRegion> walls{};
  std::vector<Marker> markers{};
  std::vector<Handle> handles{};
  std::vector<Annotation> annotations{};
  std::optional<Diagram> diagram{};
  std::string empty_text = "Nothing to show for these values";  // where no value can be drawn
};

// The knob's value at a place along the handle's axis: linear between stops, or geometric where
// the axis is logarithmic; the nearest end beyond them. No stops: nothing.
std::optional<double> knob_at(const Handle& handle, double coordinate, Scale scale);

// A figure as rows and columns, for CSV and for reading without sight. Numbers are SI.
struct Table {
  std::vector<std::string> columns{};
  std::vector<std::vector<std::string>> rows{};
};
Table table_of(const Figure& figure);

}  // namespace wf::widgets
