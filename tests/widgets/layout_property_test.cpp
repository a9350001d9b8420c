#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "tests/widgets/demo_figure.h"
#include "widgets/figure/layout.h"

// Whatever the figure and the canvas: texts lie on the canvas and apart from each other, and
// nothing that is drawn leaves the canvas.

using namespace wf::widgets;

namespace {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  double real(double from, double to) {
    return std::uniform_real_distribution<double>(from, to)(engine_);
  }
  int whole(int from, int to) { return std::uniform_int_distribution<int>(from, to)(engine_); }
  bool chance(double share) { return real(0, 1) < share; }
  double value(Scale scale) {
    return scale == Scale::kLinear ? real(-50, 200) : std::pow(10.0, real(-3, 7));
  }
  std::string words() {
    static const char* kWords[] = {"memory", "bandwidth", "of", "the", "batch",   "TTFT",
                                   "p99",    "KV",        "µs", "a",   "roofline"};
    std::string text;
    for (int n = whole(1, 5); n > 0; --n)
      text += kWords[whole(0, 10)] + std::string(n > 1 ? " " : "");
    if (chance(0.15)) text += "\nsecond line";
    return text;
  }
  Meaning meaning() {
    Meaning m;
    if (chance(0.5)) m.wall = kWalls[static_cast<std::size_t>(whole(0, 4))];
    return m;
  }

 private:
  std::mt19937 engine_;
};

Axis random_axis(Random& random) {
  static const char* kUnits[] = {"1", "s", "bytes", "FLOP/s", "tokens/s", "USD"};
  Axis axis;
  axis.label = random.chance(0.9) ? random.words() : "";
  axis.label.erase(std::remove(axis.label.begin(), axis.label.end(), '\n'), axis.label.end());
  axis.unit = kUnits[random.whole(0, 5)];
  axis.scale = static_cast<Scale>(random.whole(0, 2));
  return axis;
}

Figure random_plot(Random& random) {
  Figure figure;
  figure.title = random.chance(0.9) ? random.words() : "";
  figure.x = random_axis(random);
  figure.y = random_axis(random);
  for (int n = random.whole(0, 5); n > 0; --n) {
    Line line{.name = random.words(), .role = static_cast<LineRole>(random.whole(0, 4))};
    line.meaning = random.meaning();
    line.label.priority = random.whole(0, 100);
    if (random.chance(0.4)) line.series = random.whole(0, 7);
    double x = figure.x.scale == Scale::kLinear ? -40 : 1e-3;
    for (int i = random.whole(0, 30); i > 0; --i) {
      x = figure.x.scale == Scale::kLinear ? x + random.real(0, 12) : x * random.real(1, 3);
      line.points.push_back({x, random.value(figure.y.scale)});
      if (random.chance(0.03)) line.points.back().y = NAN;
    }
    figure.lines.push_back(line);
  }
  for (int n = random.whole(0, 2); n > 0; --n) {
    WallRegion wall{.wall = kWalls[static_cast<std::size_t>(random.whole(0, 4))]};
    wall.side = static_cast<Side>(random.whole(0, 3));
    for (int i = random.whole(1, 3); i > 0; --i) {
      wall.boundary.push_back({random.value(figure.x.scale), random.value(figure.y.scale)});
    }
    figure.walls.push_back(wall);
  }
  for (int n = random.whole(0, 4); n > 0; --n) {
    Marker marker{.name = random.words(),
                  .at = {random.value(figure.x.scale), random.value(figure.y.scale)}};
    marker.meaning = random.meaning();
    if (n == 1) marker.role = MarkerRole::kOperating;
    figure.markers.push_back(marker);
    if (random.chance(0.3)) figure.handles.push_back({.at = marker.at, .knob = "serving.batch"});
  }
  for (int n = random.whole(0, 2); n > 0; --n) {
    figure.annotations.push_back(
        {random.words(), {random.value(figure.x.scale), random.value(figure.y.scale)}, {}, 40});
  }
  return figure;
}

Figure random_bars(Random& random) {
  Figure figure;
  figure.title = random.words();
  const auto orientation = random.chance(0.5) ? Orientation::kHorizontal : Orientation::kVertical;
  Axis& axis = orientation == Orientation::kHorizontal ? figure.x : figure.y;
  axis = random_axis(random);
  std::vector<std::string> categories;
  for (int n = random.whole(0, 12); n > 0; --n) categories.push_back(random.words());
  for (std::string& c : categories) c.erase(std::remove(c.begin(), c.end(), '\n'), c.end());
  if (random.chance(0.5)) {
    Bars bars{.orientation = orientation, .categories = categories};
    if (axis.scale != Scale::kLinear) bars.base = 1;
    for (int g = random.whole(1, 3); g > 0; --g) {
      BarSeries group{.name = random.words()};
      group.name.erase(std::remove(group.name.begin(), group.name.end(), '\n'), group.name.end());
      for (std::size_t i = 0; i < categories.size(); ++i) {
        group.values.push_back({.value = random.value(axis.scale), .meaning = random.meaning()});
        if (random.chance(0.3)) group.values.back().bound = random.value(axis.scale);
      }
      bars.groups.push_back(group);
    }
    figure.bars = bars;
  } else {
    axis.scale = Scale::kLinear;
    Stack stack{.orientation = orientation, .categories = categories};
    for (int p = random.whole(1, 4); p > 0; --p) {
      StackPart part{.name = random.words(), .meaning = random.meaning()};
      for (std::size_t i = 0; i < categories.size(); ++i)
        part.values.push_back(random.real(-1, 90e9));
      stack.parts.push_back(part);
    }
    if (random.chance(0.7)) stack.capacity = random.real(1e9, 200e9);
    stack.capacity_label = "80 GB";
    figure.stack = stack;
  }
  return figure;
}

struct Bounds {
  Box box;
  void operator()(const Polyline& s) { add(s.points, s.width / 2); }
  void operator()(const Polygon& s) { add(s.points, 0); }
  void operator()(const HatchedPolygon& s) { add(s.points, 0); }
  void operator()(const Circle& s) { add({s.centre}, s.radius + s.stroke_width / 2); }
  void operator()(const Text& s) { add({{s.box.left, s.box.top}, {s.box.right, s.box.bottom}}, 0); }
  void add(const std::vector<Pixel>& points, double half) {
    for (Pixel p : points) {
      REQUIRE(std::isfinite(p.x));
      REQUIRE(std::isfinite(p.y));
      REQUIRE(box.contains({p.x - half, p.y - half}));
      REQUIRE(box.contains({p.x + half, p.y + half}));
    }
  }
};

void check_layout(const Figure& figure, double width, double height, double scale) {
  const Layout layout = lay_out(figure, width, height, InterMetrics{}, {scale, 1});
  const Box canvas = Box{0, 0, width, height}.grown(0.01);
  for (std::size_t i = 0; i < layout.texts.size(); ++i) {
    const TextBox& text = layout.texts[i];
    CAPTURE(text.text);
    CAPTURE(static_cast<int>(text.kind));
    REQUIRE(canvas.contains({text.box.left, text.box.top}));
    REQUIRE(canvas.contains({text.box.right, text.box.bottom}));
    for (const Marker& marker : figure.markers) {
      if (marker.role != MarkerRole::kOperating) continue;
      const Pixel at = {layout.x.to_pixel(marker.at.x), layout.y.to_pixel(marker.at.y)};
      if (layout.plot.contains(at)) REQUIRE_FALSE(text.box.contains(at));
    }
    for (std::size_t j = 0; j < i; ++j) {
      CAPTURE(layout.texts[j].text);
      CAPTURE(static_cast<int>(layout.texts[j].kind));
      REQUIRE_FALSE(text.box.grown(-0.01).overlaps(layout.texts[j].box.grown(-0.01)));
    }
  }
  for (const Primitive& primitive : layout.primitives) {
    Bounds bounds{canvas};
    std::visit(bounds, primitive.shape);
    REQUIRE(primitive.element < static_cast<int>(layout.elements.size()));
  }
}

}  // namespace

TEST_CASE("labels never overlap and nothing leaves the canvas") {
  for (unsigned seed = 0; seed < 1500; ++seed) {
    Random random(seed);
    const Figure figure = seed % 3 == 2 ? random_bars(random) : random_plot(random);
    const double width = random.chance(0.3) ? 260 : random.real(260, 1600);
    const double height = random.chance(0.3) ? 200 : random.real(200, 1000);
    const double scale = random.real(0.8, 2.5);
    CAPTURE(seed);
    CAPTURE(width);
    CAPTURE(height);
    CAPTURE(scale);
    check_layout(figure, width, height, scale);
  }
}

TEST_CASE("the demo figures at the sizes of screens and panes") {
  const std::pair<double, double> sizes[] = {{260, 200}, {320, 240}, {400, 300}, {640, 420},
                                             {900, 560}, {800, 250}, {300, 800}, {1600, 1000}};
  for (const Figure& figure :
       {demo_roofline(), demo_lines(), demo_headrooms(), demo_memory_bill()}) {
    for (const auto& [width, height] : sizes) {
      for (double scale : {0.8, 1.0, 1.5, 2.0, 2.5}) {
        CAPTURE(figure.title);
        CAPTURE(width);
        CAPTURE(height);
        CAPTURE(scale);
        check_layout(figure, width, height, scale);
      }
    }
  }
}
