// A drill: fresh numbers, an answer, a ladder of hints, a solution.
#include <fmt/format.h>
#include <imgui.h>

#include "app/lesson/judge.h"
#include "app/lesson/part_context.h"
#include "app/ui/controls.h"
#include "lessons/plain.h"

namespace wf::app {
namespace {

using lessons::Drill;
using lessons::LivePart;

struct DrillView {
  PartContext& context;
  const LivePart& part;
  const Drill& drill;
  DrillAnswer& answer;
  lessons::Overrides numbers;

  LessonSession& session() const { return context.session; }
  const Theme& theme() const { return context.theme(); }

  void prose(const std::string& name, const lessons::Blocks& blocks) {
    const std::string key = part.id + "/" + name;
    show_live(context, key, blocks, numbers);
  }
  const lessons::Blocks& text(const std::string& key, const lessons::Blocks& blocks) const {
    return session().prose(key, blocks, numbers, context.in_sight).blocks;
  }
};

void draw_options(DrillView& view) {
  const lessons::OverriddenSource here(view.session().source(), view.numbers);
  std::string problem;
  const bool done = view.answer.answered || view.answer.solution;
  const int right =
      done ? lessons::right_option(view.drill.options, view.drill.answer, here, problem) : -1;
  for (std::size_t i = 0; i < view.drill.options.size(); ++i) {
    const std::string key = fmt::format("{}/option-{}", view.part.id, i);
    const int index = static_cast<int>(i);
    const bool is_right = done && index == right;
    const bool is_given = done && index == view.answer.option;
    const lessons::Blocks& text = view.text(key, view.drill.options[i].text);
    if (option_row(view.context, key, i, text, !done, is_right || is_given,
                   is_right ? view.theme().colours.good : view.theme().colours.bad,
                   is_right   ? "\u2713"
                   : is_given ? "\u00d7"
                              : "")) {
      view.answer.option = index;
      view.session().answer_drill(view.part);
      view.context.host.request_redraw();
    }
  }
  if (!view.answer.answered || view.answer.option < 0) return;
  const auto& feedback = view.drill.options[static_cast<std::size_t>(view.answer.option)].feedback;
  if (!feedback.empty()) {
    space(view.context, 1);
    view.prose(fmt::format("feedback-{}", view.answer.option), feedback);
  }
}

void draw_number(DrillView& view) {
  ControlRow row(view.context);
  bool answered = number_field(view.context, row, "##answer", view.answer.typed, view.drill.unit);
  answered |= row.button("Answer", true);
  if (answered) view.session().answer_drill(view.part);
  if (!view.answer.error.empty()) {
    space(view.context, 1);
    show_words(view.context, view.part.id + "/error", view.answer.error, view.context.small);
  } else if (view.answer.answered) {
    const lessons::OverriddenSource here(view.session().source(), view.numbers);
    const Judgement judgement = judge_number(view.drill.answer, view.drill.unit,
                                             view.drill.tolerance, view.answer.number, here);
    space(view.context, 2);
    const std::string head = judgement.correct ? "Right" : ratio_words(judgement);
    show_line(view.context, head,
              judgement.correct ? view.theme().colours.good : view.theme().colours.bad,
              view.context.canvas.fonts.semibold, view.theme().size.h3);
    const std::string words =
        fmt::format("You said {}. The model says {}.", judgement.given_text, judgement.right_text);
    show_words(view.context, view.part.id + "/said", words, view.context.canvas);
  }
}

// Claims that a good answer makes; whoever ticks one says that theirs made it.
void draw_rubric(DrillView& view) {
  if (view.drill.rubric.empty()) return;
  if (!view.answer.solution) return;
  space(view.context, 3);
  show_line(view.context, "Does your answer say this?", view.theme().colours.muted,
            view.context.canvas.fonts.semibold, view.theme().size.small);
  for (std::size_t i = 0; i < view.drill.rubric.size(); ++i) {
    const std::string key = fmt::format("{}/claim-{}", view.part.id, i);
    const lessons::Blocks& text = view.text(key, view.drill.rubric[i]);
    const bool met = view.answer.met.contains(i);
    if (option_row(view.context, key, i, text, true, met,
                   met ? view.theme().colours.good : view.theme().colours.muted,
                   met ? "\u2713" : "\u25CB")) {
      if (met) {
        view.answer.met.erase(i);
      } else {
        view.answer.met.insert(i);
      }
      view.session().answer_drill(view.part);
    }
  }
  const std::string words =
      fmt::format("{} of {} claims", view.answer.met.size(), view.drill.rubric.size());
  show_line(view.context, words, view.theme().colours.muted, view.context.canvas.fonts.regular,
            view.theme().size.small);
}

void draw_controls(DrillView& view) {
  ControlRow row(view.context);
  const auto hints = static_cast<int>(view.drill.hints.size());
  if (view.answer.hints < hints && !view.answer.solution) {
    const std::string label =
        hints == 1 ? "Hint" : fmt::format("Hint {} of {}", view.answer.hints + 1, hints);
    if (row.button((label + "###hint").c_str())) ++view.answer.hints;
  }
  const bool design = view.drill.kind == Drill::Kind::kDesign;
  if (!view.answer.solution && row.button(design ? "Show a worked answer" : "Show the solution")) {
    view.answer.solution = true;
  }
  const char* again = view.drill.vary.empty() ? "Try again" : "New numbers";
  if (row.button(again)) view.session().new_numbers(view.part);
}

}  // namespace

void draw_drill(PartContext& outer, const LivePart& part, int number) {
  const auto& drill = std::get<Drill>(part.content);
  ImGui::PushID(part.id.c_str());
  {
    std::string title =
        drill.kind == Drill::Kind::kError    ? fmt::format("Drill {}: find the error", number)
        : drill.kind == Drill::Kind::kDesign ? fmt::format("Drill {}: a design", number)
                                             : fmt::format("Drill {}", number);
    if (!drill.lesson.empty()) title += ", from lesson " + drill.lesson;
    Card card(outer, title, outer.theme().colours.muted);
    DrillView view{card.inner(), part, drill, outer.session.drill(part.id),
                   outer.session.drawn(part)};
    view.prose("question", drill.question);
    space(view.context, 3);
    if (drill.kind == Drill::Kind::kNumber) {
      draw_number(view);
    } else if (drill.kind != Drill::Kind::kDesign) {
      draw_options(view);
    }
    for (int i = 0; i < view.answer.hints && i < static_cast<int>(drill.hints.size()); ++i) {
      space(view.context, 3);
      view.prose(fmt::format("hint-{}", i), drill.hints[static_cast<std::size_t>(i)]);
    }
    if (view.answer.solution) {
      space(view.context, 3);
      view.prose("solution", drill.solution);
      draw_rubric(view);
    }
    space(view.context, 2);
    draw_controls(view);
  }
  ImGui::PopID();
}

}  // namespace wf::app
