#include "app/present/presenter.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

#include "app/cli/text.h"
#include "app/explorer/knob_edit.h"
#include "app/explorer/words.h"
#include "app/lesson/lesson_pane.h"
#include "app/lesson/widget_pane.h"
#include "app/platform/metrics.h"
#include "model/units.h"
#include "widgets/figure/wall.h"

namespace wf::app {
namespace {

constexpr double kLarger = 1.6;
// Twenty points are 26.7 pixels of an ordinary display, and text of scale 1 is 16.
constexpr double kLeast = 20.0 * 96 / 72 / 16;
constexpr float kBeside = 1.5F;        // windows at least so wide for their height
constexpr float kFigureShare = 0.67F;  // of the width, or of the height
constexpr float kProgress = 3;         // pixels

using lessons::Drill;
using lessons::LivePart;
using lessons::Predict;

}  // namespace

Look presenter_look(const Look& look) {
  return {.theme = widgets::ThemeName::kProjector,
          .text_scale = std::min(std::max(look.text_scale * kLarger, kLeast), kLargestText),
          .reduced_motion = true};
}

Presenter::Presenter(std::shared_ptr<const lessons::Lesson> lesson, model::Scenario scenario,
                     const model::Catalogue& catalogue, int step)
    : session_(std::move(lesson), std::move(scenario), catalogue),
      text_(std::make_unique<LessonPane>(session_)),
      widget_(std::make_unique<WidgetPane>(session_)) {
  widget_->set_figure_only(true);
  refresh();
  go_to(step);
}

Presenter::~Presenter() = default;

void Presenter::refresh() {
  if (version_ == session_.version()) return;
  version_ = session_.version();
  steps_ = present_steps(session_.document());
  step_ = std::clamp(step_, 0, steps() - 1);
}

void Presenter::go_to(int step) {
  step_ = std::clamp(step, 0, steps() - 1);
  figure_choice_ = FigureChoice::kByStep;
  text_->go_to(0);
}

const LivePart* Presenter::question() const {
  const LivePart* part = steps_[static_cast<std::size_t>(step_)].part.get();
  if (part == nullptr) return nullptr;
  const bool asks = std::holds_alternative<Predict>(part->content) ||
                    std::holds_alternative<Drill>(part->content);
  return asks ? part : nullptr;
}

bool Presenter::answer_shown() const {
  const LivePart* part = question();
  if (part == nullptr) return false;
  const auto predict = session_.predicts().find(part->id);
  if (predict != session_.predicts().end() && predict->second.revealed()) return true;
  const auto drill = session_.drills().find(part->id);
  return drill != session_.drills().end() && drill->second.solution;
}

void Presenter::toggle_answer() {
  const LivePart* part = question();
  if (part == nullptr) return;
  const bool shown = answer_shown();
  if (std::holds_alternative<Drill>(part->content)) {
    session_.drill(part->id).solution = !shown;
  } else if (shown) {
    session_.reopen(*part);
  } else {
    session_.skip(*part);
  }
}

void Presenter::next() {
  if (std::exchange(black_, false)) return;
  if (question() != nullptr && !answer_shown()) {
    toggle_answer();
    return;
  }
  if (text_->turn_page(1)) return;
  go_to(step_ + 1);
}

void Presenter::back() {
  if (std::exchange(black_, false)) return;
  if (text_->turn_page(-1)) return;
  go_to(step_ - 1);
}

void Presenter::choose_answer(int option) {
  if (!black_) text_->choose_answer(option);
}

bool Presenter::figure_shown() const {
  if (widget_->widget() == nullptr) return false;
  if (figure_choice_ != FigureChoice::kByStep) return figure_choice_ == FigureChoice::kShown;
  const LivePart* part = steps_[static_cast<std::size_t>(step_)].part.get();
  return part != nullptr && std::holds_alternative<lessons::Widget>(part->content);
}

void Presenter::toggle_figure() {
  figure_choice_ = figure_shown() ? FigureChoice::kHidden : FigureChoice::kShown;
}

void Presenter::turn_knob(int steps) {
  const widgets::Widget* widget = widget_->widget();
  if (widget == nullptr || widget->knobs.empty() || !figure_shown()) return;
  const model::Knob* knob = model::find_knob(widget->knobs.front());
  if (knob == nullptr) return;
  const double now = value_taken(session_.scenario(), *knob).value_or(knob->initial);
  auto changed =
      with_value(session_.scenario(), *knob, stepped(*knob, now, steps), session_.catalogue());
  if (changed) session_.change(std::move(*changed), knob->term.id);
}

const std::vector<PresentStep>& Presenter::plan() {
  refresh();
  return steps_;
}

// The number and its wall are the answer to most first questions: they wait until the first
// question, and each one up to this step, has been answered.
bool Presenter::read_out_shown() const {
  bool any = false;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const LivePart* part = steps_[i].part.get();
    if (part == nullptr || !std::holds_alternative<Predict>(part->content)) continue;
    if (any && static_cast<int>(i) > step_) return true;
    any = true;
    const auto answer = session_.predicts().find(part->id);
    if (answer == session_.predicts().end() || !answer->second.revealed()) return false;
  }
  return true;
}

std::optional<Presenter::ReadOut> Presenter::read_out() const {
  const model::Reading* reading = widget_->headline();
  if (reading == nullptr) return std::nullopt;
  const model::Term& term = *reading->term;
  ReadOut result{model::format_magnitude(*reading->value, term.unit),
                 std::string(term.name.empty() ? term.id : term.name),
                 {}};
  const auto& sections = session_.report().sections;
  if (!sections.empty()) result.wall = sections.front().walls.binding();
  return result;
}

// As large as a title, or as there is room for: neither the unit nor the wall is cut off.
void Presenter::draw_read_out(const Canvas& canvas, float width) {
  const auto shown = read_out_shown() ? read_out() : std::nullopt;
  if (!shown) return;
  const Theme& theme = canvas.theme;
  const auto& [value, name, binding] = *shown;
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const Face& bold = canvas.fonts.semibold;
  const auto fitting = [&](const Face& face, float em, std::string_view text) {
    const float needed = text_width(face, em, text);
    return needed <= width ? em : std::max(std::floor(em * width / needed), em / 2);
  };
  const float large = fitting(bold, theme.size.h2, value);
  const float small = theme.size.small;
  const float baseline = from.y + large;
  const ImU32 colour = binding ? theme.wall(*binding) : theme.colours.ink;
  const std::string wall =
      binding ? fmt::format("{} {}", widgets::wall_glyph(*binding), model::name_of(*binding)) : "";
  place_text(cut_to(bold, large, value, width), {from.x, baseline}, colour, bold, large);
  const float used = text_width(bold, large, value) + theme.size.space(3);
  float bottom = baseline + theme.size.space(2);
  const std::string words = wall.empty() ? name : fmt::format("{}   {}", name, wall);
  // Beside it where there is room, on one line or two, else below.
  const float named = text_width(canvas.fonts.regular, small, name + "   ");
  if (used + text_width(canvas.fonts.regular, small, words) <= width) {
    place_text(name, {from.x + used, baseline}, theme.colours.ink, canvas.fonts.regular, small);
    place_text(wall, {from.x + used + named, baseline}, colour, canvas.fonts.regular, small);
  } else {
    const float widest = std::max(text_width(canvas.fonts.regular, small, name),
                                  text_width(canvas.fonts.regular, small, wall));
    const bool aside = used + widest <= width;
    const float left = aside ? from.x + used : from.x;
    float line = aside ? from.y : bottom;
    for (const auto& [line_words, ink] :
         {std::pair{name, theme.colours.ink}, std::pair{wall, colour}}) {
      if (line_words.empty()) continue;
      line += small;
      const float em = fitting(canvas.fonts.regular, small, line_words);
      place_text(cut_to(canvas.fonts.regular, em, line_words, width), {left, line}, ink,
                 canvas.fonts.regular, em);
      line += small * 0.35F;
    }
    bottom = std::max(bottom, line);
  }
  ImGui::Dummy({width, bottom + theme.size.space(2) - from.y});
}

void Presenter::draw_step(const Canvas& canvas, Host& host, ImVec2 size) {
  const Theme& theme = canvas.theme;
  if (ImGui::BeginChild("presented step", size, ImGuiChildFlags_NavFlattened)) {
    const float margin = theme.size.space(3);
    ImGui::SetCursorPos({margin, margin});
    draw_read_out(canvas, size.x - 2 * margin);
    ImGui::SetCursorPosX(0);
    const PresentStep& step = steps_[static_cast<std::size_t>(step_)];
    text_->set_slice(LessonPane::Slice{step.begin, step.end});
    text_->draw(canvas, host);
  }
  ImGui::EndChild();
}

void Presenter::draw_progress(const Canvas& canvas, ImVec2 from, float width) const {
  const Theme& theme = canvas.theme;
  const float done = steps() < 2 ? 1 : static_cast<float>(step_) / static_cast<float>(steps() - 1);
  const float height = kProgress * theme.size.px;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(from, {from.x + width, from.y + height}, theme.colours.rule);
  list.AddRectFilled(from, {from.x + width * done, from.y + height}, theme.colours.accent);
}

void Presenter::draw(const Canvas& given, Host& host) {
  const ImVec2 whole = ImGui::GetContentRegionAvail();
  const ImVec2 from = ImGui::GetCursorScreenPos();
  figure_share_ = 0;
  if (whole.x < 8 || whole.y < 8) return;
  if (black_) {
    ImGui::GetWindowDrawList()->AddRectFilled(from, {from.x + whole.x, from.y + whole.y},
                                              IM_COL32_BLACK);
    return;
  }
  if (session_.begin_frame()) host.request_redraw();
  refresh();
  // They are commands here (shell_commands.cpp), not ways to move the focus.
  if (!ImGui::GetIO().NavVisible) {
    const ImGuiID owner = ImGui::GetID("presenter keys");
    for (const ImGuiKey key : {ImGuiKey_PageUp, ImGuiKey_PageDown, ImGuiKey_Home, ImGuiKey_Space,
                               ImGuiKey_LeftArrow, ImGuiKey_RightArrow}) {
      ImGui::SetKeyOwner(key, owner);
    }
  }
  const std::string lit = session_.lit();
  const Canvas canvas{given.theme, given.fonts, given.math, lit};
  const float bar = kProgress * given.theme.size.px;
  const ImVec2 room(whole.x, whole.y - bar);
  const bool beside = room.x >= kBeside * room.y;
  ImVec2 figure(0, 0);
  if (figure_shown()) {
    figure = beside ? ImVec2(std::floor(room.x * kFigureShare), room.y)
                    : ImVec2(room.x, std::floor(room.y * kFigureShare));
  }
  const ImVec2 text(beside ? room.x - figure.x : room.x, beside ? room.y : room.y - figure.y);
  const auto draw_figure = [&] {
    if (figure.x <= 0) return;
    if (ImGui::BeginChild("presented figure", figure, ImGuiChildFlags_NavFlattened)) {
      widget_->draw(canvas, host);
    }
    ImGui::EndChild();
    const widgets::Layout& drawn = widget_->figure_layout();
    figure_share_ = static_cast<float>(drawn.width * drawn.height) / (whole.x * whole.y);
  };
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  if (beside) {
    draw_step(canvas, host, text);
    if (figure.x > 0) ImGui::SameLine(0, 0);
    draw_figure();
  } else {
    draw_figure();
    draw_step(canvas, host, text);
  }
  ImGui::PopStyleVar();
  draw_progress(canvas, {from.x, from.y + room.y}, whole.x);
}

}  // namespace wf::app
