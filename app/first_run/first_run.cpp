#include "app/first_run/first_run.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>

#include "app/explorer/words.h"
#include "app/platform/metrics.h"
#include "app/ui/controls.h"

namespace wf::app {
namespace {

struct GoalWords {
  Goal goal;
  const char* title;
  std::string_view meaning;
};
constexpr std::array<GoalWords, 3> kGoals = {{
    {Goal::kStudy, "Study", "Lessons in order, each with a question, a derivation and a widget."},
    {Goal::kTeach, "Teach", "A lesson on the projector, one step at a time, with notes for you."},
    {Goal::kPractise, "Practise", "Drills with fresh numbers, and predictions to be judged by."},
}};

// What most people have met; every other one is in the list behind them.
constexpr std::array<std::string_view, 5> kKnownGpus = {
    "h100-sxm-80gb", "h200-sxm-141gb", "b200-sxm-180gb", "mi300x-192gb", "l4-24gb"};

// Choices side by side, broken into lines where there is no room.
class ChoiceRow {
 public:
  explicit ChoiceRow(const PaneContext& context) : context_(context) {}

  bool choice(const char* label, bool chosen) {
    next(text_width(context_.fonts().semibold, context_.theme().size.em, label));
    return segment(label, chosen, context_);
  }
  bool plain_button(const char* label) {
    next(ImGui::CalcTextSize(label).x + 2 * ImGui::GetStyle().FramePadding.x);
    const bool pressed = button(label, context_.theme());
    focus_ring(context_.theme());
    return pressed;
  }
  void next(float width) {
    const float gap = context_.theme().size.space(6);
    const float room = ImGui::GetContentRegionAvail().x;
    if (used_ > 0 && used_ + gap + width <= room) {
      ImGui::SameLine(0, gap);
      used_ += gap + width;
    } else {
      used_ = width;
    }
  }

 private:
  const PaneContext& context_;
  float used_ = 0;
};

void choose_looks(Settings& settings, const PaneContext& context) {
  heading("How should it look?", context);
  ChoiceRow themes(context);
  for (const widgets::ThemeName theme : widgets::kThemeNames) {
    const std::string title(theme_title(theme));
    if (themes.choice(title.c_str(), settings.look.theme == theme)) settings.look.theme = theme;
  }
  ChoiceRow sizes(context);
  if (sizes.plain_button("Smaller text")) {
    settings.look.text_scale = smaller_text(settings.look.text_scale);
  }
  if (sizes.plain_button("Larger text")) {
    settings.look.text_scale = larger_text(settings.look.text_scale);
  }
  const char* still = "Nothing moves by itself";
  sizes.next(ImGui::CalcTextSize(still).x + ImGui::GetFrameHeight());
  ImGui::Checkbox(still, &settings.look.reduced_motion);
  focus_ring(context.theme());
}

void choose_goal(Settings& settings, const PaneContext& context) {
  heading("What brings you here?", context);
  ChoiceRow row(context);
  std::string_view meaning;
  for (const GoalWords& each : kGoals) {
    if (row.choice(each.title, settings.goal == each.goal)) settings.goal = each.goal;
    if (settings.goal == each.goal) meaning = each.meaning;
  }
  flow(meaning, context.theme().colours.muted, context.theme().size.small, context);
}

void choose_gpu(Settings& settings, const PaneContext& context) {
  const auto& gpus = context.catalogue.gpus;
  heading("Which GPU do you want to think with?", context);
  ChoiceRow row(context);
  const std::string chosen = settings.gpu.empty() ? std::string(kKnownGpus.front()) : settings.gpu;
  const auto set = [&](const std::string& id) {
    // Lessons are written for the first: with it they stay as they are.
    settings.gpu = id == kKnownGpus.front() ? std::string() : id;
  };
  std::string shown;
  for (const auto& each : gpus) {
    if (each.gpu.id == chosen) shown = each.gpu.name;
  }
  for (const std::string_view id : kKnownGpus) {
    const model::Accelerator* gpu = context.catalogue.find_gpu(id);
    if (gpu != nullptr && row.choice(gpu->name.c_str(), chosen == id)) set(gpu->id);
  }
  const bool known = std::find(kKnownGpus.begin(), kKnownGpus.end(), chosen) != kKnownGpus.end();
  const float width = std::min(context.theme().size.em * 18, ImGui::GetContentRegionAvail().x);
  row.next(width);
  ImGui::SetNextItemWidth(width);
  const std::string preview =
      known ? "Another"
            : cut_to(context.fonts().regular, context.theme().size.em, shown,
                     width - ImGui::GetFrameHeight() - context.theme().size.space(4));
  if (ImGui::BeginCombo("##another gpu", preview.c_str(), ImGuiComboFlags_HeightLarge)) {
    for (const auto& each : gpus) {
      if (ImGui::Selectable(each.gpu.name.c_str(), each.gpu.id == chosen)) set(each.gpu.id);
    }
    ImGui::EndCombo();
  }
  focus_ring(context.theme());
  if (shown.empty()) return;
  flow(fmt::format("{}. Lessons open with it; any knob changes it later.", shown),
       context.theme().colours.muted, context.theme().size.small, context);
}

}  // namespace

FirstRunOutcome draw_first_run(Settings& settings, const PaneContext& context) {
  const Theme& theme = context.theme();
  const float em = theme.size.em;
  FirstRunOutcome outcome = FirstRunOutcome::kStay;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {theme.size.space(2), theme.size.space(1)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {theme.size.space(8), theme.size.space(8)});
  if (ImGui::BeginChild("first run", {0, 0},
                        ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AlwaysUseWindowPadding)) {
    const float room = ImGui::GetContentRegionAvail().x;
    const float width = std::min(room, em * 44);
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + std::floor((room - width) / 2));
    if (ImGui::BeginChild("first page", {width, 0},
                          ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AutoResizeY)) {
      flow({{"Welcome to Wallfinder", theme.colours.ink, &Fonts::semibold}}, theme.size.h2,
           context);
      flow("Three choices, all of which can be changed later. Then the first question.",
           theme.colours.ink, em, context);
      choose_looks(settings, context);
      choose_goal(settings, context);
      choose_gpu(settings, context);
      ImGui::Dummy({0, theme.size.space(4)});
      if (button("Begin", theme, Emphasis::kPrimary)) outcome = FirstRunOutcome::kBegin;
      focus_ring(theme);
      ImGui::SameLine(0, theme.size.space(6));
      if (button("Skip all", theme)) outcome = FirstRunOutcome::kSkip;
      focus_ring(theme);
      flow("Enter begins, Tab goes through the choices. Help, First steps shows this page again.",
           theme.colours.muted, theme.size.small, context);
    }
    ImGui::EndChild();
  }
  ImGui::EndChild();
  ImGui::PopStyleVar(2);
  // Enter presses what shows the keyboard's focus; before that it goes on.
  const bool free = !ImGui::GetCurrentContext()->NavCursorVisible &&
                    !ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup);
  if (free && (ImGui::IsKeyPressed(ImGuiKey_Enter, false) ||
               ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false))) {
    outcome = FirstRunOutcome::kBegin;
  }
  return outcome;
}

}  // namespace wf::app
