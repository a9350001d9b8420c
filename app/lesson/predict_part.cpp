// A prediction: committed or skipped before anything is revealed.
#include <fmt/format.h>
#include <imgui.h>

#include "app/lesson/judge.h"
#include "app/lesson/part_context.h"
#include "lessons/plain.h"

namespace wf::app {
namespace {

using lessons::LivePart;
using lessons::Predict;

// The ratio stands first and large, then the two numbers.
void draw_number_reveal(PartContext& context, const LivePart& part, const Predict& predict) {
  LessonSession& session = context.session;
  const PredictAnswer& answer = session.predict(part.id);
  const Judgement judgement = judge_number(predict.answer, predict.unit, predict.tolerance,
                                           answer.number, session.source());
  const Theme& theme = context.theme();
  if (!judgement.problem.empty()) {
    show_words(context, part.id + "/problem", judgement.problem, context.small);
    return;
  }
  const bool given = answer.number.has_value();
  const std::string head = given ? ratio_words(judgement) : judgement.right_text;
  show_line(context, head, judgement.correct || !given ? theme.colours.good : theme.colours.bad,
            context.canvas.fonts.semibold, theme.size.h2);
  if (given) {
    const std::string words =
        fmt::format("You said {}. The model says {}.", judgement.given_text, judgement.right_text);
    show_words(context, part.id + "/said", words, context.canvas);
  } else {
    show_words(context, part.id + "/said", "is what the model says.", context.canvas);
  }
  space(context, 3);
}

int right_of(const Predict& predict, const LessonSession& session) {
  std::string problem;
  return lessons::right_option(predict.options, predict.answer, session.source(), problem);
}

void draw_options(PartContext& context, const LivePart& part, const Predict& predict) {
  LessonSession& session = context.session;
  PredictAnswer& answer = session.predict(part.id);
  const Theme& theme = context.theme();
  const int right = answer.revealed() ? right_of(predict, session) : -1;
  for (std::size_t i = 0; i < predict.options.size(); ++i) {
    const std::string key = fmt::format("{}/option-{}", part.id, i);
    const int index = static_cast<int>(i);
    const bool is_right = answer.revealed() && index == right;
    const bool is_given = answer.revealed() && index == answer.option;
    const std::string_view mark = is_right ? "\u2713" : is_given ? "\u00d7" : "";
    const ImU32 colour = is_right ? theme.colours.good : theme.colours.bad;
    const lessons::Blocks& text =
        session.prose(key, predict.options[i].text, {}, context.in_sight).blocks;
    const bool chosen =
        option_row(context, key, i, text, !answer.revealed(), is_right || is_given, colour, mark);
    if (chosen) {
      answer.option = index;
      session.commit(part);
      context.host.request_redraw();
    }
  }
}

void draw_feedback(PartContext& context, const LivePart& part, const Predict& predict) {
  LessonSession& session = context.session;
  const PredictAnswer& answer = session.predict(part.id);
  const int right = right_of(predict, session);
  const auto show = [&](int option) {
    if (option < 0 || option >= static_cast<int>(predict.options.size())) return;
    const auto& feedback = predict.options[static_cast<std::size_t>(option)].feedback;
    if (feedback.empty()) return;
    const std::string key = fmt::format("{}/feedback-{}", part.id, option);
    show_live(context, key, feedback);
    space(context, 3);
  };
  space(context, 1.5F);
  show(answer.option);
  if (right != answer.option) show(right);
}

}  // namespace

void draw_predict(PartContext& outer, const LivePart& part) {
  const auto& predict = std::get<Predict>(part.content);
  LessonSession& session = outer.session;
  PredictAnswer& answer = session.predict(part.id);
  ImGui::PushID(part.id.c_str());
  {
    Card card(outer,
              answer.phase == PredictAnswer::Phase::kCommitted ? "You predicted"
              : answer.phase == PredictAnswer::Phase::kSkipped ? "The answer"
                                                               : "Predict first",
              outer.theme().colours.accent);
    PartContext& context = card.inner();
    if (context.views.focus == part.id) {
      context.views.focus.clear();
      context.focus = true;
    }
    show_live(context, part.id + "/question", predict.question);
    space(context, 3);
    const bool number = predict.kind == Predict::Kind::kNumber;
    if (!number) draw_options(context, part, predict);
    if (!answer.revealed()) {
      if (!number) space(context, 1);
      ControlRow row(context);
      if (number) {
        bool commit = number_field(context, row, "##prediction", answer.typed, predict.unit);
        commit |= row.button("Commit", true);
        if (commit) session.commit(part);
      }
      if (row.button(("Skip##" + part.id).c_str())) session.skip(part);
      if (!answer.error.empty()) {
        space(context, 1);
        show_words(context, part.id + "/error", answer.error, context.small);
      }
    } else {
      if (number) {
        draw_number_reveal(context, part, predict);
      } else {
        draw_feedback(context, part, predict);
      }
      show_live(context, part.id + "/reveal", predict.reveal);
      space(context, 2);
      ControlRow row(context);
      if (row.button("Ask me again")) {
        session.reopen(part);
        if (ImGui::GetIO().NavVisible) context.views.focus = part.id;
      }
    }
  }
  ImGui::PopID();
}

}  // namespace wf::app
