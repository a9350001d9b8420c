#include "app/ui/figure_view.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

#include "app/platform/metrics.h"
#include "app/ui/controls.h"

namespace wf::app {
namespace {

using widgets::Layout;
using widgets::Pixel;

constexpr double kReadOutRadius = 1.5;  // em
constexpr float kStronger = 1.75F;

class Painter {
 public:
  Painter(ImVec2 origin, const Canvas& canvas)
      : list_(*ImGui::GetWindowDrawList()), origin_(origin), canvas_(canvas) {}

  void set_lit(bool lit) { lit_ = lit; }

  void operator()(const widgets::Polyline& line) {
    const float width = static_cast<float>(line.width) * (lit_ ? kStronger : 1);
    if (line.dash.empty()) {
      stroke(line.points, width, colour(line.paint));
      return;
    }
    for (const std::vector<Pixel>& dash : widgets::dashes(line)) {
      stroke(dash, width, colour(line.paint));
    }
  }

  void operator()(const widgets::Polygon& polygon) { fill(polygon.points, colour(polygon.paint)); }

  void operator()(const widgets::Circle& circle) {
    const float radius = static_cast<float>(circle.radius) * (lit_ ? 1.25F : 1);
    if (circle.fill.alpha > 0)
      list_.AddCircleFilled(at(circle.centre), radius, colour(circle.fill));
    if (circle.stroke_width > 0) {
      list_.AddCircle(at(circle.centre), radius, colour(circle.stroke), 0,
                      static_cast<float>(circle.stroke_width));
    }
  }

  void operator()(const widgets::HatchedPolygon& polygon) {
    fill(polygon.points, colour(polygon.tint));
    for (const auto& [from, to] : widgets::hatch_lines(polygon)) {
      list_.AddLine(at(from), at(to), colour(polygon.lines),
                    static_cast<float>(polygon.width) * (lit_ ? kStronger : 1));
    }
  }

  void operator()(const widgets::Text& text) {
    const Face& face =
        text.weight == widgets::Weight::kSemibold ? canvas_.fonts.semibold : canvas_.fonts.regular;
    const auto size = static_cast<float>(text.size);
    float x = origin_.x + static_cast<float>(text.box.left);
    if (text.anchor != widgets::Anchor::kStart) {
      const float width = text_width(face, size, text.text);
      const float share = text.anchor == widgets::Anchor::kMiddle ? 0.5F : 1.0F;
      x += share * (static_cast<float>(text.box.width()) - width);
    }
    const ImVec2 baseline(std::round(x), std::round(origin_.y + static_cast<float>(text.baseline)));
    draw_text(list_, face, size, baseline, colour(text.paint), text.text);
    log_text(baseline, text.text);
  }

 private:
  ImVec2 at(Pixel p) const {
    return {origin_.x + static_cast<float>(p.x), origin_.y + static_cast<float>(p.y)};
  }
  ImU32 colour(const widgets::Paint& paint) const {
    return to_imgui(widgets::resolve(paint, *canvas_.theme.palette), paint.alpha);
  }

  void stroke(const std::vector<Pixel>& points, float width, ImU32 colour) {
    // Lines along the axes stand on whole pixels: crisp and evenly dark.
    if (points.size() == 2 && (points[0].x == points[1].x || points[0].y == points[1].y)) {
      straight(points[0], points[1], std::max(std::round(width), 1.0F), colour);
      return;
    }
    scratch_.clear();
    for (const Pixel p : points) scratch_.push_back(at(p));
    list_.AddPolyline(scratch_.data(), static_cast<int>(scratch_.size()), colour, ImDrawFlags_None,
                      width);
  }

  void straight(Pixel a, Pixel b, float width, ImU32 colour) {
    const ImVec2 from = at({std::min(a.x, b.x), std::min(a.y, b.y)});
    const ImVec2 to = at({std::max(a.x, b.x), std::max(a.y, b.y)});
    if (a.y == b.y) {
      const float top = std::round(from.y - width / 2);
      list_.AddRectFilled({from.x, top}, {to.x, top + width}, colour);
    } else {
      const float left = std::round(from.x - width / 2);
      list_.AddRectFilled({left, from.y}, {left + width, to.y}, colour);
    }
  }

  // Dear ImGui smooths the edges of polygons that turn clockwise on the screen.
  void fill(const std::vector<Pixel>& points, ImU32 colour) {
    if (points.size() < 3) return;
    double area = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const Pixel a = points[i];
      const Pixel b = points[(i + 1) % points.size()];
      area += a.x * b.y - b.x * a.y;
    }
    scratch_.clear();
    for (const Pixel p : points) scratch_.push_back(at(p));
    if (area < 0) std::reverse(scratch_.begin(), scratch_.end());
    const int count = static_cast<int>(scratch_.size());
    if (count <= 4) {
      list_.AddConvexPolyFilled(scratch_.data(), count, colour);
    } else {
      list_.AddConcavePolyFilled(scratch_.data(), count, colour);
    }
  }

  ImDrawList& list_;
  ImVec2 origin_;
  const Canvas& canvas_;
  bool lit_ = false;
  std::vector<ImVec2> scratch_;
};

// A ring around the value, and the value in words beside it, inside the figure.
void draw_read_out(const widgets::ReadOut& read_out, const Layout& layout, ImVec2 origin,
                   const Canvas& canvas) {
  const Theme& theme = canvas.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 at(origin.x + static_cast<float>(read_out.at.x),
                  origin.y + static_cast<float>(read_out.at.y));
  list.AddCircle(at, theme.size.space(1), theme.colours.ink, 0, 1.5F * theme.size.px);

  const float size = theme.size.small;
  const float line = std::round(size * 1.375F);
  const float pad = theme.size.space(1.5F);
  float width = 0;
  for (std::size_t i = 0; i < read_out.lines.size(); ++i) {
    const Face& face = i == 0 ? canvas.fonts.semibold : canvas.fonts.regular;
    width = std::max(width, text_width(face, size, read_out.lines[i]));
  }
  const ImVec2 extent(std::ceil(width) + 2 * pad,
                      line * static_cast<float>(read_out.lines.size()) + 2 * pad);
  const float gap = theme.size.space(3);
  ImVec2 corner(at.x + gap, at.y - extent.y - gap / 2);
  const float right = origin.x + static_cast<float>(layout.width);
  const float bottom = origin.y + static_cast<float>(layout.height);
  if (corner.x + extent.x > right) corner.x = at.x - gap - extent.x;
  if (corner.y < origin.y) corner.y = at.y + gap / 2;
  corner.x = std::round(std::max(std::min(corner.x, right - extent.x), origin.x));
  corner.y = std::round(std::max(std::min(corner.y, bottom - extent.y), origin.y));
  const ImVec2 end(corner.x + extent.x, corner.y + extent.y);
  list.AddRectFilled(corner, end, theme.colours.raised, theme.size.space(1));
  list.AddRect(corner, end, theme.colours.frame, theme.size.space(1), 0, theme.size.px);
  float baseline = corner.y + pad + size;
  for (std::size_t i = 0; i < read_out.lines.size(); ++i) {
    const ImVec2 from(corner.x + pad, std::round(baseline));
    draw_text(list, i == 0 ? canvas.fonts.semibold : canvas.fonts.regular, size, from,
              theme.colours.ink, read_out.lines[i]);
    log_text(from, read_out.lines[i]);
    baseline += line;
  }
}

}  // namespace

void draw_figure(const Layout& layout, ImVec2 origin, const Canvas& canvas, int lit_element) {
  Painter painter(origin, canvas);
  for (const widgets::Primitive& primitive : layout.primitives) {
    const int element = primitive.element;
    bool lit = element != widgets::kElementNone && element == lit_element;
    if (!lit && !canvas.lit.empty() && element >= 0 &&
        static_cast<std::size_t>(element) < layout.elements.size()) {
      lit = layout.elements[static_cast<std::size_t>(element)].meaning.quantity == canvas.lit;
    }
    painter.set_lit(lit);
    std::visit(painter, primitive.shape);
  }
}

std::optional<HandleEvent> FigureView::handle_events(const widgets::Figure& figure, ImVec2 origin,
                                                     const Canvas& canvas) {
  std::optional<HandleEvent> result;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const Pixel pointer{mouse.x - origin.x, mouse.y - origin.y};
  for (const widgets::HandleTarget& target : layout_.handles) {
    const auto index = static_cast<std::size_t>(target.handle);
    if (index >= figure.handles.size()) continue;
    const widgets::Box& grab = target.grab;
    ImGui::PushID(target.handle);
    const std::string& knob = figure.handles[index].knob;
    const HotZone zone = hot_zone(
        knob.empty() ? "handle" : knob.c_str(),
        {origin.x + static_cast<float>(grab.left), origin.y + static_cast<float>(grab.top)},
        {origin.x + static_cast<float>(grab.right), origin.y + static_cast<float>(grab.bottom)});
    const bool held = zone.held && ImGui::GetIO().MouseDown[0];
    const bool let_go = dragging_ == index && !held;
    HandleEvent event{.handle = index,
                      .knob = knob,
                      .value = {},
                      .x = layout_.x.to_value(pointer.x),
                      .y = layout_.y.to_value(pointer.y)};
    if (const int steps = arrow_steps(); steps != 0) {
      event.phase = HandleEvent::Phase::kStepped;
      event.steps = steps;
      result = event;
    } else if (held && dragging_ != index) {
      dragging_ = index;
      event.phase = HandleEvent::Phase::kGrabbed;
      result = event;
    } else if (held && (ImGui::GetIO().MouseDelta.x != 0 || ImGui::GetIO().MouseDelta.y != 0)) {
      event.phase = HandleEvent::Phase::kMoved;
      event.value = widgets::dragged_to(layout_, figure, target, pointer);
      result = event;
    } else if (let_go) {
      dragging_.reset();
      event.phase = HandleEvent::Phase::kReleased;
      result = event;
    }
    if (zone.hovered || held) {
      ImGui::SetMouseCursor(target.direction == widgets::Direction::kX ? ImGuiMouseCursor_ResizeEW
                                                                       : ImGuiMouseCursor_ResizeNS);
      ImGui::GetWindowDrawList()->AddCircle(
          {origin.x + static_cast<float>(target.at.x), origin.y + static_cast<float>(target.at.y)},
          canvas.theme.size.space(2.5F), canvas.theme.colours.accent, 0, 2 * canvas.theme.size.px);
    }
    ImGui::PopID();
  }
  return result;
}

FigureEvents FigureView::show(const char* label, const widgets::Figure& figure,
                              std::uint64_t version, ImVec2 size, const Canvas& canvas) {
  FigureEvents events;
  const Theme& theme = canvas.theme;
  size = {std::max(std::floor(size.x), 1.0F), std::max(std::floor(size.y), 1.0F)};
  const Key key{size.x, size.y, theme.size.em, theme.palette->stroke, canvas.fonts.regular.font,
                version};
  if (!(key == key_)) {
    key_ = key;
    const ScreenTextMetrics metrics(canvas.fonts);
    layout_ =
        widgets::lay_out(figure, static_cast<double>(size.x), static_cast<double>(size.y), metrics,
                         {.text_scale = static_cast<double>(theme.size.em) / 16,
                          .stroke = theme.palette->stroke * theme.dpi_scale});
  }
  const ImVec2 cursor = ImGui::GetCursorScreenPos();
  const ImVec2 origin(std::round(cursor.x), std::round(cursor.y));
  ImGui::PushID(label);
  ImGui::SetNextItemAllowOverlap();
  events.pressed = ImGui::InvisibleButton(label, size, ImGuiButtonFlags_EnableNav);
  // A handle that is dragged lies over the figure; what it stands on can be read all the same, and
  // it has no menu of its own.
  events.hovered = ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenOverlappedByItem);
  events.asked = events.hovered && ImGui::IsMouseReleased(ImGuiMouseButton_Right);
  const bool visible = ImGui::IsItemVisible();

  if (events.hovered && !dragging_) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    events.read_out = widgets::read_out(layout_, {mouse.x - origin.x, mouse.y - origin.y},
                                        kReadOutRadius * static_cast<double>(theme.size.em));
  }
  const int lit = events.read_out ? events.read_out->element : widgets::kElementNone;
  if (lit >= 0 && static_cast<std::size_t>(lit) < layout_.elements.size()) {
    events.quantity = layout_.elements[static_cast<std::size_t>(lit)].meaning.quantity;
  }
  if (visible) draw_figure(layout_, origin, canvas, lit);
  events.handle = handle_events(figure, origin, canvas);
  if (visible && events.read_out) draw_read_out(*events.read_out, layout_, origin, canvas);
  ImGui::PopID();
  return events;
}

}  // namespace wf::app
