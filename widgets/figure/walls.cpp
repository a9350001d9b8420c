#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/figure/draft.h"
#include "widgets/figure/geometry.h"

namespace wf::widgets {
namespace {

bool finite(Pixel p) { return std::isfinite(p.x) && std::isfinite(p.y); }

std::vector<Pixel> wall_polygon(const Draft& d, const WallRegion& wall,
                                std::vector<Pixel>* boundary) {
  const Box& plot = d.out.plot;
  const bool across = wall.side == Side::kAbove || wall.side == Side::kBelow;
  std::vector<Pixel> line;
  for (const Point& p : wall.boundary) {
    const Pixel pixel = wall.boundary.size() == 1
                            ? Pixel{across ? plot.left : d.out.x.to_pixel(p.x),
                                    across ? d.out.y.to_pixel(p.y) : plot.top}
                            : d.to_pixel(p);
    if (finite(pixel)) line.push_back(pixel);
  }
  if (line.empty()) return {};
  if (wall.boundary.size() == 1) {
    line.push_back(across ? Pixel{plot.right, line[0].y} : Pixel{line[0].x, plot.bottom});
  }
  *boundary = line;
  // The region's far edge lies beyond both the plot and the boundary; the cut removes the rest.
  const bool low_side = wall.side == Side::kAbove || wall.side == Side::kLeft;
  double far = across ? (low_side ? plot.top : plot.bottom) : (low_side ? plot.left : plot.right);
  for (Pixel p : line) {
    const double here = across ? p.y : p.x;
    far = low_side ? std::min(far, here) : std::max(far, here);
  }
  const Pixel first = line.front();
  const Pixel last = line.back();
  std::vector<Pixel> polygon = line;
  polygon.push_back(across ? Pixel{last.x, far} : Pixel{far, last.y});
  polygon.push_back(across ? Pixel{first.x, far} : Pixel{far, first.y});
  return clip_polygon(plot, polygon);
}

// Places inside a region for a box, those in its middle first: they are calmer.
void region_candidates(const Draft& d, const std::vector<Pixel>& polygon, LabelRequest& label) {
  Box bounds = {1e9, 1e9, -1e9, -1e9};
  for (Pixel p : polygon) {
    bounds = {std::min(bounds.left, p.x), std::min(bounds.top, p.y), std::max(bounds.right, p.x),
              std::max(bounds.bottom, p.y)};
  }
  constexpr int kColumns = 12;
  constexpr int kRows = 10;
  const double inset = 0.5 * d.em;
  for (int row = 0; row <= kRows; ++row) {
    for (int column = 0; column <= kColumns; ++column) {
      const double left =
          bounds.left + inset + (bounds.width() - label.width - 2 * inset) * column / kColumns;
      const double top =
          bounds.top + inset + (bounds.height() - label.height - 2 * inset) * row / kRows;
      const Box box = Box{left, top, left + label.width, top + label.height}.grown(0.35 * d.em);
      const std::array<Pixel, 6> probes = {{{box.left, box.top},
                                            {box.right, box.top},
                                            {box.left, box.bottom},
                                            {box.right, box.bottom},
                                            {box.centre().x, box.top},
                                            {box.centre().x, box.bottom}}};
      if (!std::all_of(probes.begin(), probes.end(),
                       [&](Pixel p) { return contains(polygon, p); })) {
        continue;
      }
      const double away = std::fabs(box.centre().x - bounds.centre().x) / bounds.width();
      const double high = std::fabs(box.centre().y - bounds.centre().y) / bounds.height();
      label.candidates.push_back({{left, top}, 1.2 * away + 1.2 * high, Anchor::kStart, {}});
    }
  }
}

// Names of regions stand inside them; failing that, by their edge; and where not even that is
// possible, the wall's glyph alone stands for it.
void wall_label(Draft& d, const std::string& name, const WallRegion& wall, int element,
                const std::vector<Pixel>& polygon) {
  const Meaning meaning = {wall.quantity, wall.wall};
  LabelRequest label = make_label(d, name, wall.priority, element, meaning, {});
  label.group = element;
  label.limit = 5;
  label.weight = Weight::kSemibold;
  label.width += d.text_width(name, d.em, Weight::kSemibold) - d.text_width(name, d.em);
  region_candidates(d, polygon, label);
  for (Pixel p : polygon) {
    for (double dx : {0.5 * d.em, -label.width - 0.5 * d.em}) {
      for (double dy : {0.4 * d.em, -label.height - 0.4 * d.em}) {
        label.candidates.push_back({{p.x + dx, p.y + dy}, 4, Anchor::kStart, {}});
      }
    }
  }
  d.requests.push_back(std::move(label));
  LabelRequest glyph = make_label(d, "", wall.priority - 1, element, meaning, {});
  glyph.group = element;
  region_candidates(d, polygon, glyph);
  d.requests.push_back(std::move(glyph));
}

}  // namespace

void draw_wall(Draft& d, const WallRegion& wall) {
  const std::string name = wall.name.empty() ? std::string(wall_name(wall.wall)) : wall.name;
  const int element = d.add_element(name, {wall.quantity, wall.wall});
  std::vector<Pixel> boundary;
  const std::vector<Pixel> polygon = wall_polygon(d, wall, &boundary);
  const int index = static_cast<int>(wall.wall);
  if (!polygon.empty()) {
    d.add(Layer::kGround,
          HatchedPolygon{polygon,
                         {Role::kWall, index, 0.30},
                         {Role::kWall, index, 0.05},
                         0.55 * d.em,
                         0.8 * d.stroke},
          element);
    d.obstacles.grounds.push_back({element, polygon});
    wall_label(d, name, wall, element, polygon);
  }
  for (auto& part : clip_polyline(d.out.plot, boundary)) {
    d.add(Layer::kFills, Polyline{part, 1.6 * d.stroke, {Role::kWall, index, 1}, {}}, element);
    d.obstacles.curves.push_back({element, part, 1});
    d.out.tracks.push_back({element, std::move(part)});
  }
}

}  // namespace wf::widgets
