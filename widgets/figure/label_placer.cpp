#include "widgets/figure/label_placer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "widgets/figure/geometry.h"

namespace wf::widgets {
namespace {

constexpr double kForeignCurve = 5;  // per em of a curve that a label covers
constexpr double kOwnCurve = 3;
constexpr double kGround = 1.5;  // per probe on another's ground

using Segment = std::pair<Pixel, Pixel>;

// What a place costs, or any number beyond `most` where it costs more than that.
double cost_of(const LabelRequest& request, const LabelCandidate& candidate, const Box& box,
               const Obstacles& obstacles, double em, double most) {
  double cost = candidate.cost;
  const Box near = box.grown(0.2 * em);
  for (const auto& curve : obstacles.curves) {
    const bool own = curve.element == request.element;
    const double length = length_inside(own ? box : near, curve.points) / em;
    cost += (own ? kOwnCurve : kForeignCurve * curve.weight) * length;
    if (cost > most) return cost;
  }
  const std::array<Pixel, 5> probes = {{{box.left, box.top},
                                        {box.right, box.top},
                                        {box.left, box.bottom},
                                        {box.right, box.bottom},
                                        box.centre()}};
  for (const auto& ground : obstacles.grounds) {
    if (ground.element == request.element) continue;
    for (Pixel p : probes) cost += contains(ground.polygon, p) ? kGround : 0;
  }
  if (cost <= most && candidate.leader) {
    // A leader that crosses a curve would point at the wrong thing.
    const Segment leader = leader_of(box, *candidate.leader);
    const double reach = 0.3 * em;
    const Box near_leader = Box{std::min(leader.first.x, leader.second.x),
                                std::min(leader.first.y, leader.second.y),
                                std::max(leader.first.x, leader.second.x),
                                std::max(leader.first.y, leader.second.y)}
                                .grown(reach);
    for (const auto& curve : obstacles.curves) {
      if (curve.element == request.element) continue;
      for (std::size_t i = 1; i < curve.points.size(); ++i) {
        const Pixel middle = {(curve.points[i - 1].x + curve.points[i].x) / 2,
                              (curve.points[i - 1].y + curve.points[i].y) / 2};
        if (!near_leader.contains(middle)) continue;  // as most are
        const Pixel nearest = nearest_on(leader.first, leader.second, middle);
        if (distance(nearest, middle) < reach) cost += 0.5;
      }
    }
  }
  return cost;
}

bool crosses(const Box& box, const Segment& segment) {
  return clip_segment(box, segment.first, segment.second).has_value();
}

bool blocked(const LabelRequest& request, const Box& box, const Obstacles& obstacles,
             const std::optional<Pixel>& leader, const std::vector<PlacedLabel>& placed,
             const Box& allowed, double em) {
  if (box.left < allowed.left || box.right > allowed.right || box.top < allowed.top ||
      box.bottom > allowed.bottom) {
    return true;
  }
  const Box near = {box.left - 0.4 * em, box.top - 0.1 * em, box.right + 0.4 * em,
                    box.bottom + 0.1 * em};
  for (const auto& solid : obstacles.solids) {
    if ((solid.element == request.element || solid.tight ? box : near).overlaps(solid.box))
      return true;
  }
  return std::any_of(placed.begin(), placed.end(), [&](const PlacedLabel& other) {
    return near.overlaps(other.box) ||
           (other.at.leader && crosses(near, leader_of(other.box, *other.at.leader))) ||
           (leader && crosses(other.box.grown(0.15 * em), leader_of(box, *leader)));
  });
}

}  // namespace

std::pair<Pixel, Pixel> leader_of(const Box& box, Pixel to) {
  return {{std::clamp(to.x, box.left, box.right), std::clamp(to.y, box.top, box.bottom)}, to};
}

Shape wall_shape(Wall wall) {
  constexpr std::array<Shape, kWallCount> kShapes = {Shape::kSquare, Shape::kFlow, Shape::kDiamond,
                                                     Shape::kPlus, Shape::kCircle};
  return kShapes[static_cast<std::size_t>(wall)];
}

Shape series_shape(int series) {
  const std::string_view name = series_style(series).shape;
  if (name == "square") return Shape::kSquare;
  if (name == "triangle") return Shape::kTriangle;
  if (name == "diamond") return Shape::kDiamond;
  if (name == "plus") return Shape::kPlus;
  if (name == "ring") return Shape::kRing;
  return Shape::kCircle;
}

std::vector<PlacedLabel> place_labels(const std::vector<LabelRequest>& requests,
                                      const Obstacles& obstacles, const Box& allowed, double em,
                                      std::vector<std::string>& dropped) {
  std::vector<std::size_t> order(requests.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return requests[a].priority > requests[b].priority;
  });
  std::vector<PlacedLabel> placed;
  const auto served = [&](int group) {
    return group >= 0 && std::any_of(placed.begin(), placed.end(), [&](const PlacedLabel& label) {
             return label.request->group == group;
           });
  };
  std::vector<const LabelRequest*> left_out;
  for (std::size_t index : order) {
    const LabelRequest& request = requests[index];
    if (served(request.group)) continue;
    double least = std::numeric_limits<double>::infinity();
    std::optional<PlacedLabel> best;
    for (const LabelCandidate& candidate : request.candidates) {
      if (candidate.cost >= least) continue;
      const Box box = {candidate.corner.x, candidate.corner.y, candidate.corner.x + request.width,
                       candidate.corner.y + request.height};
      if (blocked(request, box, obstacles, candidate.leader, placed, allowed, em)) continue;
      const double most = std::min(least, request.limit);
      const double cost = cost_of(request, candidate, box, obstacles, em, most);
      if (cost < least && cost < request.limit) {
        least = cost;
        best = PlacedLabel{&request, candidate, box};
      }
    }
    if (best) {
      placed.push_back(*best);
    } else {
      left_out.push_back(&request);
    }
  }
  std::vector<int> named;
  for (const LabelRequest* request : left_out) {
    if (served(request->group)) continue;
    if (std::find(named.begin(), named.end(), request->group) != named.end()) continue;
    if (request->group >= 0) named.push_back(request->group);
    dropped.push_back(fmt::format("{}", fmt::join(request->lines, " ")));
  }
  return placed;
}

}  // namespace wf::widgets
