#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "widgets/figure/display_list.h"

namespace wf::widgets {

// The part of a segment inside a box, by Liang and Barsky.
std::optional<std::pair<Pixel, Pixel>> clip_segment(const Box& box, Pixel a, Pixel b);

// The parts of a polyline inside a box; a point that is not finite ends a part.
std::vector<std::vector<Pixel>> clip_polyline(const Box& box, const std::vector<Pixel>& points);

// A polygon cut to a box, by Sutherland and Hodgman.
std::vector<Pixel> clip_polygon(const Box& box, const std::vector<Pixel>& points);

double length_inside(const Box& box, const std::vector<Pixel>& polyline);
bool contains(const std::vector<Pixel>& polygon, Pixel p);
Pixel nearest_on(Pixel a, Pixel b, Pixel p);
double distance(Pixel a, Pixel b);

}  // namespace wf::widgets
