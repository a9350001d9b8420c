#include "app/explorer/assignment_pane.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "app/explorer/words.h"
#include "app/ui/controls.h"
#include "model/report.h"

namespace wf::app {
namespace {

using model::Assignment;
using model::Grade;

constexpr float kFieldWidth = 34;  // em
constexpr float kTextLines = 4;

ImU32 colour_of(const Grade& grade, const Theme& theme) {
  switch (grade.standing) {
    case Grade::Standing::kRight:
      return theme.colours.good;
    case Grade::Standing::kWrong:
    case Grade::Standing::kUnreadable:
      return theme.colours.bad;
    default:
      return theme.colours.muted;
  }
}

void lines_of(std::string_view lead, const std::vector<std::string>& lines,
              const PaneContext& context) {
  if (lines.empty()) return;
  const Theme& theme = context.theme();
  ImGui::Dummy({0, theme.size.space(1)});
  flow({{lead, theme.colours.ink, &Fonts::semibold}}, theme.size.em, context);
  for (const std::string& line : lines) {
    flow(line, theme.colours.muted, theme.size.em, context);
  }
}

}  // namespace

void AssignmentPane::draw_task(const Input& input, Outcome& outcome, const PaneContext& context) {
  const Theme& theme = context.theme();
  const Assignment& assignment = input.assignment;
  flow({{assignment.title, theme.colours.ink, &Fonts::semibold}}, theme.size.h3, context);
  for (const std::string& paragraph : assignment.instructions) {
    flow(paragraph, theme.colours.ink, theme.size.em, context);
    ImGui::Dummy({0, theme.size.space(1)});
  }
  if (!assignment.lesson.empty()) {
    const std::string label = fmt::format("Open lesson {}", assignment.lesson);
    if (button(label.c_str(), theme)) outcome.lesson = true;
  }
  ImGui::Dummy({0, theme.size.space(1)});
  lines_of(assignment.free.empty() ? "" : "You may turn", free_words(assignment), context);
  lines_of(assignment.free.empty() ? "What stays as it is" : "Everything else stays as it is",
           fixed_words(assignment), context);
  if (assignment.fixed.empty() && !assignment.free.empty()) {
    flow("Everything else stays as it is.", theme.colours.muted, theme.size.em, context);
  }
}

void AssignmentPane::draw_field(const Input& input, const std::string& id, const char* label,
                                bool several_lines, Outcome& outcome, const PaneContext& context) {
  const Theme& theme = context.theme();
  std::string text = input.assignment.answer(id);
  const float width = std::min(ImGui::GetContentRegionAvail().x, theme.size.em * kFieldWidth);
  bool changed = false;
  if (several_lines) {
    const float height = ImGui::GetTextLineHeight() * kTextLines + theme.size.space(4);
    changed = ImGui::InputTextMultiline(label, &text, {width, height});
  } else {
    ImGui::SetNextItemWidth(std::min(width, theme.size.em * 16));
    changed = ImGui::InputText(label, &text);
  }
  focus_ring(theme);
  if (ImGui::IsItemActive()) {
    typing_ = id;
    typed_at_ = ImGui::GetFrameCount();
  }
  if (!ImGui::IsItemActive() && typing_ == id) {
    typing_.clear();
    context.host.request_redraw();
  }
  // A field does not break its lines: what is longer than it stands below, whole.
  if (several_lines &&
      ImGui::CalcTextSize(text.c_str()).x > width - 2 * ImGui::GetStyle().FramePadding.x) {
    flow(text, theme.colours.muted, theme.size.small, context);
  }
  // Kept with every keystroke: what was typed is in the record, whatever happens to the program.
  if (changed) outcome.answer = Outcome::Answer{id, std::move(text)};
}

void AssignmentPane::draw_question(const Input& input, const AssignmentStanding::Answered& answered,
                                   std::size_t number, Outcome& outcome,
                                   const PaneContext& context) {
  const Theme& theme = context.theme();
  const Assignment::Question& question = *answered.question;
  ImGui::PushID(question.id.c_str());
  ImGui::Dummy({0, theme.size.space(2)});
  const std::string lead = fmt::format("{}. ", number);
  const std::string ask = question.unit.empty() || question.kind != Assignment::Kind::kNumber
                              ? question.ask
                              : fmt::format("{} In {}.", question.ask, question.unit);
  flow({{lead, theme.colours.ink, &Fonts::semibold},
        {ask, theme.colours.ink},
        {answered.required ? "" : " (may be left open)", theme.colours.muted}},
       theme.size.em, context);
  const std::string label = fmt::format("##{}", question.id);
  if (question.kind == Assignment::Kind::kChoice) {
    for (const std::string& choice : question.choices) {
      const bool chosen = input.assignment.answer(question.id) == choice;
      const float room = ImGui::GetContentRegionAvail().x - 2 * ImGui::GetFrameHeight();
      const bool fits = ImGui::CalcTextSize(choice.c_str()).x < room;
      const std::string shown = fits ? choice : "##" + choice;
      if (ImGui::RadioButton(shown.c_str(), chosen)) {
        outcome.answer = Outcome::Answer{question.id, chosen ? std::string() : choice};
      }
      focus_ring(theme);
      if (fits) continue;
      ImGui::SameLine(0, theme.size.space(2));
      ImGui::BeginGroup();
      flow(choice, theme.colours.ink, theme.size.em, context);
      ImGui::EndGroup();
    }
  } else {
    draw_field(input, question.id, label.c_str(), question.kind == Assignment::Kind::kText, outcome,
               context);
  }
  // While somebody types, half a number is no mistake yet.
  const bool typing = typing_ == question.id;
  const bool missing = answered.grade.standing == Grade::Standing::kMissing;
  const std::string words = typing || missing ? "" : grade_words(question, answered.grade);
  flow(words.empty() ? " " : words, colour_of(answered.grade, theme), theme.size.small, context);
  ImGui::PopID();
}

void AssignmentPane::draw_standing(const Input& input, Outcome& outcome,
                                   const PaneContext& context) {
  const Theme& theme = context.theme();
  draw_claims(input.scenario, input.assertions, input.withheld, context);
  heading("Your report", context);
  const auto missing = standing_.missing();
  if (missing.empty()) {
    flow("Everything that it must have is there.", theme.colours.good, theme.size.em, context);
  } else {
    flow(fmt::format("{} of {} still missing:", missing.size(), standing_.required.size()),
         theme.colours.ink, theme.size.em, context);
    for (const std::string& id : missing) {
      const std::string line = "– " + field_words(input.assignment, id);
      flow(line, theme.colours.muted, theme.size.em, context);
    }
  }
  ImGui::Dummy({0, theme.size.space(1)});
  if (button("Write the report…", theme, Emphasis::kPrimary)) outcome.report = true;
  ImGui::Dummy({0, theme.size.space(2)});
}

// A field that is no longer drawn has lost the keyboard, too.
std::string_view AssignmentPane::typing() const {
  return typed_at_ + 1 >= ImGui::GetFrameCount() ? std::string_view(typing_) : std::string_view();
}

AssignmentPane::Outcome AssignmentPane::draw(const Input& input, const PaneContext& context) {
  if (version_ != input.version) {
    version_ = input.version;
    standing_ = standing_of(input.assignment, input.given, input.scenario, input.report);
  }
  Outcome outcome;
  draw_task(input, outcome, context);
  if (!input.assignment.requires_all && input.assignment.is_required(model::kNameField)) {
    heading("Your name", context);
    draw_field(input, std::string(model::kNameField), "##name", false, outcome, context);
  }
  if (!input.assignment.questions.empty()) heading("Questions", context);
  for (std::size_t i = 0; i < standing_.answers.size(); ++i) {
    draw_question(input, standing_.answers[i], i + 1, outcome, context);
  }
  draw_standing(input, outcome, context);
  return outcome;
}

}  // namespace wf::app
