#include "app/validation/validation_pane.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "app/explorer/words.h"
#include "app/ui/controls.h"
#include "app/validation/validation_table.h"
#include "widgets/validation_figure.h"

namespace wf::app {
namespace {

constexpr float kSideBySide = 58;  // em: below, the picture and the groups take turns
constexpr float kLeastFigure = 16;
constexpr double kNextLook = 0.05;  // seconds between looks at a score that is not there yet

const model::ScoredCase* find_case(const model::Validation& validation, const std::string& id) {
  for (const model::ScoredCase& each : validation.cases) {
    if (each.measured.id == id) return &each;
  }
  return nullptr;
}

}  // namespace

void ValidationPane::start(const model::Catalogue& catalogue) {
  if (!scoring_) scoring_ = std::make_unique<Scoring>(assets_, catalogue);
}

void ValidationPane::finish(const model::Catalogue& catalogue) {
  start(catalogue);
  scoring_->wait();
}

void ValidationPane::single_out(std::string group) {
  group_ = std::move(group);
  case_.clear();
  stale_ = true;
}

void ValidationPane::refresh(const model::Validation& validation) {
  if (!stale_) return;
  figure_ = widgets::validation_figure(validation, {.group = group_, .id = case_});
  figure_.title.clear();  // the page has it
  std::vector<const widgets::Marker*> markers;
  for (const widgets::Marker& each : figure_.markers) markers.push_back(&each);
  std::stable_sort(markers.begin(), markers.end(),
                   [](const auto* a, const auto* b) { return a->at.x < b->at.x; });
  in_figure_.clear();
  for (const widgets::Marker* each : markers) in_figure_.push_back(each->meaning.quantity);
  ++version_;
  stale_ = false;
}

void ValidationPane::draw_headline(const model::Validation& validation,
                                   const PaneContext& context) {
  const Theme& theme = context.theme();
  line_of("Predicted against measured", theme.colours.ink, context.fonts().semibold, theme.size.h3,
          ImGui::GetContentRegionAvail().x);
  flow(
      fmt::format("{} published measurements in {} groups. The median over groups of their medians "
                  "is off by a factor of {:.2f}; {:.0f} % of all cases are within 1.25 times.",
                  validation.cases.size(), validation.groups.size(),
                  validation.overall_median.value_or(1), 100 * validation.pooled.within_125),
      theme.colours.ink, theme.size.em, context);
}

void ValidationPane::draw_figure(const model::Validation& validation, ImVec2 size,
                                 const PaneContext& context) {
  const FigureEvents events =
      view_.show("Scatter of the cases", figure_, version_, size, context.canvas);
  const int steps = arrow_steps();
  focus_ring(context.theme());
  std::string next = case_;
  const bool on_case = events.hovered && find_case(validation, events.quantity) != nullptr;
  if (events.pressed && on_case) next = events.quantity;
  if ((steps != 0 || (events.pressed && !events.hovered)) && !in_figure_.empty()) {
    const auto found = std::find(in_figure_.begin(), in_figure_.end(), case_);
    const auto last = static_cast<std::ptrdiff_t>(in_figure_.size()) - 1;
    const std::ptrdiff_t at =
        found == in_figure_.end()
            ? 0
            : std::clamp<std::ptrdiff_t>(found - in_figure_.begin() + (steps == 0 ? 1 : steps), 0,
                                         last);
    next = in_figure_[static_cast<std::size_t>(at)];
  }
  if (next == case_) return;
  case_ = next;
  stale_ = true;
  context.host.request_redraw();
}

void ValidationPane::draw_side(const model::Validation& validation, const PaneContext& context) {
  const Theme& theme = context.theme();
  if (const model::ScoredCase* shown = find_case(validation, case_)) {
    if (draw_case(*shown, context)) opened_ = shown->measured.scenario;
  } else {
    flow(
        "Click a point, or move through them with the arrow keys, to see what was measured and "
        "where it was published. Click a group to single it out.",
        theme.colours.muted, theme.size.small, context);
  }
  ImGui::Dummy({0, theme.size.space(2)});
  if (auto pressed = draw_groups(validation, group_, context)) {
    single_out(*pressed == group_ ? std::string() : std::move(*pressed));
    context.host.request_redraw();
  }
}

std::optional<model::Scenario> ValidationPane::draw(const PaneContext& context) {
  start(context.catalogue);
  opened_.reset();
  const Theme& theme = context.theme();
  const float em = theme.size.em;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {theme.size.space(6), theme.size.space(4)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {theme.size.space(2), theme.size.space(1)});
  constexpr ImGuiChildFlags kPane =
      ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AlwaysUseWindowPadding;
  if (ImGui::BeginChild("validation", {0, 0}, kPane)) {
    const model::Result<model::Validation>* result = scoring_->result();
    if (result == nullptr) {
      line_of("Predicted against measured", theme.colours.ink, context.fonts().semibold,
              theme.size.h3, ImGui::GetContentRegionAvail().x);
      flow("Predicting every published measurement that comes with the program…",
           theme.colours.muted, em, context);
      context.host.request_redraw_after(kNextLook);
    } else if (!result->ok()) {
      line_of("The measurements cannot be read", theme.colours.ink, context.fonts().semibold,
              theme.size.h3, ImGui::GetContentRegionAvail().x);
      flow(result->error().text(), theme.colours.bad, em, context);
    } else {
      const model::Validation& validation = result->value();
      refresh(validation);
      draw_headline(validation, context);
      const ImVec2 room = ImGui::GetContentRegionAvail();
      if (room.x >= kSideBySide * em) {
        const float side = std::clamp(room.x * 0.42F, 24 * em, 36 * em);
        draw_figure(validation, {room.x - side - theme.size.space(6), room.y}, context);
        ImGui::SameLine(0, theme.size.space(6));
        if (ImGui::BeginChild("groups", {0, room.y}, ImGuiChildFlags_NavFlattened)) {
          draw_side(validation, context);
        }
        ImGui::EndChild();
      } else {
        const bool picture = showing_ == Showing::kPicture;
        if (segment("Picture", picture, context)) showing_ = Showing::kPicture;
        ImGui::SameLine(0, theme.size.space(6));
        if (segment("Groups", !picture, context)) showing_ = Showing::kGroups;
        if (picture) {
          const model::ScoredCase* shown = find_case(validation, case_);
          const float below = shown == nullptr ? 0 : 9 * em;
          const ImVec2 left = ImGui::GetContentRegionAvail();
          draw_figure(validation, {left.x, std::max(left.y - below, kLeastFigure * em)}, context);
          if (shown != nullptr && draw_case(*shown, context)) opened_ = shown->measured.scenario;
        } else {
          draw_side(validation, context);
        }
      }
    }
  }
  ImGui::EndChild();
  ImGui::PopStyleVar(2);
  return std::move(opened_);
}

}  // namespace wf::app
